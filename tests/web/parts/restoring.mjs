// A backup made in the page, put back on another device; the page there says what it is, and goes on.
import { join } from "node:path";
import { act, open, openPage, sees, seesNot, settled, unfold } from "../browser.mjs";
import { Person, couple, expect } from "../people.mjs";

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
  await sees(page, /^Last backup: /);
  await seesNot(page, "No backup yet.");

  // A readable copy holds what the backup seals.
  const fold = await unfold(page.getByRole("main"), "Save a readable copy");
  await sees(page, /It is not encrypted/);
  const [copy] = await Promise.all([page.waitForEvent("download"), fold.getByRole("button", { name: "Save a readable copy" }).click()]);
  const readable = join(test.folder.path, "avow.jsonl");
  await copy.saveAs(readable);
  await settled(page);

  const again = new Person(test.tools, test.folder, "Ana-again");
  await again.avow(["backup", "restore", file]);
  await again.serve();
  const restored = await openPage(test, again);
  await sees(restored, "This vault can only be read at the moment.");
  await open(restored, "Notes");
  await sees(restored, "Worth keeping.");
  const form = await unfold(restored.getByRole("main"), "Write a note");
  await form.getByLabel("Your note").fill("Not yet.");
  await form.getByRole("button", { name: "Share it" }).click();
  await restored.getByRole("alert").waitFor();
  expect("what was typed stays", (await form.getByLabel("Your note").inputValue()) === "Not yet.");
  await open(restored, "Private");
  await sees(restored, "For me alone.");
  await restored.getByRole("link", { name: "Safety" }).click();
  await sees(restored, "Leave quietly");  // what may only be read can be left
}
