// Promises: all of them, and one with what can be done about it.
import { html, useState } from "./vendor/preact.js";
import { Badge, Detail, Empty, Facts, Field, Fold, FoldedForm, Form, Link, List, Loaded, Page, Section, Time, Unreadable, asTyped, dotted, field, goOn, usePieces, whenField } from "./ui.js";
import { announce, go, useAsk } from "./store.js";
import { Discard } from "./notes.js";
import { Picture } from "./picture.js";
import * as text from "./text.js";

const words = text.promises;
// What each verb may carry besides an outcome.
const CARRIES = {
  report: { doneAt: true, say: true }, correct: { say: true }, settle: { say: true }, view: { say: true },
  confirm: { say: true }, differ: { say: true, sayRequired: true }, excuse: { say: true }, "at-risk": { say: true },
  counter: { terms: true }, change: { terms: true }, pause: { span: true }, end: { from: true },
};
// An answer to a proposal has words of its own.
const ON_PROPOSAL = { accept: "acceptChange", decline: "declineProposal", withdraw: "withdrawProposal" };
const bareRule = ({ every }) => every.replace(/^every /, "");
const keyOf = (can) => (can.proposal && ON_PROPOSAL[can.verb]) || can.verb;
const ORDER = [...Object.keys(text.promiseVerbs), "redact"];
const rankOf = (can) => ORDER.indexOf(can.key);

export const stateOf = (promise) => text.promiseStates[promise.state] ?? promise.state;

// A day of a repeating promise is found by the promise and its date.
export const placeOf = (promise) => (promise.on ? `promises/${promise.id}/${promise.on}` : `promises/${promise.id}`);

export function PromiseLine({ promise }) {
  return html`<div class="row">
    <${Link} to=${placeOf(promise)} class="what">${promise.text || text.notes.missing[promise.missing] || text.app.notShown}<//>
    <p class="quiet">${dotted(words.by[promise.by], html`<${Badge}>${stateOf(promise)}<//>`, promise.every, promise.due_local && `${text.promiseFields.due_local} ${promise.due_local}`)}</p>
  </div>`;
}

export function Promises() {
  const [filter, put] = useState("open");
  const pieces = usePieces();
  const answer = useAsk({ promiseList: { state: filter === "all" ? "" : filter, limit: pieces.limit } });
  return html`<${Page} title=${text.pages.promises} lead=${words.lead}>
    <${OfferForms} />
    <${Field} name="filter" label=${words.filter} type="select" value=${filter} options=${Object.entries(words.filters)} onChange=${(event) => put(event.currentTarget.value)} />
    <${Loaded} answer=${answer}>${(listed) => {
      const some = listed.items.map((item) => item.promise);
      return html`<${Unreadable} answer=${listed} />
        ${some.length > 0 ? html`<${List} of=${some} pieces=${pieces} row=${(one) => html`<${PromiseLine} promise=${one} />`} />`
          : html`<${Empty} says=${words.none[filter]} next=${words.emptyNext} />`}`;
    }}<//>
  <//>`;
}

const REVIEW_USUAL = 7;  // days

// What is said of one term. A moment in somebody's own zone is a sentence already.
function termOf(key, { [key]: value }) {
  if (key === "review") return value && value !== REVIEW_USUAL ? text.terms.days(value) : "";
  return ["from", "ends"].includes(key) && value ? html`<${Time} at=${value} />` : value;
}

// All that somebody would be bound by. `before`: the terms that stand; what differs from them is marked.
export function Terms({ of, before }) {
  const rows = Object.keys(text.promiseFields).filter((key) => key in of).map((key) => {
    const [now, was] = [termOf(key, of), before && termOf(key, before)];
    const same = !before || (of[key] ?? "") === (before[key] ?? "");
    if (same) return [text.promiseFields[key], now];
    return [text.promiseFields[key], now ? html`${now} <${Badge}>${text.terms.changed}<//>` : was && text.terms.gone(was)];
  });
  return html`${of.text && html`<p class="said">${of.text}</p>`}<${Facts} of=${rows} />`;
}

