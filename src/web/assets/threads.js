// Questions, agreements, boundaries, repair, sessions, milestones, signs: `can` says which verbs are open.
import { html, useState } from "./vendor/preact.js";
import { Badge, Detail, Empty, Facts, Field, Fold, Form, Link, List, Loaded, More, Page, Section, Time, Unreadable, dotted, field, goOn, usePieces, valuesOf, whenField } from "./ui.js";
import { useAsk } from "./store.js";
import { Act, Discard } from "./notes.js";
import { History } from "./promises.js";
import * as text from "./text.js";

// Headings that go with the first record, and with each verb.
const BEGIN_PARTS = {
  agreement: ["why", "not_included"],
  boundary: ["when", "i_will", "i_need"],
  repair: ["what_happened", "how_it_landed", "what_i_need"],
};
// Responsibility and repair come first: they weigh most.
const VERB_PARTS = {
  revise: ["when", "i_will", "i_need"],
  acknowledge: ["i_hear", "my_part"],
  apologise: ["my_responsibility", "how_i_will_repair", "regret", "what_went_wrong", "what_will_be_different"],
};
const TEXT_REQUIRED = ["question", "agreement", "milestone", "sign"];
const SAY_REQUIRED = ["answer", "ask", "need", "agenda", "outcome"];
const WHEN_REQUIRED = ["answer-by", "pause", "move"];
const SOME_PROMISES = 100;
export const BACK = { question: "notes", agreement: "agreements", boundary: "agreements", repair: "repair", attempt: "repair" };
const ORDER = Object.keys(text.threadVerbs);  // as somebody would think of them
const kindAsked = (kind) => (kind === "attempt" ? "repair" : kind);

const RULE = /\byou (must|have to|can't|cannot|can’t|aren't allowed|aren’t allowed|are not allowed|may not|should)\b/i;

// Never in the way: it only says how a boundary may read.
function WordingAid({ children }) {
  const [rule, put] = useState(false);
  return html`<div onInput=${(event) => put(Object.values(valuesOf(event.target.form)).some((one) => RULE.test(one)))}>${children}</div>
    <p class="hint" role="status">${rule ? text.thread.rule : ""}</p>`;
}

// A boundary is what happens and one's own act; of the others the first words are enough.
const partsText = ({ kind, parts }) => parts.map((part) => part.text).filter(Boolean).slice(0, kind === "boundary" ? 2 : 1).join(" · ");
export const threadText = (thread) => thread.text || partsText(thread) || text.notes.missing[thread.missing] || text.kinds[thread.kind];

const short = (all) => (all.length > 80 ? `${[...all].slice(0, 79).join("")}…` : all);

const startOf = ({ kind }) => (kind === "session" || kind === "milestone" ? text.thread.on : text.thread.starts);

export function ThreadLine({ thread }) {
  return html`<div class="row">
    <${Link} to=${`thread/${thread.kind}/${thread.id}`} class="what">${threadText(thread)}<//>
    <p class="quiet">${dotted(text.kinds[thread.kind], text.notes.by[thread.by], html`<${Badge}>${text.threadStates[thread.state] ?? thread.state}<//>`, thread.waits_for_me && text.thread.waits, thread.by_file && text.byFile,
      thread.starts_local && `${startOf(thread)} ${thread.starts_local}`, thread.ends_local && `${text.thread.ends} ${thread.ends_local}`)}</p>
  </div>`;
}

function beginFields(kind) {
  const { thread } = text;
  const when = { session: thread.sessionStart, milestone: thread.milestoneStart, agreement: thread.start }[kind];
  return [
    kind === "agreement" && field("transparency", thread.transparency, { type: "check" }),
    when && whenField("start", when, { required: kind === "session" }),
    kind === "agreement" && whenField("until", thread.until),
    kind === "agreement" && whenField("review", thread.review),
  ].filter(Boolean);
}

const partsIn = (headings, values) => headings.map((heading) => ({ heading, text: values[heading] ?? "" })).filter((part) => part.text);

function Begin({ kind }) {
  const words = text.threads[kind];
  const headings = BEGIN_PARTS[kind] ?? [];
  const request = (values) => ({ threadBegin: {
    kind: values.transparency ? "transparency" : kind, text: values.text ?? "", parts: partsIn(headings, values),
    start: values.start ?? "", until: values.until ?? "", review: values.review ?? "" } });
  const Aid = kind === "boundary" ? WordingAid : ({ children }) => children;
  const parts = headings.map((one) => field(one, text.headings[one], { type: "area" }));
  const own = field("text", words.text, { type: "area", required: TEXT_REQUIRED.includes(kind) });
  const folded = kind === "agreement";
  const fields = folded ? [own, ...parts] : [...parts, own];
  const later = beginFields(kind);
  return html`<${Fold} title=${words.begin}>${() => html`<${Form} send=${words.send} lane=${laneOf({ kind })} request=${request}
    done=${(answer) => goOn(`thread/${kind}/${answer.done.record.id}`)}>
      <${Aid}>${[...fields, ...(folded ? [] : later)].map((one) => html`<${Field} key=${one.name} ...${one} />`)}<//>${folded && html`<${More} fields=${later} />`}
    <//>`}<//>`;
}

