// What is shown to whom: the lock, the cover, the quick way out, and what is tried from elsewhere in the same browser.
import { createServer } from "node:http";
import { once } from "node:events";
import { act, follow, open, openPage, sees, seesNot, settled, unfold, unlock } from "../browser.mjs";
import { PASSPHRASE, Person, couple, expect, waitUntil } from "../people.mjs";

const SECRET = "A word that nobody else may read.";

async function alone(test) {
  const ana = new Person(test.tools, test.folder, "Ana");
  await ana.make();
  await ana.avow(["note", "add", SECRET, "--as-draft"]);
  await ana.serve();
  return ana;
}

async function showing(test, person) {
  const page = await openPage(test, person);
  await open(page, "Notes");
  await sees(page, SECRET);
  return page;
}

const textOf = (page) => page.evaluate(() => document.documentElement.outerHTML);

// Asks as somebody would who has taken the session out of a page.
async function withSession(origin, session, request) {
  const headers = { Authorization: `Bearer ${session}`, "Content-Type": "application/json" };
  const answer = await fetch(`${origin}/api`, { method: "POST", headers, body: JSON.stringify(request) });
  return { status: answer.status, text: await answer.text() };
}

const sessionOf = (page) => page.evaluate(() => sessionStorage.getItem("avow-session"));

export async function locked(test) {
  const ana = await alone(test);
  const page = await showing(test, ana);
  const other = await showing(test, ana);
  await page.getByRole("button", { name: "Lock" }).click();
  for (const one of [page, other]) {  // all that are open, by themselves
    await one.getByRole("heading", { name: "Unlock" }).waitFor();
    expect("nothing stays behind the lock", !(await textOf(one)).includes(SECRET) && (await one.getByRole("navigation").count()) === 0);
  }
  await page.getByRole("link", { name: "Safety" }).click();
  await sees(page, /Nobody has a right to your passphrase/);
  await page.getByRole("link", { name: "Back" }).click();
  await page.getByLabel("Passphrase").fill("another");
  await page.getByRole("button", { name: "Unlock" }).click();
  await page.getByRole("alert").waitFor();
  await unlock(page, PASSPHRASE);
  await open(page, "Notes");
  for (const one of [page, other]) await sees(one, SECRET);
  // The cover comes by itself, and so does what is behind it afterwards.
  await open(page, "Settings");
  await act(page, "When avow covers itself: 5m", { "When avow covers itself": "2s" }, { button: "Save" });
  await open(page, "Notes");
  await page.getByText("avow has covered itself.").waitFor({ timeout: 20000 });
  expect("nothing stays behind the cover", !(await textOf(page)).includes(SECRET));
  await unlock(page, PASSPHRASE);
  await sees(page, SECRET);
  // Every page out at once.
  await ana.web("--revoke-all");
  for (const one of [page, other]) await one.reload().then(() => sees(one, /^This page has ended\./));
  test.complaints.leaveOut("net::ERR_INCOMPLETE_CHUNKED_ENCODING");  // a lock cuts what is open
  test.complaints.leaveOut("401 (Unauthorized)");
}

// As if somebody looked at another tab, and came back.
const lookAway = (page, hidden) => page.evaluate((value) => {
  Object.defineProperty(document, "hidden", { configurable: true, get: () => value });
  document.dispatchEvent(new Event("visibilitychange"));
}, hidden);

