// Which verbs a promise's state leaves to me: the table of protocol/README.md#promises, read for one person.
// Each is {verb, text: its words in the catalogue, ...what it takes}.

const REPORTED = ["kept", "partly", "missed"];
const SETTLED = ["kept", "partly", "missed"];
const VIEWS = ["kept", "partly", "missed", "cant-tell"];
const OWN_WORD = ["reported", "kept_own_word", "partly_own_word"];
const CORRECTABLE = ["reported", "kept", "kept_late", "kept_own_word", "partly", "partly_own_word", "missed", "disputed", "left_open"];
const VIEWED = ["unreported", "reported", "kept_own_word", "partly_own_word", "missed", "disputed", "left_open"];

const is = (state, ...names) => names.flat().includes(state);
const plain = (verb, more = {}) => ({ verb, text: verb, ...more });

const waits = (promise, kind) => promise.pending.some((one) => one.by === "me" && one.kind === kind);

function onProposal(promise) {
  const upward = promise.state !== "disputed";
  return promise.pending.flatMap((one) => {
    if (one.by === "me") return [plain("withdraw", { text: "withdrawProposal" })];
    const yes = one.kind === "terms" ? [plain("accept", { text: "acceptChange" })] : upward ? [plain("confirm", { say: true })] : [];
    return [...yes, plain("decline", { text: "declineProposal" })];
  });
}

function beforeItBinds({ state }, mine) {
  const answer = is(state, "offered") ? !mine : mine;
  if (!answer) return [plain("withdraw")];
  return [plain(is(state, "offered") ? "accept" : "take"), plain("counter", { terms: true }), plain("decline")];
}

function asItHolds(promise, mine) {
  const { state, shape } = promise;
  const series = is(shape, "repeating", "standing");
  const single = !series;
  const whole = shape !== "day";
  const holds = is(state, "active", "unreported");
  const out = [];
  if (mine) {
    if (holds && single) out.push(plain("report", { outcomes: REPORTED, doneAt: true, say: true }));
    if (is(state, "paused")) out.push(plain("resume"));
    if (is(state, "active") && single) out.push(plain("at-risk", { say: true }));
    if (holds && shape === "conditional") out.push(plain("not-come-up"));
  }
  const proposed = waits(promise, "terms");
  if (holds && whole && !proposed) out.push(plain("change", { terms: true }));
  if (!mine) return [...out, plain("release")];
  if (is(state, "active") && whole) out.push(plain("pause", { span: true }));
  if (series) out.push(plain("end", { from: true }));
  if (single) out.push(plain("excuse", { say: true }));
  return [...out, plain("step-back")];
}

function afterTheWord(promise, mine) {
  const { state } = promise;
  const named = waits(promise, "outcome");  // then it is taken back before another is named
  const out = [];
  if (!mine && is(state, OWN_WORD)) out.push(plain("confirm", { say: true }), plain("differ", { say: true, sayRequired: true }));
  if (is(state, "disputed")) out.push(plain("settle", { outcomes: [...(named ? [] : SETTLED), ...(mine ? [] : ["take-back"]), "leave-open"], say: true }));
  if (mine && is(state, CORRECTABLE) && !(named && state !== "disputed")) out.push(plain("correct", { outcomes: REPORTED, say: true }));
  return out;
}

function beside(promise, mine, now) {
  const { state, history, due } = promise;
  if (mine || !due || new Date(due) > now) return [];
  const out = is(state, VIEWED) ? [plain("view", { outcomes: VIEWS, say: true })] : [];
  const asked = history.some((one) => one.event === "nudge" && one.by === "me");
  return is(state, "unreported") && !asked ? [...out, plain("nudge")] : out;
}

export function verbsOf(promise, now = new Date()) {
  const mine = promise.by === "me";
  const { state } = promise;
  if (is(state, "draft")) return [plain("offer")];
  if (is(state, "asked", "offered", "countered")) return beforeItBinds(promise, mine);
  const first = onProposal(promise);
  const confirmed = first.some((one) => one.verb === "confirm");
  const rest = is(state, "active", "unreported", "paused") ? asItHolds(promise, mine) : afterTheWord(promise, mine);
  return [...first, ...rest.filter((one) => !(confirmed && one.verb === "confirm")), ...beside(promise, mine, now)];
}
