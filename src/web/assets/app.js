// The frame around the pages: which one is shown, and that it follows what avow says.
import { html, render, useErrorBoundary, useLayoutEffect, useRef, useState } from "./vendor/preact.js";
import { ask, enter, watch } from "./api.js";
import { Unsent, forgetDrafts, showWhatIsLeft } from "./drafts.js";
import { announce, changed, focusTitle, forgetPlace, keepFocus, set, store, useStore } from "./store.js";
import { FirstRun, MadeCode, NewCode, Out, Unlock, Wiped } from "./gate.js";
import { Link, Page, mayLock, wouldBeLost } from "./ui.js";
import { AboveOthers, Today } from "./today.js";
import { OnePromise, Promises } from "./promises.js";
import { Notes, OneNote } from "./notes.js";
import { Agreements, BACK, OneThread, Repair } from "./threads.js";
import { Checkins, OneCheckin } from "./checkins.js";
import { Timeline, Us } from "./us.js";
import { OnePrivate, Private } from "./private.js";
import { Shared } from "./shared.js";
import { Search } from "./search.js";
import { Settings } from "./settings.js";
import { Pair } from "./pair.js";
import { Restored } from "./restored.js";
import { Safety } from "./safety.js";
import * as text from "./text.js";

const AGAIN = 2000;  // ms between two attempts to follow
const TRIES = 15;  // then this page gives up: whoever answers later at this port need not be avow
const PATIENCE = 3000;  // ms, then what there is of a page is shown
const WRITES = 20000;  // ms, at most so often it is said that somebody writes
const UNSEEN = 60000;  // ms that a page may stay drawn while nobody looks at it
const COVERS = 300000;  // ms, then avow would have covered itself
const LATE = 3000;  // ms, then a lock that was not answered would be known

// name: (the parts of the place behind it) → a page
const places = {
  today: () => html`<${Today} />`,
  promises: (id, on) => (id ? html`<${OnePromise} id=${id} on=${on} />` : html`<${Promises} />`),
  notes: (id) => (id ? html`<${OneNote} id=${id} />` : html`<${Notes} />`),
  agreements: () => html`<${Agreements} />`,
  repair: () => html`<${Repair} />`,
  thread: (kind, id) => html`<${OneThread} kind=${kind} id=${id} />`,
  checkins: (id) => (id ? html`<${OneCheckin} id=${id} />` : html`<${Checkins} />`),
  us: () => html`<${Us} />`,
  timeline: (which) => html`<${Timeline} yearAgo=${which === "year-ago"} />`,
  private: (kind, id) => (id ? html`<${OnePrivate} kind=${kind} id=${id} />` : html`<${Private} />`),
  shared: () => html`<${Shared} />`,
  search: () => html`<${Search} />`,
  settings: () => html`<${Settings} />`,
  pair: () => html`<${Pair} />`,
  restored: () => html`<${Restored} />`,
  safety: () => html`<${Safety} open />`,
};
const TELL = ["today", "restored"];  // in a place of their own, that nothing can be written
const MENU = ["today", "promises", "notes", "checkins", "agreements", "repair", "us", "private", "shared", "search", "settings"];

function shown({ state, place, wiped, newCode, made }) {
  const [name, ...parts] = place.split("/");
  const code = newCode || made;
  if (name === "safety" && state !== "wait" && (code || state !== "open")) return html`<${Safety} open=${false} />`;
  if (newCode) return html`<${NewCode} code=${newCode} />`;
  if (made) return html`<${MadeCode} made=${made} />`;
  if (state === "wiped") return html`<${Wiped} wiped=${wiped} />`;
  if (state === "open") {
    const page = (places[name] ?? places.today)(...parts);
    return TELL.includes(name) ? page : html`<${AboveOthers} />${page}`;
  }
  if (state === "none") return html`<${FirstRun} />`;
  if (state === "covered" || state === "locked") return html`<${Unlock} state=${state} />`;
  if (state === "out") return html`<${Out} />`;
  return html`<p class="wait">${text.app.moment}</p>`;
}

// Where in the menu a place belongs.
function menuOf(place) {
  const [name, kind] = place.split("/");
  if (name === "thread") return BACK[kind] ?? "us";
  return { timeline: "us", pair: "settings", restored: "settings" }[name] ?? name;
}

