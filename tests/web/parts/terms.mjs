// Nobody says yes to what they have not seen: every term stands where one agrees to it, and can be taken out again.
import { act, fill, level, open, openPage, sees, send, settled, unfold } from "../browser.mjs";
import { asks } from "../lives.mjs";
import { goTo, look } from "./every_page.mjs";
import { couple, expect } from "../people.mjs";

const QUIET = { passphrase: false };

export async function terms(test) {
  const [ana, ben] = await couple(test.tools, test.folder);
  const [a, b] = [await openPage(test, ana), await openPage(test, ben)];
  const { done } = await asks(b, { promiseOffer: { text: "I will call on Sunday.", due: "in 3 days", doneWhen: "we spoke", lookAt: "the list of calls", grace: "2 hours", review: 3 } });
  const { id } = done.record;
  await level(ana, ben);
  // On Today, where one accepts.
  await open(a, "Today");
  const offered = await unfold(a.getByRole("main"), "Accept");
  for (const words of ["I will call on Sunday.", "we spoke", "the list of calls", "2 hours", "3 days"]) await offered.getByText(words, { exact: true }).first().waitFor();
  await send(a, offered, "Accept");
  await level(ana, ben);
  // Other terms, the text the same.
  await ben.avow(["promise", "change", id, "--done-when", "I handed over all my passwords", "--if-then", "If you are away, then I will write", "--look-at", "none", "--grace", "1 day", "--review", "30"], QUIET);
  await level(ana, ben);
  await open(a, "Today");
  const changed = await unfold(a.getByRole("main"), "Accept the new terms");
  for (const words of ["I handed over all my passwords", "If you are away, then I will write", "no longer (it was: the list of calls)", "1 day", "30 days"]) await changed.getByText(words).first().waitFor();
  const problems = [];
  await look(test, a, "terms-today", problems);
  await goTo(a, `promises/${id}`);
  await a.locator(".card").getByText("I handed over all my passwords").first().waitFor();
  await look(test, a, "terms-promise", problems);
  expect("nothing is hard to use", problems.length === 0, problems);
  const shown = (await ana.avow(["promise", "show", id], QUIET)).promises[0].pending[0];
  expect("a script sees them, too", shown.done_when === "I handed over all my passwords" && shown.look_at === "" && shown.grace === "1 day" && shown.review === 30, shown);
  await goTo(a, "promises");
  await goTo(a, `promises/${id}`);
  await act(a, "Leave it as it was");
  await level(ana, ben);
  // What is emptied is taken out, what is left alone stands.
  await goTo(b, `promises/${id}`);
  const change = await unfold(b.getByRole("main"), "Propose new terms");
  await unfold(change, "More to say about it");
  await fill(change, { "Done when": "" });
  await send(b, change, "Propose new terms");
  await level(ana, ben);
  await goTo(a, `promises/${id}`);
  await sees(a, "no longer (it was: we spoke)");
  await act(a, "Accept the new terms");
  await settled(a);
  const { promises: [now] } = await ana.avow(["promise", "show", (await ana.avow(["promise", "show", id], QUIET)).promises[0].successor], QUIET);
  expect("it is taken out, and the rest stands", now.done_when === "" && now.look_at === "the list of calls" && now.grace === "2 hours" && now.due !== "", now);
}

// A scale is whatever its author says: a wide one is typed, not drawn.
export async function wide_scale(test) {
  const [ana, ben] = await couple(test.tools, test.folder);
  const page = await openPage(test, ana);
  const questions = JSON.stringify({ questions: [{ key: "far", text: "How far?", lowest: -1000000, highest: 1000000 }, { key: "near", text: "How near?", lowest: 0, highest: 5 }] });
  const { done } = await asks(await openPage(test, ben), { checkinStart: { questions } });
  await level(ana, ben);
  await goTo(page, `checkins/${done.checkin.id}`);
  const far = page.getByRole("group", { name: "How far?" }).getByLabel("A whole number from -1000000 to 1000000");
  await far.fill("-31337");
  expect("few are drawn", (await page.getByRole("radio").count()) === 7);
  await page.getByRole("group", { name: "How near?" }).getByLabel("3", { exact: true }).check();
  await send(page, page.locator("form"), "Answer and seal");
  await sees(page, "-31337");
}

// A clock that looks wrong asks first, and takes a yes. (What avow answers then is given by the test: no clock is changed.)
export async function doubted_clock(test) {
  const [ana] = await couple(test.tools, test.folder);
  const page = await openPage(test, ana);
  await open(page, "Notes");
  const form = await unfold(page.getByRole("main"), "Write a note");
  await fill(form, { "Your note": "It is Sunday." });
  const message = "This device's clock shows 1 Jan 2026 10:00. Set the clock, or add --clock-is-right if it is right.";
  await page.route("**/api", (route) => route.fulfill({ contentType: "application/x-ndjson", body: `${JSON.stringify({ v: 1, error: { code: "refused", message, hint: "", candidates: [] } })}\n` }), { times: 1 });
  await form.getByRole("button", { name: "Share it" }).click();
  await form.getByRole("alert").getByText("add “The clock of this device is right” if it is right").waitFor();
  await fill(form, { "The clock of this device is right": true });
  const sent = page.waitForRequest((request) => request.url().endsWith("/api") && request.postData().includes("noteAdd"));
  await send(page, form, "Share it");
  expect("it is said along with it", JSON.parse((await sent).postData()).clockIsRight === true);
  await sees(page, "It is Sunday.");
}
