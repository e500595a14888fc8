// A backup made in the page, put back on another device; the page there says what it is, and goes on.
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { act, fill, follow, open, openPage, sees, seesNot, settled, unfold, unlock } from "../browser.mjs";
import { look } from "./every_page.mjs";
import { PASSPHRASE, Person, couple, expect } from "../people.mjs";

// A new passphrase, chosen in the page, and then nothing of the vault is left.
export async function new_secrets(test) {
  const ana = new Person(test.tools, test.folder, "Ana");
  await ana.make();
  await ana.serve();
  const page = await openPage(test, ana);
  await open(page, "Settings");
  await page.getByRole("button", { name: "Lock, and choose a new one" }).click();
  await page.getByRole("heading", { name: "Unlock" }).waitFor();
  const change = await unfold(page.getByRole("main"), "Choose a new passphrase");
  await fill(change, { "The passphrase of today": PASSPHRASE, "The new passphrase": "two walks", "The same passphrase": "two walks" });
  await change.getByRole("button", { name: "Choose a new passphrase" }).click();
  await page.getByRole("heading", { name: "Your recovery code" }).waitFor();
  const code = await page.locator(".code").innerText();
  await page.getByRole("button", { name: "I have written it down" }).click();
  await page.getByRole("heading", { name: "Unlock" }).waitFor();
  expect("it is shown once", !(await page.content()).includes(code));
  await unlock(page, "two walks");
  await page.getByRole("button", { name: "Lock", exact: true }).click();
  await page.getByRole("heading", { name: "Unlock" }).waitFor();
  const wipe = await unfold(page.getByRole("main"), "Wipe this vault");
  await fill(wipe, { "Your name in it": "Ben", Passphrase: "two walks" });
  await wipe.getByRole("button", { name: "Wipe it" }).click();
  await sees(page, "That is not the name of this vault.");
  await fill(wipe, { "Your name in it": "Ana" });
  await wipe.getByRole("button", { name: "Wipe it" }).click();
  await page.getByRole("heading", { name: "It is wiped" }).waitFor();
  expect("and nothing is kept in the tab", await page.evaluate(() => sessionStorage.length) === 0);
  expect("the vault is gone", !existsSync(ana.vault));
  test.complaints.leaveOut("ERR_INCOMPLETE_CHUNKED_ENCODING");  // a lock cuts what is open
}

// Something that cannot be removed is named before avow ends.
export async function half_wiped(test) {
  const ana = new Person(test.tools, test.folder, "Ana");
  await ana.make();
  await ana.serve();
  const page = await openPage(test, ana);
  await page.getByRole("button", { name: "Lock", exact: true }).click();
  await page.getByRole("heading", { name: "Unlock" }).waitFor();
  mkdirSync(join(ana.vault, "reminders.new"));
  writeFileSync(join(ana.vault, "reminders.new", "x"), "");
  const wipe = await unfold(page.getByRole("main"), "Wipe this vault");
  await fill(wipe, { "Your name in it": "Ana", Passphrase: PASSPHRASE });
  await wipe.getByRole("button", { name: "Wipe it" }).click();
  await page.getByRole("heading", { name: "Not all of it could be removed" }).waitFor();
  await sees(page, /Still in its folder:.*reminders\.new/);
  const problems = [];
  await look(test, page, "half-wiped", problems);
  expect("nothing is hard to use", problems.length === 0, problems);
  expect("it cannot be opened any more", !existsSync(join(ana.vault, "vault.db")));
  test.complaints.leaveOut("ERR_INCOMPLETE_CHUNKED_ENCODING");
}

// What is no backup is not sent; of one that is large it is said how much is there, and it can be stopped.
async function pieces(page, form, file) {
  const sent = [];
  page.on("request", (request) => request.url().endsWith("/restore/piece") && sent.push(request));
  const take = (buffer) => form.getByLabel("The backup file").setInputFiles({ name: "avow.backup", mimeType: "application/octet-stream", buffer });
  await form.getByLabel("Its passphrase").fill(PASSPHRASE);
  await take(Buffer.alloc(3_000_000, "x"));
  await form.getByRole("button", { name: "Bring it back" }).click();
  await sees(page, "That is no backup of avow. Nothing was sent.");
  expect("nothing was sent", sent.length === 0, sent.length);
  await page.route("**/restore/piece", async (route) => {
    await new Promise((wake) => setTimeout(wake, 150));
    await route.continue();
  });
  const large = `${file}.large`;
  writeFileSync(large, Buffer.concat([readFileSync(file), Buffer.alloc(20_000_000)]));
  await form.getByLabel("The backup file").setInputFiles(large);
  await form.getByRole("button", { name: "Bring it back" }).click();
  await sees(page, /^[1-9][\d.]* MB of 20(\.\d)? MB$/);
  await form.getByRole("button", { name: "Stop" }).click();
  await sees(page, "Stopped. Nothing was changed.");
  const before = sent.length;
  await new Promise((wake) => setTimeout(wake, 400));
  expect("it stops", sent.length === before && before < 30, [before, sent.length]);
  await page.unroute("**/restore/piece");
}

