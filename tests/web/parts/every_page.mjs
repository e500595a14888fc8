// Every page, for every eye and hand: contrast and names, narrow and enlarged, dark, printed, in another language.
import { createRequire } from "node:module";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fill, open, openPage, settled, unfold, unlock } from "../browser.mjs";
import { asks, live } from "../lives.mjs";
import { Person, couple, expect } from "../people.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const NARROW = [320, 360, 500];  // 500: 1000 at 200 %; 320: 1280 at 400 %
const CALM = { reducedMotion: "reduce" };  // so that no colour is on its way to another while it is looked at
const WIDE = { width: 1000, height: 900 };

// By the page's own way, since no address leads there.
export async function goTo(page, place) {
  await page.evaluate(async (there) => {
    (await import("/store.js")).go(there);
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  }, place);
  await settled(page);
}

async function unfoldAll(page) {
  for (let depth = 0; depth < 2; ++depth) {
    await page.evaluate(async () => {
      for (const summary of document.querySelectorAll("main details:not([open]) > summary")) summary.click();
      await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(drawn, 0))));
    });
  }
  await settled(page);
}

async function judged(page, where, problems, rules) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe);
  const found = await page.evaluate(([tags, only]) => window.axe.run(document, only ? { runOnly: only } : { runOnly: tags, rules: { "target-size": { enabled: true } } }), [TAGS, rules]);
  for (const one of found.violations) problems.push(`${where}: ${one.id}: ${one.nodes[0].html.slice(0, 140)} ${one.nodes[0].failureSummary.split("\n")[1]}`);
}

// What sticks out of the window, and what is cut off.
const tooWide = (page) => page.evaluate(() => {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return "";
  const out = [...document.querySelectorAll("body *")].find((one) => !one.closest(".table, .skip") && (one.getBoundingClientRect().right > root.clientWidth + 1 || one.getBoundingClientRect().left < -1));
  return `${root.scrollWidth} > ${root.clientWidth}: ${out?.outerHTML.slice(0, 120)}`;
});

// Controls that lie on each other, and texts that do not fit into what holds them.
const crowded = (page) => page.evaluate(() => {
  const seen = [...document.querySelectorAll("#app a, #app button, #app input, #app select, #app textarea, #app summary, #leave-now")].filter((one) => one.offsetParent && !one.matches(".skip"));
  const boxes = seen.flatMap((one) => [...one.getClientRects()].map((box) => [one, box]));  // a link may go over two lines
  const out = [];
  const sticky = document.getElementById("exit");
  for (const [at, [one, box]] of boxes.entries()) {
    if (one.scrollWidth > one.clientWidth + 2 && one.matches("button, summary")) out.push(`cut: ${one.outerHTML.slice(0, 100)}`);
    for (const [other, its] of boxes.slice(at + 1)) {
      if (one.contains(other) || other.contains(one) || sticky.contains(one) || sticky.contains(other)) continue;
      const width = Math.min(box.right, its.right) - Math.max(box.left, its.left);
      const height = Math.min(box.bottom, its.bottom) - Math.max(box.top, its.top);
      if (width > 2 && height > 2) out.push(`overlap: ${one.outerHTML.slice(0, 80)} ${other.outerHTML.slice(0, 80)}`);
    }
  }
  return out.slice(0, 3);
});

async function inAllSizes(page, where, problems) {
  for (const width of NARROW) {
    await page.setViewportSize({ width, height: 740 });
    const wide = await tooWide(page);
    if (wide) problems.push(`${where} at ${width}: ${wide}`);
    problems.push(...(await crowded(page)).map((one) => `${where} at ${width}: ${one}`));
  }
  await page.setViewportSize(WIDE);
}

async function pictures(test, page, name) {
  for (const colorScheme of ["dark", "light"]) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: join(test.screenshots, `${name}-${colorScheme}.png`), fullPage: true });
  }
}

// Browsers bring back what was typed, after a crash, out of a file: Firefox each textarea and field that does not say "off",
// Chromium each form that does not.
const keptByBrowsers = (page) => page.evaluate(() => {
  const says = (one) => one.getAttribute("autocomplete");
  const fields = [...document.querySelectorAll("input:not([type=hidden]), textarea, select")].filter((one) => !["off", "new-password"].includes(says(one)));
  const forms = [...document.forms].filter((one) => says(one) !== "off");
  const alone = [...document.querySelectorAll("textarea")].filter((one) => !one.form && !one.readOnly);
  return [...fields, ...forms, ...alone].map((one) => one.outerHTML.slice(0, 80));
});

