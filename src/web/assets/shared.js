// What the partner's copy holds of mine, and what the partner took back of theirs.
import { html, useState } from "./vendor/preact.js";
import { Empty, Field, Fold, List, Loaded, Page, Section, usePieces } from "./ui.js";
import { useAsk } from "./store.js";
import { Act } from "./notes.js";
import { ThingLine } from "./us.js";
import * as text from "./text.js";

const words = text.shared;

const KINDS = ["note", "promise", "question", "agreement", "boundary", "repair", "attempt", "session", "milestone", "sign", "checkin"];

// What takes it back, as a request.
function takenBackBy({ verb, record, id, kind }) {
  if (verb === "redact") return { redact: { id: record } };
  if (kind === "note") return { noteWithdraw: { id } };
  if (kind === "checkin") return { checkinWithdraw: { id } };
  if (kind === "promise") return { promiseAct: { id, verb } };
  return { threadAct: { kind: kind === "attempt" ? "repair" : kind, id, verb } };
}

// Its name, and what it means: not everything that ends something hides its words.
function wordsFor({ verb, kind }) {
  if (verb === "redact") return words.redact;
  if (kind === "promise") return text.promiseVerbs[verb];
  if (kind === "note" || kind === "checkin" || verb === "withdraw") return { label: words.withdraw, lead: text.notes.withdrawLead };
  return text.threadVerbs[verb];
}

function TakeBack({ one }) {
  const { label, lead } = wordsFor(one);
  const about = one.text || text.kinds[one.kind];
  const both = one.verb !== "redact" && one.kind !== "note" && one.kind !== "checkin" && one.text;
  return html`<div class="acts"><${Act} title=${label} about=${about} lead=${lead} request=${takenBackBy(one)} />
    ${both && html`<${Act} title=${words.redact.label} about=${about} lead=${words.redact.lead} request=${{ redact: { id: one.record } }} />`}</div>`;
}

export function Shared() {
  const [kind, put] = useState("");
  const pieces = usePieces();
  const answer = useAsk({ shared: { kind, limit: pieces.limit } });
  return html`<${Page} title=${text.pages.shared} lead=${words.lead}>
    <${Field} name="kind" type="select" label=${text.promises.filter} value=${kind} onChange=${(event) => put(event.currentTarget.value)}
      options=${[["", text.promises.filters.all], ...KINDS.map((one) => [one, text.kinds[one]])]} />
    <${Loaded} answer=${answer}>${(listed) => {
      const some = listed.items.map((item) => ({ ...item.shared, key: `${item.shared.id} ${item.shared.said_at} ${item.shared.event}` }));
      if (some.length === 0) return html`<${Empty} says=${kind ? words.noneOfThis : words.empty} />`;
      return html`<${List} of=${some} pieces=${pieces} row=${(one) => html`<${ThingLine} thing=${one}>
          <p class="quiet">${one.delivered ? words.delivered : words.waiting}${!one.verb && html` · ${words.gone}`}</p>
          ${one.verb && html`<${TakeBack} one=${one} />`}<//>`} />`;
    }}<//>
    <${TakenBack} />
  <//>`;
}

function Copy({ id }) {
  return html`<${Loaded} answer=${useAsk({ takenBack: { verb: "show", id } })}>${(shown) => html`<p class="said">${shown.items[0].taken_back.text}</p>`}<//>`;
}

function TakenBack() {
  const answer = useAsk({ takenBack: { verb: "list" } });
  return html`<${Section} title=${words.takenBack}><p class="quiet">${words.takenBackLead}</p><${Loaded} answer=${answer}>${(listed) => {
    const all = listed.items.map((item) => item.taken_back);
    if (all.length === 0) return html`<${Empty} says=${words.takenBackEmpty} />`;
    return html`<${List} of=${all} row=${(one) => html`<${ThingLine} thing=${{ ...one, state: "" }}><div class="acts">
      <${Fold} title=${words.show} about=${text.kinds[one.kind]}>${() => html`<${Copy} id=${one.id} />`}<//>
      <${Act} title=${words.erase} about=${text.kinds[one.kind]} request=${{ takenBack: { verb: "erase", id: one.id } }} />
      ${one.state === "waiting" && html`<${Act} title=${words.keep} about=${text.kinds[one.kind]} request=${{ takenBack: { verb: "keep", id: one.id } }} />`}</div><//>`} />`;
  }}<//><//>`;
}
