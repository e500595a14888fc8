// Settings, and what this device has kept for its owner alone.
import { html, useState } from "./vendor/preact.js";
import { ask, endOthers } from "./api.js";
import { BackupForm } from "./backup.js";
import { NewKeys, wordsWait } from "./keys.js";
import { hasProxy } from "./pair.js";
import { bytesOf, saved } from "./sealed.js";
import { Facts, Field, Fold, Form, Link, Loaded, LockForm, Page, Section, Table, Time, dayInWords, field, whenField } from "./ui.js";
import { announce, useAsk } from "./store.js";
import * as text from "./text.js";

const words = text.settings;

export function Settings() {
  const answer = useAsk({ configShow: null }, { status: null });
  return html`<${Page} title=${text.pages.settings}>
    <p><${Link} to="pair">${words.pair}<//></p>
    <${Loaded} answer=${answer}>${(first, second) => html`
      ${wordsWait(second.done.status) && html`<${NewKeys} status=${second.done.status} proxied=${hasProxy(first.done.config)} />`}
      <${Files} status=${second.done.status} />
      <${Section} title=${words.passphrase}><${LockForm} send=${words.passphraseLock} lead=${words.passphraseLead} /><//>
      <${Section} title=${words.behave}><p class="quiet">${words.lead}</p><div class="settings">${first.done.config.settings.filter((one) => one.key !== "mute").map((one) => html`<${Setting} key=${`${one.key} ${one.value}`} setting=${one} />`)}</div><//>
      <${Section} title=${words.mute}><${Mute} value=${first.done.config.settings.find((one) => one.key === "mute")?.value ?? "off"} /><//>
      ${first.done.config.paths.length > 0 && html`<${Section} title=${words.paths}><${Facts} of=${first.done.config.paths.map((one) => [one.help || one.key, one.value])} /><p class="quiet">${text.pairing.left}</p><//>`}
      ${second.done.status.paired && !wordsWait(second.done.status) && html`<${NewKeys} status=${second.done.status} proxied=${hasProxy(first.done.config)} />`}`}<//>
    <${Section} title=${words.pages}><${Pages} /><//>
    <${Section} title=${words.device}><${Device} /><//>
    <${Section} title=${words.check}><${Check} /><//>
  <//>`;
}

const said = (key, value) => words.valuesOf[`${key} ${value}`] ?? words.values[value] ?? value;

// A setting of a newer avow is shown as that names it.
function Setting({ setting }) {
  const { key, value, standard, help } = setting;
  const [label, hint, options] = words.names[key] ?? [key, help];
  const kind = options ? { type: "select", options: options.map((one) => [one, said(key, one)]) } : {};
  return html`<${Fold} title=${words.change(label, said(key, value))}>${(close) => html`<${Form} send=${words.save} done=${close} request=${(values) => ({ configSet: { key, ...values } })}>
    <${Field} name="value" label=${label} hint=${`${hint} ${words.standard(options ? said(key, standard) : standard)}`} value=${value} required ...${kind} /><//>`}<//>`;
}

// `value`: "off", or what is muted, with or without " until " and a time.
function Mute({ value }) {
  const [what, until] = value.split(" until ");
  const { kinds } = text.notes;
  const over = until && new Date(until) <= Date.now();
  const named = words.muteKinds[over ? "off" : what] ?? what.split(",").map((kind) => kinds[kind.replaceAll("-", "_")] ?? kind).join(", ");
  return html`<p class="quiet">${words.muteLead}</p>
    <p>${words.muteNow} ${named}${until && !over && html`, ${words.muteUntilNow} <${Time} at=${until} />`}.</p>
    <${Form} send=${words.save} request=${(values) => ({ mute: values })}
      fields=${[field("what", words.muteWhat, { type: "select", options: Object.entries(words.muteKinds), value: over ? "off" : what }), whenField("until", words.muteUntil)]} />`;
}

const backup = () => saved("avow.backup", "application/octet-stream", { backupCreate: { file: "" } }, bytesOf);

async function readable() {
  await saved("avow.jsonl", "application/x-ndjson", { exportLines: null }, ({ line }) => `${line}\n`);
}

// Whether a file was saved in the end, no page can know: a backup counts once somebody has seen it.
function Files({ status }) {
  const [mayBeThere, ended] = useState(false);
  return html`<${Section} title=${words.backup}>
    <p>${words.backupLast(status.last_backup && dayInWords(status.last_backup))}</p>
    <${Form} send=${words.backupMake} lead=${words.backupLead} run=${backup} done=${() => ended(true)} />
    ${mayBeThere && html`<${Form} send=${words.backupThere} lead=${words.backupThereLead} request=${() => ({ backupMade: { file: "" } })} done=${() => ended(false)} />`}
    <p class="quiet">${words.backupDone} ${words.backupRestore}</p>
    <p><${Link} to="restored">${text.restore.title}<//></p>
    <div class="acts"><${Fold} title=${words.backupVerify}>${() => html`<${BackupForm} target="/backup/verify" send=${words.backupVerify} working=${words.backupWorking} done=${({ done }) => announce(words.backupWhole(done.backup_verified.entries, dayInWords(done.backup_verified.made_at.slice(0, 10))))} />`}<//>
    <${Fold} title=${words.exportMake}>${() => html`<${Form} send=${words.exportMake} lead=${words.export} run=${readable} />`}<//></div>
  <//>`;
}

function Device() {
  const answer = useAsk({ localFacts: null });
  return html`<p class="quiet">${words.deviceLead}</p><${Loaded} answer=${answer}>${(shown) => html`<p>${words.unlocks(shown.done.local_facts.unlocks)} ${words.failed(shown.done.local_facts.failed_unlocks)}</p><${Table} title=${words.deviceTable}>
    <thead><tr><th scope="col">${words.what}</th><th scope="col">${words.at}</th></tr></thead>
    <tbody>${shown.done.local_facts.events.map((one) => html`<tr><td>${words.facts[one.what] ?? one.what}</td><td><${Time} at=${one.at} /></td></tr>`)}</tbody><//>`}<//>`;
}

function Pages() {
  return html`<${Form} send=${words.endPages} lead=${words.pagesLead} run=${async () => ({ said: words.pagesEnded(await endOthers()) })} />`;
}

function Check() {
  const [found, put] = useState(null);
  return html`<${Form} send=${words.verify} run=${async () => { const answer = await ask({ verify: null }); put(answer.done.verified); }} />
    ${found && (found.ok ? html`<p class="card">${words.verified(found.entries)}</p>`
      : html`<div class="problem"><p>${words.problems}</p><ul>${found.problems.map((one) => html`<li>${one.where}: ${one.what}</li>`)}</ul></div>`)}
    <${Words} />`;
}

function Words() {
  const answer = useAsk({ words: null });
  if (answer.error) return null;
  return html`<h3>${words.words}</h3><${Loaded} answer=${answer}>${(shown) => html`<p class="spoken">${shown.done.words.words.join(" ")}</p><p class="quiet">${words.wordsLead}</p>`}<//>`;
}