export function ThreadSection({ kind, begins = [kind] }) {
  const words = text.threads[kind];
  const pieces = usePieces();
  const answer = useAsk({ threadList: { kind, limit: pieces.limit } });
  return html`<${Section} title=${words.title}>
    <p class="quiet">${words.lead}</p>
    <div class="acts">${begins.map((one) => html`<${Begin} key=${one} kind=${one} />`)}</div>
    <${Loaded} answer=${answer}>${(listed) => {
      const all = listed.items.map((item) => item.thread);
      return html`<${Unreadable} answer=${listed} />${all.length > 0
        ? html`<${List} of=${all} pieces=${pieces} row=${(one) => html`<${ThreadLine} thread=${one} />`} />`
        : html`<${Empty} says=${words.empty} />`}`;
    }}<//>
  <//>`;
}

export function OneThread({ kind, id }) {
  const answer = useAsk({ threadShow: { kind: kindAsked(kind), id } });
  return html`<${Detail} answer=${answer} title=${text.kinds[kind] ?? text.app.failed} back=${BACK[kind] ?? "us"}>${(shown) => html`<${TheThread} thread=${shown.items[0].thread} />`}<//>`;
}

function TheThread({ thread }) {
  const words = text.thread;
  return html`<${Page} title=${text.kinds[thread.transparency ? "transparency" : thread.kind]} back=${BACK[thread.kind] ?? "us"}>
    <p class="quiet">${text.notes.by[thread.by]} · <${Badge}>${text.threadStates[thread.state] ?? thread.state}<//> · <${Time} at=${thread.said_at} />${thread.by_file && ` · ${text.byFile}`}</p>
    ${thread.text && html`<p class="said">${thread.text}</p>`}
    ${thread.missing && html`<p class="quiet">${text.notes.missing[thread.missing]}</p>`}
    <${Facts} of=${[...thread.parts.map((part) => [text.headings[part.heading] ?? part.heading, part.text]),
      [startOf(thread), thread.starts_local], [words.ends, thread.ends_local], [words.reviewed, thread.review_local],
      [words.pausedUntil, thread.paused_until && html`<${Time} at=${thread.paused_until} />`]]} />
    ${thread.target && html`<p><${Link} to=${thread.kind === "agreement" ? `thread/agreement/${thread.target}` : `promises/${thread.target}`}>${words.target}<//></p>`}
    <${Acts} thread=${thread} />
    ${(thread.kind === "session" || (thread.kind === "boundary" && thread.by === "me")) && html`<${OwnLog} kind=${thread.kind} id=${thread.id} />`}
    ${thread.history.length > 0 && html`<${Section} title=${words.history}><${History} of=${thread.history} events=${text.events} /><//>`}
  <//>`;
}

function Acts({ thread }) {
  const verbs = thread.can.slice().sort((one, other) => ORDER.indexOf(one) - ORDER.indexOf(other)).flatMap((verb) => (verb === "answer" ? ["answer", "answer-by", ...(thread.state === "in_session" ? [] : ["in-session"])] : [verb]));
  if (thread.state === "draft") {
    return html`<div class="acts"><${Act} title=${text.sendDraft} lane=${laneOf(thread)}
      request=${{ threadBegin: { kind: thread.kind, draft: thread.id } }} done=${(answer) => goOn(`thread/${thread.kind}/${answer.done.record.id}`)} />
      <${Discard} id=${thread.id} to=${BACK[thread.kind] ?? "us"} /></div>`;
  }
  if (verbs.length === 0) return html`<p class="quiet">${text.promises.noVerbs}</p>`;
  return html`<div class="acts">${verbs.map((verb) => html`<${ThreadVerb} key=${verb} thread=${thread} verb=${verb} />`)}</div>`;
}

