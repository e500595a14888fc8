// New keys for both, when a copy may be in wrong hands.
import { html } from "./vendor/preact.js";
import { FoldedForm, Form, Link, Section } from "./ui.js";
import { AT, WINDOW, Words, listenField, useWaiting } from "./pair.js";
import * as text from "./text.js";

const words = text.keys;

export const wordsWait = ({ new_keys: newKeys }) => newKeys === "words";

function Begin({ proxied }) {
  const { item, wait, stop } = useWaiting();
  const rekey = (values) => wait({ rekey: { ...values, for_seconds: WINDOW } }, text.pairing.windowStopped);
  const open = item?.listening?.address;
  return html`<p class="quiet">${words.lead}</p><div class="acts">
      <${FoldedForm} title=${words.wait} send=${words.wait} run=${rekey} fields=${[listenField(proxied)]} />
      <${FoldedForm} title=${words.call} send=${words.call} run=${rekey} fields=${[AT]} />
    </div>${open && html`<p class="card" role="status">${text.pairing.windowOpen(open)} ${stop}</p>`}`;
}

export function NewKeys({ status, proxied }) {
  if (wordsWait(status)) return html`<${Words}><${Form} send=${text.pairing.notSame} request=${() => ({ rekeyDrop: null })} /><//>`;
  return html`<${Section} title=${words.title}>${status.new_keys === "confirmed" ? html`<p class="card">${words.confirmed} <${Link} to="pair">${text.pairing.syncNow}<//></p>` : html`<${Begin} proxied=${proxied} />`}<//>`;
}
