import { html, useEffect, useState } from "./vendor/preact.js";
import { Empty, Form, List, Loaded, Page, field } from "./ui.js";
import { announce, useAsk } from "./store.js";
import { ThingLine } from "./us.js";
import * as text from "./text.js";

const words = text.search;

export function Search() {
  const [asked, put] = useState("");
  return html`<${Page} title=${text.pages.search} lead=${words.lead}>
    <${Form} send=${words.button} run=${async (values) => { put(values.words); return { said: "" }; }} fields=${[field("words", words.label, { type: "search", required: true, hint: words.hint, value: asked })]} />
    ${asked && html`<${Hits} key=${asked} asked=${asked} />`}
  <//>`;
}

function Hits({ asked }) {
  const answer = useAsk({ search: { words: asked, limit: 100 } });
  const count = answer.answers?.[0].items.length;
  useEffect(() => {
    if (count !== undefined) announce(count > 0 ? words.found(count) : words.none);
  }, [count]);
  return html`<${Loaded} answer=${answer}>${(found) => {
    const hits = found.items.map((item) => item.hit);
    if (hits.length === 0) return html`<${Empty} says=${words.none} />`;
    return html`<${List} of=${hits} row=${(one) => html`<${ThingLine} thing=${one} />`} />${found.done.searched.more && html`<p class="quiet">${words.more}</p>`}`;
  }}<//>`;
}
