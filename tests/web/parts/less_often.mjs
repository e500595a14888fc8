// What is done once in a while, in the page: new keys for both, own questions, thoughts for a session, copies that stay.
import { join } from "node:path";
import { act, fill, follow, level, open, openPage, sees, seesNot, send, settled, unfold } from "../browser.mjs";
import { asks } from "../lives.mjs";
import { goTo, look } from "./every_page.mjs";
import { Person, couple, expect, pair, waitUntil } from "../people.mjs";

async function pages(test) {
  const [ana, ben] = await couple(test.tools, test.folder);
  return { ana, ben, a: await openPage(test, ana), b: await openPage(test, ben) };
}

// One waits, the other calls; both compare.
async function agree({ a, b }) {
  for (const page of [a, b]) await open(page, "Settings");
  const waiting = await unfold(a.getByRole("main"), "Wait for my partner");
  await fill(waiting, { "Address and port": "127.0.0.1:0" });
  await waiting.getByRole("button", { name: "Wait for my partner" }).click();
  const [address] = (await a.getByText(/^Waiting at /).innerText()).match(/127\.0\.0\.1:\d+/);
  await act(b, "Call my partner", { "Your partner’s address": address });
  const words = [];
  for (const page of [a, b]) {
    await page.getByRole("heading", { name: "Compare the words" }).waitFor();
    words.push(await page.getByText("Read these to each other").locator("xpath=following::p[1]").innerText());
  }
  expect("five words, the same for both", words[0] === words[1] && words[0].split(" ").length === 5, words);
}

const button = (page, name) => page.getByRole("main").locator("form", { has: page.getByRole("button", { name, exact: true }) }).first();

export async function new_keys(test) {
  const both = await pages(test);
  const { ana, ben, a, b } = both;
  // Nothing waits unseen when it is stopped.
  await open(a, "Settings");
  const waiting = await unfold(a.getByRole("main"), "Wait for my partner");
  await fill(waiting, { "Address and port": "127.0.0.1:0" });
  await waiting.getByRole("button", { name: "Wait for my partner" }).click();
  await a.getByRole("button", { name: "Stop waiting" }).click();
  await a.locator("#said", { hasText: "Stopped. This device does not wait any more." }).waitFor();
  await agree(both);
  for (const page of [a, b]) await send(page, button(page, "They are not the same"), "They are not the same");
  for (const page of [a, b]) await page.getByText("Call my partner").first().waitFor();
  await agree(both);
  await open(a, "Today");
  await sees(a, "New keys wait until you have compared the words.");
  await follow(a, "New keys for both");
  await a.getByRole("heading", { name: "Compare the words" }).waitFor();
  const problems = [];
  await look(test, a, "settings-new-keys", problems);
  expect("nothing is hard to use", problems.length === 0, problems);
  for (const page of [a, b]) await send(page, button(page, "They are the same"), "They are the same");
  await waitUntil("both use them, by themselves", async () => (await ana.avow(["status"], { passphrase: false })).epoch === 1 && (await ben.avow(["status"], { passphrase: false })).epoch === 1, 60);
  await open(a, "Notes");
  await act(a, "Write a note", { "Your note": "With new keys." }, { button: "Share it" });
  await open(b, "Notes");
  await sees(b, "With new keys.");
}

