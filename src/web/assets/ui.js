// The pieces that every page is made of.
import { html, useLayoutEffect, useRef, useState } from "./vendor/preact.js";
import { ask, isLost } from "./api.js";
import { announce, changed, go, isHalfWritten, keepFocus, store } from "./store.js";
import { fill, isKept, keep, showUnsent, wordsIn } from "./drafts.js";
import * as text from "./text.js";

const PIECE = 50;  // of a list that are drawn at a time

let numbers = 0;
export const useId = () => useState(() => `n${++numbers}`)[0];

const moment = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const day = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });

// What was said for a day alone begins with it.
export function Time({ at }) {
  const date = new Date(at);
  if (!at || Number.isNaN(date.getTime())) return at || null;
  const dayAlone = date.getHours() + date.getMinutes() + date.getSeconds() === 0;
  return html`<time datetime=${at}>${(dayAlone ? day : moment).format(date)}</time>`;
}

const TURN = 4;  // o'clock, when avow's days turn
const HOUR = 3600000;
const dayAt = (hoursAgo) => new Date(Date.now() - hoursAgo * HOUR).toLocaleDateString("sv-SE");

// A day of avow, like 2026-11-28, in words.
export function dayInWords(date) {
  if (date === dayAt(TURN)) return text.app.today;
  return date === dayAt(TURN + 24) ? text.app.yesterday : day.format(new Date(`${date}T12:00`));
}

// Marks of direction are spelled out where they are shown; where somebody writes on, they are what they were.
export const asTyped = (shown) => shown?.replace(/\\u\{(200e|200f|61c|ad)\}/g, (_, code) => String.fromCodePoint(parseInt(code, 16)));

// What there is of `parts`, with dots between.
export const dotted = (...parts) => parts.filter(Boolean).flatMap((part, at) => (at ? [" · ", part] : [part]));

// What stands there as not sent stays when somebody goes elsewhere in the page.
export const wouldBeLost = () => isHalfWritten() || document.querySelector(".unsent") !== null;
export const mayLock = () => !wouldBeLost() || confirm(text.app.halfWritten);

export function Link({ to, children, ...rest }) {
  const follow = (event) => {
    event.preventDefault();
    if (!isHalfWritten() || confirm(text.app.halfWritten)) go(to);
  };
  return html`<a href="#" onClick=${follow} ...${rest}>${children}</a>`;
}

// After something was sent: what is half-written beside it keeps one here.
export function goOn(to) {
  if (!isHalfWritten()) go(to);
}

export function Page({ title, lead, back, children }) {
  return html`
    ${back && html`<p class="back"><${Link} to=${back}><span class="arrow" aria-hidden="true">←</span> ${text.app.back}<//></p>`}
    <h1 id="title" tabindex="-1">${title}</h1>
    ${lead && html`<p class="lead">${lead}</p>`}
    ${children}`;
}

export function Section({ title, children }) {
  const id = useId();
  return html`<section aria-labelledby=${id}><h2 id=${id}>${title}</h2>${children}</section>`;
}

// avow's sentences may name a flag of its command line; here that is a field.
const inWords = (sentence) => sentence.replace(/--[a-z-]+/g, (flag) => text.flags[flag] ?? flag);
const doubtsClock = (error) => error?.message?.includes("--clock-is-right");

// `lost`: what to say when no answer came.
export function Problem({ error, lost = text.app.retry }) {
  if (!error) return null;
  const hint = error.hint && !error.hint.includes("`") ? error.hint : "";
  return html`<div class="problem" role="alert">
    <p>${isLost(error) ? lost : inWords(error.message || text.app.failed)}</p>
    ${hint && html`<p>${inWords(hint)}</p>`}
    ${error.candidates?.length > 0 && html`<p>${text.app.candidates} ${error.candidates.join(", ")}</p>`}
  </div>`;
}

// What was asked for, or that it comes, or why it does not.
export function Loaded({ answer, children }) {
  if (answer.answers) return html`${answer.error && html`<${Problem} error=${answer.error} />`}${children(...answer.answers)}`;
  return answer.error ? html`<${Problem} error=${answer.error} />` : html`<p class="wait">${text.app.moment}</p>`;
}

