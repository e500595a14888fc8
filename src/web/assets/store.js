// What the whole page knows: the state of avow, where the reader is, and that something changed.
import { useEffect, useLayoutEffect, useState } from "./vendor/preact.js";
import { ask } from "./api.js";

const PLACE = "avow-place";
const TOLD = ["today", "promises", "notes", "checkins", "agreements", "us", "settings"];  // names that say little

export const store = { state: "wait", place: sessionStorage.getItem(PLACE) ?? "today", version: 0, said: "", offline: false, moved: false, unsent: [] };
const listeners = new Set();

export function set(change) {
  Object.assign(store, change);
  for (const tell of listeners) tell({});
}

// Why a layout effect: what is said between the first drawing and the first painting must not be missed.
export function useStore() {
  const [, redraw] = useState({});
  useLayoutEffect(() => {
    listeners.add(redraw);
    return () => listeners.delete(redraw);
  }, []);
  return store;
}

// Places stand in no address and no browser history: it would keep ids and the order in which somebody looked. Browsers
// write what a reload finds again to the disk, so that is a page's name at most, and never that of one which says more.
function keepPlace(place) {
  if (TOLD.includes(place)) return sessionStorage.setItem(PLACE, place);
  sessionStorage.removeItem(PLACE);
}

export function forgetPlace() {
  sessionStorage.removeItem(PLACE);
}

const chosenFirst = ({ options }) => Math.max(0, [...options].findIndex((one) => one.defaultSelected));

// Typed or chosen by somebody. Not what is typed anew anyway: secrets, words to search for, files.
export function isChanged(one) {
  if (one.matches("textarea, [type=text], [type=number]")) return one.value !== one.defaultValue;
  if (one.matches("select")) return one.selectedIndex !== chosenFirst(one);
  return one.matches("[type=checkbox], [type=radio]") && one.checked !== one.defaultChecked;
}

export const isOnItsWay = (form) => form.getAttribute("aria-busy") === "true";
export const holdsSecret = (form) => form.querySelector("[type=password]") !== null;

// Something was typed that is not sent.
export const isHalfWritten = () => [...document.querySelectorAll("main form")].some((form) => !holdsSecret(form) && !isOnItsWay(form) && [...form.elements].some(isChanged));

export function go(place) {
  keepPlace(place);
  set({ place, said: "", moved: true });
  scrollTo(0, 0);
  requestAnimationFrame(focusTitle);
}

export function focusTitle() {
  document.getElementById("title")?.focus({ preventScroll: true });
}

// Said to everybody, screen readers too.
export function announce(said) {
  set({ said: "" });
  setTimeout(() => set({ said }), 50);
}

const SETTLED = 400;  // ms until what changed is drawn

// What was focused may be gone with what was done: then the page's title is, rather than nothing.
export function keepFocus() {
  setTimeout(() => {
    if (document.activeElement === document.body) focusTitle();
  }, SETTLED);
}

// The same for what goes when others change something.
function keepFocusWhile(draw) {
  const had = document.activeElement;
  draw();
  setTimeout(() => {
    if (had !== document.body && !had.isConnected && document.activeElement === document.body) focusTitle();
  });
}

export function changed() {
  set({ version: store.version + 1 });
}

// One or more requests, asked again whenever something changed; the last answer stays until the next is there.
export function useAsk(...requests) {
  const { version } = useStore();
  const [answer, put] = useState({ key: "", answers: null, error: null });
  const key = JSON.stringify(requests, (name, value) => (name === "limit" ? undefined : value));
  useEffect(() => {
    let wanted = true;
    const byItself = answer.key === key;
    Promise.all(requests.map((request) => ask(request, { byItself })))
      .then((answers) => wanted && keepFocusWhile(() => put({ key, answers, error: null })))
      .catch((error) => wanted && put({ key, answers: byItself ? answer.answers : null, error }));
    return () => { wanted = false; };
  }, [JSON.stringify(requests), version]);
  return answer.key === key ? answer : { key, answers: null, error: null };
}
