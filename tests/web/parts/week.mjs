// A week of two people, lived on both pages: what one does, the other sees and answers.
import { act, fill, follow, open, openPage, sees, seesNot, send, settled, unfold } from "../browser.mjs";
import { couple, expect, waitUntil } from "../people.mjs";

async function pages(test) {
  const [ana, ben] = await couple(test.tools, test.folder);
  return { ana, ben, a: await openPage(test, ana), b: await openPage(test, ben) };
}

// Opens what stands in a list, once it has arrived.
async function find(page, list, words) {
  await open(page, list);
  await page.getByRole("main").getByRole("link", { name: words }).first().waitFor();
  await follow(page, words);
}

const badge = (page, words) => page.getByRole("main").locator(".badge", { hasText: words }).first().waitFor();

async function offer(page, words, due = "in 3 days") {
  await open(page, "Promises");
  await act(page, "Offer a promise", { "I will …": words, "By when": due }, { button: "Offer it" });
  await badge(page, "Offered");
}

async function promised({ a, b }, words) {
  await offer(a, words);
  await find(b, "Promises", words);
  await act(b, "Accept");
  await badge(a, "Holds");
}

export async function week(test) {
  const both = await pages(test);
  const { a, b } = both;

  // A promise that was asked for, and one that was offered, reported and confirmed.
  await open(b, "Promises");
  await act(b, "Ask for a promise", { "Would you …": "I will tell you before I lend money." }, { button: "Ask" });
  await badge(b, "Asked; free to say no");
  await open(a, "Today");
  await sees(a, "Waiting for your word");
  await follow(a, "I will tell you before I lend money.");
  const take = await unfold(a.getByRole("main"), "Take it on");
  await sees(take, "Signed: either of you can later prove it to a third person.");  // her first record that is
  await send(a, take, "Take it on");
  await badge(a, "Holds");
  await badge(b, "Holds");
  await promised(both, "I will cook on Thursday.");
  await act(a, "Say how it went", { "How it went": "Kept", "In your own words": "There was soup." });
  await badge(b, "Reported");
  await act(b, "Confirm the report", { Thanks: "It was good soup." });
  await badge(a, /^Kept$/);
  await sees(a, "It was good soup.");

  // A note, and that it was seen.
  await open(b, "Notes");
  const note = await unfold(b.getByRole("main"), "Write a note");
  await fill(note, { "Your note": "I spent 40 on a book.", "What it is about": "Money" });
  await fill(await unfold(note, "More choices"), { "Tags": "books, small" });
  await send(b, note, "Share it");
  await find(a, "Notes", "I spent 40 on a book.");
  await act(a, "Tell that I have seen it");
  await badge(b, "Marked as seen");

  // A question, free to decline.
  await open(a, "Notes");
  await act(a, "Ask a question", { "Your question": "What would make Sunday easier?" }, { button: "Ask" });
  await find(b, "Notes", "What would make Sunday easier?");
  await act(b, "Answer", { "Your answer": "A walk before we talk." });
  await sees(a, "A walk before we talk.");
  await open(b, "Notes");
  await act(b, "Ask a question", { "Your question": "Who called?" }, { button: "Ask" });
  await find(a, "Notes", "Who called?");
  await act(a, "Decline");
  await badge(b, "Declined");

  await checkin(both);

  // An agreement holds once both have signed it.
  await open(a, "Agreements");
  await act(a, "Propose an agreement", { "We …": "Phones stay outside the bedroom.", Why: "We sleep better." }, { button: "Propose it" });
  await find(b, "Agreements", "Phones stay outside the bedroom.");
  await act(b, "Sign it");
  await badge(a, "Holds");

  // A boundary is nobody's to refuse; its wording is never in the way.
  await open(b, "Agreements");
  const fold = b.locator("details", { hasText: "State a boundary" });
  await fold.locator("summary").click();
  await fold.getByLabel("When … happens").fill("it gets loud");
  await fold.getByLabel("I will …").fill("leave the room; you must wait");
  await sees(b, /This reads as a rule for the other/);
  await fold.getByLabel("I will …").fill("leave the room for half an hour");
  await b.getByText(/This reads as a rule/).waitFor({ state: "detached" });
  await send(b, fold, "State it");
  await find(a, "Agreements", "it gets loud · leave the room for half an hour");
  await act(a, "Say that you understood");
  expect("and nothing like refusing it", (await a.getByRole("main").locator("summary", { hasText: /Decline|Refuse/ }).count()) === 0);

  // Repair: what hurt, what is heard, what is made good. Only the hurt person says that it is settled.
  await open(a, "Repair");
  await act(a, "Say that something hurt", { "What happened": "I waited an hour on Tuesday.", "What I need": "A word when it gets late." }, { button: "Say it" });
  await find(b, "Repair", "I waited an hour on Tuesday.");
  expect("no word that would settle it for the other", (await b.locator("summary", { hasText: "It is settled for me" }).count()) === 0);
  await act(b, "Acknowledge", { "What I hear": "You waited, and did not know.", "My part": "I forgot to write." });
  await sees(a, "I forgot to write.");
  await act(b, "Make amends with a promise", { "I will …": "I will write when it gets late.", "By when": "in 5 days" });
  await find(a, "Promises", "I will write when it gets late.");
  await act(a, "Accept");
  await find(a, "Repair", "I waited an hour on Tuesday.");
  await act(a, "I feel heard", { "In your own words": "Thank you." });
  await badge(b, /Heard/);
  await act(a, "It is settled for me");
  await badge(b, "Settled");

  // What it comes to.
  await open(a, "Us");
  await sees(a, "What happened");
  await sees(a, /I waited an hour on Tuesday|Repair/);
  await open(a, "Search");
  await a.getByLabel("Words").fill("soup");
  await a.getByRole("main").getByRole("button", { name: "Search" }).click();
  await settled(a);
  await sees(a, "There was soup.");
  await journal(a, b);
}

