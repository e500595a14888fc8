// After a restore: what came back waits for its author's word, and then writing begins again.
import { html } from "./vendor/preact.js";
import { Badge, Empty, Link, List, Loaded, Page, Section, Time } from "./ui.js";
import { useAsk } from "./store.js";
import { Act } from "./notes.js";
import * as text from "./text.js";

const words = text.restore;

export function Restored() {
  const answer = useAsk({ restoredList: null }, { status: null });
  return html`<${Page} title=${words.title} lead=${words.after} back="settings"><${Loaded} answer=${answer}>${(listed, second) => {
    const all = listed.items.map((item) => item.restored);
    const { status } = second.done;
    return html`${status.read_only && html`<${Begin} status=${status} />`}
      <${Section} title=${words.waiting}>${all.length > 0 ? html`<${Entries} of=${all} />` : html`<${Empty} says=${words.none} />`}<//>`;
  }}<//><//>`;
}

function Begin({ status }) {
  const alone = { epochStart: { partner_unreachable: true } };
  if (!status.paired) return html`<p class="notice">${status.why}</p><div class="acts"><${Act} title=${words.write} lead=${words.writeLead} request=${alone} /></div>`;
  return html`<p class="notice">${status.why} ${words.sync} <${Link} to="pair">${text.settings.pair}<//></p><div class="acts">
    <${Act} title=${words.write} lead=${words.writeLead} request=${{ epochStart: {} }} />
    <${Act} title=${words.lost} lead=${words.lostLead} request=${alone} /></div>`;
}

function Entries({ of }) {
  return html`${of.some((one) => one.state === "waiting") && html`<div class="acts"><${Act} title=${words.all} request=${{ restoredSay: { all: true, mine: true } }} /></div>`}
    <${List} of=${of} row=${(one) => html`<p class="said">${one.text || text.app.notShown}</p>
      <p class="quiet">${text.kinds[one.kind] ?? text.kinds[one.kind.split("_")[0]] ?? ""} <${Badge}>${words.states[one.state] ?? one.state}<//> · <${Time} at=${one.said_at} /></p>
      ${one.state === "waiting" && html`<div class="acts"><${Act} title=${words.mine} about=${one.text} request=${{ restoredSay: { id: one.id, mine: true } }} />
        <${Act} title=${words.notMine} about=${one.text} request=${{ restoredSay: { id: one.id, mine: false } }} /></div>`}`} />`;
}