export async function look(test, page, name, problems, { waits = false } = {}) {
  await page.emulateMedia(CALM);
  await pictures(test, page, name);
  if (!waits) await unfoldAll(page);
  await judged(page, name, problems);
  for (const control of await keptByBrowsers(page)) problems.push(`${name}: a browser may write down what is typed into ${control}`);
  await page.emulateMedia({ colorScheme: "dark" });
  await judged(page, `${name}, dark`, problems, ["color-contrast", "link-in-text-block"]);
  await page.emulateMedia({ colorScheme: "light" });
  await inAllSizes(page, name, problems);
}

async function lived(test) {
  const [ana, ben] = await couple(test.tools, test.folder);
  return { a: await openPage(test, ana, CALM), b: await openPage(test, ben) };
}

// What comes back, on another device.
async function restored(test, cleo, problems) {
  const file = join(test.folder.path, "cleo.backup");
  writeFileSync(join(cleo.home, "passphrase"), "four words of mine\n");
  await cleo.avow(["backup", "create", file], { passphrase: false });
  const dora = new Person(test.tools, test.folder, "Dora");
  writeFileSync(join(dora.home, "passphrase"), "four words of mine\n");
  await dora.avow(["backup", "restore", file]);
  await dora.serve();
  const page = await openPage(test, dora, CALM);
  await look(test, page, "today-restored", problems);
  await goTo(page, "restored");
  await look(test, page, "restored", problems);
  await page.context().close();
}

// A new passphrase with its code, then nothing.
async function secretsEnd(test, page, problems) {
  const change = await unfold(page.getByRole("main"), "Choose a new passphrase");
  await fill(change, { "The passphrase of today": "four words of mine", "The new passphrase": "two walks", "The same passphrase": "two walks" });
  await change.getByRole("button", { name: "Choose a new passphrase" }).click();
  await page.locator(".code").waitFor();
  await look(test, page, "new-code", problems);
  await page.getByRole("button", { name: "I have written it down" }).click();
  await page.getByRole("heading", { name: "Unlock" }).waitFor();
  const wipe = await unfold(page.getByRole("main"), "Wipe this vault");
  await fill(wipe, { "Your name in it": "Cleo", Passphrase: "two walks" });
  await wipe.getByRole("button", { name: "Wipe it" }).click();
  await page.getByRole("heading", { name: "It is wiped" }).waitFor();
  await look(test, page, "wiped", problems);
}

export async function every_page(test) {
  const { a, b } = await lived(test);
  const places = await live(a, b);
  await b.context().close();
  const problems = [];
  for (const [name, place] of Object.entries(places)) {
    if (name !== "today") await goTo(a, place);  // it is there already, as somebody finds it who opens the page
    if (name === "search") {
      await a.getByLabel("Words").fill("tuesday");
      await a.getByRole("main").getByRole("button", { name: "Search" }).click();
      await a.getByRole("main").locator(".list").waitFor();
    }
    await look(test, a, name, problems);
  }
  // What comes before: locked, then safety of a locked one, then the first run.
  await open(a, "Today");
  await a.getByRole("button", { name: "Lock" }).click();
  await a.getByRole("heading", { name: "Unlock" }).waitFor();
  await look(test, a, "locked", problems);
  await a.getByRole("link", { name: "Safety" }).click();
  await look(test, a, "locked-safety", problems);
  const cleo = new Person(test.tools, test.folder, "Cleo");
  const first = await openPage(test, cleo, { ...CALM, at: (await cleo.avow(["web", "--no-open", ...test.tools.assets], { passphrase: false })).url });
  await look(test, first, "first-1-safety", problems);
  await first.getByRole("button", { name: "I have read this" }).click();
  await look(test, first, "first-2-make", problems);
  await first.getByLabel("Your name").fill("Cleo");
  await first.getByLabel("Passphrase", { exact: true }).fill("four words of mine");
  await first.getByLabel("The same passphrase").fill("four words of mine");
  await first.getByRole("button", { name: "Make the vault" }).click();
  await first.locator(".code").waitFor();
  await look(test, first, "first-3-code", problems);
  await first.getByRole("button", { name: "I have written it down" }).click();
  await unlock(first, "four words of mine");
  for (const name of ["Today", "Promises", "Notes", "Check-in", "Agreements", "Repair", "Us", "Private", "What I have shared"]) {
    await open(first, name);
    await look(test, first, `empty-${name.toLowerCase().replaceAll(" ", "-")}`, problems);
  }
  await restored(test, cleo, problems);
  await cleo.web("--revoke-all");
  await first.reload();
  await first.getByText(/^This page has ended\./).waitFor();
  await look(test, first, "out", problems);
  const last = await openPage(test, cleo, CALM);
  await last.getByRole("button", { name: "Lock" }).click();
  await last.getByRole("heading", { name: "Unlock" }).waitFor();
  await secretsEnd(test, last, problems);
  for (const meant of ["401 (Unauthorized)", "net::ERR_INCOMPLETE_CHUNKED_ENCODING"]) test.complaints.leaveOut(meant);
  expect("nothing is hard to use", problems.length === 0, problems);
}

