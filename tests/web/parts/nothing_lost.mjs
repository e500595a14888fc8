// What a person has typed or sent is neither lost nor done twice.
import { act, fill, open, openPage, sees, seesNot, settled, unfold, unlock } from "../browser.mjs";
import { asks } from "../lives.mjs";
import { goTo, look } from "./every_page.mjs";
import { PASSPHRASE, Person, couple, expect, waitUntil } from "../people.mjs";

async function alone(test) {
  const ana = new Person(test.tools, test.folder, "Ana");
  await ana.make();
  await ana.serve();
  return { ana, page: await openPage(test, ana) };
}

// The request arrives, its answer does not: as if the line were cut in between.
async function loseNextAnswer(page) {
  let lost = false;
  await page.route("**/api", async (route) => {
    if (lost || route.request().postData().includes('"today":null')) return route.continue();
    lost = true;
    await route.fetch();
    return route.abort();
  });
}

export async function lost_answer(test) {
  const { ana, page } = await alone(test);
  const notes = async () => (await ana.avow(["note", "list"], { passphrase: false })).notes.map((one) => one.text);
  await open(page, "Notes");
  const form = await unfold(page.getByRole("main"), "Write a note");
  const words = form.getByLabel("Your note");
  const press = () => form.getByRole("button", { name: "Share it" }).click();
  await words.fill("Said once.");
  await loseNextAnswer(page);
  await press();
  await sees(page, "it is not kept twice");
  expect("what was typed stays", (await words.inputValue()) === "Said once.");
  expect("it was kept", (await notes()).length === 1);
  await press();
  await page.locator("#said", { hasText: "Done." }).waitFor();
  await settled(page);
  expect("once", (await notes()).join() === "Said once.", await notes());
  // The same words again are meant; so are others, after an answer that was lost.
  await act(page, "Write a note", { "Your note": "Said once." }, { button: "Share it" });
  await unfold(page.getByRole("main"), "Write a note");
  await words.fill("One thing.");
  await loseNextAnswer(page);
  await press();
  await sees(page, "it is not kept twice");
  await words.fill("Another thing.");
  await press();
  await page.locator("#said", { hasText: "Done." }).waitFor();
  expect("each of them", (await notes()).sort().join() === "Another thing.,One thing.,Said once.,Said once.", await notes());
  test.complaints.leaveOut("net::ERR_FAILED");
}

