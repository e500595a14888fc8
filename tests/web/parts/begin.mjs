// From nothing to the first synced note, in the pages alone.
import { act, fill, follow, level, open, openPage, sees, send, settled, unfold, unlock } from "../browser.mjs";
import { goTo, look } from "./every_page.mjs";
import { Person, expect, freePort, waitUntil } from "../people.mjs";

// What failed is not said to be going on.
const saysNothing = (page) => waitUntil("nothing is said to go on", async () => (await page.locator("#said").innerText()) === "", 3);

async function begin(test, name) {
  const person = new Person(test.tools, test.folder, name);
  const page = await openPage(test, person, { at: (await person.avow(["web", "--no-open", ...test.tools.assets], { passphrase: false })).url });
  await page.getByRole("heading", { name: "Before you begin" }).waitFor();
  await sees(page, /Do not use it if you are afraid of the other person/);
  await page.getByRole("button", { name: "I have read this" }).click();
  const form = page.locator("form");
  await fill(form, { "Your name": name, "Passphrase": "four words of mine", "The same passphrase": "four words of yours" });
  await form.getByRole("button", { name: "Make the vault" }).click();
  await sees(page, "The two are not the same.");
  await fill(form, { "The same passphrase": "four words of mine" });
  await form.getByRole("button", { name: "Make the vault" }).click();
  await page.getByRole("heading", { name: "Your recovery code" }).waitFor();
  const code = await page.locator(".code").innerText();
  expect("a code to write down", /^[A-Z0-9*~$= -]{20,}$/.test(code), code.length);
  await page.getByRole("button", { name: "I have written it down" }).click();
  await page.getByRole("heading", { name: "Unlock" }).waitFor();
  expect("the code is shown once", !(await page.content()).includes(code));
  await page.getByLabel("Passphrase").fill("not this one");
  await page.getByRole("button", { name: "Unlock" }).click();
  await page.getByRole("alert").waitFor();
  await saysNothing(page);
  expect("nothing is shown before the right one", (await page.getByRole("navigation").count()) === 0);
  await unlock(page, "four words of mine");
  await sees(page, "You are not paired yet.");
  return { person, page };
}

export async function first_run(test) {
  const ana = await begin(test, "Ana");
  const ben = await begin(test, "Ben");
  for (const { page } of [ana, ben]) {
    await follow(page, "Pair with your partner");
    await sees(page, /shows each of you the other’s IP address/);
  }
  await fill(ana.page.locator("form").first(), { "Address and port": "127.0.0.1:0" });
  await ana.page.getByRole("button", { name: "Make a link" }).click();
  const link = await ana.page.locator(".code").innerText();
  const problems = [];
  await look(test, ana.page, "pair-link", problems, { waits: true });
  await fill(ben.page.locator("form").nth(1), { "The link that your partner gave you": link });
  await ben.page.getByRole("button", { name: "Connect" }).click();
  const words = [];
  for (const { page } of [ana, ben]) {
    await page.getByRole("heading", { name: "Compare the words" }).waitFor();
    words.push(await page.locator(".spoken").innerText());
  }
  await look(test, ben.page, "pair-words", problems);
  expect("nothing is hard to use", problems.length === 0, problems);
  expect("five words, the same for both", words[0] === words[1] && words[0].split(" ").length === 5, words);
  for (const { page } of [ana, ben]) {
    await send(page, page.locator("form"), "They are the same");
    await sees(page, /^Paired with /);
  }
  // Their names went along, and what one writes arrives with the first sync.
  await sees(ana.page, "Paired with Ben.");
  await open(ben.page, "Notes");
  await act(ben.page, "Write a note", { "Your note": "I am glad that we begin." }, { button: "Share it" });
  const waiting = ana.page;
  const fold = waiting.locator("details", { hasText: "Wait for a sync" });
  await fold.locator("summary").click();
  await fill(fold, { "Address and port": "127.0.0.1:0" });
  await fold.getByRole("button", { name: "Wait for a sync" }).click();
  const address = (await waiting.getByText(/^Waiting at /).innerText()).match(/127\.0\.0\.1:\d+/)[0];
  await open(ben.page, "Settings");
  await follow(ben.page, "Pairing and sync");
  const said = await act(ben.page, "Sync now", { "Your partner’s address": address });
  await waitUntil("the page says that both are level", async () => (await ben.page.locator("#said").innerText()).startsWith("Level."), 5).catch(() => expect("level", false, said));
  await settled(waiting);
  await open(waiting, "Today");
  await sees(waiting, "I am glad that we begin.");
  await level(ana.person, ben.person);
  // The session outlives a reload, the token does not.
  await waiting.reload();
  await sees(waiting, "I am glad that we begin.");
  expect("no token in the address", new URL(waiting.url()).hash === "" && new URL(waiting.url()).pathname === "/", waiting.url());
}

