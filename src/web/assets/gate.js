// Before anything is shown: the passphrase, or the first run.
import { html, useState } from "./vendor/preact.js";
import { codeShown, makeVault, unlock } from "./api.js";
import { announce } from "./store.js";
import { Form, Page, field } from "./ui.js";
import { SafetyText } from "./safety.js";
import * as text from "./text.js";

export function Unlock({ state }) {
  return html`<${Page} title=${text.unlock.title} lead=${text.unlock[state] ?? text.unlock.locked}>
    <${Form} send=${text.unlock.button} run=${(values) => { announce(text.unlock.working); return unlock(values.passphrase); }}
      fields=${[field("passphrase", text.unlock.label, { type: "password", required: true })]} />
  <//>`;
}

export function Out() {
  return html`<${Page} title=${text.app.name} lead=${text.app.out}><p>${text.app.outNext}</p><//>`;
}

async function make({ name, passphrase, again }) {
  if (passphrase !== again) throw { message: text.first.differ };
  announce(text.first.making);
  return makeVault(name, passphrase);
}

export function FirstRun() {
  const [step, put] = useState("safety");
  const [code, keep] = useState("");
  if (step === "safety") {
    return html`<${Page} title=${text.first.title} lead=${text.first.safetyLead}>
      <${SafetyText} /><p>${text.pairing.ip}</p>
      <button type="button" onClick=${() => put("make")}>${text.first.read}</button>
    <//>`;
  }
  if (step === "make") {
    return html`<${Page} title=${text.first.makeTitle} lead=${text.first.makeLead}>
      <${Form} send=${text.first.make} run=${make} done=${(answer) => { keep(answer.done.created.recovery_code); put("code"); }}
        fields=${[field("name", text.first.name, { required: true, maxlength: 64 }),
          field("passphrase", text.first.passphrase, { type: "password", required: true, hint: text.first.passphraseHint, autocomplete: "new-password" }),
          field("again", text.first.again, { type: "password", required: true, autocomplete: "new-password" })]} />
    <//>`;
  }
  return html`<${Page} title=${text.first.codeTitle} lead=${text.first.codeLead}>
    <p class="code">${code}</p>
    <button type="button" onClick=${async () => { await codeShown(); keep(""); announce(text.first.made); }}>${text.first.codeDone}</button>
  <//>`;
}