// The cover takes nothing that was typed; a lock does, and no storage ever held it.
export async function typed_stays(test) {
  const [ana, ben] = await couple(test.tools, test.folder);
  await ana.avow(["config", "set", "cover-after", "9s"], { passphrase: false });
  const page = await openPage(test, ana);
  const covers = () => page.getByText("avow has covered itself.").waitFor({ timeout: 20000 });
  const nowhere = async (words) => {
    expect("not in what is shown", !(await page.content()).includes(words));
    expect("in no storage", await page.evaluate((said) => !JSON.stringify([{ ...sessionStorage }, { ...localStorage }]).includes(said), words));
  };
  await open(page, "Promises");
  const form = await unfold(page.getByRole("main"), "Offer a promise");
  await form.getByLabel("What kind").selectOption({ label: "It comes round" });
  await form.getByLabel("I will …").fill("call on Sundays");
  await form.getByLabel("How often").fill("2 weeks on sun");
  const more = await unfold(form, "More to say about it");
  await form.getByLabel("Done when …").fill("we have spoken");
  for (const fold of [more, form]) await fold.locator("> summary").click();  // by mistake
  await covers();
  await nowhere("call on Sundays");
  await unlock(page, PASSPHRASE);
  await sees(page, "What you had typed is here again.");
  for (const [label, words] of [["I will …", "call on Sundays"], ["How often", "2 weeks on sun"], ["Done when …", "we have spoken"]]) {
    expect(label, (await form.getByLabel(label).first().inputValue()) === words, await form.getByLabel(label).first().inputValue());
  }
  // Of two that are called the same, it comes back where it was.
  for (let i = 0; i < 2; ++i) await ben.avow(["promise", "offer", "I will be on time.", "--due", "in 2 days"], { passphrase: false });
  await goTo(page, "today");
  const same = page.getByRole("listitem").filter({ hasText: "I will be on time." });
  await waitUntil("both are there", async () => (await same.count()) === 2);
  const terms = await unfold(same.nth(1), "Answer with other terms");
  await terms.getByLabel("I will …").fill("I will be on time, or call.");
  await covers();
  await unlock(page, PASSPHRASE);
  await sees(page, "What you had typed is here again.");
  expect("in the second", (await terms.getByLabel("I will …").inputValue()) === "I will be on time, or call.");
  expect("and not in the first", (await same.nth(0).locator("details[open]").count()) === 0);
  await terms.getByLabel("I will …").fill("I will be on time.");
  // A check-in's answers stand in no fold.
  const id = (await ana.avow(["checkin", "start"], { passphrase: false })).id;
  await goTo(page, `checkins/${id}`);
  const answers = page.getByRole("main").locator("form").first();
  await answers.getByRole("group", { name: /close/ }).getByLabel("7", { exact: true }).check();
  await answers.getByRole("textbox").first().fill("I was afraid.");
  await covers();
  await nowhere("I was afraid.");
  await unlock(page, PASSPHRASE);
  await sees(page, "What you had typed is here again.");
  expect("the step", await answers.getByRole("group", { name: /close/ }).getByLabel("7", { exact: true }).isChecked());
  expect("the words", (await answers.getByRole("textbox").first().inputValue()) === "I was afraid.");
  await ana.avow(["config", "set", "cover-after", "never"], { passphrase: false });
  // A way out asks first: once no, once yes.
  const asked = [];
  page.on("dialog", (dialog) => (asked.push(dialog.message()) === 1 ? dialog.dismiss() : dialog.accept()));
  await page.getByRole("button", { name: "Lock", exact: true }).click();
  expect("the words", (await answers.getByRole("textbox").first().inputValue()) === "I was afraid.");
  await page.getByRole("button", { name: "Lock", exact: true }).click();
  await page.getByText("avow is locked.").waitFor();
  expect("it was asked twice", asked.length === 2 && asked[0] === "What you have typed here is not sent. Leave it?", asked);
  await unlock(page, PASSPHRASE);
  // Folded by mistake, and unfolded again.
  await open(page, "Notes");
  const note = await unfold(page.getByRole("main"), "Write a note");
  await note.getByLabel("Your note").fill("half a sentence");
  await note.locator("> summary").click();
  await note.locator("> summary").click();
  expect("a fold keeps it", (await note.getByLabel("Your note").inputValue()) === "half a sentence");
  await goTo(page, `checkins/${id}`);
  expect("a lock forgets", (await answers.getByRole("textbox").first().inputValue()) === "");
  test.complaints.leaveOut("ERR_INCOMPLETE_CHUNKED_ENCODING");
}

// avow ends while somebody writes, or the partner takes away what it was written for: the words can be copied.
export async function written_for_nothing(test) {
  const [ana, ben] = await couple(test.tools, test.folder);
  const [a, b] = [await openPage(test, ana), await openPage(test, ben)];
  const problems = [];
  const id = (await asks(a, { promiseOffer: { text: "I will call you.", due: "in 3 days" } })).done.record.id;
  await waitUntil("the partner accepts", async () => asks(b, { promiseAct: { id, verb: "accept" } }).then(() => true, () => false));
  await goTo(a, `promises/${id}`);
  await a.locator(".badge", { hasText: "Holds" }).first().waitFor();
  const report = await unfold(a.getByRole("main"), "Say how it went");
  await fill(report, { "How it went": "Partly", "In your own words": "A long account\nof what happened." });
  await asks(b, { promiseAct: { id, verb: "release" } });
  const unsent = a.getByRole("region", { name: "Not sent" });
  await unsent.waitFor();
  await sees(unsent, "Say how it went");
  expect("the words are there", (await unsent.getByRole("textbox", { name: "In your own words" }).inputValue()) === "A long account\nof what happened.");
  expect("and what was chosen", (await unsent.getByRole("textbox", { name: "How it went" }).inputValue()) === "Partly");
  await waitUntil("the title has the focus", () => a.evaluate(() => document.activeElement.id === "title"), 3);
  await look(test, a, "not-sent", problems);
  await open(a, "Notes");  // nobody is asked: it goes along
  await unsent.getByRole("button", { name: "Throw it away" }).click();
  await unsent.waitFor({ state: "detached" });

  // What is sent is not "not sent", although its place goes, too.
  await act(a, "Write a note", { "Your note": "Sent in time." }, { button: "Share it" });
  expect("nothing is left", (await unsent.count()) === 0);

  const form = await unfold(a.getByRole("main"), "Write a note");
  await form.getByLabel("Your note").fill("Twenty minutes of writing.");
  await ana.end();
  await sees(a, "avow does not answer.");
  expect("the form stays at first", (await form.getByLabel("Your note").inputValue()) === "Twenty minutes of writing.");
  await a.getByText(/^This page has ended\./).waitFor({ timeout: 60000 });
  await sees(unsent, "avow has ended before you sent it.");
  expect("the words are there", (await unsent.getByRole("textbox", { name: "Your note" }).inputValue()) === "Twenty minutes of writing.");
  await seesNot(a, "Sent in time.");
  const asked = [];
  a.on("request", (request) => asked.push(request.url()));
  await look(test, a, "not-sent-ended", problems);
  await new Promise((wake) => setTimeout(wake, 3000));
  expect("nobody is called any more", asked.length === 0, asked);
  expect("nothing is hard to use", problems.length === 0, problems);
  test.complaints.leaveOut("net::ERR_");
}

