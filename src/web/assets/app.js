import { ask, enter, unlock, watch } from "./api.js";

const part = (id) => document.getElementById(id);

function say(text) {
  part("said").textContent = text;
}

function show(state) {
  part("unlock").hidden = state !== "covered" && state !== "locked";
  part("today").hidden = state !== "open";
  if (state === "out") say("This page is not let in. `avow web` opens a new one.");
  if (state === "covered") say("avow has covered itself. Your passphrase opens it again.");
  if (state === "locked") say("avow is locked. Your passphrase opens it.");
  if (state === "open") say("");
}

function list(things) {
  part("things").replaceChildren(...things.map((text) => {
    const line = document.createElement("li");
    line.textContent = text;
    return line;
  }));
}

async function refresh(byItself) {
  const today = (await ask({ today: null }, { byItself })).done.today;
  const status = (await ask({ status: null }, { byItself })).done.status;
  const things = [...today.mine, ...today.answers, ...today.threads, ...today.notes].map((one) => one.text);
  list(things.length > 0 ? things : ["Nothing waits for you."]);
  part("next").textContent = today.next;
  part("status").textContent = status.paired ? `You and ${status.partner}.` : "You are not paired yet.";
}

async function enterState(state, byItself) {
  show(state);
  if (state === "open") await refresh(byItself);
}

part("unlock").addEventListener("submit", async (event) => {
  event.preventDefault();
  const field = part("passphrase");
  const typed = field.value;
  field.value = "";
  try {
    await unlock(typed);
  } catch (error) {
    say(error.message);
  }
});

async function follow() {
  for (;;) {
    try {
      await watch((event) => {
        if (event.event === "state") enterState(event.state, true);
        if (event.event === "change") refresh(true).catch(() => {});
      });
    } catch (error) {
      if (error.code === "out") return show("out");
    }
    say("avow does not answer. Trying again.");
    await new Promise((wake) => setTimeout(wake, 2000));
  }
}

const state = await enter();
await enterState(state, false);
if (state !== "out") await follow();