// A page that is called as what it shows. When that cannot be shown, a title and the way back are there all the same.
export function Detail({ answer, title, back, children }) {
  const loaded = html`<${Loaded} answer=${answer}>${children}<//>`;
  return answer.error && !answer.answers ? html`<${Page} title=${title} back=${back}>${loaded}<//>` : loaded;
}

export function Empty({ says, next }) {
  return html`<p class="empty">${says} ${next}</p>`;
}

export function Unreadable({ answer }) {
  const count = answer.done.partial?.unreadable ?? 0;
  return count > 0 ? html`<p class="quiet">${text.app.unreadable(count)}</p>` : null;
}

// For lists that may be very long: how many are asked for, one more than are drawn, and how to ask for more.
export function usePieces() {
  const [drawn, draw] = useState(PIECE);
  return { limit: drawn + 1, drawn, more: () => draw(drawn + PIECE) };
}

export function List({ of, row, pieces }) {
  const [own, show] = useState(PIECE);
  const list = useRef(null);
  const from = useRef(0);
  const shown = pieces?.drawn ?? own;
  const more = () => {
    from.current = shown;
    pieces ? pieces.more() : show(own + PIECE);
  };
  // Where the button was, the next ones begin.
  useLayoutEffect(() => {
    const next = from.current > 0 && list.current.children[from.current];
    if (next) (next.querySelector("a, summary, button") ?? next).focus();
    from.current = 0;
  }, [shown]);
  const left = pieces && of.length > shown ? PIECE : of.length - shown;
  return html`<ul class="list" ref=${list}>${of.slice(0, shown).map((one) => html`<li key=${one.key ?? one.id} tabindex="-1">${row(one)}</li>`)}</ul>
    ${left > 0 && html`<button type="button" class="plain" onClick=${more}>${text.app.showMore(Math.min(left, PIECE))}</button>`}`;
}

