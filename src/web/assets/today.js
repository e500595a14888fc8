// What waits for this person today, and how the two copies stand.
import { html } from "./vendor/preact.js";
import { Link, Loaded, Page, Section, dayInWords } from "./ui.js";
import { useAsk } from "./store.js";
import { PromiseLine, Verbs } from "./promises.js";
import { NoteLine } from "./notes.js";
import { ThreadLine } from "./threads.js";
import { wordsWait } from "./keys.js";
import * as text from "./text.js";

const words = text.today;

export function syncLines(status) {
  const { sync } = text;
  if (status.pairing === "none") return [sync.unpaired];
  if (status.pairing === "left") return [sync.left];
  if (!status.paired) return [sync.waiting];
  return [
    status.undelivered > 0 ? sync.undelivered(status.undelivered) : status.last_sync_at && sync.level,
    status.last_sync_at ? sync.last(dayInWords(status.last_sync_at)) : sync.never,
    !status.serving && sync.notServing,
  ].filter(Boolean);
}

// Nothing can be written, or something waits for its author's word: above every page.
function ReadOnly({ status }) {
  const readOnly = status.read_only && (status.why || text.sync.readOnly);
  const waiting = status.restored_waiting > 0 && text.sync.restored(status.restored_waiting);
  return (readOnly || waiting) && html`<p class="notice">${readOnly} ${waiting} <${Link} to="restored">${text.restore.see}<//></p>`;
}

// For all pages but those that say so in a place of their own.
export function AboveOthers() {
  const answer = useAsk({ status: null });
  return answer.answers ? html`<${ReadOnly} status=${answer.answers[0].done.status} />` : !answer.error && html`<span class="wait"></span>`;
}

function Notices({ status }) {
  const { sync } = text;
  const said = [
    status.histories > 0 && sync.histories,
    status.newer > 0 && sync.newer(status.newer),
  ].filter(Boolean);
  return html`${said.map((line) => html`<p class="notice">${line}</p>`)}
    <${ReadOnly} status=${status} />
    ${(wordsWait(status) || (status.why && !status.read_only)) && html`<p class="notice">${wordsWait(status) ? text.keys.waiting : status.why} <${Link} to="settings">${text.keys.title}<//></p>`}
    ${status.taken_back > 0 && html`<p class="notice">${sync.takenBack(status.taken_back)} <${Link} to="shared">${words.takenBack}<//></p>`}`;
}

export function Today() {
  const answer = useAsk({ today: null }, { status: null });
  return html`<${Page} title=${text.pages.today}><${Loaded} answer=${answer}>${(first, second) => {
    const { today } = first.done;
    const { status } = second.done;
    return html`<${Notices} status=${status} /><${Waiting} today=${today} readOnly=${status.read_only} />
      <footer class="sync">${syncLines(status).map((line) => html`<p>${line}</p>`)}
        ${status.drafts > 0 && html`<p>${text.sync.drafts(status.drafts)}</p>`}
        ${!status.paired && status.pairing !== "left" && html`<p><${Link} to="pair">${text.pairing.title}<//></p>`}</footer>`;
  }}<//><//>`;
}

function Part({ title, of, more, row }) {
  if (of.length + more === 0) return null;
  return html`<${Section} title=${title}><ul class="list">${of.map((one) => html`<li key=${one.id + (one.on ?? "")}>${row(one)}</li>`)}</ul>
    ${more > 0 && html`<p class="quiet">${text.app.waits(more)}</p>`}<//>`;
}

const promiseRow = (one) => html`<${PromiseLine} promise=${one} /><${Verbs} promise=${one} on=${one.on} />`;
const ROWS = {
  mine: promiseRow,
  answers: promiseRow,
  threads: (one) => html`<${ThreadLine} thread=${one} />`,
  checkins: (one) => html`<p><${Link} to=${`checkins/${one.id}`}>${words.checkinLine(one.expires_local)}<//></p>`,
  notes: (one) => html`<${NoteLine} note=${one} />`,
};

function Waiting({ today, readOnly }) {
  const parts = Object.entries(ROWS).map(([name, row]) => html`<${Part} key=${name} title=${words[name]} of=${today[name]} more=${today[`more_${name}`]} row=${row} />`);
  if (today.muted) return html`<p class="notice">${today.muted}</p>${parts}`;
  if (Object.keys(ROWS).every((name) => today[name].length === 0)) return html`<div class="empty"><p>${words.empty}</p>${!readOnly && html`<p>${words.emptyNext}</p>`}</div>`;
  return html`${parts}<p class="kind">${words.kind}</p>`;
}