// A tab in the background holds no line, and what it showed is not seen again before avow is known to be open.
export async function away(test) {
  const ana = await alone(test);
  const page = await showing(test, ana);
  await open(page, "Notes");
  await page.locator("summary", { hasText: "Write a note" }).click();
  await page.getByLabel("Your note").fill("half a sentence");
  const streams = [];
  page.on("request", (request) => request.url().endsWith("/events") && streams.push(request));
  for (let time = 0; time < 3; ++time) {
    await lookAway(page, true);
    expect("it is hidden", !(await page.getByText(SECRET).first().isVisible()));
    await lookAway(page, false);
    await page.getByText(SECRET).first().waitFor();
  }
  expect("what was typed stays", (await page.getByLabel("Your note").inputValue()) === "half a sentence");
  expect("one line at a time", streams.length === 3, streams.length);
  // What came meanwhile is there, although nothing is told once more.
  await lookAway(page, true);
  await ana.avow(["note", "add", "While you were away.", "--as-draft"], { passphrase: false });
  await lookAway(page, false);
  await sees(page, "While you were away.");
  // A tab that nobody looks at learns of a lock from one that somebody does look at.
  const beside = await besideIt(page, ana);
  await lookAway(page, true);
  await beside.getByRole("button", { name: "Lock", exact: true }).click();
  await beside.getByRole("heading", { name: "Unlock" }).waitFor();
  await waitUntil("nothing stays in a hidden tab", async () => !(await textOf(page)).includes(SECRET), 3);
  await lookAway(page, false);
  await page.getByRole("heading", { name: "Unlock" }).waitFor();
  await seesNot(page, SECRET);
  await unlock(page, PASSPHRASE);
  await beside.close();
  await open(page, "Notes");
  await endedMeanwhile(test, ana, page);
  test.complaints.leaveOut("net::ERR_");
}

async function besideIt(page, ana) {
  const beside = await page.context().newPage();
  await beside.goto((await ana.web()).url);
  await beside.getByRole("navigation").waitFor();
  return beside;
}

// Nobody is there to say that it may still be seen. What was typed a moment ago is given back all the same.
async function endedMeanwhile(test, ana, page) {
  await sees(page, SECRET);
  const form = await unfold(page.getByRole("main"), "Write a note");
  await form.getByLabel("Your note").fill("half a sentence");
  await lookAway(page, true);
  await ana.end();
  await lookAway(page, false);
  await page.locator(".notice", { hasText: "avow does not answer." }).waitFor();
  expect("nothing of it is left", !(await textOf(page)).includes(SECRET));
  await page.getByText(/^This page has ended\./).waitFor({ timeout: 60000 });
  expect("it can be copied", (await page.getByRole("textbox", { name: "Your note" }).inputValue()) === "half a sentence");
}

// Nobody looks for long: then nothing stays drawn, and what was typed waits.
export async function out_of_sight(test) {
  const ana = await alone(test);
  const page = await openPage(test, ana, { clock: true });
  await open(page, "Notes");
  const form = await unfold(page.getByRole("main"), "Write a note");
  await form.getByLabel("Your note").fill("half a sentence");
  await lookAway(page, true);
  await page.clock.fastForward("01:01");
  await waitUntil("nothing stays", async () => !(await textOf(page)).includes(SECRET), 3);
  await lookAway(page, false);
  await sees(page, SECRET);
  await sees(page, "What you had typed is here again.");
  expect("what was typed stays", (await page.getByLabel("Your note").inputValue()) === "half a sentence");
  // By then avow would have asked for the passphrase.
  await lookAway(page, true);
  await page.clock.fastForward("06:00");
  await ana.end();
  await lookAway(page, false);
  await page.getByText(/^This page has ended\./).waitFor({ timeout: 60000 });
  expect("nothing of it is left", !(await textOf(page)).includes("half a sentence") && (await page.getByRole("textbox").count()) === 0);
  test.complaints.leaveOut("net::ERR_");
}

async function quick_exit_by(test, ana, leave) {
  const page = await showing(test, ana);
  const [origin, session, before] = [new URL(page.url()).origin, await sessionOf(page), await page.evaluate(() => history.length)];
  expect("it worked before", (await withSession(origin, session, { noteList: {} })).text.includes(SECRET));
  await page.evaluate(() => { document.title = "something else"; });
  const beside = await page.context().newPage();  // another tab goes along
  await beside.goto((await ana.web()).url);
  await beside.getByRole("navigation").waitFor();
  await page.bringToFront();
  await leave(page);
  await page.waitForURL("about:blank");
  await beside.waitForURL("about:blank");
  expect("an empty page", (await page.evaluate(() => document.documentElement.outerHTML)).replaceAll(/<\/?(html|head|body)>/g, "") === "" && (await page.title()) === "");
  expect("no entry more in the history", (await page.evaluate(() => history.length)) === before);
  await page.goBack({ timeout: 2000 }).catch(() => {});
  expect("Back does not lead there", !page.url().startsWith(origin), page.url());
  await waitUntil("a session that was taken before is dead", async () => (await withSession(origin, session, { noteList: {} })).status === 401);
  await page.goto(origin);
  await sees(page, /^This page has ended\./);
  expect("nothing is kept in the tab", await page.evaluate(() => sessionStorage.length + localStorage.length) === 0);
  expect("nothing is kept elsewhere", await page.evaluate(async () => (await indexedDB.databases()).length + (await caches.keys()).length) === 0 && (await page.context().cookies()).length === 0);
  await page.context().close();
  const again = await openPage(test, ana);
  await unlock(again, PASSPHRASE);
  expect("nor after the next unlock", (await withSession(origin, session, { noteList: {} })).status === 401);
  await again.context().close();
}

