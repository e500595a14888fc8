// A backup goes to avow, piece by piece: to be brought back, or to be looked at.
import { html, useEffect, useRef, useState } from "./vendor/preact.js";
import { isBackup, sendBackup } from "./api.js";
import { Form, field } from "./ui.js";
import * as text from "./text.js";

const words = text.restore;
const MB = 1e6;
const size = new Intl.NumberFormat(undefined, { style: "unit", unit: "megabyte", maximumFractionDigits: 1 });

export function BackupForm({ target, working, ...form }) {
  const [sent, put] = useState(null);
  const stop = useRef(null);
  useEffect(() => () => stop.current?.abort(), []);
  const run = async ({ file, secret }) => {
    if (!(await isBackup(file))) throw { message: words.foreign };
    stop.current = new AbortController();
    try {
      return await sendBackup(target, file, secret, (at) => put([at, file.size]), stop.current.signal);
    } catch (error) {
      throw error.name === "AbortError" ? { message: words.stopped } : error;
    } finally {
      put(null);
    }
  };
  const goes = sent && sent[0] < sent[1];
  return html`<${Form} ...${form} run=${run} fields=${[field("file", words.file, { type: "file", required: true }), field("secret", words.secret, { type: "password", required: true })]}>
    ${sent && html`<p role="status">${goes ? words.sent(...sent.map((bytes) => size.format(bytes / MB))) : working}</p>`}
    ${goes && html`<progress aria-label=${words.file} max=${sent[1]} value=${sent[0]}></progress> <button type="button" class="plain" onClick=${() => stop.current.abort()}>${words.stop}</button>`}<//>`;
}
