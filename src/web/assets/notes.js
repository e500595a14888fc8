// Notes, and the questions beside them.
import { html } from "./vendor/preact.js";
import { Badge, Detail, Empty, Fold, FoldedForm, Form, Link, List, Loaded, More, Page, Section, Time, Unreadable, asTyped, dotted, field, goOn, usePieces, whenField } from "./ui.js";
import { go, useAsk } from "./store.js";
import { ThreadSection } from "./threads.js";
import * as text from "./text.js";

const words = text.notes;
const kindOptions = Object.entries(words.kinds);

export function wordsOf(note) {
  return note.text || words.missing[note.missing] || words.missing[note.state] || text.app.notShown;
}

const FIRST = 60;  // letters

function firstWords(words) {
  const [line] = words.split("\n");
  return line.length > FIRST ? `${line.slice(0, line.lastIndexOf(" ", FIRST) + 1 || FIRST).trimEnd()} …` : line;
}

export function NoteLine({ note }) {
  return html`<div class="row">
    <${Link} to=${`notes/${note.id}`} class="what">${wordsOf(note)}<//>
    <p class="quiet">${dotted(words.by[note.by], words.kinds[note.kind] ?? note.kind, html`<${Badge}>${words.states[note.state] ?? note.state}<//>`, note.said_at && html`<${Time} at=${note.said_at} />`, note.tags?.join(", "), note.by_file && text.byFile)}</p>
  </div>`;
}

const noteIn = ({ tags = "", draft, ...values }) => ({ noteAdd: { ...values, draft: draft === "on", tags: tags.split(",").map((one) => one.trim()).filter(Boolean) } });

const noteFields = [
  field("text", words.text, { type: "area", required: true }),
  field("kind", words.kind, { type: "select", options: kindOptions, value: "telling" }),
  field("draft", words.draft, { type: "check" }),
];

export function Notes() {
  const pieces = usePieces();
  const answer = useAsk({ noteList: { limit: pieces.limit } });
  return html`<${Page} title=${text.pages.notes} lead=${words.lead}>
    <div class="acts"><${FoldedForm} title=${words.write} send=${words.share} lane="notes" request=${noteIn} fields=${noteFields}>
      <${More} fields=${[whenField("expires", words.expires), field("tags", words.tags)]} /><//></div>
    <${Loaded} answer=${answer}>${(listed) => {
      const all = listed.items.map((item) => item.note);
      return html`<${Unreadable} answer=${listed} />${all.length > 0
        ? html`<${List} of=${all} pieces=${pieces} row=${(one) => html`<${NoteLine} note=${one} />`} />`
        : html`<${Empty} says=${words.empty} next=${words.emptyNext} />`}`;
    }}<//>
    <${ThreadSection} kind="question" />
  <//>`;
}

export function OneNote({ id }) {
  const answer = useAsk({ noteShow: { id } });
  return html`<${Detail} answer=${answer} title=${text.kinds.note} back="notes">${(shown) => html`<${TheNote} note=${{ versions: [], replies: [], tags: [], ...shown.items[0].note }} />`}<//>`;
}

function TheNote({ note }) {
  return html`<${Page} title=${words.kinds[note.kind] ?? note.kind} back="notes">
    <p class="quiet">${words.by[note.by]} · <${Badge}>${words.states[note.state] ?? note.state}<//>${note.said_at && html` · <${Time} at=${note.said_at} />`}${note.by_file && ` · ${text.byFile}`}</p>
    <p class="said">${wordsOf(note)}</p>
    ${note.tags.length > 0 && html`<p class="quiet">${note.tags.join(", ")}</p>`}
    ${note.reply_to && html`<p>${words.replyTo} <${Other} id=${note.reply_to} /></p>`}
    <div class="acts"><${NoteActs} note=${note} /></div>
    ${note.versions.length > 1 && html`<${Section} title=${words.versions}><ol>${note.versions.slice(0, -1).map((one) => html`<li><p class="said">${one.text}</p><${Time} at=${one.said_at} /></li>`)}</ol><//>`}
    ${note.replies.length > 0 && html`<${Section} title=${words.replies}><ul>${note.replies.map((one) => html`<li key=${one}><${Other} id=${one} /></li>`)}</ul><//>`}
  <//>`;
}

// Another note, by its day and its first words.
function Other({ id }) {
  const answer = useAsk({ noteShow: { id } });
  const note = answer.answers?.[0].items[0].note;
  if (!note && !answer.error) return html`<span class="wait">${text.app.moment}</span>`;
  return html`<${Link} to=${`notes/${id}`}>${note ? dotted(note.said_at && html`<${Time} at=${note.said_at} />`, firstWords(wordsOf(note))) : words.another}<//>`;
}

function NoteActs({ note }) {
  const { id, state } = note;
  const readable = ["shared", "seen", "corrected"].includes(state);
  if (state === "draft") return html`<${Act} title=${words.share} lane="notes" request=${{ noteShare: { id } }} /><${Discard} id=${id} to="notes" />`;
  if (note.by === "me") {
    return html`
      ${readable && html`<${FoldedForm} title=${words.correct} send=${words.correct} lead=${words.correctLead} request=${(values) => ({ noteCorrect: { id, ...values } })} fields=${[field("text", words.text, { type: "area", required: true, value: asTyped(note.text) })]} />`}
      ${(readable || state === "expired") && html`<${Act} title=${words.withdraw} lead=${words.withdrawLead} request=${{ noteWithdraw: { id } }} />`}`;
  }
  return html`
    ${readable && state !== "seen" && html`<${Act} title=${words.seen} lead=${words.seenLead} request=${{ noteSeen: { id } }} />`}
    ${readable && html`<${FoldedForm} title=${words.reply} send=${words.share} lane="notes" done=${(answer) => goOn(`notes/${answer.done.record.id}`)} request=${(values) => ({ noteAdd: { ...values, kind: "answer", replyTo: id } })} fields=${[field("text", words.text, { type: "area", required: true })]} />`}`;
}

// A draft is gone at once: nobody else had it.
export function Discard({ id, to }) {
  return html`<${Act} title=${text.discard.title} lead=${text.discard.lead} request=${{ redact: { id } }} done=${() => go(to)} />`;
}

// One step after its meaning is read.
export function Act({ title, about, lead, lane, request, done }) {
  return html`<${Fold} title=${title} about=${about}>${(close) => html`<${Form} send=${title} lead=${lead} lane=${lane} request=${() => request} done=${(answer) => { close(); done?.(answer); }} />`}<//>`;
}
