// Pictures that avow draws, put into the page piece by piece: only elements and attributes that are known, never as markup.
import { h, html } from "./vendor/preact.js";
import { Fold, Loaded, Section, Table } from "./ui.js";
import { useAsk } from "./store.js";
import * as text from "./text.js";

const ELEMENTS = new Set(["svg", "title", "desc", "defs", "pattern", "rect", "path", "text"]);
const ATTRIBUTES = new Set(["viewBox", "width", "height", "role", "aria-labelledby", "id", "class", "x", "y", "d", "fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "stroke-linecap", "text-anchor", "font-family", "font-size", "patternUnits"]);
const NAMED = { amp: "&", lt: "<", gt: ">", quot: '"' };

const plain = (escaped) => escaped.replace(/&(amp|lt|gt|quot);/g, (_, name) => NAMED[name]);
const known = (attributes) => Object.fromEntries([...attributes.matchAll(/([\w-]+)="([^"]*)"/gi)].filter(([, name]) => ATTRIBUTES.has(name)).map(([, name, value]) => [name, plain(value)]));

export function drawn(svg) {
  const open = [{ inside: [] }];
  for (const [, closes, name, attributes, empty, words] of svg.matchAll(/<(\/?)(\w+)([^<>]*?)(\/?)>|([^<]+)/g)) {
    if (words !== undefined) open.at(-1).inside.push(plain(words));
    if (name && !closes) open.push({ name, attributes, inside: [] });
    if (!closes && !empty || open.length === 1) continue;
    const whole = open.pop();
    if (ELEMENTS.has(whole.name)) open.at(-1).inside.push(h(whole.name, known(whole.attributes), ...whole.inside));
  }
  return open[0].inside;
}

export function Picture({ of }) {
  const answer = useAsk({ picture: { ...of, form: "svg" } });
  return html`<${Loaded} answer=${answer}>${(shown) => {
    const { title, sentence, columns, rows, drawing } = shown.done.picture;
    return html`<${Section} title=${title}><p>${sentence}</p>${rows.length > 0 && html`
      <div class="picture">${drawn(drawing)}</div>
      <${Fold} title=${text.pictures.table}>${() => html`<${Table} title=${title}>
        <thead><tr>${columns.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead>
        <tbody>${rows.map(({ cells }) => html`<tr>${cells.map((cell, at) => (at === 0 ? html`<th scope="row" class="when">${cell}</th>` : html`<td>${cell}</td>`))}</tr>`)}</tbody><//>`}<//>`}<//>`;
  }}<//>`;
}
