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

function Notices({ status }) {
  const { sync } = text;
  const said = [
    status.histories > 0 && sync.histories,
    status.newer > 0 && sync.newer(status.newer),
  ].filter(Boolean);
  const readOnly = status.read_only && (status.why || sync.readOnly);
  const waiting = status.restored_waiting > 0 && sync.restored(status.restored_waiting);
  return html`${said.map((line) => html`<p class="notice">${line}</p>`)}
    ${(readOnly || waiting) && html`<p class="notice">${readOnly} ${waiting} <${Link} to="restored">${text.restore.see}<//></p>`}
    ${(wordsWait(status) || (status.why && !status.read_only)) && html`<p class="notice">${wordsWait(status) ? text.keys.waiting : status.why} <${Link} to="settings">${text.keys.title}<//></p>`}
    ${status.taken_back > 0 && html`<p class="notice">${sync.takenBack(status.taken_back)} <${Link} to="shared">${words.takenBack}<//></p>`}`;
}

export function Today() {
  const answer = useAsk({ today: null }, { status: null });
  return html`<${Page} title=${text.pages.today}><${Loaded} answer=${answer}>${(first, second) => {
    const { today } = first.done;
    const { status } = second.done;
    return html`<${Notices} status=${status} /><${Waiting} today=${today} />
      <footer class="sync">${syncLines(status).map((line) => html`<p>${line}</p>`)}
        ${status.drafts > 0 && html`<p>${text.sync.drafts(status.drafts)}</p>`}
        ${!status.paired && status.pairing !== "left" && html`<p><${Link} to="pair">${text.pairing.title}<//></p>`}</footer>`;
  }}<//><//>`;
}

function Part({ title, of, more, row }) {
  if (of.length + more === 0) return null;
  return html`<${Section} title=${title}><ul class="list">${of.map((one) => html`<li key=${one.id + (one.on ?? "")}>${row(one)}</li>`)}</ul>
    ${more > 0 && html`<p class="quiet">${text.app.more(more)}</p>`}<//>`;
}

function Waiting({ today }) {
  const promise = (one) => html`<${PromiseLine} promise=${one} /><${Verbs} promise=${one} on=${one.on} />`;
  const parts = ["mine", "answers", "threads", "checkins", "notes"];
  if (today.muted) return html`<p class="notice">${today.muted}</p><${Parts} today=${today} promise=${promise} />`;
  if (parts.every((name) => today[name].length === 0)) return html`<div class="empty"><p>${words.empty}</p><p>${words.emptyNext}</p></div>`;
  return html`<${Parts} today=${today} promise=${promise} /><p class="kind">${words.kind}</p>`;
}

function Parts({ today, promise }) {
  return html`
    <${Part} title=${words.mine} of=${today.mine} more=${today.more_mine} row=${promise} />
    <${Part} title=${words.answers} of=${today.answers} more=${today.more_answers} row=${promise} />
    <${Part} title=${words.threads} of=${today.threads} more=${today.more_threads} row=${(one) => html`<${ThreadLine} thread=${one} />`} />
    <${Part} title=${words.checkins} of=${today.checkins} more=${today.more_checkins} row=${(one) => html`<p><${Link} to=${`checkins/${one.id}`}>${words.checkinLine(one.expires_local)}<//></p>`} />
    <${Part} title=${words.notes} of=${today.notes} more=${today.more_notes} row=${(one) => html`<${NoteLine} note=${one} />`} />`;
}