// The fields of terms. `of`: terms that stand already; what is left empty stands, or is taken out where it stood in the field.
export function TermsFields({ of, shapes = true, asks = false }) {
  const [shape, put] = useState(of?.shape ?? "one_off");
  const cleared = (value) => (value ? text.terms.cleared : "");
  return html`
    <${Field} name="text" label=${asks ? words.askText : words.text} hint=${asks ? "" : words.textHint} required type="area" value=${asTyped(of?.text)} />
    ${shapes && html`<${Field} name="shape" type="select" label=${words.shape} value=${shape} options=${Object.entries(words.shapes)} onChange=${(event) => put(event.currentTarget.value)} />`}
    ${!shapes && html`<input type="hidden" name="shape" value=${shape} />`}
    ${shape === "conditional" && html`<${Field} name="condition" label=${words.condition} required value=${asTyped(of?.condition)} />`}
    ${shape === "repeating" && html`<${Field} name="every" label=${words.every} hint=${words.everyHint} required value=${of && bareRule(of)} />`}
    ${shape !== "standing" && html`<${Field} name="due" label=${words.due} hint=${`${text.app.whenHint}. ${of ? text.terms.dueStands : ""}`} required=${!of && shape === "repeating"} />`}
    ${shape === "repeating" && html`<${Field} name="until" label=${words.until} hint=${text.app.whenHint} />`}
    <${Fold} title=${words.more}>${() => html`
      <${Field} name="doneWhen" label=${words.doneWhen} hint=${cleared(of?.done_when)} value=${asTyped(of?.done_when)} />
      <${Field} name="ifThen" label=${words.ifThen} hint=${`${words.ifThenHint} ${cleared(of?.if_then)}`} value=${asTyped(of?.if_then)} />
      <${Field} name="lookAt" label=${words.lookAt} hint=${cleared(of?.look_at)} value=${asTyped(of?.look_at)} />
      <${Field} name="grace" label=${words.grace} hint=${of ? `${words.graceHint}. ${text.terms.stands}` : words.graceHint} />
      <${Field} name="review" label=${words.review} hint=${of ? text.terms.stands : ""} inputmode="numeric" />`}<//>`;
}

export function termsIn({ shape, review, asDraft, ...values }) {
  if (review && !/^\d{1,3}$/.test(review)) throw { message: words.reviewForm };
  const terms = { standing: shape === "standing", review: Number(review) || 0, asDraft: asDraft === "on" };
  for (const name of ["text", "due", "doneWhen", "ifThen", "lookAt", "every", "until", "condition", "grace"]) terms[name] = values[name] ?? "";
  return terms;
}

const NONE = "none";  // for avow: take it out
// [the field, where the term stands, whether it can be taken out]
const WORDED = [["text", "text", false], ["condition", "condition", false], ["doneWhen", "done_when", true], ["ifThen", "if_then", true], ["lookAt", "look_at", true]];

// New terms in the place of those that stand. A field that was never unfolded is not there, and says nothing.
function changedTermsIn(values, of) {
  const terms = termsIn(values);
  for (const [name, key, mayGo] of WORDED) {
    if (!of[key]) continue;
    if (values[name] === asTyped(of[key])) terms[name] = "";
    else if (values[name] === "" && mayGo) terms[name] = NONE;
  }
  if (!terms.due && !terms.until && terms.every === bareRule(of)) terms.every = "";
  return terms;
}

function OfferForms() {
  const after = (answer) => goOn(`promises/${answer.done.record.id}`);
  return html`<div class="acts">
    <${Fold} title=${words.offer}>${() => html`<${Form} send=${words.sendOffer} lane="commitments" done=${after} request=${(values) => ({ promiseOffer: termsIn(values) })}>
      <${TermsFields} /><${Field} name="asDraft" type="check" label=${words.asDraft} /><//>`}<//>
    <${Fold} title=${words.ask}>${() => html`<${Form} lead=${words.askLead} send=${words.sendAsk} lane="commitments" done=${after} request=${(values) => ({ promiseOffer: { ...termsIn(values), ask: true } })}>
      <${TermsFields} asks /><//>`}<//>
  </div>`;
}

function fieldsOf(can, one, said) {
  const options = can.outcomes.map((key) => [key, text.outcomes[key]]);
  return [
    options.length > 0 && field("outcome", text.verbFields.outcome, { type: "select", options }),
    one.doneAt && whenField("doneAt", text.verbFields.doneAt),
    (one.from || one.span) && whenField("from", text.verbFields.from),
    one.span && whenField("until", text.verbFields.until),
    one.say && field("text", said.say, { type: "area", required: one.sayRequired }),
  ].filter(Boolean);
}

// `can`: one thing that avow says is possible, and its key in the catalogue.
export function Verb({ promise, can, on }) {
  const one = CARRIES[can.verb] ?? {};
  const said = text.promiseVerbs[can.key];
  const request = (values) => {
    if (can.verb === "offer") return { promiseOffer: { draft: promise.id } };
    const act = { id: promise.id, verb: can.verb, on };
    if (one.terms) return { promiseAct: { ...act, terms: changedTermsIn(values, promise) } };
    return { promiseAct: { ...act, ...values } };
  };
  const after = (answer) => {
    announce(stateAnnounced(answer));
    if (answer.done.record.successor) goOn(`promises/${answer.done.record.successor}`);
  };
  // Its author alone takes it back: the lane was named when it was offered.
  const lane = can.verb === "withdraw" ? undefined : "commitments";
  return html`<${Fold} title=${said.label} about=${promise.text} of=${`${promise.id} ${on ?? ""}`}>${(close) => html`
    <${Form} send=${said.label} lead=${said.lead} lane=${lane} request=${request} fields=${fieldsOf(can, one, said)} done=${(answer) => { close(); after(answer); }}>
      ${one.terms && html`<${TermsFields} of=${promise} shapes=${false} />`}
      ${BINDS.has(can.key) && html`<${Binding} promise=${promise} by=${can.key} />`}
    <//>`}<//>`;
}

// Nobody says yes to what they have not seen, whole, where they say it.
const BINDS = new Set(["take", "accept", "acceptChange"]);

