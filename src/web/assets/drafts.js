// What was typed and not sent when avow covered itself, given back once it is open again. In the memory of this page alone:
// a lock, the quick exit and a reload forget it.
import { announce, store } from "./store.js";
import { app } from "./text.js";

const ROUNDS = 20;
const kept = new Map();
export const forgetDrafts = () => kept.clear();

const said = (within, what) => within?.querySelector(what)?.textContent ?? "";
const placeIn = (form) => `${store.place}\n${said(form.closest("li"), ".what")}\n${said(form.closest("details"), "summary")}\n`;
const keyOf = (form) => placeIn(form) + said(form, "button:last-of-type");
const isTyped = (one) => (one.matches("textarea, [type=text]") ? one.value !== one.defaultValue : one.checked && !one.defaultChecked);

// `lost`: what was sent and had no answer.
export function keep(form, lost) {
  const all = [...form.elements];
  if (store.state !== "covered" || form.querySelector("[type=password]") || !all.some(isTyped)) return;
  const values = all.filter((one) => one.name && one.value && (one.checked || !one.matches("[type=checkbox], [type=radio]"))).map((one) => [one.name, one.value]);
  const folds = [...form.querySelectorAll("details:has(> .inside) > summary")].map((one) => one.textContent);
  kept.set(keyOf(form), { values, folds, lost: lost.current });
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