export async function quick_exit(test) {
  const ana = await alone(test);
  await quick_exit_by(test, ana, (page) => page.getByRole("button", { name: "Leave this page now" }).click());
  await quick_exit_by(test, ana, async (page) => {
    await follow(page, SECRET);
    for (let time = 0; time < 3; ++time) await page.keyboard.press("Shift");
  });
  // In the middle of writing, and while avow does not answer.
  await quick_exit_by(test, ana, async (page) => {
    await open(page, "Notes");
    await page.locator("summary", { hasText: "Write a note" }).click();
    await page.getByLabel("Your note").fill("half a sen");
    for (let time = 0; time < 3; ++time) await page.keyboard.press("Shift");
  });
  const page = await showing(test, ana);
  await ana.end();
  await page.getByRole("button", { name: "Leave this page now" }).click();
  await page.waitForURL("about:blank");
  // The browser says that nobody answered any more; the page does not.
  test.complaints.leaveOut("net::ERR_");
  test.complaints.leaveOut("401 (Unauthorized)");
}

// A site of somebody else, at a port and under names of its own.
async function elsewhere(answer) {
  const server = createServer((request, response) => answer(request, response)).listen(0, "127.0.0.1");
  await once(server, "listening");
  return { server, port: server.address().port };
}

const REBOUND = "avow.attack.test";

