// The quick way out (docs/claims.md, 19). It stands alone: it works whatever the rest of the page is doing.
import { lockAndForget } from "./api.js";
import { app } from "./text.js";

const NEUTRAL = "about:blank";
const WITHIN = 1500;  // ms for three presses

// Cleared first, so that nothing is left to be seen however slow the rest is; replaced, so that Back does not lead here.
function leave() {
  document.body.replaceChildren();
  document.title = "";
  lockAndForget();
  location.replace(NEUTRAL);
}

// Other tabs of the page go along.
const tabs = new BroadcastChannel("avow-leave");
tabs.addEventListener("message", leave);

export function leaveNow() {
  tabs.postMessage("");
  leave();
}

let presses = [];
addEventListener("keydown", (event) => {
  if (event.key !== "Shift") presses = [];
  if (event.key !== "Shift" || event.repeat) return;
  presses = [...presses.filter((at) => event.timeStamp - at < WITHIN), event.timeStamp];
  if (presses.length >= 3) leaveNow();
}, true);

const button = document.getElementById("leave-now");
button.textContent = app.quickExit;
button.title = app.quickExitHint;
button.addEventListener("click", leaveNow);
