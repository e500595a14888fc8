// Pairing, the words, and one sync by hand.
import { html, useEffect, useRef, useState } from "./vendor/preact.js";
import { ask } from "./api.js";
import { Form, Link, Loaded, Page, Section, Time, FoldedForm, More, field } from "./ui.js";
import { drawn } from "./picture.js";
import { Sealed } from "./sealed.js";
import { announce, keepFocus, useAsk } from "./store.js";
import * as text from "./text.js";

const words = text.pairing;
export const WINDOW = 600;  // seconds
const ANYWHERE = "0.0.0.0:7342";
const HERE = "127.0.0.1:7342";
const ADDRESS = field("addresses", words.address, { hint: words.addressHint });
const THERE = field("at", words.joinAt, { hint: words.joinAtHint });
export const AT = field("at", words.syncAt, { hint: words.syncAtHint });

// `config`: an answer to configShow; `key`: of a setting that is "none" until somebody names something.
const isNamed = ({ settings }, key) => settings.some((one) => one.key === key && one.value !== "none");
export const hasProxy = (config) => isNamed(config, "proxy");

// Behind a proxy this device waits only where the proxy's side leads (protocol/README.md#proxy).
export const listenField = (proxied) => field("listen", words.listen, { required: true, hint: proxied ? words.listenProxyHint : words.listenHint, value: proxied ? HERE : ANYWHERE });

export function Pair() {
  const answer = useAsk({ status: null }, { configShow: null });
  return html`<${Page} title=${text.settings.pair} back="settings"><${Loaded} answer=${answer}>${(first, second) => {
    const { paired, pairing, partner } = first.done.status;
    const proxied = hasProxy(second.done.config);
    const told = isNamed(second.done.config, "address");
    if (pairing === "left") return html`<p>${text.sync.left}</p><p>${words.left}</p>`;
    if (paired) return html`<p>${words.confirmed(partner)}</p><${SyncNow} proxied=${proxied} />`;
    return pairing === "none" ? html`<${Begin} proxied=${proxied} told=${told} />` : html`<${Compare} proxied=${proxied} told=${told} />`;
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

// `told`: the settings say what a link tells. `done`: there are words to compare.
function Begin({ proxied, told, done }) {
  const { item, wait, stop } = useWaiting();
  const invite = item?.invite;
  const send = ({ listen, addresses = "" }) => wait({ pairInvite: { listen, forSeconds: WINDOW, advertise: addresses.split(/[\s,]+/).filter(Boolean) } }, words.linkStopped);
  const join = ({ link, at = "" }) => {
    announce(words.joining);
    return ask({ pairJoin: { link, at } });
  };
  return html`<p class="lead">${words.lead}</p>
    <p class="notice">${words.ip} <${Link} to="safety">${words.readSafety}<//></p>
    <${Section} title=${words.invite}>
      <${Form} send=${words.invite} run=${send} done=${(reply) => reply.done && done?.()} fields=${proxied ? [listenField(true), { ...ADDRESS, required: !told }] : [listenField(false)]}>${!proxied && html`<${More} fields=${[ADDRESS]} />`}<//>
      ${invite && html`<div class="card" role="status"><p>${words.link}</p><p class="code">${invite.link}</p>${invite.qr && html`<p>${words.qr}</p><div class="qr">${drawn(invite.qr)}</div>`}<p>${words.expires} <${Time} at=${invite.expires_at} /></p><p>${words.waiting}</p>${stop}</div>`}
    <//>
    ${!invite && html`<${Section} title=${words.join}>
      <${Form} send=${words.joinButton} run=${join} done=${done} fields=${[field("link", words.pasted, { required: true, type: "area" })]}><${More} fields=${[THERE]} /><//>
    <//>`}`;
}

function Compare({ proxied, told }) {
  const [anew, put] = useState(false);
  const turn = (to) => { put(to); keepFocus(); };
  const look = () => turn(false);
  if (anew) return html`<p class="notice">${words.notSameLead}</p><div class="acts"><button type="button" class="plain" onClick=${look}>${words.lookAgain}</button></div><${Begin} proxied=${proxied} told=${told} done=${look} />`;
  return html`<${Words}><button type="button" onClick=${() => turn(true)}>${words.notSame}</button><//>`;
}

// `children`: what to do when they are not the same.
export function Words({ children }) {
  const answer = useAsk({ pairWords: null });
  return html`<${Section} title=${words.wordsTitle}><${Loaded} answer=${answer}>${(shown) => html`
    <p>${words.words}</p><p class="spoken">${(shown.done.words ?? shown.done.paired).words.join(" ")}</p>
    <div class="acts"><${Form} send=${words.same} request=${() => ({ pairConfirm: null })} />${children}</div>`}<//><//>`;
}

function SyncNow({ proxied }) {
  const { item, wait, stop } = useWaiting();
  const open = item?.listening?.address;
  const said = (reply) => { if (!reply.done) return; const { level, sent, received } = reply.done.synced; announce(level ? words.synced(sent, received) : words.partly); };
  const listen = (values) => wait({ syncListen: { ...values, forSeconds: WINDOW } }, words.windowStopped);
  return html`<div class="acts">
    <${FoldedForm} title=${words.syncNow} send=${words.syncNow} request=${(values) => ({ syncDial: values })} done=${said} fields=${[AT]} />
    <${FoldedForm} title=${words.openWindow} send=${words.openWindow} run=${listen} done=${said} fields=${[listenField(proxied)]} />
  </div>${open && html`<p class="card" role="status">${words.windowOpen(open)} ${stop}</p>`}<p class="quiet">${words.whereLead}</p><${Sealed} />`;
}
