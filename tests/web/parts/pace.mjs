// How long somebody waits who has written a great deal, and how much is loaded for it.
import { cpSync, existsSync, mkdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { open, openPage, settled } from "../browser.mjs";
import { Person, expect, pair, waitUntil } from "../people.mjs";

const FAR_TOO_LONG = 1000;  // ms; the aim is 100, on a machine that does nothing else
const MAKING = 2;  // another number when another vault is made
const TRANSFERRED = 150_000;

// 10,000 records of a vault with a partner: notes, promises, threads and a journal. Made once for each program.
async function tenThousand(test) {
  const { size, mtimeMs } = statSync(test.tools.avow);
  const all = join(test.out, "ten-thousand");
  const kept = join(all, `${MAKING}-${size}-${Math.round(mtimeMs)}`);
  const ana = new Person(test.tools, test.folder, "Ana");
  if (existsSync(kept)) {
    cpSync(kept, ana.home, { recursive: true, preserveTimestamps: true });
    return ana;
  }
  const ben = new Person(test.tools, test.folder, "Ben");
  await Promise.all([ana.make(), ben.make()]);
  await pair(ana, ben);
  await ana.avow(["config", "set", "cover-after", "never"]);
  await ana.serve();
  const page = await openPage(test, ana);
  await page.evaluate(async () => {
    const { ask } = await import("/api.js");
    const words = (n) => `Entry ${n} of a long time together, with some words in it.`;
    const many = async (count, request) => { for (let n = 0; n < count; ++n) await ask(request(n)); };
    for (let begun = 0; begun < 8000; begun += 4000) await ask({ noteAddLines: { texts: Array.from({ length: 4000 }, (_, n) => words(begun + n)) } });
    await many(1000, (n) => ({ promiseOffer: { text: `I will keep promise ${n}.`, due: "in 9 days" } }));
    // The oldest of them are over.
    const { items } = await ask({ promiseList: {} });
    for (const { promise } of items.slice(-3)) await ask({ promiseAct: { id: promise.id, verb: "withdraw" } });
    await many(300, (n) => ({ threadBegin: { kind: "agreement", text: `We agree on ${n}.`, parts: [], start: "", until: "", review: "" } }));
    await many(300, (n) => ({ threadBegin: { kind: "repair", text: words(n), parts: [], start: "", until: "", review: "" } }));
    await many(400, (n) => ({ privateWrite: { kind: "journal", text: words(n) } }));
  });
  await page.context().close();
  await ana.end();
  rmSync(all, { recursive: true, force: true });
  mkdirSync(all, { recursive: true });
  cpSync(ana.home, `${kept}.part`, { recursive: true, preserveTimestamps: true });
  renameSync(`${kept}.part`, kept);
  return ana;
}

const AT_MOST = { rows: 110, requests: 12 };  // however much there is: lists come in pieces of 50

const usableAfter = (page, place) => page.evaluate(async (there) => {
  const { go } = await import("/store.js");
  const began = performance.now();
  go(there);
  do await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn, 0)));
  while (!document.querySelector("h1") || document.querySelector(".wait, .fresh"));
  return performance.now() - began;
}, place);

export async function pace(test) {
  const ana = await tenThousand(test);
  await ana.serve();
  const page = await openPage(test, ana);
  const figures = {};
  let requests = 0;
  page.on("request", (request) => { if (request.method() === "POST") ++requests; });
  for (const place of ["today", "promises", "notes", "checkins", "agreements", "repair", "us", "timeline", "private", "shared", "search", "settings", "pair", "safety"]) {
    const times = [];
    for (let time = 0; time < 3; ++time) {
      await usableAfter(page, place === "safety" ? "pair" : "safety");
      requests = 0;
      times.push(await usableAfter(page, place));
      const rows = await page.locator("main li, main tr").count();
      expect(`${place} draws and asks no more than it needs`, rows <= AT_MOST.rows && requests <= AT_MOST.requests, { rows, requests });
    }
    figures[place] = Math.round(times.sort((one, other) => one - other)[1]);
  }
  console.log(`      ms until a page is usable, with 10,000 records: ${Object.entries(figures).map(([place, ms]) => `${place} ${ms}`).join(" · ")}`);
  const slow = Object.entries(figures).filter(([, ms]) => ms > FAR_TOO_LONG);
  expect("no page is far too slow", slow.length === 0, slow);
  await inPieces(page);
}

// Long lists come in pieces, and nothing of them is out of reach.
async function inPieces(page) {
  const rows = () => page.locator("main .list > li").count();
  for (const name of ["Promises", "Repair", "Private", "Notes"]) {
    await open(page, name);
    expect(`${name}: a piece`, (await rows()) === 50, await rows());
    await page.getByRole("button", { name: "Show 50 more" }).first().press("Enter");
    await waitUntil(`${name}: a piece more`, async () => (await rows()) === 100);
    const at = await page.evaluate(() => [...document.querySelectorAll("main .list > li")].findIndex((row) => row.contains(document.activeElement)));
    expect(`${name}: the next rows have the focus`, at === 50, at);
  }
  await open(page, "Promises");
  await page.getByLabel("Show").selectOption({ label: "Finished" });
  await page.locator(".badge", { hasText: "Taken back" }).first().waitFor();
  expect("the oldest are found by what became of them", (await rows()) === 3, await rows());
}

export async function weight(test) {
  const ana = new Person(test.tools, test.folder, "Ana");
  await ana.make();
  await ana.serve();
  const { url } = await ana.web();
  const context = await test.browser.newContext();
  const page = await context.newPage();
  const loaded = [];
  page.on("requestfinished", (request) => { if (!["fetch", "xhr"].includes(request.resourceType())) loaded.push(request.sizes()); });
  await page.goto(url);
  await settled(page);
  const sizes = await Promise.all(loaded);
  const bodies = sizes.reduce((sum, one) => sum + one.responseBodySize, 0);
  const heads = sizes.reduce((sum, one) => sum + one.responseHeadersSize, 0);
  console.log(`      ${sizes.length} files, ${bodies} bytes, and ${heads} bytes of heads`);
  expect("little is loaded", sizes.length > 15 && bodies <= TRANSFERRED, bodies);
  await context.close();
}