// Behind a proxy the link tells only the address that was typed, and whoever joins may know a better one.
export async function own_address(test) {
  const [ana, ben] = [new Person(test.tools, test.folder, "Ana"), new Person(test.tools, test.folder, "Ben")];
  await Promise.all([ana.make(), ben.make()]);
  await ana.avow(["config", "set", "proxy", `127.0.0.1:${await freePort()}`]);
  for (const one of [ana, ben]) await one.serve();
  const [a, b] = [await openPage(test, ana), await openPage(test, ben)];
  for (const page of [a, b]) await goTo(page, "pair");
  const inviting = a.locator("form").first();
  expect("it waits on this device alone", (await inviting.getByLabel("Address and port").inputValue()) === "127.0.0.1:7342");
  const port = await freePort();
  await fill(inviting, { "Address and port": `127.0.0.1:${port}` });
  await inviting.getByRole("button", { name: "Make a link" }).click();
  expect("it asks where the link leads", (await a.locator(".code").count()) === 0);
  const problems = [];
  await look(test, a, "pair-proxy", problems);
  await fill(inviting, { "Where the link says": "ana.invalid:7342" });
  await inviting.getByRole("button", { name: "Make a link" }).click();
  const link = await a.locator(".code").innerText();
  const joining = b.locator("form").nth(1);
  await fill(joining, { "The link that your partner gave you": link });
  await joining.getByRole("button", { name: "Connect" }).click();
  await joining.getByRole("alert").waitFor();
  await saysNothing(b);
  await unfold(joining, "More choices");
  await look(test, b, "pair-elsewhere", problems);
  await fill(joining, { "Where your partner is reached": `127.0.0.1:${port}` });
  await joining.getByRole("button", { name: "Connect" }).click();
  const spoken = async () => {
    for (const page of [a, b]) await page.getByRole("heading", { name: "Compare the words" }).waitFor();
    return Promise.all([a, b].map((page) => page.locator(".spoken").innerText()));
  };
  const before = await spoken();
  // They are not the same: there is a way back, for whoever misheard, and a way on.
  const differ = (page) => page.getByRole("button", { name: "They are not the same" }).click();
  await differ(a);
  await sees(a, /somebody may stand between you/);
  await look(test, a, "pair-differ", problems);
  await a.getByRole("button", { name: "Back to the words" }).click();
  expect("the words are still there", (await spoken()).join() === before.join());
  for (const page of [a, b]) await differ(page);
  await fill(inviting, { "Address and port": `127.0.0.1:${port}`, "Where the link says": `127.0.0.1:${port}` });
  await inviting.getByRole("button", { name: "Make a link" }).click();
  await fill(joining, { "The link that your partner gave you": await a.locator(".code").innerText() });
  await joining.getByRole("button", { name: "Connect" }).click();
  const after = await spoken();
  expect("other words, the same for both", after[0] === after[1] && after[0] !== before[0], [before, after]);
  expect("nothing is hard to use", problems.length === 0, problems);
}

// Two pages make the first vault, one after the other: the code of the first opens nothing, and is not taken for the one.
export async function two_first_pages(test) {
  const cleo = new Person(test.tools, test.folder, "Cleo");
  const make = async () => {
    const page = await openPage(test, cleo, { at: (await cleo.avow(["web", "--no-open", ...test.tools.assets], { passphrase: false })).url });
    await page.getByRole("button", { name: "I have read this" }).click();
    const form = page.locator("form").first();
    await fill(form, { "Your name": "Cleo", Passphrase: "four words of mine", "The same passphrase": "four words of mine" });
    await form.getByRole("button", { name: "Make the vault" }).click();
    await page.locator(".code").waitFor();
    return page;
  };
  const codeOn = (page) => page.locator(".code").innerText();
  const written = (page) => page.getByRole("button", { name: "I have written it down" }).click();
  const pages = [await make()];
  // Looking at the safety page loses no code.
  const code = await codeOn(pages[0]);
  await pages[0].getByRole("link", { name: "Safety" }).click();
  await sees(pages[0], /Nobody has a right to your passphrase/);
  await pages[0].getByRole("link", { name: "Back" }).click();
  expect("the code is still there", (await codeOn(pages[0])) === code);
  pages.push(await make(), await make());
  await written(pages[0]);
  await sees(pages[0], "Another page has made this vault anew since.");
  expect("a code that opens nothing is not shown", !(await pages[0].content()).includes(code));
  await written(pages[2]);
  for (const page of pages) await page.getByRole("heading", { name: "Unlock" }).waitFor();
  await sees(pages[1], "Another page has made this vault.");  // it had asked nothing yet
  await unlock(pages[2], "four words of mine");
}
