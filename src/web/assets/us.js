// The shared picture: what holds, what happened, and the figures as tables.
import { html } from "./vendor/preact.js";
import { Empty, Link, List, Loaded, Page, Section, Time } from "./ui.js";
import { useAsk } from "./store.js";
import { Act } from "./notes.js";
import { ThreadSection } from "./threads.js";
import * as text from "./text.js";

const words = text.us;
const SOME = 10;  // moments on the page itself

export const placeOfThing = ({ kind, id }) => ({ note: `notes/${id}`, promise: `promises/${id}`, checkin: `checkins/${id}` }[kind] ?? `thread/${kind}/${id}`);
const stateOfThing = ({ kind, state }) => ({ note: text.notes.states, promise: text.promiseStates, checkin: text.checkins.states }[kind] ?? text.threadStates)[state] ?? "";

const eventOf = ({ kind, event }) => (kind === "promise" ? text.promiseEvents : text.events)[event] ?? event.replaceAll("_", " ");

export function ThingLine({ thing, children }) {
  const said = thing.text || text.kinds[thing.kind] || text.app.notShown;
  return html`<div class="row">
    ${thing.kind === "newer" ? html`<span>${said}</span>` : html`<${Link} to=${placeOfThing(thing)} class="what">${said}<//>`}
    <p class="quiet">${text.kinds[thing.kind] ?? thing.kind}${thing.by && html` · ${text.notes.by[thing.by]}`}${thing.event && thing.by && html` ${eventOf(thing)}`}
      ${thing.said_at && html` · <${Time} at=${thing.said_at} />`}${stateOfThing(thing) && html` · ${stateOfThing(thing)}`}</p>
    ${children}
  </div>`;
}

export function Us() {
  const answer = useAsk({ us: null }, { timeline: { limit: SOME } });
  return html`<${Page} title=${text.pages.us} lead=${words.lead}>
    <${Loaded} answer=${answer}>${(first, second) => {
      const { us } = first.done;
      const moments = second.items.map((item) => item.moment);
      return html`
        ${us.together && html`<p>${words.since(us.together)}</p>`}
        <p><strong>${words.ours(us.ours.kept, us.ours.due)}</strong></p>
        ${us.open_repairs > 0 && html`<p><${Link} to="repair">${words.repairs(us.open_repairs)}<//></p>`}
        ${us.sessions[0] && html`<p>${words.next}: <${Time} at=${us.sessions[0].at} /> ${us.sessions[0].text}</p>`}
        <${Section} title=${words.timeline}>${moments.length > 0
          ? html`<${List} of=${moments} row=${(one) => html`<${ThingLine} thing=${one} />`} /><p><${Link} to="timeline">${words.all}<//> · <${Link} to="timeline/year-ago">${words.yearAgo}<//></p>`
          : html`<${Empty} says=${words.none} />`}<//>`;
    }}<//>
    <${Figures} />
    ${["milestone", "sign", "session"].map((kind) => html`<${ThreadSection} key=${kind} kind=${kind} />`)}
    <${Section} title=${text.talk.title}><p class="quiet">${text.talk.lead}</p><p><${Link} to="checkins">${text.pages.checkins}<//></p><//>
  <//>`;
}

export function Timeline({ yearAgo }) {
  const answer = useAsk({ timeline: { yearAgo } });
  return html`<${Page} title=${yearAgo ? words.yearAgo : words.timeline} back="us"><${Loaded} answer=${answer}>${(listed) => {
    const moments = listed.items.map((item) => item.moment);
    return moments.length > 0 ? html`<${List} of=${moments} row=${(one) => html`<${ThingLine} thing=${one} />`} />` : html`<${Empty} says=${yearAgo ? words.yearAgoNone : words.none} />`;
  }}<//><//>`;
}

// Counts first, one ratio second; what is outside the ratio stands beside it.
function Figures() {
  const answer = useAsk({ stats: {} });
  const said = text.stats;
  const names = Object.entries(said.counts);
  return html`<${Section} title=${said.title}><p class="quiet">${said.lead}</p><${Loaded} answer=${answer}>${(shown) => {
    const { mine, ours, months } = shown.done.stats;
    const used = names.filter(([key]) => mine[key] > 0);
    return html`
      <p>${names.filter(([key]) => mine[key] > 0).map(([key, label]) => `${label}: ${mine[key]}`).join(" · ")}</p>
      <p>${mine.follow_through === null ? said.whyNull[mine.why_null] : said.ratio(Math.round(mine.follow_through * 100))}</p>
      ${months.length > 0 && html`<div class="table"><table><caption>${said.lead}</caption>
        <thead><tr><th scope="col">${said.month}</th>${used.map(([key, label]) => html`<th scope="col" class="number" key=${key}>${label}</th>`)}<th scope="col" class="number">${said.together}</th></tr></thead>
        <tbody>${months.map((one) => html`<tr key=${one.month}><th scope="row">${one.month}</th>${used.map(([key]) => html`<td class="number" key=${key}>${one.mine[key]}</td>`)}<td class="number">${said.of(one.ours.kept, one.ours.due)}</td></tr>`)}
          <tr><th scope="row">${said.all}</th>${used.map(([key]) => html`<td class="number" key=${key}>${mine[key]}</td>`)}<td class="number">${said.of(ours.kept, ours.due)}</td></tr></tbody>
      </table></div>`}
      <div class="acts"><${Act} title=${said.share} lead=${said.shareLead} lane="notes" request=${{ statsShare: {} }} /></div>`;
  }}<//><//>`;
}