// Nothing moves by itself once it is shown; no movement where none is wanted; borders where colours are forced; and paper.
export async function still_and_printed(test) {
  const { a, b } = await lived(test);
  await a.addInitScript(() => {
    window.shifted = [];
    new PerformanceObserver((list) => window.shifted.push(...list.getEntries().map((one) => [one.value, one.sources?.[0]?.node?.outerHTML?.slice(0, 100)]))).observe({ type: "layout-shift", buffered: true });
  });
  const places = await live(a, b);
  const problems = [];
  let most = 0;
  for (const [name, place] of Object.entries(places)) {
    await goTo(a, place);
    const title = await a.locator("h1").innerText();
    await a.reload();
    await settled(a);
    await goTo(a, place);  // a reload forgets all but the name of a page
    expect(`${name} is the page that is looked at`, (await a.locator("h1").innerText()) === title, title);
    const shifted = await a.evaluate(async () => {
      await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
      return window.shifted;
    });
    const sum = shifted.reduce((all, [value]) => all + value, 0);
    most = Math.max(most, sum);
    if (sum > 0.02) problems.push(`${name} moves by ${sum.toFixed(3)}: ${JSON.stringify(shifted)}`);
    const moving = await a.evaluate(() => [...document.querySelectorAll("body *")].filter((one) => ["transitionDuration", "animationDuration"].some((key) => parseFloat(getComputedStyle(one)[key]) > 0)).length + document.getAnimations().length);
    if (moving > 0) problems.push(`${name}: ${moving} things move`);
    await a.emulateMedia({ forcedColors: "active" });
    const borderless = await a.evaluate(() => [...document.querySelectorAll("button, summary, .badge, .list > li, input, select, textarea")].filter((one) => one.offsetParent && !one.closest(".settings") && !one.matches("[type=radio], [type=checkbox]") && (getComputedStyle(one).borderTopStyle === "none" || getComputedStyle(one).borderTopWidth === "0px")).map((one) => one.outerHTML.slice(0, 80)));
    if (borderless.length > 0) problems.push(`${name} with forced colours: ${borderless[0]}`);
    if (name === "today") await a.screenshot({ path: join(test.screenshots, "today-forced-colours.png"), fullPage: true });
    await a.emulateMedia({ forcedColors: null, media: "print" });
    await a.setViewportSize({ width: 700, height: 1000 });  // A4, with margins
    const printed = await a.evaluate(() => ({ shown: [...document.querySelectorAll("#exit, nav, form, main button, .skip")].filter((one) => one.offsetParent).map((one) => one.outerHTML.slice(0, 80)), title: Boolean(document.getElementById("title").offsetParent) }));
    if (printed.shown.length > 0 || !printed.title) problems.push(`${name} printed: ${JSON.stringify(printed)}`);
    const wide = await tooWide(a);
    if (wide) problems.push(`${name} printed: ${wide}`);
    if (["today", "promise-disputed", "settings"].includes(name)) await a.screenshot({ path: join(test.screenshots, `${name}-printed.png`), fullPage: true });
    await a.emulateMedia({ media: null });
    await a.setViewportSize(WIDE);
  }
  console.log(`      the most that a page moves by itself: ${most.toFixed(4)}`);
  expect("nothing moves, nothing is lost", problems.length === 0, problems);
}