// To end a proposal is to decline it, or to take it back.
function meantBy({ state, by }, verb) {
  if (verb !== "end" || state !== "proposed") return verb;
  return by === "me" ? "withdrawProposal" : "declineProposal";
}

function ThreadVerb({ thread, verb }) {
  const said = text.threadVerbs[meantBy(thread, verb)] ?? { label: verb };
  const headings = VERB_PARTS[verb] ?? [];
  const fields = [
    ...headings.map((one) => field(one, text.headings[one], { type: "area" })),
    said.say && field("text", said.say, { type: "area", required: SAY_REQUIRED.includes(verb) }),
    said.when && whenField("when", said.when, { required: WHEN_REQUIRED.includes(verb) }),
  ].filter(Boolean);
  const request = ({ promise = "", offer, due, ...values }) => ({ threadAct: {
    kind: kindAsked(thread.kind), id: thread.id, verb: verb === "answer-by" || verb === "in-session" ? "answer" : verb, text: values.text ?? "", when: values.when ?? "",
    inSession: verb === "in-session", parts: partsIn(headings, values), promise, ...(offer ? { offer: { text: offer, due } } : {}) } });
  const Aid = verb === "revise" ? WordingAid : ({ children }) => children;
  return html`<${Fold} title=${said.label}>${(close) => html`<${Form} send=${said.send ?? said.label} lead=${said.lead} lane=${laneOf(thread, verb)} request=${request} done=${close}>
    <${Aid}>${fields.map((one) => html`<${Field} key=${one.name} ...${one} />`)}<//>
    ${verb === "amends" && html`<${WithPromise} own />`}${verb === "outcome" && html`<${Fold} title=${text.withPromise.title}>${() => html`<${WithPromise} />`}<//>`}<//>`}<//>`;
}

// Its author alone takes it back: the lane was named when it was shared.
function laneOf({ kind }, verb) {
  if (verb === "withdraw" || verb === "retire") return undefined;
  return kind === "agreement" || verb === "answer-by" ? "commitments" : "notes";
}

// One that is there, or a new one.
function WithPromise({ own }) {
  const words = text.withPromise;
  const answer = useAsk({ promiseList: { state: "open", limit: SOME_PROMISES } });
  const [chosen, choose] = useState("");
  return html`<${Loaded} answer=${answer}>${(listed) => {
    const there = listed.items.map((item) => item.promise).filter((one) => one.text && (!own || one.by === "me"));
    return html`
      ${there.length > 0 && html`<${Field} name="promise" label=${words.there} type="select" options=${[["", words.none], ...there.map((one) => [one.id, short(one.text)])]} onChange=${(event) => choose(event.currentTarget.value)} />`}
      ${!chosen && html`<p class="lane">${text.lanes.commitments}</p>
        <${Field} name="offer" label=${words.offer} type="area" required=${own} /><${Field} ...${whenField("due", words.due)} />`}`;
  }}<//>`;
}

// Whether a boundary was held, and what one thinks of before a session, is for oneself alone.
function OwnLog({ kind, id }) {
  const words = text.thread;
  const pieces = usePieces();
  const answer = useAsk({ privateList: { kind, about: id, limit: pieces.limit } });
  return html`<${Section} title=${words.privateLog}>
    <${Form} send=${text.privates.keep} lead=${words.privateLogLead} lane="private" request=${(values) => ({ privateWrite: { kind, about: id, ...values } })}
      fields=${[kind === "boundary" && field("value", text.verbFields.outcome, { type: "select", options: [["held", words.held], ["crossed", words.crossed]] }), field("text", text.privates.text, { type: "area", required: kind === "session" })].filter(Boolean)} />
    <${Loaded} answer=${answer}>${(listed) => {
      const all = listed.items.map((item) => item.private_record);
      return all.length > 0 ? html`<${List} of=${all} pieces=${pieces} row=${(one) => html`${words[one.state]} ${one.text} <${Time} at=${one.said_at} />`} />` : html`<${Empty} says=${text.privates.empty} />`;
    }}<//>
  <//>`;
}

export function Agreements() {
  return html`<${Page} title=${text.pages.agreements}><${ThreadSection} kind="agreement" /><${ThreadSection} kind="boundary" /><//>`;
}

export function Repair() {
  return html`<${Page} title=${text.pages.repair}><${ThreadSection} kind="repair" begins=${["repair", "attempt"]} /><//>`;
}