// Both answer; neither sees the other's before both are sealed, not in the page's own memory either.
async function checkin({ a, b }) {
  await open(a, "Check-in");
  await act(a, "Start a check-in", { Which: "Weekly talk" });
  await a.getByRole("group").first().waitFor();
  await open(a, "Check-in");
  await act(a, "Start a check-in", { Which: "Pulse (a minute)" });
  const answer = async (page, step, words) => {
    const form = page.getByRole("main").locator("form").first();
    await form.getByRole("group", { name: /close/ }).getByLabel(step, { exact: true }).check();
    await form.getByRole("textbox").first().fill(words);
    return send(page, form, "Answer and seal");
  };
  await answer(a, "7", "Tuesday was heavy");
  await badge(a, "Yours is sealed");
  await open(b, "Today");
  await sees(b, "A check-in, if you like");
  await find(b, "Check-in", /./);
  if (await b.getByText("Nobody has answered yet").count()) {  // the weekly talk stands beside it
    await open(b, "Check-in");
    await b.getByRole("listitem").filter({ hasText: "is sealed" }).getByRole("link").click();
    await settled(b);
  }
  await badge(b, "Your partner’s is sealed");
  await seesNot(b, "Tuesday was heavy");
  const known = await b.evaluate(async () => JSON.stringify(await (await import("/api.js")).ask({ checkinList: {} })));
  expect("nothing of the other's answers is in the page", !known.includes("heavy"));
  await answer(b, "4", "I was glad of the walk");
  await badge(b, "Open to both");
  await badge(a, "Open to both");
  await sees(b, "Tuesday was heavy");
  await sees(a, "I was glad of the walk");
}

// The private lane reaches nobody; one sentence may.
async function journal(a, b) {
  await open(a, "Private");
  await act(a, "Write", { "Your words": "A quiet evening. I was afraid before it." }, { button: "Keep it" });
  await follow(a, "A quiet evening.");
  await act(a, "Share one sentence", { "The sentence": "It was a quiet evening." });
  await find(b, "Notes", "It was a quiet evening.");
  await open(b, "Search");
  await b.getByLabel("Words").fill("afraid");
  await b.getByRole("main").getByRole("button", { name: "Search" }).click();
  await sees(b, "Nothing was found.");
  await act(a, "Take the shared sentence back");
  await act(a, "Erase it");
  await sees(a, "Nothing is written here.");
}

