// Pairing, the words, and one sync by hand.
import { html, useState } from "./vendor/preact.js";
import { ask } from "./api.js";
import { Form, Link, Loaded, Page, Section, Time, FoldedForm, field } from "./ui.js";
import { drawn } from "./picture.js";
import { announce, useAsk } from "./store.js";
import * as text from "./text.js";

const words = text.pairing;
const WINDOW = 600;  // seconds

export function Pair() {
  const answer = useAsk({ status: null });
  return html`<${Page} title=${words.title} back="settings"><${Loaded} answer=${answer}>${(first) => {
    const { paired, pairing, partner } = first.done.status;
    if (pairing === "left") return html`<p>${text.sync.left}</p>`;
    if (paired) return html`<p>${words.confirmed(partner)}</p><${SyncNow} />`;
    return pairing === "none" ? html`<${Begin} />` : html`<${Compare} />`;
  }}<//><//>`;
}

function Begin() {
  const [invite, put] = useState(null);
  const send = ({ listen }) => ask({ pairInvite: { listen, forSeconds: WINDOW } }, { onItem: (item) => { if (item.invite) put(item.invite); } }).finally(() => put(null));
  return html`<p class="lead">${words.lead}</p>
    <p class="notice">${words.ip} <${Link} to="safety">${words.readSafety}<//></p>
    <${Section} title=${words.invite}>
      <${Form} send=${words.invite} run=${send} fields=${[field("listen", words.listen, { required: true, hint: words.listenHint })]} />
      ${invite && html`<div class="card" role="status"><p>${words.link}</p><p class="code">${invite.link}</p>${invite.qr && html`<p>${words.qr}</p><div class="qr">${drawn(invite.qr)}</div>`}<p>${words.expires} <${Time} at=${invite.expires_at} /></p><p>${words.waiting}</p></div>`}
    <//>
    <${Section} title=${words.join}>
      <${Form} send=${words.joinButton} run=${({ link }) => { announce(words.joining); return ask({ pairJoin: { link } }); }} fields=${[field("link", words.pasted, { required: true, type: "area" })]} />
    <//>`;
}

function Compare() {
  const answer = useAsk({ pairWords: null });
  return html`<${Section} title=${words.wordsTitle}><${Loaded} answer=${answer}>${(shown) => html`
    <p>${words.words}</p><p class="spoken">${(shown.done.words ?? shown.done.paired).words.join(" ")}</p>
    <p class="quiet">${words.notSame}</p><${Form} send=${words.same} request=${() => ({ pairConfirm: null })} />`}<//><//>`;
}

function SyncNow() {
  const [open, put] = useState("");
  const said = (reply) => { const { level, sent, received } = reply.done.synced; announce(level ? words.synced(sent, received) : words.partly); };
  const listen = (values) => ask({ syncListen: { ...values, forSeconds: WINDOW } }, { onItem: (item) => put(item.listening?.address ?? "") }).finally(() => put(""));
  return html`<div class="acts">
    <${FoldedForm} title=${words.syncNow} send=${words.syncNow} request=${(values) => ({ syncDial: values })} done=${said} fields=${[field("at", words.syncAt, { hint: words.syncAtHint })]} />
    <${FoldedForm} title=${words.openWindow} send=${words.openWindow} run=${listen} done=${said} fields=${[field("listen", words.listen, { required: true, hint: words.listenHint })]} />
  </div>${open && html`<p class="card" role="status">${words.windowOpen(open)}</p>`}<p class="quiet">${words.whereLead}</p>`;
}