function Binding({ promise, by }) {
  const proposed = promise.pending.find((one) => one.kind === "terms" && one.by === "partner");
  return html`<div class="card"><p class="quiet">${text.terms.title}</p>${by === "acceptChange" ? proposed && html`<${Terms} of=${proposed} before=${promise} />` : html`<${Terms} of=${promise} />`}</div>`;
}

function stateAnnounced(answer) {
  const { state, remark, traces } = answer.done.record;
  return [`${text.app.done} ${text.promiseStates[state] ?? ""}.`, remark, traces && text.safety.traces].filter(Boolean).join(" ");
}

export function Verbs({ promise, on = "" }) {
  if (promise.can.length === 0) return html`<p class="quiet">${words.noVerbs}</p>`;
  const open = promise.can.map((can) => ({ ...can, key: keyOf(can) })).sort((one, other) => rankOf(one) - rankOf(other));
  return html`<div class="acts">${open.map((can) => (can.verb === "redact" ? html`<${Discard} key="redact" id=${promise.id} to="promises" />`
    : html`<${Verb} key=${can.key} promise=${promise} can=${can} on=${on} />`))}</div>`;
}

export function Who({ by }) {
  return by === "me" ? text.app.you : text.app.partner;
}

export function History({ of, events, states = text.outcomes }) {
  const crossed = of.some((one) => one.standing === "crossed");
  return html`<ol class="history">${of.map((one) => html`<li key=${one.id} class=${one.standing}>
      <strong>${Who(one)}</strong> ${events[one.event]}
      ${one.outcome && html`: ${states[one.outcome] ?? one.outcome}`}
      ${text.standings[one.standing] && html` <${Badge}>${text.standings[one.standing]}<//>`}
      <span class="quiet"> · <${Time} at=${one.said_at} />${one.by_file && ` · ${text.byFile}`}</span>
      ${one.text && html`<p class="said">${one.text}</p>`}
      ${one.parts?.map((part) => html`<p class="said"><span class="quiet">${text.headings[part.heading] ?? ""}</span>${part.text}</p>`)}
      ${one.target && html`<p><${Link} to=${`promises/${one.target}`}>${text.thread.target}<//></p>`}
      ${one.missing && html`<p class="quiet">${text.notes.missing[one.missing]}</p>`}
    </li>`)}</ol>
    ${crossed && html`<p class="quiet">${words.crossedWhy}</p>`}`;
}

export function OnePromise({ id, on }) {
  const answer = useAsk({ promiseShow: { id, on: on ?? "" } });
  return html`<${Detail} answer=${answer} title=${text.kinds.promise} back=${on ? `promises/${id}` : "promises"}>${(shown) => {
    const { promise } = shown.items[0];
    return html`<${Page} title=${promise.text || text.app.notShown} back=${on ? `promises/${id}` : "promises"}>
      <p>${words.by[promise.by]} · <${Badge}>${stateOf(promise)}<//>${promise.on && html` · ${promise.on}`}</p>
      <${Terms} of=${{ ...promise, text: "" }} />
      <${Pending} of=${promise.pending} before=${promise} />
      <${Section} title=${words.verbs}><${Verbs} promise=${{ ...promise, id }} on=${on ?? ""} /><//>
      ${!on && promise.days.length > 0 && html`<${Days} promise=${promise} />`}
      ${!on && promise.shape === "standing" && html`<${AnotherDay} promise=${promise} />`}
      ${promise.history.length > 0 && html`<${Section} title=${words.history}><${History} of=${promise.history} events=${text.promiseEvents} />
        <${Fold} title=${text.pictures.draw}>${() => html`<${Picture} of=${{ kind: "timeline", id: promise.id, on: on ?? "" }} />`}<//><//>`}
      ${promise.successor && html`<p><${Link} to=${`promises/${promise.successor}`}>${words.successor}<//></p>`}
      ${promise.predecessor && html`<p><${Link} to=${`promises/${promise.predecessor}`}>${words.predecessor}<//></p>`}
    <//>`;
  }}<//>`;
}

function Pending({ of, before }) {
  return of.map((one) => html`<div class="card" key=${one.id}>
    <p><strong>${words.proposedBy[one.by]}</strong>${one.outcome && html`: ${text.outcomes[one.outcome]}`}</p>
    ${one.kind === "terms" ? html`<${Terms} of=${one} before=${before} />` : one.text && html`<p class="said">${one.text}</p>`}
  </div>`);
}

function Days({ promise }) {
  return html`<${Section} title=${words.days}><ul class="list">${promise.days.map((one) => html`<li key=${one.on}>
    <${Link} to=${`promises/${promise.id}/${one.on}`}>${one.due_local || one.on}<//> <${Badge}>${stateOf(one)}<//></li>`)}</ul><//>`;
}

function AnotherDay({ promise }) {
  return html`<${FoldedForm} title=${words.otherDay} send=${words.show} run=${(values) => { go(`promises/${promise.id}/${values.on}`); }} fields=${[whenField("on", words.which, { required: true })]} />`;
}