export function Facts({ of }) {
  const rows = of.filter(([, value]) => value);
  return rows.length > 0 && html`<dl>${rows.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

// May be wider than a narrow page: then it is moved by keyboard too.
export function Table({ title, children }) {
  return html`<div class="table" tabindex="0" role="region" aria-label=${title}><table><caption>${title}</caption>${children}</table></div>`;
}

// {name, label, type: text, area, select, check, search, password, file; hint, required, options: [[value, label]], value}
export function Field({ name, label, type = "text", hint, required, options, value, ...rest }) {
  const id = useId();
  const [initial] = useState(value);
  const described = hint ? `${id}-hint` : undefined;
  // Why off: browsers write what is typed into fields to the disk, to bring it back after a crash.
  const common = { id, name, required, autocomplete: "off", "aria-describedby": described, ...rest };
  const optional = !required && (type === "text" || type === "area") && html` <span class="optional">${text.app.optional}</span>`;
  const after = hint && html`<p class="hint" id=${described}>${hint}</p>`;
  if (type === "check") return html`<p class="check"><input type="checkbox" defaultChecked=${value} ...${common} /> <label for=${id}>${label}</label></p>${after}`;
  return html`<div class="field"><label for=${id}>${label}${optional}</label>${after}
    ${type === "area" && html`<textarea rows="4" defaultValue=${value ?? ""} ...${common}></textarea>`}
    ${type === "select" && html`<select ...${common}>${options.map(([key, said]) => html`<option key=${key} value=${key} selected=${key === value} defaultSelected=${key === initial}>${said}</option>`)}</select>`}
    ${["text", "search", "password", "file"].includes(type) && html`<input type=${type} defaultValue=${value ?? ""} ...${common} />`}
  </div>`;
}

export const valuesOf = (form) => Object.fromEntries(new FormData(form));

// Asks `request(values)` when it is sent, and says what became of it.
export function Form({ fields = [], send, request, run, done, lane, lead, children }) {
  const [state, put] = useState({ busy: false, error: null });
  const own = useRef(null);
  const lost = useRef(null);  // what was sent and had no answer: {id, asked}
  useLayoutEffect(() => {
    const { place } = store;
    fill(own.current, lost);
    return () => keep(own.current, lost, place);
  }, []);
  const sendOnce = async ({ clockIsRight, ...values }) => {
    const asked = { ...request(values), ...(clockIsRight && { clockIsRight: true }) };
    const id = JSON.stringify(asked) === JSON.stringify(lost.current?.asked) ? lost.current.id : crypto.randomUUID();
    lost.current = { id, asked };
    return ask(asked, { id });
  };
  const submit = async (event) => {
    event.preventDefault();
    if (state.busy) return;
    const form = event.currentTarget;
    const values = valuesOf(form);
    const words = wordsIn(form);
    put({ busy: true, error: null });
    let answer;
    try {
      answer = run ? await run(values) : await sendOnce(values);
    } catch (error) {
      if (!isLost(error)) lost.current = null;
      put({ busy: false, error });
      announce("");
      if (!form.isConnected && store.state === "open") showUnsent(words, isLost(error));
      return;
    }
    lost.current = null;
    form.reset();
    put({ busy: false, error: null });
    const { remark, traces } = answer?.done?.record ?? {};
    announce(answer?.said ?? [text.app.done, remark && text.app.taken(remark), traces && text.safety.traces].filter(Boolean).join(" "));
    // What goes wrong from here on is a mistake of this page: it was sent.
    try {
      done?.(answer, values);
    } finally {
      changed();
      keepFocus();
    }
  };
  const privately = lane === "private" ? { spellcheck: false } : {};  // some browsers ask others
  return html`<form ref=${own} onSubmit=${submit} aria-busy=${state.busy} autocomplete="off" ...${privately}>
    ${lead && html`<p class="quiet">${lead}</p>`}
    ${fields.map((field) => html`<${Field} key=${field.name} ...${field} />`)}
    ${children}
    ${lane && html`<p class="lane">${text.lanes[lane]}</p>`}
    <${Problem} error=${state.error} lost=${request ? text.app.again : text.app.unsure} />
    ${doubtsClock(state.error) && html`<${Field} name="clockIsRight" type="check" label=${text.clock.right} hint=${text.clock.rightHint} />`}
    <button aria-disabled=${state.busy}>${send}</button>
  </form>`;
}

// Something that can be done, folded until it is wanted. Folded again, it keeps what was typed in it.
// `about`: what it belongs to, for whoever hears only the names of things. `of`: which thing that is, where one page may show
// several that are called the same.
export function Fold({ title, about, of, children }) {
  const [open, put] = useState(false);
  const [begun, begin] = useState(false);
  const whole = useRef(null);
  const show = (shown) => {
    put(shown);
    if (shown) begin(true);
  };
  useLayoutEffect(() => show(isKept(whole.current)), []);
  const close = () => {
    put(false);
    begin(false);
    whole.current?.querySelector("summary").focus();
  };
  return html`<details class="fold" ref=${whole} data-of=${of} open=${open} onToggle=${(event) => show(event.currentTarget.open)}>
    <summary aria-label=${about && `${title}: ${about}`}>${title}</summary>${begun && html`<div class="inside">${children(close)}</div>`}
  </details>`;
}

// Asks first, as every way out does.
export function LockForm({ send, lead }) {
  return html`<${Form} send=${send} lead=${lead} run=${async () => (mayLock() ? ask({ lock: null }) : { said: "" })} />`;
}

// What few need.
export function More({ fields }) {
  return html`<${Fold} title=${text.app.more}>${() => fields.map((one) => html`<${Field} key=${one.name} ...${one} />`)}<//>`;
}

export function FoldedForm({ title, done, ...form }) {
  return html`<${Fold} title=${title}>${(close) => html`<${Form} ...${form} done=${(...all) => { close(); done?.(...all); }} />`}<//>`;
}

export const field = (name, label, more = {}) => ({ name, label, ...more });
export const whenField = (name, label, more = {}) => ({ name, label, hint: text.app.whenHint, ...more });

export function Badge({ children }) {
  return html`<span class="badge">${children}</span>`;
}