async function attacks(test) {
  const ana = await alone(test);
  const page = await showing(test, ana);
  const [origin, session] = [new URL(page.url()).origin, await sessionOf(page)];
  const { port } = new URL(origin);
  const notes = async () => (await ana.avow(["note", "list"], { passphrase: false })).notes.length;
  const before = await notes();
  const site = await elsewhere((_, response) => response.setHeader("Content-Type", "text/html").end("<!doctype html><title>elsewhere</title><body>"));
  // The attackers' own pages may complain as they like.
  const context = await test.browser.newContext();
  const attack = await context.newPage();
  const names = [`http://127.0.0.1:${site.port}`, `http://localhost:${site.port}`, `http://elsewhere.test:${site.port}`];
  for (const from of names) {
    await attack.goto(from);
    const got = await attack.evaluate(async ([target, stolen]) => {
      const out = {};
      const body = JSON.stringify({ noteAdd: { text: "from elsewhere", draft: true } });
      const tries = {
        read: () => fetch(`${target}/`),
        file: () => fetch(`${target}/app.js`),
        write: () => fetch(`${target}/api`, { method: "POST", headers: { Authorization: `Bearer ${stolen}`, "Content-Type": "application/json" }, body }),
        simple: () => fetch(`${target}/api`, { method: "POST", headers: { "Content-Type": "text/plain" }, body }),
        cookies: () => fetch(`${target}/api`, { method: "POST", credentials: "include", body }),
        events: () => fetch(`${target}/events`, { headers: { Authorization: `Bearer ${stolen}` } }),
      };
      for (const [name, run] of Object.entries(tries)) out[name] = await run().then((answer) => `answered ${answer.status}`, () => "refused");
      out.blind = await fetch(`${target}/api`, { method: "POST", mode: "no-cors", body }).then((answer) => answer.type, () => "refused");
      const loads = (make) => new Promise((done) => {
        const element = make();
        element.onload = () => done("loaded");
        element.onerror = () => done("refused");
        document.body.append(element);
      });
      out.script = await loads(() => Object.assign(document.createElement("script"), { src: `${target}/text.js`, type: "module" }));
      out.plainScript = await loads(() => Object.assign(document.createElement("script"), { src: `${target}/text.js` }));
      out.style = await loads(() => Object.assign(document.createElement("link"), { rel: "stylesheet", href: `${target}/style.css` }));
      out.image = await loads(() => Object.assign(document.createElement("img"), { src: `${target}/` }));
      out.socket = await new Promise((done) => {
        const socket = new WebSocket(target.replace("http", "ws") + "/events");
        socket.onopen = () => done("loaded");
        socket.onerror = () => done("refused");
      });
      out.stream = await new Promise((done) => {
        const stream = new EventSource(`${target}/events`);
        stream.onopen = () => done("loaded");
        stream.onerror = () => { stream.close(); done("refused"); };
      });
      return out;
    }, [origin, session]);
    for (const [what, became] of Object.entries(got)) expect(`${from}: ${what}`, became === "refused" || (what === "blind" && became === "opaque"), became);
    // A frame shows the browser's own refusal, and a form leads to one.
    await attack.evaluate((target) => document.body.append(Object.assign(document.createElement("iframe"), { src: `${target}/` })), origin);
    const frame = await attack.waitForSelector("iframe").then((element) => element.contentFrame());
    await waitUntil("the frame is refused", async () => (await frame.content()).includes("ERR_BLOCKED_BY_RESPONSE"));
    const answered = attack.waitForResponse((response) => response.url() === `${origin}/api`);
    await attack.evaluate(([target, body]) => {
      const form = Object.assign(document.createElement("form"), { method: "POST", action: `${target}/api`, enctype: "text/plain" });
      form.append(Object.assign(document.createElement("input"), { name: body, value: "" }));
      document.body.append(form);
      form.submit();
    }, [origin, JSON.stringify({ noteAdd: { text: "by a form", draft: true } })]);
    expect("a form is refused", [403, 415].includes((await answered).status()));
    await attack.waitForURL(`${origin}/api`);
    // An opener keeps no hand on the page that it opens.
    await attack.goto(from);
    const [opened] = await Promise.all([context.waitForEvent("page"), attack.evaluate((target) => { window.hand = window.open(`${target}/`); }, origin)]);
    await opened.waitForLoadState();
    expect("no hand on an opened page", await attack.evaluate(() => window.hand === null || window.hand.closed));
    await opened.close();
  }

  // Another name that leads to this computer: nothing is served under it.
  const rebound = await attack.goto(`http://${REBOUND}:${port}/`);
  expect("another name is refused", rebound.status() === 421, rebound.status());
  const own = await attack.evaluate(async (stolen) => (await fetch("/api", { method: "POST", headers: { Authorization: `Bearer ${stolen}`, "Content-Type": "application/json" }, body: JSON.stringify({ noteList: {} }) })).status, session);
  expect("from under it, too", own === 421, own);

  // The address works once; a session that was taken ends with all others.
  const { url } = await ana.web();
  await (await openPage(test, ana, { at: url })).context().close();
  const late = await openPage(test, ana, { at: url });
  await sees(late, /^This page has ended\./);
  expect("it was good until now", (await withSession(origin, session, { noteList: {} })).text.includes(SECRET));
  // One page ends all others, wherever they were opened.
  const kept = await openPage(test, ana);
  await open(kept, "Settings");
  await kept.getByRole("button", { name: "End all other pages" }).click();
  await kept.locator("#said", { hasText: /^Ended: [1-9]/ }).waitFor();
  expect("another page is let in no more", (await withSession(origin, session, { noteList: {} })).status === 401);
  await sees(page, /^This page has ended\./);
  await sees(kept, "A page in a browser opened");
  const held = await sessionOf(kept);
  expect("this one goes on", (await withSession(origin, held, { noteList: {} })).text.includes(SECRET));
  // What breaks the policy is heard: else it would mean nothing that no page complains.
  await kept.evaluate(() => document.body.append(Object.assign(document.createElement("img"), { src: "http://127.0.0.1:1/" })));
  await waitUntil("a violation is heard", async () => test.complaints.all.some((line) => line.includes("CSP img-src")));
  for (const meant of ["CSP img-src", "violates the following Content Security Policy"]) test.complaints.leaveOut(meant);
  await ana.web("--revoke-all");
  expect("and is good for nothing now", (await withSession(origin, held, { noteList: {} })).status === 401);
  expect("nothing was written from elsewhere", (await notes()) === before);
  await attack.context().close();
  for (const meant of ["401 (Unauthorized)", "net::ERR_INCOMPLETE_CHUNKED_ENCODING"]) test.complaints.leaveOut(meant);
  site.server.close();
}
attacks.chromium = [`--host-resolver-rules=MAP ${REBOUND} 127.0.0.1,MAP elsewhere.test 127.0.0.1`];
export { attacks };

