// What was typed and not sent. It is given back once avow is open again, when it had only covered itself; it is shown, to be
// copied, when the page has no place for it any more. In the memory of this page alone: a lock, the quick exit and a reload
// forget it.
import { html } from "./vendor/preact.js";
import { announce, holdsSecret, isChanged, isOnItsWay, keepFocus, set, store, useStore } from "./store.js";
import { app } from "./text.js";

const ROUNDS = 20;
const DRAWN = 1000;  // ms until all is drawn anew
const LINES = 12;
const WIDTH = 50;  // letters
const kept = new Map();

export function forgetDrafts() {
  kept.clear();
  if (store.unsent.length > 0) set({ unsent: [] });
}

const said = (within, what) => within?.querySelector(what)?.textContent ?? "";
const placeIn = (form) => `${store.place}\n${form.closest("[data-of]")?.dataset.of ?? said(form.closest("li"), ".what")}\n${said(form.closest("details"), "summary")}\n`;
const keyOf = (form) => placeIn(form) + said(form, "button:last-of-type");

const labelOf = (one) => one.ariaLabel || (one.labels?.[0]?.firstChild?.textContent ?? "");
const nameOf = (one) => (one.type === "radio" && said(one.closest("fieldset"), "legend")) || labelOf(one);

function wordsOf(one) {
  if (one.matches("select")) return one.selectedOptions[0]?.textContent ?? "";
  return one.matches("[type=radio], [type=checkbox]") ? one.labels[0]?.textContent ?? "" : one.value;
}

// What somebody would want to copy. A choice alone is none.
export function wordsIn(form) {
  if (holdsSecret(form)) return null;
  const all = [...form.elements].filter((one) => isChanged(one) && one.value && (one.checked || !one.matches("[type=radio], [type=checkbox]")));
  if (!all.some((one) => one.matches("textarea, [type=text], [type=number], [type=radio]"))) return null;
  const about = [said(form.closest("li"), ".what"), said(form.closest("details"), "summary") || said(form, "button:last-of-type")];
  return { about: about.filter(Boolean).join(" · "), words: all.map((one) => [nameOf(one), wordsOf(one)]) };
}

// `unsure`: it was sent, and had no answer.
export function showUnsent(words, unsure) {
  if (words) set({ unsent: [...store.unsent, { ...words, unsure }] });
}

// A form of this page goes. `place`: where it was drawn; whoever went elsewhere was asked. `lost`: what was sent and had no
// answer. While avow is open it may be drawn anew, at another place of the page.
export function keep(form, lost, place) {
  const { state } = store;
  if (store.place !== place || !["open", "covered", "away", "out"].includes(state) || (state === "open" && isOnItsWay(form))) return;
  const all = [...form.elements];
  if (holdsSecret(form) || !all.some(isChanged)) return;
  const values = all.filter((one) => one.name && one.value && (one.checked || !one.matches("[type=checkbox], [type=radio]"))).map((one) => [one.name, one.value]);
  const folds = [...form.querySelectorAll("details:has(> .inside) > summary")].map((one) => one.textContent);
  kept.set(keyOf(form), { values, folds, lost: lost.current, place, words: wordsIn(form) });
  if (state === "open" || state === "out") setTimeout(() => state === store.state && showWhatIsLeft({ anywhere: state === "out" }), DRAWN);
}

// What waited to be given back and finds no form any more. `anywhere`: nothing will be given back.
export function showWhatIsLeft({ anywhere }) {
  const left = [...kept].filter(([, { place }]) => anywhere || place === store.place);
  for (const [key, { words, lost }] of left) {
    kept.delete(key);
    showUnsent(words, Boolean(lost));
  }
}

export function isKept(fold) {
  return kept.size > 0 && [...kept.keys()].some((key) => key.startsWith(placeIn(fold.firstElementChild)));
}

function put(one, value) {
  if (one.type === "checkbox") one.checked = true;
  else if (one.value !== value) one.value = value;
  else return;
  one.dispatchEvent?.(new Event("change", { bubbles: true }));
}

// In rounds: a choice or a fold may bring fields that were not there before.
export async function fill(form, lost) {
  const back = kept.get(keyOf(form));
  if (!back) return;
  kept.delete(keyOf(form));
  lost.current = back.lost;
  let left = back.values;
  for (let round = 0; round < ROUNDS && left.length > 0; ++round) {
    for (const fold of form.querySelectorAll("details:not([open]) > summary")) if (back.folds.includes(fold.textContent)) fold.click();
    left = left.filter(([name, value]) => !form.elements[name] || put(form.elements[name], value));
    await new Promise(requestAnimationFrame);
  }
  announce(app.givenBack);
}

const linesOf = (words) => Math.min(LINES, words.split("\n").length + Math.floor(words.length / WIDTH));

// It stays until somebody puts it away, wherever they go.
export function Unsent() {
  const { unsent, state } = useStore();
  const putAway = (one) => {
    set({ unsent: unsent.filter((other) => other !== one) });
    keepFocus();
  };
  const why = ({ unsure }) => (unsure && app.unsure) || (state === "out" ? app.unsentEnded : app.unsentWhy);
  return unsent.map((one) => html`<section class="notice unsent" aria-label=${app.unsentTitle}>
    <p role="alert"><strong>${one.unsure ? "" : app.unsent}</strong> ${one.about}<br />${why(one)}</p>
    ${one.words.map(([name, words]) => html`<div class="field"><p class="quiet">${name}</p><textarea readonly autocomplete="off" aria-label=${name} rows=${linesOf(words)} defaultValue=${words}></textarea></div>`)}
    <button type="button" class="plain" onClick=${() => putAway(one)}>${app.putAway}</button>
  </section>`);
}
