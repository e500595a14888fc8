// The shared picture: what holds, what happened, and the figures as tables.
import { html } from "./vendor/preact.js";
import { Empty, Fold, Link, List, Loaded, Page, Section, Table, Time, dotted, usePieces } from "./ui.js";
import { useAsk } from "./store.js";
import { Act } from "./notes.js";
import { Picture } from "./picture.js";
import { ThreadSection } from "./threads.js";
import * as text from "./text.js";

const words = text.us;
const ACROSS = 3;  // months beside each other
const SOME = 6;  // moments on the page itself

export const placeOfThing = ({ kind, id }) => ({ note: `notes/${id}`, promise: `promises/${id}`, checkin: `checkins/${id}` }[kind] ?? `thread/${kind}/${id}`);
const stateOfThing = ({ kind, state }) => ({ note: text.notes.states, promise: text.promiseStates, checkin: text.checkins.states }[kind] ?? text.threadStates)[state] ?? "";

const eventOf = ({ kind, event }) => (kind === "promise" ? text.promiseEvents : text.events)[event];

export function ThingLine({ thing, children }) {
  const said = thing.text || text.kinds[thing.kind] || text.app.notShown;
  // Nobody did it, so nobody is named, and no hour.
  const byItself = thing.kind === "checkin" && thing.event === "open";
  return html`<div class="row">
    ${thing.kind === "newer" ? html`<span>${said}</span>` : html`<${Link} to=${placeOfThing(thing)} class="what">${said}<//>`}
    <p class="quiet">${dotted(thing.text && (text.kinds[thing.kind] ?? thing.kind), byItself ? words.byItself : thing.by && `${text.notes.by[thing.by]} ${thing.event ? eventOf(thing) : ""}`,
      !byItself && thing.said_at && html`<${Time} at=${thing.said_at} />`, stateOfThing(thing), thing.by_file && text.byFile)}</p>
    ${children}
  </div>`;
}

const momentOf = ({ moment }, at) => ({ ...moment, key: `${moment.id} ${moment.event} ${moment.said_at} ${at}` });

// Several moments may belong to one thing. What opened by itself opened for both: it is told once.
function momentsIn({ items }) {
  const opened = new Set();
  return items.map(momentOf).filter(({ kind, event, id }) => {
    const again = kind === "checkin" && event === "open" && opened.has(id);
    if (kind === "checkin" && event === "open") opened.add(id);
    return !again;
  });
}

const month = new Intl.DateTimeFormat(undefined, { month: "short", year: "numeric" });
const monthInWords = (one) => html`<time datetime=${one}>${month.format(new Date(`${one}-15T12:00`))}</time>`;

export function Us() {
  const answer = useAsk({ us: null }, { timeline: { limit: SOME } });
  return html`<${Page} title=${text.pages.us} lead=${words.lead}>
    <${Loaded} answer=${answer}>${(first, second) => {
      const { us } = first.done;
      const moments = momentsIn(second);
      return html`
        ${us.together && html`<p>${words.since(us.together)}</p>`}
        <p><strong>${words.ours(us.ours.kept, us.ours.due)}</strong></p>
        ${us.open_repairs > 0 && html`<p><${Link} to="repair">${words.repairs(us.open_repairs)}<//></p>`}
        ${us.sessions[0] && html`<p>${words.next}: ${dotted(html`<${Time} at=${us.sessions[0].at} />`, us.sessions[0].text)}</p>`}
        <${Section} title=${words.timeline}>${moments.length > 0
          ? html`<${List} of=${moments} row=${(one) => html`<${ThingLine} thing=${one} />`} /><p><${Link} to="timeline">${words.all}<//> · <${Link} to="timeline/year-ago">${words.yearAgo}<//></p>`
          : html`<${Empty} says=${words.none} />`}<//>`;
    }}<//>
    <${Figures} />
    ${["months", "trend", "calendar", "pulse"].map((kind) => html`<${Picture} key=${kind} of=${{ kind }} />`)}
    ${["milestone", "sign", "session"].map((kind) => html`<${ThreadSection} key=${kind} kind=${kind} />`)}
    <${Section} title=${text.talk.title}><p class="quiet">${text.talk.lead}</p><p><${Link} to="checkins">${text.pages.checkins}<//></p><//>
  <//>`;
}

export function Timeline({ yearAgo }) {
  const pieces = usePieces();
  const answer = useAsk({ timeline: { yearAgo, limit: pieces.limit } });
  return html`<${Page} title=${yearAgo ? words.yearAgo : words.timeline} back="us"><${Loaded} answer=${answer}>${(listed) => {
    const moments = momentsIn(listed);
    return moments.length > 0 ? html`<${List} of=${moments} pieces=${pieces} row=${(one) => html`<${ThingLine} thing=${one} />`} />` : html`<${Empty} says=${yearAgo ? words.yearAgoNone : words.none} />`;
  }}<//><//>`;
}

// As many months as fit on a narrow screen; a count to a row.
function Months({ of, used, all }) {
  const said = text.stats;
  const number = (value) => html`<td class="number">${value}</td>`;
  return html`<${Table} title=${said.byMonth}>
    <thead><tr><th scope="col">${said.count}</th>${of.map((one) => html`<th scope="col" class="number" key=${one.month}>${monthInWords(one.month)}</th>`)}${all && html`<th scope="col" class="number">${said.all}</th>`}</tr></thead>
    <tbody>${used.map(([key, label]) => html`<tr key=${key}><th scope="row">${label}</th>${of.map((one) => number(one.mine[key]))}${all && number(all.mine[key])}</tr>`)}
      <tr><th scope="row">${said.together}</th>${of.map((one) => number(said.of(one.ours.kept, one.ours.due)))}${all && number(said.of(all.ours.kept, all.ours.due))}</tr></tbody>
  <//>`;
}

const BESIDE = ["excused", "differed", "unreported"];  // with a ratio always, were they 0

// Counts first, one ratio second; what is outside the ratio stands beside it.
function Figures() {
  const answer = useAsk({ stats: {} });
  const said = text.stats;
  const names = Object.entries(said.counts);
  return html`<${Section} title=${said.title}><p class="quiet">${said.lead}</p><${Loaded} answer=${answer}>${(shown) => {
    const { mine, ours, months } = shown.done.stats;
    const used = names.filter(([key]) => mine[key] > 0 || (mine.follow_through !== null && BESIDE.includes(key)));
    const latest = months.slice().reverse();
    const pieces = latest.flatMap((_, at) => (at % ACROSS === 0 ? [latest.slice(at, at + ACROSS)] : []));
    return html`
      <p>${used.map(([key, label]) => `${label}: ${mine[key]}`).join(" · ")}</p>
      <p>${mine.follow_through === null ? said.whyNull[mine.why_null] : said.ratio(Math.round(mine.follow_through * 100))}</p>
      ${months.length > 0 && html`<${Months} of=${pieces[0]} used=${used} all=${{ mine, ours }} />`}
      ${pieces.length > 1 && html`<${Fold} title=${said.earlier}>${() => pieces.slice(1).map((piece) => html`<${Months} of=${piece} used=${used} />`)}<//>`}
      <div class="acts"><${Act} title=${said.share} lead=${said.shareLead} lane="notes" request=${{ statsShare: {} }} /></div>`;
  }}<//><//>`;
}