// What the partner writes is shown as it was written, and does nothing.
export async function hostile_text(test) {
  const [ana, ben] = await couple(test.tools, test.folder);
  const hostile = [`<img src=x onerror="document.title='taken'">`, "<script>document.title='taken'</script>", "javascript:document.title='taken'", "<a href=\"javascript:void(0)\">click</a>", "${document.title='taken'}", "&lt;b&gt; <b>bold</b>"];
  for (const words of hostile) await ben.avow(["note", "add", words, "--tag", "a<b>c"], { passphrase: false });
  await ben.avow(["promise", "offer", `I will ${hostile[0]}`, "--due", "in 3 days"], { passphrase: false });
  // What a person would not see, or would see in another order (protocol/README.md#showing-text).
  await ben.avow(["note", "add", "I owe \u202e05\u202c euro\u200b, \u001b[31mtruly\u{e0041}"], { passphrase: false });
  await ben.avow(["promise", "offer", "I will pay \u202e05\u202c", "--done-when", "paid\u2066\u200b", "--due", "in 3 days"], { passphrase: false });
  const page = await openPage(test, ana);
  await open(page, "Notes");
  for (const words of hostile) await sees(page, words);
  await sees(page, "I owe \\u{202e}05\\u{202c} euro\\u{200b}, \\u{1b}[31mtruly\\u{e0041}");
  const unseen = async () => page.evaluate(() => /[\p{Cc}\p{Cf}]/u.test(document.documentElement.outerHTML.replace(/[\n\t\r]/g, "").replaceAll("\u00ad", "")));
  expect("nothing unseen stands in the page", !(await unseen()));
  for (const name of ["Today", "Promises", "Us"]) {
    await open(page, name);
    await settled(page);
    expect(`nothing unseen stands in ${name}`, !(await unseen()));
  }
  await open(page, "Promises");
  await follow(page, "I will pay \\u{202e}05\\u{202c}");
  await sees(page, "paid\\u{2066}\\u{200b}");
  expect("nothing unseen stands in a promise", !(await unseen()));
  await open(page, "Notes");
  await follow(page, hostile[0]);
  await page.getByText(hostile[0], { exact: true }).waitFor();
  await open(page, "Promises");
  await follow(page, hostile[0]);
  await page.getByRole("heading", { name: hostile[0] }).waitFor();
  expect("nothing of it acted", (await page.title()) === "avow" && (await page.locator("main img, main script, main b, main a[href^=javascript]").count()) === 0);
  await open(page, "Search");
  await page.getByLabel("Words").fill("<script>");
  await page.getByRole("main").getByRole("button", { name: "Search" }).click();
  await settled(page);
  await page.reload();
  await page.getByRole("heading", { level: 1 }).waitFor();
  // What cannot be shown leaves a title and the way back.
  for (const [place, title, back] of [["notes/<img src=x onerror=alert(1)>", "Note", "Notes"], ["promises/ZZZZZZZZ", "Promise", "Promises"], ["thread/repair/ZZZZZZZZ", "Repair", "Repair"], ["checkins/ZZZZZZZZ", "Check-in", "Check-in"]]) {
    await page.evaluate(async (there) => (await import("/store.js")).go(there), place);
    await page.getByRole("alert").waitFor();
    await page.getByRole("heading", { name: title, exact: true, level: 1 }).waitFor();
    await waitUntil("the title has the focus", () => page.evaluate(() => document.activeElement.id === "title"), 3);
    await follow(page, "Back");
    await page.getByRole("heading", { name: back, exact: true, level: 1 }).waitFor();
  }
}
