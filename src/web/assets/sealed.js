// Files that are saved from the page, and a sync in a sealed file, for two who are never there at the same time.
import { html } from "./vendor/preact.js";
import { ask } from "./api.js";
import { FoldedForm, Section, field } from "./ui.js";
import { announce } from "./store.js";
import * as text from "./text.js";

const words = text.sealed;
const PIECE = 64 * 1024;  // bytes in one request
const HEAP = 1024 * 1024;  // bytes that this page holds at a time

function save(name, type, parts) {
  const url = URL.createObjectURL(new Blob(parts, { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

export const bytesOf = ({ chunk }) => Uint8Array.from(atob(chunk), (symbol) => symbol.charCodeAt(0));

// What a request gives is saved as it comes, item by item: the page never holds all of it, however large it is.
export async function saved(name, type, request, partOf) {
  const whole = [];
  let some = [];
  let size = 0;
  const put = () => {
    whole.push(new Blob(some));
    some = [];
    size = 0;
  };
  const answer = await ask(request, { onItem: (item) => {
    const part = partOf(item);
    some.push(part);
    size += part.length;
    if (size >= HEAP) put();
  } });
  put();
  save(name, type, whole);
  return answer;
}

const make = () => saved("sealed.avow", "application/octet-stream", { bundleExport: null }, bytesOf);

async function read({ file }) {
  for (let number = 0; ; number += 1) {
    const at = number * PIECE;
    const bytes = new Uint8Array(await file.slice(at, at + PIECE).arrayBuffer());
    const last = at + PIECE >= file.size;
    const answer = await ask({ bundleTake: { number, bytes: btoa(String.fromCharCode(...bytes)), last } });
    if (last) return answer;
  }
}

// That this vault is only read from then on stands above every page.
function tell({ done: { bundle_imported: came } }) {
  const more = [came.gap && words.gap, came.older && words.older, (came.two_histories || came.read_only) && words.other].filter(Boolean);
  announce([...(came.received > 0 || more.length === 0 ? [words.came(came.received)] : []), ...more].join(" "));
}

export function Sealed() {
  return html`<${Section} title=${words.title}><p class="quiet">${words.lead}</p><div class="acts">
    <${FoldedForm} title=${words.make} send=${words.make} run=${make} done=${({ done }) => announce(words.made(done.bundle_exported.entries))} fields=${[]} />
    <${FoldedForm} title=${words.read} send=${words.read} run=${read} done=${tell} fields=${[field("file", words.file, { type: "file", required: true })]} /></div><//>`;
}
