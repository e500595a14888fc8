// How a page speaks with its own avow (protocol/README.md#page): the token becomes a session, requests are answered in
// lines, events say that something changed.

const KEY = "avow-session";

// The session outlives a reload of this tab, nothing else.
export async function enter() {
  const token = new URLSearchParams(location.hash.slice(1)).get("t");
  if (token) {
    history.replaceState(null, "", "/");
    const answer = await fetch("/session", post(JSON.stringify({ token }), {}));
    if (answer.ok) {
      const { data } = await answer.json();
      sessionStorage.setItem(KEY, data.session);
      return data.state;
    }
  }
  const answer = await fetch("/session", { headers: bearer() });
  return answer.ok ? (await answer.json()).data.state : "out";
}

// Locks, and ends this session here and there, without waiting for either: for somebody who leaves at once.
export function lockAndForget() {
  fetch("/leave", { keepalive: true, ...post("{}", bearer()) }).catch(() => {});
  sessionStorage.clear();
}

// Every other page is let in no more, nor is an address that was not used yet. Gives how many pages that were.
export async function endOthers() {
  const answer = await fetch("/session/others", { method: "DELETE", headers: bearer() });
  if (!answer.ok) throw refusal(answer);
  return (await answer.json()).data.ended;
}

const sendBytes = async (target, bytes, signal) => answerOf(await fetch(target, { ...post(bytes, bearer(), "application/octet-stream"), signal }));
const sendTyped = (target, ...lines) => sendBytes(target, new TextEncoder().encode(lines.join("\n")));

export const unlock = (passphrase) => sendTyped("/unlock", passphrase);

// A vault for somebody who has none: gives the recovery code. It is asked for again until `codeShown`.
export const makeVault = (name, passphrase) => sendTyped("/init", name, passphrase);

export const codeShown = (code) => sendTyped("/init/shown", code);

// While avow is locked: gives the new recovery code.
export const changePassphrase = (passphrase, fresh) => sendTyped("/passphrase", passphrase, fresh);

// While avow is locked: removes the vault from this device, and avow ends. Without the passphrase its backups stay.
export const wipe = (name, passphrase) => sendTyped("/wipe", name, passphrase);

const PIECE = 512 * 1024;  // bytes of a backup at a time
const BEGINS = "avow backup file";  // protocol/README.md#backup

export const isBackup = async (file) => (await file.slice(0, BEGINS.length).text()) === BEGINS;

// `target`: "/restore" makes the vault that the backup holds, for somebody who has none; "/backup/verify" looks whether it is
// whole. `secret`: passphrase or recovery code. Calls back with the bytes that are there.
export async function sendBackup(target, file, secret, onPiece, signal) {
  await sendBytes("/restore/piece", new Uint8Array(), signal);
  for (let at = 0; at < file.size; at += PIECE) {
    onPiece(at);
    await sendBytes("/restore/piece", await file.slice(at, at + PIECE).arrayBuffer(), signal);
  }
  onPiece(file.size);
  return sendTyped(target, secret);
}

function bearer() {
  return { Authorization: `Bearer ${sessionStorage.getItem(KEY) ?? ""}` };
}

function post(body, headers, type = "application/json") {
  return { method: "POST", body, headers: { ...headers, "Content-Type": type } };
}

const refusal = ({ status, statusText }) => ({ code: status === 401 ? "out" : "failed", message: statusText, hint: "" });

// Whole lines out of a body, as they come.
async function* linesOf(answer, end) {
  const decoder = new TextDecoder();
  const reader = answer.body.getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    rest += decoder.decode(value, { stream: true });
    const whole = rest.split(end);
    rest = whole.pop();
    yield* whole;
  }
}

async function answerOf(response, onItem) {
  if (!response.ok) throw refusal(response);
  const items = [];
  if (response.status === 204) return { items };
  for await (const line of linesOf(response, "\n")) {
    const said = JSON.parse(line);
    if (said.error) throw said.error;
    if (said.done) return { items, done: said.done };
    if (onItem) onItem(said.item);
    else items.push(said.item);
  }
  throw { code: "lost", message: "", hint: "" };
}

// One request of the local API, like {today: null}. Gives {items, done}, or throws {code, message, hint, candidates}.
// `onItem`: takes the items one by one as they come, and then they are not gathered.
// `byItself`: nobody asked for it; it does not put off the moment when avow covers itself. `id`: the same one again, with the
// same request, gets the same answer; it is not done twice.
export async function ask(request, { byItself = false, id, onItem, signal } = {}) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const where = byItself ? "/api/refresh" : "/api";
  const headers = id ? { ...bearer(), "Avow-Request-Id": id } : bearer();
  return answerOf(await fetch(where, { ...post(JSON.stringify({ zone, ...request }), headers), signal }), onItem);
}

// Nobody knows what became of it.
export const isLost = (error) => error instanceof TypeError || error.code === "lost";

// Calls back with {event, ...} for every event, until it is cut.
export async function watch(onEvent, signal) {
  const response = await fetch("/events", { headers: bearer(), signal });
  if (!response.ok) throw refusal(response);
  for await (const block of linesOf(response, "\n\n")) {
    const event = /^event: (.*)$/m.exec(block);
    const data = /^data: (.*)$/m.exec(block);
    if (event && data) onEvent({ event: event[1], ...JSON.parse(data[1]) });
  }
}
