// Check-ins: both seal, then both open. The agenda of the weekly talk stands beside them.
import { html, useState } from "./vendor/preact.js";
import { Badge, Detail, Empty, Field, FoldedForm, Form, Link, List, Loaded, Page, Section, Table, Time, Unreadable, goOn, usePieces } from "./ui.js";
import { useAsk } from "./store.js";
import { Act } from "./notes.js";
import * as text from "./text.js";

const words = text.checkins;
const WITHDRAWABLE = ["open", "sealed_by_me", "sealed_by_partner"];
const stateOf = (checkin) => words.states[checkin.state] ?? checkin.state;

export function Checkins() {
  const pieces = usePieces();
  const answer = useAsk({ checkinList: { limit: pieces.limit } });
  return html`<${Page} title=${text.pages.checkins} lead=${words.lead}>
    <div class="acts"><${Start} /></div>
    <${Loaded} answer=${answer}>${(listed) => {
      const all = listed.items.map((item) => item.checkin);
      return html`<${Unreadable} answer=${listed} />${all.length > 0
        ? html`<${List} of=${all} pieces=${pieces} row=${(one) => html`<div class="row"><${Link} to=${`checkins/${one.id}`} class="what"><${Time} at=${one.said_at} /><//><p class="quiet">${stateOf(one)}</p></div>`} />`
        : html`<${Empty} says=${words.empty} />`}`;
    }}<//>
    <${Section} title=${text.talk.title}><p class="quiet">${text.talk.lead}</p><ol>${text.talk.parts.map((one) => html`<li>${one}</li>`)}</ol><p><${Link} to="promises">${text.talk.promise}<//></p><//>
  <//>`;
}

// "How close were we? 0-10": its scale may stand behind a question.
function questionsIn(typed) {
  return typed.split("\n").map((line) => line.trim()).filter(Boolean).map((line, at) => {
    const [, text, lowest = 0, highest = 0] = /^(.*?)(?:\s(\d+)-(\d+))?$/.exec(line);
    return { key: `q${at + 1}`, text, lowest: Number(lowest), highest: Number(highest) };
  });
}

function Start() {
  const [set, put] = useState("pulse");
  const request = ({ own }) => ({ checkinStart: own ? { questions: JSON.stringify({ questions: questionsIn(own) }) } : { set } });
  return html`<${FoldedForm} title=${words.start} send=${words.start} lane="notes" request=${request} done=${(reply) => goOn(`checkins/${reply.done.checkin?.id ?? ""}`)}>
    <${Field} name="set" label=${words.set} type="select" value=${set} options=${Object.entries(words.sets)} onChange=${(event) => put(event.currentTarget.value)} />
    ${set === "own" && html`<${Field} name="own" label=${words.own} type="area" hint=${words.ownHint} required />`}<//>`;
}

export function OneCheckin({ id }) {
  const answer = useAsk({ checkinShow: { id } });
  return html`<${Detail} answer=${answer} title=${text.pages.checkins} back="checkins">${(shown) => html`<${TheCheckin} checkin=${shown.done.checkin} />`}<//>`;
}

function TheCheckin({ checkin }) {
  const { id, state, mine, theirs } = checkin;
  const sealed = mine && mine.length > 0;
  return html`<${Page} title=${text.pages.checkins} back="checkins" lead=${words.lead}>
    <p><${Badge}>${stateOf(checkin)}<//></p>
    ${["open", "sealed_by_me", "sealed_by_partner"].includes(state) && html`<p class="quiet">${words.until(checkin.expires_local)}</p>`}
    ${checkin.opened_by_only && html`<p class="quiet">${words.openedByOnly[checkin.opened_by_only]}</p>`}
    ${checkin.false_opening_by && html`<p class="notice">${words.falseOpening}</p>`}
    ${["open", "sealed_by_partner"].includes(state) && html`<${AnswerForm} checkin=${checkin} />`}
    ${sealed && html`<${Answers} title=${words.mine} of=${mine} questions=${checkin.questions} own />`}
    ${theirs && theirs.length > 0 && html`<${Answers} title=${words.theirs} of=${theirs} questions=${checkin.questions} />`}
    ${WITHDRAWABLE.includes(state) && html`<div class="acts"><${Act} title=${words.withdraw} lead=${words.withdrawLead} request=${{ checkinWithdraw: { id } }} /></div>`}
  <//>`;
}

const STEPS = 20;  // more are typed: a scale is its author's, and may have millions
const scaleOf = ({ lowest, highest }) => Array.from({ length: highest - lowest + 1 }, (_, step) => String(lowest + step));
const isScale = ({ lowest, highest }) => highest > lowest;
const isWide = ({ lowest, highest }) => highest - lowest > STEPS;

function Question({ question }) {
  const levels = Object.entries(words.levels).filter(([level]) => isScale(question) || level === "exact" || level === "private");
  const [shown, put] = useState(question.sharing || "exact");
  return html`<fieldset><legend>${question.text}</legend>
    ${isWide(question) ? html`<input type="number" autocomplete="off" name=${question.key} min=${question.lowest} max=${question.highest} step="1" aria-label=${words.between(question.lowest, question.highest)} />`
      : isScale(question) ? html`<div class="scale">${["", ...scaleOf(question)].map((step) => html`<label key=${step}><input type="radio" autocomplete="off" name=${question.key} value=${step} defaultChecked=${!step} />${step || words.leaveOut}</label>`)}</div>`
      : html`<textarea name=${question.key} rows="3" autocomplete="off" aria-label=${question.text}></textarea>`}
    <details><summary>${words.sharing}: ${words.levels[shown]}</summary>
      <${Field} name=${`${question.key}:level`} label=${words.sharing} type="select" value=${shown} options=${levels} onChange=${(event) => put(event.currentTarget.value)} /></details>
  </fieldset>`;
}

function AnswerForm({ checkin }) {
  const request = (values) => ({ checkinAnswer: { id: checkin.id, answers: checkin.questions
    .filter(({ key }) => values[key]).map(({ key }) => ({ key, value: values[key], sharing: values[`${key}:level`] })) } });
  return html`<${Form} send=${words.answer} lead=${words.skip} lane="notes" request=${request}>
    ${checkin.questions.map((one) => html`<${Question} key=${one.key} question=${one} />`)}<//>`;
}

function Answers({ title, of, questions, own }) {
  const asked = (key) => questions.find((one) => one.key === key)?.text ?? key;
  return html`<${Table} title=${title}>
    <thead><tr><th scope="col">${words.question}</th><th scope="col">${words.given}</th></tr></thead>
    <tbody>${of.map((one) => html`<tr key=${one.key}><td>${asked(one.key)}</td><td>${one.text}${own && one.seen !== one.text && html`<p class="quiet">${words.sharing}: ${one.seen || words.nothing}</p>`}</td></tr>`)}</tbody>
  <//>`;
}