export async function less_often(test) {
  const { ana, ben, a, b } = await pages(test);
  // Questions of their own: one for a step, one for words.
  await open(a, "Check-in");
  const fold = await unfold(a.getByRole("main"), "Start a check-in");
  await fill(fold, { Which: "Questions of our own" });
  await fill(fold, { "Your questions": "How tired are you? 0-5\n\nWhat would you like to hear?\n" });
  await send(a, fold, "Start a check-in");
  const group = (name) => a.getByRole("group", { name });
  await group("How tired are you?").getByLabel("5", { exact: true }).waitFor();
  expect("a scale as it was said", (await group("How tired are you?").getByRole("radio").count()) === 7);
  await group("What would you like to hear?").getByRole("textbox").waitFor();
  // Thoughts for a session stand on its page, and nowhere else.
  await open(a, "Us");
  await act(a, "Note a session", { "What it is about": "With Dr. Moll", When: "in 4 days" }, { button: "Note it" });
  await a.getByRole("heading", { name: "A note for yourself" }).waitFor();
  const form = a.locator("section", { hasText: "A note for yourself" }).locator("form").last();
  await fill(form, { "Your words": "I am afraid to say it there." });
  await send(a, form, "Keep it");
  await a.getByRole("listitem").filter({ hasText: "I am afraid to say it there." }).waitFor();
  await open(a, "Private");
  await sees(a, "I am afraid to say it there.");
  await act(a, "Note a sign of trust", { "Your words": "I slept." }, { button: "Keep it" });
  await level(ana, ben);
  expect("it reached nobody", !JSON.stringify(await asks(b, { timeline: {} })).includes("afraid"));
  // Which day it is, without an hour that nobody named.
  await open(a, "Us");
  const next = await a.getByText(/^Next session:/).innerText();
  expect("a day alone", !/\d\d:\d\d/.test(next), next);
  // What came of a session may name a promise, one that is there or a new one; its history leads there.
  await open(a, "Promises");
  await act(a, "Offer a promise", { "I will …": "I will bring the letters.", "By when": "in 6 days" }, { button: "Offer it" });
  await open(a, "Us");
  await follow(a, "With Dr. Moll");
  const outcome = await unfold(a.getByRole("main"), "Note what came of it");
  await unfold(outcome, "A promise with it");
  await fill(outcome, { "What came of it": "We looked at May.", "A promise that is there": "I will bring the letters." });
  expect("no second promise along with it", (await outcome.getByLabel("I will …").count()) === 0);
  await send(a, outcome, "Note what came of it");
  await follow(a, "The promise that goes with it");
  await a.getByRole("heading", { name: "I will bring the letters." }).waitFor();
  // An answer is found by its first words, and what it answers, too.
  await open(b, "Notes");
  await act(b, "Write a note", { "Your note": "I went to the lake on Sunday with the two of them, and we stayed until it was dark." }, { button: "Share it" });
  await open(a, "Notes");
  await follow(a, "I went to the lake");
  await act(a, "Answer with a note", { "Your note": "Thank you for telling me." }, { button: "Share it" });
  await follow(a, /· I went to the lake on Sunday with the two of them, and we …$/);
  await follow(a, /· Thank you for telling me\.$/);
  // What is muted stands in the settings.
  await open(a, "Settings");
  await sees(a, "Now: Nothing is muted.");
  const mute = a.locator("section", { hasText: "Quiet for a while" }).locator("form");
  await fill(mute, { What: "Notes", Until: "in 3 days" });
  await send(a, mute, "Save");
  await sees(a, /^Now: Notes, until /);
  await ana.avow(["config", "set", "mute", "plan-change,money"], { passphrase: false });
  await sees(a, "Now: A change of plan, Money.");
  await ana.avow(["config", "set", "mute", "off"], { passphrase: false });
  // A copy of what was taken back is shown to whoever asks.
  await open(b, "Notes");
  await act(b, "Write a note", { "Your note": "Said in anger." }, { button: "Share it" });
  await open(a, "Notes");
  await follow(a, "Said in anger.");
  await act(b, "Write a note", { "Your note": "Something else." }, { button: "Share it" });
  await follow(b, "Said in anger.");
  await act(b, "Take it back");
  await open(a, "Today");
  await follow(a, "See what was taken back");
  await seesNot(a, "Said in anger.");
  await (await unfold(a.getByRole("main"), "Show my copy")).getByText("Said in anger.").waitFor();
  await settled(a);
}

// Two who are never there at the same time: a sealed file each way, from page to page.
export async function sealed_files(test) {
  const people = [new Person(test.tools, test.folder, "Ana"), new Person(test.tools, test.folder, "Ben")];
  await Promise.all(people.map((one) => one.make()));
  await pair(...people);
  for (const one of people) await one.serve();  // neither listens, neither calls
  const [a, b] = [await openPage(test, people[0]), await openPage(test, people[1])];
  const make = async (page, name, said) => {
    await goTo(page, "pair");
    const form = await unfold(page.getByRole("main"), "Make a sealed file");
    const [download] = await Promise.all([page.waitForEvent("download"), form.getByRole("button", { name: "Make a sealed file" }).click()]);
    expect("its name tells nothing", download.suggestedFilename() === "sealed.avow");
    await page.locator("#said", { hasText: said }).waitFor();
    await download.saveAs(join(test.folder.path, name));
    return join(test.folder.path, name);
  };
  const read = async (page, file, said) => {
    await goTo(page, "pair");
    const form = await unfold(page.getByRole("main"), "Read your partner’s");
    await form.getByLabel("The file").setInputFiles(file);
    await form.getByRole("button", { name: "Read your partner’s" }).click();
    await (typeof said === "string" ? page.locator("#said", { hasText: said }) : page.getByText(said)).first().waitFor();
    await settled(page);
  };
  await people[0].avow(["note", "add", "By stick."], { passphrase: false });
  for (let i = 0; i < 3; ++i) await people[0].avow(["note", "add", "long ".repeat(3000)], { passphrase: false });
  const hers = await make(a, "hers.avow", "with 4 of yours");
  await read(b, hers, "Read: 4 new.");
  await read(b, hers, "All of it was here already.");
  await open(b, "Notes");
  await sees(b, "By stick.");
  const his = await make(b, "his.avow", "with 0 of yours");
  await read(a, his, "All of it was here already.");
  const status = await people[0].avow(["status"], { passphrase: false });
  expect("hers count as delivered", status.undelivered === 0, status.undelivered);
  await read(a, hers, /does not open here/);
  const problems = [];
  await look(test, a, "sealed", problems);
  expect("nothing is hard to use", problems.length === 0, problems);
}
