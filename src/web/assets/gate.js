// Before anything is shown: the passphrase, or the first run.
import { html, useState } from "./vendor/preact.js";
import { changePassphrase, codeShown, isLost, makeVault, unlock, wipe } from "./api.js";
import { BackupForm } from "./backup.js";
import { announce, keepFocus, set, store } from "./store.js";
import { Fold, Form, Page, Problem, field } from "./ui.js";
import { SafetyText } from "./safety.js";
import * as text from "./text.js";

export function Unlock({ state }) {
  return html`<${Page} title=${text.unlock.title} lead=${text.unlock[state] ?? text.unlock.locked}>
    <${Form} send=${text.unlock.button} run=${(values) => { announce(text.unlock.working); return unlock(values.passphrase); }}
      fields=${[field("passphrase", text.unlock.label, { type: "password", required: true })]} />
    <p class="quiet">${text.unlock.code}</p>
    <div class="acts"><${Locked} title=${text.unlock.change} state=${state} page=${NewPassphrase} /><${Locked} title=${text.wipe.title} state=${state} page=${Wipe} /></div>
  <//>`;
}

// What is done while avow is locked, and not only covered.
function Locked({ title, state, page }) {
  return html`<${Fold} title=${title}>${() => (state === "locked" ? html`<${page} />`
    : html`<${Form} send=${text.app.lock} lead=${text.unlock.lockFirst} request=${() => ({ lock: null })} />`)}<//>`;
}

// A page of its own says what became of it.
const quietly = async (answer) => ({ ...(await answer), said: "" });

function Wipe() {
  const done = (answer) => {
    sessionStorage.clear();
    set({ state: "wiped", wiped: answer.done.wiped });
  };
  return html`<${Form} send=${text.wipe.send} lead=${text.wipe.lead} run=${(values) => quietly(wipe(values.name, values.passphrase))} done=${done}
    fields=${[field("name", text.wipe.name, { required: true }), field("passphrase", text.wipe.passphrase, { type: "password", hint: text.wipe.hint })]} />`;
}

export function Wiped({ wiped }) {
  const { remains, why, backups_left: left, backups_known: known, backups_removed: removed } = wiped;
  return html`<${Page} title=${why ? text.wipe.half : text.wipe.done} lead=${text.wipe.nobody}>
    ${why && html`<p class="notice">${text.wipe.halfLead} <code>${why}</code></p>`}
    ${remains.length > 0 && html`<p>${why ? text.wipe.remains : text.wipe.others} ${remains.join(", ")}</p>`}
    ${removed.length > 0 && html`<p>${text.wipe.removed} ${removed.join(", ")}</p>`}
    ${left.length > 0 && html`<p>${text.wipe.left} ${left.join(", ")}</p>`}
    ${!known && html`<p>${text.wipe.unknown}</p>`}
    <p>${text.wipe.saved}</p>
    <p>${text.wipe.cannot}</p><//>`;
}

const typedTwice = (label) => [
  field("passphrase", label, { type: "password", required: true, hint: text.first.passphraseHint, autocomplete: "new-password" }),
  field("again", text.first.again, { type: "password", required: true, autocomplete: "new-password" }),
];

function sameTwice({ passphrase, again }) {
  if (passphrase !== again) throw { message: text.first.differ };
}

function NewPassphrase() {
  const change = async (values) => {
    sameTwice(values);
    announce(text.unlock.working);
    return quietly(changePassphrase(values.old, values.passphrase));
  };
  return html`<${Form} send=${text.unlock.change} lead=${text.unlock.changeLead} run=${change} done=${(answer) => set({ newCode: answer.done.created.recovery_code })}
    fields=${[field("old", text.unlock.old, { type: "password", required: true }), ...typedTwice(text.unlock.fresh)]} />`;
}

// A page of its own until it is read: the old code is dead already.
export function NewCode({ code }) {
  return html`<${Page} title=${text.first.codeTitle}><${Code} code=${code} done=${() => { set({ newCode: "" }); announce(text.unlock.changed); keepFocus(); }} /><//>`;
}

// The same for a vault that was just made: avow does not count it before its code was read. Another page may have made it
// anew; then the code that stands here opens nothing.
export function MadeCode({ made }) {
  const { code, error } = made;
  const done = async () => {
    set({ made: { code, sent: true } });
    try {
      if (store.state === "none") await codeShown(code);
      set({ made: null });
      announce(text.first.made);
      keepFocus();
    } catch (problem) {
      set({ made: isLost(problem) ? { code, sent: true, error: problem } : { error: problem } });
    }
  };
  return html`<${Page} title=${text.first.codeTitle}>
    ${code && html`<${Code} code=${code} done=${done} />`}<${Problem} error=${error} />
    ${!code && html`<button type="button" class="plain" onClick=${() => { set({ made: null }); keepFocus(); }}>${text.first.anew}</button>`}<//>`;
}

// Shown once.
function Code({ code, done }) {
  return html`<p>${text.first.codeLead}</p><p class="code">${code}</p><button type="button" onClick=${done}>${text.first.codeDone}</button>`;
}

export function Out() {
  return html`<${Page} title=${text.app.name} lead=${text.app.out}><p>${text.app.outNext}</p><//>`;
}

async function make(values) {
  sameTwice(values);
  announce(text.first.making);
  return quietly(makeVault(values.name, values.passphrase));
}

export function FirstRun() {
  const [step, put] = useState("safety");
  if (step === "safety") {
    return html`<${Page} title=${text.first.title} lead=${text.first.safetyLead}>
      <${SafetyText} /><p>${text.pairing.ip}</p>
      <button type="button" onClick=${() => { put("make"); keepFocus(); }}>${text.first.read}</button>
    <//>`;
  }
  return html`<${Page} title=${text.first.makeTitle} lead=${text.first.makeLead}>
    <${Form} send=${text.first.make} run=${make} done=${(answer) => set({ made: { code: answer.done.created.recovery_code } })}
      fields=${[field("name", text.first.name, { required: true, maxlength: 64 }), ...typedTwice(text.first.passphrase)]} />
    <div class="acts"><${Fold} title=${text.restore.begin}>${() => html`<${BackupForm} target="/restore" send=${text.restore.send} lead=${text.restore.lead} working=${text.restore.working} />`}<//></div>
  <//>`;
}
