// A couple in the middle of things, made quickly: what one sees on every page.
import { waitUntil } from "./people.mjs";

export async function asks(page, request) {
  const { answer, problem } = await page.evaluate(async (one) => (await import("/api.js")).ask(one).then((answer) => ({ answer }), (problem) => ({ problem })), request);
  if (problem) throw new Error(`${JSON.stringify(request)}: ${problem.message} ${problem.hint}`);
  return answer;
}

// Asks until it goes well: what the other has written may be on its way.
async function asksOnceThere(page, request) {
  let answer = null;
  let problem = "";
  await waitUntil(`${JSON.stringify(request)} goes well`, async () => {
    answer = await asks(page, request).catch((error) => { problem = error.message; });
    return Boolean(answer);
  }).catch((error) => { throw new Error(`${error.message} ${problem}`); });
  return answer;
}

const idOf = (answer) => answer.done.record.id;
// Why not "tomorrow": in the small hours it may mean two days, and is refused.
const day = (ahead) => new Date(Date.now() + ahead * 86400000).toLocaleDateString("sv-SE", { timeZone: "Europe/Berlin" });
const part = (heading, text) => ({ heading, text });

// `say` may change each text. Gives the places where something is to be seen, by name.
export async function live(a, b, say = (words) => words) {
  const offer = async (by, to, text, terms = {}) => {
    const id = idOf(await asks(by, { promiseOffer: { text: say(text), due: "in 3 days", ...terms } }));
    if (to) await asksOnceThere(to, { promiseAct: { id, verb: "accept" } });
    return id;
  };
  const acts = (by, id, verb, more = {}) => asksOnceThere(by, { promiseAct: { id, verb, ...more } });
  const begin = async (by, kind, text, more = {}) => idOf(await asks(by, { threadBegin: { kind, text: say(text), parts: [], start: "", until: "", review: "", ...more } }));
  const answers = (by, kind, id, verb, more = {}) => asksOnceThere(by, { threadAct: { kind, id, verb, text: "", when: "", inSession: false, parts: [], ...more } });
  const checkin = async (by, set) => (await asks(by, { checkinStart: { set } })).done.checkin.id;
  const seals = (by, id, closeness, words) => asksOnceThere(by, { checkinAnswer: { id, answers: [{ key: "connection", value: closeness, sharing: "exact" }, { key: "note", value: say(words), sharing: "exact" }] } });

  const note = idOf(await asks(a, { noteAdd: { text: say("I will be half an hour late on Thursday: the meeting moved."), kind: "plan_change", tags: [] } }));
  const money = idOf(await asks(b, { noteAdd: { text: say("I spent 40 on a book, from my own account."), kind: "money", tags: ["books"].map(say) } }));
  await asks(b, { noteAdd: { text: say("Thank you for asking how the talk went."), kind: "gratitude", tags: [] } });
  const repeating = await offer(a, b, "I will call when I leave work.", { every: "day", due: `${day(1)} 18:00` });
  const standing = await offer(b, a, "I will say so the same day when plans change.", { standing: true, due: "" });
  const kept = await offer(a, b, "I will water the plants while you are away.");
  await acts(a, kept, "report", { outcome: "kept", text: say("Twice, as we said.") });
  await acts(b, kept, "confirm", { text: say("They look well.") });
  const disputed = await offer(a, b, "I will be home by eight on Friday.");
  await acts(a, disputed, "report", { outcome: "kept" });
  await acts(b, disputed, "differ", { text: say("It was half past eight for me.") });
  await offer(b, null, "I will bring the bicycle to the workshop.", { due: "in 5 days", ifThen: say("it rains"), doneWhen: say("it stands there") });
  await asks(b, { promiseOffer: { text: say("I will book the table for your birthday."), due: "in 6 days", ask: true } });
  await asks(a, { promiseOffer: { text: say("I will read the letter."), due: "in 2 days", asDraft: true } });
  const question = await begin(b, "question", "What would make Sunday easier for you?");
  const agreement = await begin(b, "agreement", "Phones stay outside the bedroom.", { parts: [part("why", say("We sleep better."))] });
  await answers(a, "agreement", agreement, "sign");
  await begin(b, "agreement", "We look at the account together on the first Sunday.");
  const boundary = await begin(a, "boundary", "", { parts: [part("when", say("it gets loud")), part("i_will", say("leave the room for half an hour"))] });
  const repair = await begin(a, "repair", "", { parts: [part("what_happened", say("I waited an hour on Tuesday.")), part("what_i_need", say("A word when it gets late."))] });
  await answers(b, "repair", repair, "acknowledge", { parts: [part("i_hear", say("You waited, and did not know.")), part("my_part", say("I forgot to write."))] });
  const milestone = await begin(b, "milestone", "A whole month of Thursday evenings.", { start: day(-1) });
  await begin(a, "sign", "I did not look at the clock on Friday.");
  await begin(a, "session", "With Dr. Moll", { start: "in 4 days" });
  const journal = idOf(await asks(a, { privateWrite: { kind: "journal", text: say("A quiet evening. We laughed about the soup.") } }));
  const revealed = await checkin(b, "pulse");
  await seals(b, revealed, "6", "The walk was good.");
  await seals(a, revealed, "7", "Tuesday was heavy; since then it is lighter.");
  const open = await checkin(b, "pulse");
  await seals(b, open, "7", "I was glad of the soup.");
  const taken = idOf(await asks(b, { noteAdd: { text: say("Said in anger."), kind: "telling", tags: [] } }));
  await asksOnceThere(a, { noteShow: { id: taken } });
  await asks(b, { noteWithdraw: { id: taken } });
  await asksOnceThere(a, { takenBack: { verb: "show", id: taken } });
  await waitUntil("both have opened", async () => (await asks(a, { checkinShow: { id: revealed } })).done.checkin.state === "revealed");
  await waitUntil("the second is there, and answered", async () => (await asks(a, { checkinShow: { id: open } })).done.checkin.state === "sealed_by_partner");

  return {
    today: "today", promises: "promises", "promise-disputed": `promises/${disputed}`, "promise-repeating": `promises/${repeating}`, "promise-standing": `promises/${standing}`, "promise-kept": `promises/${kept}`,
    notes: "notes", "note-own": `notes/${note}`, "note-partner": `notes/${money}`, question: `thread/question/${question}`, checkins: "checkins", "checkin-open": `checkins/${open}`, "checkin-revealed": `checkins/${revealed}`,
    agreements: "agreements", agreement: `thread/agreement/${agreement}`, boundary: `thread/boundary/${boundary}`, repair: "repair", "repair-thread": `thread/repair/${repair}`, us: "us", milestone: `thread/milestone/${milestone}`,
    timeline: "timeline", "timeline-year-ago": "timeline/year-ago", private: "private", "private-journal": `private/journal/${journal}`, shared: "shared", search: "search", settings: "settings", pair: "pair", safety: "safety",
  };
}
