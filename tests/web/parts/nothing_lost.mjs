// What a person has typed or sent is neither lost nor done twice.
import { act, open, openPage, sees, settled, unfold, unlock } from "../browser.mjs";
import { goTo } from "./every_page.mjs";
import { PASSPHRASE, Person, couple, expect } from "../people.mjs";

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
  const [ana] = await couple(test.tools, test.folder);
  await ana.avow(["config", "set", "cover-after", "6s"], { passphrase: false });
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
  // A check-in's answers stand in no fold.
  await form.locator("> summary").click();
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
