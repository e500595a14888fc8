// The private lane: only on this device, counted nowhere.
import { html } from "./vendor/preact.js";
import { Empty, FoldedForm, Link, List, Loaded, Page, Section, Time, Unreadable, field, usePieces } from "./ui.js";
import { go, useAsk } from "./store.js";
import { Act } from "./notes.js";
import * as text from "./text.js";

const words = text.privates;

export function Private() {
  return html`<${Page} title=${text.pages.private} lead=${words.lead}>
    <${Part} kind="journal" title=${words.journal} lead=${words.journalLead} />
    <${Part} kind="" title=${words.other} lead=${words.otherLead} />
  <//>`;
}

function Part({ kind, title, lead }) {
  const pieces = usePieces();
  const answer = useAsk({ privateList: { kind, limit: pieces.limit } });
  return html`<${Section} title=${title}>
    ${lead && html`<p class="quiet">${lead}</p>`}
    <div class="acts"><${FoldedForm} title=${kind ? words.write : words.sign} send=${words.keep} lane="private" fields=${[field("text", words.text, { type: "area", required: true, rows: kind ? 8 : 3 })]} request=${(values) => ({ privateWrite: { kind: kind || "sign", ...values } })} /></div>
    <${Loaded} answer=${answer}>${(listed) => {
      const all = listed.items.map((item) => item.private_record);
      return html`<${Unreadable} answer=${listed} />${all.length > 0 ? html`<${List} of=${all} pieces=${pieces} row=${(one) => html`<div class="row">
          <${Link} to=${`private/${one.kind}/${one.id}`} class="what">${one.text || words.kinds[one.kind]}<//>
          <p class="quiet">${words.kinds[one.kind]} ${text.thread[one.state] ?? ""} <${Time} at=${one.said_at} /></p></div>`} />`
        : html`<${Empty} says=${words.empty} />`}`;
    }}<//>
  <//>`;
}

export function OnePrivate({ kind, id }) {
  const answer = useAsk({ privateShow: { kind, id } });
  return html`<${Page} title=${words.kinds[kind]} back="private"><${Loaded} answer=${answer}>${(shown) => {
    const one = shown.items[0].private_record;
    const journal = one.kind === "journal";
    return html`<p class="said">${one.text}</p><p class="quiet"><${Time} at=${one.said_at} /></p>
      ${one.state === "shared" && html`<p>${words.shared}</p>`}
      <div class="acts">
        ${journal && one.state !== "shared" && html`<${FoldedForm} title=${words.share} lead=${words.shareLead} send=${words.share} lane="notes" request=${(values) => ({ journalShare: { id, ...values } })} fields=${[field("text", words.sentence, { required: true })]} />`}
        ${one.state === "shared" && html`<${Act} title=${words.takeBack} lead=${text.notes.withdrawLead} request=${{ journalTakeBack: { id } }} />`}
        <${Act} title=${words.erase} lead=${words.eraseLead} request=${{ privateErase: { kind, id } }} done=${() => go("private")} />
      </div>`;
  }}<//><//>`;
}