function Menu({ place }) {
  const at = menuOf(place);
  const list = useRef(null);
  useLayoutEffect(() => list.current.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" }), [at]);
  return html`<nav aria-label=${text.app.menu}><ul ref=${list}>
    ${MENU.map((name) => html`<li key=${name}><${Link} to=${name} aria-current=${name === at ? "page" : undefined}>${text.pages[name]}<//></li>`)}
  </ul></nav>`;
}

function skip(event) {
  event.preventDefault();
  document.getElementById("title")?.focus();
}

// Why it waits before it says that it failed: a lock may cut the line before its answer is through.
async function lock() {
  if (!mayLock()) return;
  try {
    await ask({ lock: null });
  } catch {
    setTimeout(() => store.state === "open" && announce(text.app.notLocked), LATE);
  }
}

function Frame() {
  const store = useStore();
  const open = store.state === "open";
  const elsewhere = !open && store.place === "safety";
  return html`
    <a class="skip" href="#title" onClick=${skip}>${text.app.skip}</a>
    <header>
      <span class="name">${text.app.name}</span>
      <span class="tools">
        <${Link} to=${elsewhere ? "today" : "safety"}>${elsewhere ? text.app.back : text.app.safety}<//>
        ${open && html`<button type="button" class="plain" onClick=${lock}>${text.app.lock}</button>`}
      </span>
    </header>
    ${open && html`<${Menu} place=${store.place} />`}
    <p id="said" role="status">${store.said}</p>
    ${store.offline && html`<p class="notice" role="status">${text.app.gone}</p>`}
    ${(open || store.state === "out") && html`<${Unsent} />`}
    <${Main} key=${`${store.state}/${store.place}`}><${Guard}>${shown(store)}<//><//>`;
}

// A page whose parts come one by one is shown once all are there: nothing moves away under somebody who has begun to read.
function Main({ children }) {
  const [fresh, put] = useState(true);
  const whole = useRef(null);
  useLayoutEffect(() => {
    const look = () => {
      if (whole.current.querySelector(".wait")) return;
      put(false);
      watch.disconnect();
    };
    const watch = new MutationObserver(look);
    watch.observe(whole.current, { childList: true, subtree: true });
    const late = setTimeout(() => put(false), PATIENCE);
    look();
    return () => {
      watch.disconnect();
      clearTimeout(late);
    };
  }, []);
  // Whoever came here from another page begins at its title, which may be there only now.
  useLayoutEffect(() => {
    if (!fresh && store.moved && document.activeElement === document.body) focusTitle();
  }, [fresh]);
  return html`<main ref=${whole} class=${fresh ? "fresh" : undefined}>${children}${fresh && html`<p class="moment">${text.app.moment}</p>`}</main>`;
}

// One page that cannot be drawn leaves the others as they are.
function Guard({ children }) {
  const [error] = useErrorBoundary();
  return error ? html`<${Page} title=${text.app.failed}><p>${text.app.notShown}</p><//>` : children;
}

// Somebody who writes a long note is still there: avow should not cover itself meanwhile, and take the words with it.
let told = 0;
addEventListener("input", (event) => {
  if (store.state !== "open" || event.timeStamp - told < WRITES) return;
  told = event.timeStamp;
  ask({ today: null }).catch(() => {});
});

// What is not given back any more is shown, unless avow would have asked for the passphrase first.
function keepTyped(state, before) {
  const hidden = before === "covered" || before === "locked" || (before === "away" && awayFor > COVERS);
  if (!["open", "covered", "out"].includes(state) || (state === "out" && hidden)) forgetDrafts();
  if (state === "out") showWhatIsLeft({ anywhere: true });
  if (state === "open") setTimeout(() => store.state === "open" && showWhatIsLeft({ anywhere: false }), PATIENCE);
}

// Whether it is another state than before.
function take(state) {
  const before = store.state;
  if (state === before) return false;
  if (before !== "wait" && state !== "open") forgetPlace();
  keepTyped(state, before);
  // Another page has made the vault meanwhile, and shown its code.
  const dead = state !== "none" && store.made && !store.made.sent;
  shownAgain();
  set({ state, said: dead ? text.first.otherCode : "", offline: false, made: dead ? null : store.made });
  if (before !== "wait") keepFocus();
  return true;
}

// A tab that nobody looks at holds no line: a browser has six to one place, and the others need them. What it shows stays
// hidden until it knows again that avow is open; after a while it goes, and as soon as another tab says that avow has closed.
const AWAY = "away";
const classes = document.documentElement.classList;
const tabs = new BroadcastChannel("avow-state");
let line = new AbortController();
let since = 0;
let awayFor = 0;
let unseen = 0;
const shownAgain = () => classes.remove(AWAY);
const lookedAt = () => document.hidden && new Promise((wake) => document.addEventListener("visibilitychange", wake, { once: true }));

function drop() {
  if (store.state === "open") set({ state: "away" });
}

function looksAway() {
  since = Date.now();
  // What is under way, such as waiting for the partner, goes on.
  unseen = setInterval(() => document.querySelector("main form[aria-busy=true]") || drop(), UNSEEN);
  classes.add(AWAY);
  line.abort();
}

document.addEventListener("visibilitychange", () => {
  clearInterval(unseen);
  if (document.hidden) looksAway();
  else awayFor = Date.now() - since;
});
tabs.addEventListener("message", ({ data: state }) => {
  if (!document.hidden || !["open", "away", "covered"].includes(store.state)) return;
  if (state === "out") drop();
  else take(state);
});

// `again`: it had no line for a while, and does not know what happened meanwhile.
function learn(event, again) {
  if (event.event === "change") return changed();
  if (event.event !== "state") return;
  if (!take(event.state)) return again && changed();
  if (event.state !== "open") tabs.postMessage(event.state);
}

function end() {
  if (take("out")) tabs.postMessage("out");
}

async function follow() {
  let again = false;
  for (let tries = 0; tries < TRIES; ++tries) {
    await lookedAt();
    line = new AbortController();
    try {
      await watch((event) => {
        tries = 0;
        set({ offline: false });
        learn(event, again);
        again = false;
        shownAgain();
      }, line.signal);
    } catch (error) {
      if (error.code === "out") return end();
    }
    again = true;
    if (store.state === "wiped") return;
    if (document.hidden) continue;
    if (classes.contains(AWAY)) drop();
    set({ offline: true });
    await new Promise((wake) => setTimeout(wake, AGAIN));
    if (!document.hidden) shownAgain();
  }
  end();
}

addEventListener("pagehide", forgetDrafts);
addEventListener("beforeunload", (event) => {
  if (wouldBeLost()) event.preventDefault();
});

if (document.hidden) looksAway();
render(html`<${Frame} />`, document.getElementById("app"));
take(await enter().catch(() => "out"));
follow();
