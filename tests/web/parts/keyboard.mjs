// Without a mouse: the main ways are reachable, what has the focus is seen, and the focus is never lost.
import { openPage, sees, settled } from "../browser.mjs";
import { PASSPHRASE, couple, expect, waitUntil } from "../people.mjs";

const focused = (page) => page.evaluate(() => {
  const one = document.activeElement;
  if (one === document.body) return null;
  const box = one.getBoundingClientRect();
  const style = getComputedStyle(one);
  // Why a point of its own: a link over two lines is not in the middle of its box.
  const line = one.getClientRects()[0] ?? box;
  const at = document.elementFromPoint(line.left + Math.min(line.width / 2, 30), line.top + Math.min(line.height / 2, 12));
  return {
    name: (one.labels?.[0]?.textContent ?? one.getAttribute("aria-label") ?? one.textContent).trim(),
    id: one.id,
    ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    seen: Boolean(at) && (one.contains(at) || at.contains(one) || one.labels?.[0]?.contains(at)),
  };
});

async function tabTo(page, name) {
  for (let times = 0; times < 150; ++times) {
    await page.keyboard.press("Tab");
    const at = await focused(page);
    if (!at) continue;  // round the end of the page
    expect(`"${at.name}" shows that it has the focus`, at.ring && at.seen, at);
    if (at.name.startsWith(name)) return;
  }
  expect(`"${name}" is reached with Tab`, false);
}

async function enter(page, key = "Enter") {
  await page.keyboard.press(key);
  await settled(page);
  await waitUntil("something has the focus", async () => (await focused(page)) !== null, 3);
}

async function go(page, name) {
  await tabTo(page, name);
  await enter(page);
  await waitUntil(`the title "${name}" has the focus`, async () => (await focused(page))?.id === "title");
}

async function unfold(page, label) {
  await tabTo(page, label);
  await enter(page);
  await page.locator("details[open] > .inside").waitFor();
}

// Unfolds, types into the fields, and sends.
async function act(page, label, typed, button) {
  await unfold(page, label);
  for (const [field, words] of typed) {
    await tabTo(page, field);
    await page.keyboard.type(words);
  }
  await tabTo(page, button);
  await enter(page);
  await page.locator("#said:not(:empty)").waitFor();
  await settled(page);
  await waitUntil("the focus is not lost", async () => (await focused(page)) !== null, 3);
}

export async function keyboard(test) {
  const [ana, ben] = await couple(test.tools, test.folder);
  await ben.avow(["promise", "offer", "I will call on Monday.", "--due", "in 3 days"], { passphrase: false });
  await ben.avow(["checkin", "start"], { passphrase: false });
  const page = await openPage(test, ana);
  await sees(page, "I will call on Monday.");
  await sees(page, /A minute is enough/);
  await page.keyboard.press("Tab");
  expect("the way out comes first", (await focused(page)).name === "Leave this page now");
  await tabTo(page, "Go to the content");
  await enter(page);
  expect("and leads to the content", (await focused(page)).id === "title");

  await go(page, "Notes");
  await act(page, "Write a note", [["Your note", "By keyboard alone."]], "Share it");
  await sees(page, "By keyboard alone.");
  await tabTo(page, "By keyboard alone.");
  await enter(page);
  await unfold(page, "Take it back");
  await tabTo(page, "Take it back");
  await enter(page);
  await page.locator(".badge", { hasText: "Taken back" }).waitFor();
  await waitUntil("the focus is not lost", async () => (await focused(page)) !== null, 3);

  await go(page, "Today");
  await act(page, "Accept", [], "Accept");
  await go(page, "Promises");
  await act(page, "Offer a promise", [["I will …", "I will answer by Thursday."], ["By when", "in 4 days"]], "Offer it");
  await page.getByRole("heading", { name: "I will answer by Thursday." }).waitFor();

  await go(page, "Today");
  await tabTo(page, "A minute is enough");
  await enter(page);
  await tabTo(page, "leave out");
  for (let step = 0; step < 8; ++step) await page.keyboard.press("ArrowRight");
  expect("arrows move along the scale", (await focused(page)).name === "7");
  await tabTo(page, "Answer and seal");
  await enter(page);
  await page.locator(".badge", { hasText: "Yours is sealed" }).waitFor();
  await waitUntil("the focus is not lost", async () => (await focused(page)) !== null, 3);

  await go(page, "Search");
  await tabTo(page, "Words");
  await page.keyboard.type("thursday");
  await enter(page);
  await tabTo(page, "I will answer by Thursday.");

  await tabTo(page, "Lock");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Unlock" }).waitFor();
  await waitUntil("the focus is not lost", async () => (await focused(page)) !== null, 3);
  await tabTo(page, "Passphrase");
  await page.keyboard.type(PASSPHRASE);
  await page.keyboard.press("Enter");
  await page.getByRole("navigation").waitFor();
  await settled(page);
  await go(page, "Safety");
  await tabTo(page, "Leave quietly");
  test.complaints.leaveOut("net::ERR_INCOMPLETE_CHUNKED_ENCODING");  // a lock cuts what is open
}