// Every way out asks about what is typed or chosen, and about nothing else.
export async function half_written(test) {
  const [ana, ben] = await couple(test.tools, test.folder);
  const page = await openPage(test, ana);
  const asked = [];
  page.on("dialog", (dialog) => {
    asked.push(dialog.message());
    return dialog.dismiss();
  });
  const leaves = (name) => page.getByRole("navigation").getByRole("link", { name, exact: true }).click();
  const isAsked = async (what, heading) => {
    asked.length = 0;
    await leaves("Today");
    expect(`${what}: asked`, asked.length === 1, asked);
    await page.getByRole("heading", { name: heading, exact: true, level: 1 }).waitFor();
  };
  await open(page, "Promises");
  const offer = await unfold(page.getByRole("main"), "Offer a promise");
  await page.getByLabel("Show").selectOption({ label: "All" });  // a filter is nothing to lose
  await leaves("Notes");
  await open(page, "Promises");
  await unfold(page.getByRole("main"), "Offer a promise");
  await offer.getByLabel("By when").fill("friday");
  await isAsked("a line", "Promises");
  await offer.getByLabel("By when").fill("");
  await open(page, "Notes");
  const note = await unfold(page.getByRole("main"), "Write a note");
  await fill(note, { "What it is about": "Money" });
  await isAsked("a choice", "Notes");
  await fill(note, { "What it is about": "Simply telling" });
  // What is sent leaves what stands half-written beside it where it is.
  await open(page, "Agreements");
  const limit = await unfold(page.getByRole("main"), "State a boundary");
  await fill(limit, { "I will …": "I go for a walk." });
  await act(page, "Propose an agreement", { "We …": "We eat together." }, { button: "Propose it" });
  await sees(page, "We eat together.");
  expect("it is there", (await limit.getByLabel("I will …").inputValue()) === "I go for a walk.");
  await isAsked("a boundary", "Agreements");
  await fill(limit, { "I will …": "" });
  const { id } = await ben.avow(["checkin", "start"], { passphrase: false });
  await waitUntil("it is there", async () => asks(page, { checkinShow: { id } }).then(() => true, () => false));
  await goTo(page, `checkins/${id}`);
  await page.getByRole("group", { name: /close/ }).getByLabel("7", { exact: true }).check();
  await isAsked("a step", "Check-in");
  asked.length = 0;
  await page.getByRole("button", { name: "Lock", exact: true }).click();
  expect("a lock: asked", asked.length === 1, asked);
  await page.getByRole("group", { name: /close/ }).getByLabel("leave out").check();
  await open(page, "Search");
  await page.getByLabel("Words").fill("soup");
  await open(page, "Notes");
  expect("nobody else is asked", asked.length === 1, asked);

  // It went well, and then the page failed: that reads as no lost answer.
  await page.route("**/api", (route) => (route.request().postData().includes("promiseOffer") ? route.fulfill({ contentType: "application/x-ndjson", body: '{"v":1,"done":{}}\n' }) : route.continue()));
  await open(page, "Promises");
  await unfold(page.getByRole("main"), "Offer a promise");
  await offer.getByLabel("I will …").fill("call");
  await offer.getByRole("button", { name: "Offer it" }).click();
  await page.locator("#said", { hasText: "Done." }).waitFor();
  expect("no problem is named", (await page.getByRole("alert").count()) === 0);
  test.complaints.leaveOut("Cannot read properties of undefined");

  // A lock that nobody answers says so.
  await page.unroute("**/api");
  await page.route("**/api", (route) => (route.request().postData().includes('"lock"') ? route.abort() : route.continue()));
  await page.getByRole("button", { name: "Lock", exact: true }).click();
  await page.locator("#said", { hasText: "avow did not lock." }).waitFor();
  test.complaints.leaveOut("net::ERR_FAILED");
}
