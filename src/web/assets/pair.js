// Pairing, the words, and one sync by hand.
import { html, useEffect, useRef, useState } from "./vendor/preact.js";
import { ask } from "./api.js";
import { Form, Link, Loaded, Page, Section, Time, FoldedForm, field } from "./ui.js";
import { drawn } from "./picture.js";
import { Sealed } from "./sealed.js";
import { announce, useAsk } from "./store.js";
import * as text from "./text.js";

const words = text.pairing;
export const WINDOW = 600;  // seconds
const ANYWHERE = "0.0.0.0:7342";
export const LISTEN = field("listen", words.listen, { required: true, hint: words.listenHint, value: ANYWHERE });
export const AT = field("at", words.syncAt, { hint: words.syncAtHint });

export function Pair() {
  const answer = useAsk({ status: null });
  return html`<${Page} title=${text.settings.pair} back="settings"><${Loaded} answer=${answer}>${(first) => {
    const { paired, pairing, partner } = first.done.status;
    if (pairing === "left") return html`<p>${text.sync.left}</p><p>${words.left}</p>`;
    if (paired) return html`<p>${words.confirmed(partner)}</p><${SyncNow} />`;
    return pairing === "none" ? html`<${Begin} />` : html`<${Compare} />`;
  }}<//><//>`;
}

// What waits ends when somebody stops it, or goes elsewhere: nothing listens unseen.
export function useWaiting() {
  const [item, put] = useState(null);
  const stop = useRef(null);
  useEffect(() => () => stop.current?.abort(), []);
  const wait = async (request, stopped) => {
    stop.current = new AbortController();
    try {
      return await ask(request, { signal: stop.current.signal, onItem: put });
    } catch (error) {
      if (error.name !== "AbortError") throw error;
      return { said: stopped };
    } finally {
      put(null);
    }
  };
  return { item, wait, stop: html`<button type="button" class="plain" onClick=${() => stop.current.abort()}>${words.stop}</button>` };
}

function Begin() {
  const { item, wait, stop } = useWaiting();
  const invite = item?.invite;
  const send = ({ listen }) => wait({ pairInvite: { listen, forSeconds: WINDOW } }, words.linkStopped);
  return html`<p class="lead">${words.lead}</p>
    <p class="notice">${words.ip} <${Link} to="safety">${words.readSafety}<//></p>
    <${Section} title=${words.invite}>
      <${Form} send=${words.invite} run=${send} fields=${[LISTEN]} />
      ${invite && html`<div class="card" role="status"><p>${words.link}</p><p class="code">${invite.link}</p>${invite.qr && html`<p>${words.qr}</p><div class="qr">${drawn(invite.qr)}</div>`}<p>${words.expires} <${Time} at=${invite.expires_at} /></p><p>${words.waiting}</p>${stop}</div>`}
    <//>
    ${!invite && html`<${Section} title=${words.join}>
      <${Form} send=${words.joinButton} run=${({ link }) => { announce(words.joining); return ask({ pairJoin: { link } }); }} fields=${[field("link", words.pasted, { required: true, type: "area" })]} />
    <//>`}`;
}

function Compare() {
  const [anew, put] = useState(false);
  if (anew) return html`<p class="notice">${words.notSameLead}</p><${Begin} />`;
  return html`<${Words}><button type="button" onClick=${() => put(true)}>${words.notSame}</button><//>`;
}

// `children`: what to do when they are not the same.
export function Words({ children }) {
  const answer = useAsk({ pairWords: null });
  return html`<${Section} title=${words.wordsTitle}><${Loaded} answer=${answer}>${(shown) => html`
    <p>${words.words}</p><p class="spoken">${(shown.done.words ?? shown.done.paired).words.join(" ")}</p>
    <div class="acts"><${Form} send=${words.same} request=${() => ({ pairConfirm: null })} />${children}</div>`}<//><//>`;
}

function SyncNow() {
  const { item, wait, stop } = useWaiting();
  const open = item?.listening?.address;
  const said = (reply) => { if (!reply.done) return; const { level, sent, received } = reply.done.synced; announce(level ? words.synced(sent, received) : words.partly); };
  const listen = (values) => wait({ syncListen: { ...values, forSeconds: WINDOW } }, words.windowStopped);
  return html`<div class="acts">
    <${FoldedForm} title=${words.syncNow} send=${words.syncNow} request=${(values) => ({ syncDial: values })} done=${said} fields=${[AT]} />
    <${FoldedForm} title=${words.openWindow} send=${words.openWindow} run=${listen} done=${said} fields=${[LISTEN]} />
  </div>${open && html`<p class="card" role="status">${words.windowOpen(open)} ${stop}</p>`}<p class="quiet">${words.whereLead}</p><${Sealed} />`;
}