export async function dispute(test) {
  const both = await pages(test);
  const { a, b } = both;
  await promised(both, "I will be home by eight.");
  await act(a, "Say how it went", { "How it went": "Kept" });
  await badge(b, "Reported");
  await act(b, "I see it differently", { "Which part was different": "It was half past eight for me." });
  for (const page of [a, b]) {
    await badge(page, "Seen differently");
    await sees(page, "It was half past eight for me.");
  }
  await act(a, "Settle it", { "How it went": "Partly" });
  await b.getByText("Your partner proposes").waitFor();
  await badge(b, "Seen differently");
  await act(b, "Settle it", { "How it went": "Partly" });
  for (const page of [a, b]) await badge(page, "Partly kept");
}

// Both act while nothing goes between them: it binds nobody, and both see the same.
export async function crossing(test) {
  const both = await pages(test);
  const { a, b } = both;
  await offer(a, "I will paint the door.");
  await find(b, "Promises", "I will paint the door.");
  for (const page of [a, b]) {
    await page.getByRole("link", { name: "Safety" }).click();
    await act(page, "Pause now");
    await sees(page, "Paused. Nothing goes out and nothing comes in.");
    await find(page, "Promises", "I will paint the door.");
  }
  await act(a, "Take it back");
  await badge(a, "Taken back");
  await act(b, "Accept");
  await badge(b, "Holds");
  for (const page of [a, b]) {
    await page.getByRole("link", { name: "Safety" }).click();
    await act(page, "Resume");
  }
  const seen = [];
  for (const page of [a, b]) {
    await open(page, "Promises");
    await page.getByLabel("Show").selectOption({ label: "All" });
    await follow(page, "Its words were taken back.");
    await page.getByText("crossed in the post").first().waitFor();
    await sees(page, /both wrote before either had seen the other’s/);
    seen.push(await page.getByRole("main").locator(".badge").first().innerText());
  }
  expect("both see the same state", seen[0] === seen[1], seen);
}

// Taking back: hidden for the partner, and what becomes of the copy is the partner's.
export async function taking_back(test) {
  const { a, b } = await pages(test);
  await open(a, "Notes");
  await act(a, "Write a note", { "Your note": "Something said in anger." }, { button: "Share it" });
  await act(a, "Write a note", { "Your note": "Thank you for the walk.", "What it is about": "Thanks" }, { button: "Share it" });
  await find(b, "Notes", "Something said in anger.");
  await open(a, "What I have shared");
  await a.getByLabel("Show").selectOption({ label: "Note" });
  const row = a.getByRole("listitem").filter({ hasText: "Something said in anger." });
  await row.getByText(/^delivered/).waitFor();
  await act(a, "Take it back", {}, { scope: row });
  await seesNot(a, "Something said in anger.");
  await b.getByText("Its words were taken back.").first().waitFor();
  await seesNot(b, "Something said in anger.");
  await open(b, "Today");
  await follow(b, "See what was taken back");
  await act(b, "Erase my copy");
  await sees(b, "Nothing.");
  await open(b, "Today");
  await seesNot(b, "See what was taken back");
  await sees(b, "Thank you for the walk.");
}

// Leaving needs nobody; the words stay.
export async function leaving(test) {
  const { ana, ben, a, b } = await pages(test);
  await open(a, "Notes");
  await act(a, "Write a note", { "Your note": "Words of mine that stay." }, { button: "Share it" });
  await find(b, "Notes", "Words of mine that stay.");
  await a.getByRole("link", { name: "Safety" }).click();
  const fold = a.locator("details", { hasText: "Leave with a notice" });
  await fold.locator("summary").click();
  await fold.getByRole("button", { name: "Leave with a notice" }).click();
  await sees(a, /^You have left\./);
  await open(a, "Today");
  await sees(a, "You have left. Nothing calls your partner, and your own words are still here.");
  await open(a, "Notes");
  await sees(a, "Words of mine that stay.");
  await waitUntil("nothing of the partner is left", async () => (await ana.avow(["status"], { passphrase: false })).pairing === "left");
  // The notice is one note; then the other leaves without a word, alone.
  await find(b, "Notes", /left|leav/);
  await b.getByRole("link", { name: "Safety" }).click();
  await act(b, "Leave quietly");
  await sees(b, "You have left. Nobody was told.");
  expect("left", (await ben.avow(["status"], { passphrase: false })).pairing === "left");
}
