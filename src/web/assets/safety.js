// Who should not use avow, and how to leave: one click from everywhere.
import { html } from "./vendor/preact.js";
import { Link, LockForm, Loaded, Page, Section } from "./ui.js";
import { announce, useAsk } from "./store.js";
import { Act } from "./notes.js";
import * as text from "./text.js";

const words = text.safety;

export function SafetyText() {
  return html`${words.paragraphs.map((one) => html`<p>${one}</p>`)}`;
}

// `open`: what this vault is can be shown and changed; else only what is the same for everybody.
export function Safety({ open }) {
  return html`<${Page} title=${text.pages.safety}>
    <${SafetyText} /><p>${text.pairing.ip}</p><p class="quiet">${words.unreviewed}</p>
    <${Section} title=${words.exitTitle}><p>${words.exit}</p><//>
    ${open && html`<${Section} title=${words.sharedTitle}><p><${Link} to="shared">${text.pages.shared}<//></p><//><${Section} title=${text.settings.pages}><p>${text.settings.pagesLead} <${Link} to="settings">${text.pages.settings}<//></p><//><${PauseAndLeave} />`}
    <${Section} title=${words.wipeTitle}><p>${words.wipe}</p>${open && html`<${LockForm} send=${words.wipeLock} />`}<//>
  <//>`;
}

function PauseAndLeave() {
  const answer = useAsk({ configShow: null }, { status: null });
  return html`<${Loaded} answer=${answer}>${(first, second) => {
    const paused = first.done.config.settings.find((one) => one.key === "paused")?.value === "on";
    const { pairing } = second.done.status;
    const said = (reply) => announce([words.left[reply.done.left.notice], reply.done.left.traces && words.traces].filter(Boolean).join(" "));
    return html`
      <${Section} title=${words.pauseTitle}>
        <p>${paused ? words.paused : words.pause}</p>
        <${Act} title=${paused ? words.resumeNow : words.pauseNow} request=${{ configSet: { key: "paused", value: paused ? "off" : "on" } }} />
      <//>
      ${!["none", "left"].includes(pairing) && html`<${Section} title=${words.leaveTitle}>
        <p>${words.leave}</p>
        <div class="acts"><${Act} title=${words.quiet} lead=${words.quietLead} request=${{ leave: { notice: false } }} done=${said} />
        <${Act} title=${words.notice} lead=${words.noticeLead} request=${{ leave: { notice: true } }} done=${said} /></div>
      <//>`}`;
  }}<//>`;
}