// The catalogue with every sentence longer and marked: what is not marked was never in it. Then from right to left.
const MARKED = `
const letters = { a: "á", e: "é", i: "í", o: "ó", u: "ú", A: "Á", E: "É", I: "Í", O: "Ó", U: "Ú" };
const marked = (words) => (/[A-Za-z]/.test(words) ? "⟦" + words.replace(/[aeiouAEIOU]/g, (letter) => letters[letter]) + " " + "~".repeat(Math.ceil(words.length * 0.4)).replace(/~{8}/g, "~~~~~~~ ") + "⟧" : words);
export const inAnotherLanguage = (one) => {
  if (typeof one === "string") return marked(one);
  if (typeof one === "function") return (...values) => marked(one(...values));
  if (Array.isArray(one)) return one.map(inAnotherLanguage);
  return one && typeof one === "object" ? Object.fromEntries(Object.entries(one).map(([key, value]) => [key, inAnotherLanguage(value)])) : one;
};`;

async function speakAnother(page) {
  await page.route("**/text.js", async (route) => {
    const own = await (await route.fetch()).text();
    const names = [...own.matchAll(/\bexport const (\w+)/g)].map((one) => one[1]);
    const body = `${own.replace(/\bexport const (\w+)/g, "const own_$1")}\n${MARKED.replace("export ", "")}\nexport const ${names.map((name) => `${name} = inAnotherLanguage(own_${name})`).join(", ")};`;
    await route.fulfill({ body, contentType: "text/javascript" });
  });
  await page.reload();
  await settled(page);
}

// Letters that stand on the page and came neither out of the catalogue nor from the two, who write marked here.
const foreign = (page) => page.evaluate(() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const out = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    let words = node.data;
    for (let inner = ""; inner !== words;) [inner, words] = [words, words.replaceAll(/⟦[^⟦⟧]*⟧/g, "")];
    if (/[A-Za-z]{2}/.test(words) && !node.parentElement.closest("time")) out.push(words.trim());
  }
  return out;
});

const outOfPicture = (page) => page.evaluate(() => [...document.querySelectorAll("main svg text")].filter((one) => {
  const { x, width } = one.getBBox();
  return x < -1 || x + width > one.ownerSVGElement.viewBox.baseVal.width + 1;
}).map((one) => one.textContent));

export async function another_language(test) {
  const { a, b } = await lived(test);
  const places = await live(a, b, (words) => `⟦${words}⟧`);
  await speakAnother(a);
  const problems = [];
  const unknown = new Set();
  for (const [name, place] of Object.entries(places)) {
    await goTo(a, place);
    await unfoldAll(a);
    for (const words of await foreign(a)) unknown.add(words);
    await inAllSizes(a, `${name}, longer`, problems);
    if (name === "promise-disputed") await a.screenshot({ path: join(test.screenshots, `${name}-longer.png`), fullPage: true });
    await a.evaluate(() => { document.documentElement.dir = "rtl"; });
    await inAllSizes(a, `${name}, from right to left`, problems);
    for (const words of await outOfPicture(a)) problems.push(`${name}, from right to left: a picture cuts off ${words}`);
    if (name === "promise-disputed" || name === "us") await a.screenshot({ path: join(test.screenshots, `${name}-rtl.png`), fullPage: true });
    await a.evaluate(() => { document.documentElement.dir = "ltr"; });
  }
  // What avow itself says in its answers is in the program's own catalogue.
  const [, id] = places["promise-repeating"].split("/");
  const answers = [{ today: null }, { promiseList: {} }, { promiseShow: { id, on: "" } }, { configShow: null }, { words: null }, { shared: {} }, { checkinList: {} }, { checkinShow: { id: places["checkin-open"].split("/")[1] } }];
  for (const kind of ["agreement", "milestone", "session"]) answers.push({ threadList: { kind } });
  for (const kind of ["months", "trend", "calendar", "pulse"]) answers.push({ picture: { kind, form: "svg" } });
  for (const place of Object.values(places)) if (place.startsWith("promises/")) answers.push({ picture: { kind: "timeline", id: place.split("/")[1], on: place.split("/")[2] ?? "", form: "svg" } });
  let said = "";
  for (const one of answers) said += JSON.stringify(await asks(a, one));
  for (const words of unknown) {
    const bare = words.replaceAll(/[\u2066-\u2069]/g, "").trim();  // what isolates the words of people
    if (!said.includes(bare) && !words.split(" ").every((word) => said.includes(`"${word}"`))) problems.push(`not out of the catalogue: ${words}`);
  }
  expect("it fits", problems.length === 0, problems.slice(0, 20));
}