// What the page holds of a backup at a time is little, however large that is.
async function largeOne(page) {
  const [count, size] = [80, 64 * 1024];
  const chunk = JSON.stringify({ v: 1, item: { chunk: Buffer.alloc(size, "x").toString("base64") } });
  await page.route("**/api", (route) => (route.request().postData().includes("backupCreate") ? route.fulfill({ contentType: "application/x-ndjson", body: `${`${chunk}\n`.repeat(count)}{"v":1,"done":{}}\n` }) : route.continue()));
  await page.evaluate(() => {
    window.most = 0;
    window.Blob = class extends Blob {
      constructor(parts, options) {
        super(parts, options);
        window.most = Math.max(window.most, parts.reduce((sum, part) => sum + (part instanceof Blob ? 0 : part.length), 0));
      }
    };
  });
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Make a backup" }).click()]);
  expect("all of it is saved", statSync(await download.path()).size === count * size);
  expect("in pieces", (await page.evaluate(() => window.most)) <= 2 * 1024 * 1024, await page.evaluate(() => window.most));
  await settled(page);
  await page.unroute("**/api");
}

export async function restoring(test) {
  const [ana] = await couple(test.tools, test.folder);
  const page = await openPage(test, ana);
  await open(page, "Notes");
  await act(page, "Write a note", { "Your note": "Worth keeping." }, { button: "Share it" });
  await open(page, "Private");
  await act(page, "Write", { "Your words": "For me alone." }, { button: "Keep it" });
  await open(page, "Settings");
  await sees(page, "No backup yet.");
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Make a backup" }).click()]);
  expect("a file with a plain name", download.suggestedFilename() === "avow.backup");
  const file = join(test.folder.path, "avow.backup");
  await download.saveAs(file);
  // It counts once somebody has seen that it is there: no page can know.
  const there = page.getByRole("button", { name: "The file is there" });
  await there.waitFor();
  await sees(page, "No backup yet.");
  await there.click();
  await sees(page, /^Last backup: /);
  await there.waitFor({ state: "detached" });
  await seesNot(page, "No backup yet.");

  // A large one goes on piece by piece.
  await largeOne(page);

  // Is it whole? One that is cut is not.
  const whole = readFileSync(file);
  const look = await unfold(page.getByRole("main"), "Look whether a backup is whole");
  const looksAt = async (buffer, said) => {
    await look.getByLabel("The backup file").setInputFiles({ name: "avow.backup", mimeType: "application/octet-stream", buffer });
    await look.getByLabel("Its passphrase").fill(PASSPHRASE);
    await look.getByRole("button", { name: "Look whether a backup is whole" }).click();
    await page.getByText(said).waitFor();
  };
  await looksAt(whole.subarray(0, whole.length - 100), /cut short|not whole|ends/i);
  await looksAt(whole, /^It is whole: \d+ entr(y|ies), made today\.$/);

  // A readable copy holds what the backup seals.
  const fold = await unfold(page.getByRole("main"), "Save a readable copy");
  await sees(page, /It is not encrypted/);
  const [copy] = await Promise.all([page.waitForEvent("download"), fold.getByRole("button", { name: "Save a readable copy" }).click()]);
  const readable = join(test.folder.path, "avow.jsonl");
  await copy.saveAs(readable);
  await settled(page);

  const again = new Person(test.tools, test.folder, "Ana-again");
  const restored = await openPage(test, again, { at: (await again.avow(["web", "--no-open", ...test.tools.assets], { passphrase: false })).url });
  await restored.getByRole("button", { name: "I have read this" }).click();
  const back = await unfold(restored.getByRole("main"), "I have a backup");
  await pieces(restored, back, file);
  await back.getByLabel("The backup file").setInputFiles(file);
  await back.getByLabel("Its passphrase").fill("not this one");
  await back.getByRole("button", { name: "Bring it back" }).click();
  await sees(restored, "That passphrase does not open this backup.");
  await back.getByLabel("Its passphrase").fill(PASSPHRASE);
  await back.getByRole("button", { name: "Bring it back" }).click();
  await restored.getByRole("heading", { name: "Unlock" }).waitFor();
  await unlock(restored, PASSPHRASE);
  await sees(restored, "This vault was put back from a backup.");
  await open(restored, "Notes");
  await sees(restored, "Worth keeping.");
  const form = await unfold(restored.getByRole("main"), "Write a note");
  await form.getByLabel("Your note").fill("Not yet.");
  await form.getByRole("button", { name: "Share it" }).click();
  await restored.getByRole("alert").waitFor();
  expect("what was typed stays", (await form.getByLabel("Your note").inputValue()) === "Not yet.");
  // Somebody who goes elsewhere is asked first: once no, once yes.
  const asked = [];
  const goOn = [false, true];
  restored.on("dialog", (dialog) => {
    asked.push(dialog.message());
    return goOn.shift() ? dialog.accept() : dialog.dismiss();
  });
  await restored.getByRole("navigation").getByRole("link", { name: "Private", exact: true }).click();
  expect("what was typed stays", (await form.getByLabel("Your note").inputValue()) === "Not yet.");
  await open(restored, "Private");
  expect("it was asked twice", asked.length === 2 && asked[0] === "What you have typed here is not sent. Leave it?", asked);
  await sees(restored, "For me alone.");
  await restored.getByRole("link", { name: "Safety" }).click();
  await sees(restored, "Leave quietly");  // what may only be read can be left
  await open(restored, "Today");
  await follow(restored, "What to do after a restore");
  await act(restored, "Begin without my partner’s copy");
  await seesNot(restored, "This vault was put back from a backup.");
  await open(restored, "Notes");
  await act(restored, "Write a note", { "Your note": "It goes on." }, { button: "Share it" });
}
