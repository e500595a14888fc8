// A browser, and pages in it as a person uses them: by what they say. Whatever a page complains about fails the test.
import { chromium } from "playwright-core";
import { Failure, expect, waitUntil } from "./people.mjs";

const PATIENCE = 15000;  // ms; for a busy machine

export async function openBrowser(args = []) {
  return chromium.launch({ executablePath: process.env.AVOW_CHROMIUM ?? "/usr/bin/chromium", args: [...(process.getuid() === 0 ? ["--no-sandbox"] : []), ...args] });
}

// What the browser itself says about pages: errors, warnings, refusals of the Content-Security-Policy.
export class Complaints {
  constructor() {
    this.all = [];
  }

  async of(context) {
    await context.addInitScript(() => addEventListener("securitypolicyviolation", (event) => console.error(`CSP ${event.effectiveDirective} ${event.blockedURI}`)));
    context.on("page", (page) => {
      // "verbose" is advice: that a password needs a user's name beside it, for one.
      page.on("console", (message) => message.type() !== "verbose" && this.all.push(`${message.type()}: ${message.text()} (${message.location().url})`));
      page.on("pageerror", (error) => this.all.push(`error: ${error.message}`));
    });
  }

  // What the browser says of its own accord, where it is meant: that it got a 401, or that nobody answered.
  leaveOut(words) {
    this.all = this.all.filter((line) => !line.includes(words));
  }

  expectNone() {
    expect("no page complained", this.all.length === 0, this.all);
  }
}

// The page of one person in a browser of their own. `clock`: the test moves its time, too.
export async function openPage(test, person, { at, clock, ...options } = {}) {
  const context = await test.browser.newContext({ viewport: { width: 1000, height: 900 }, locale: "en-GB", timezoneId: "Europe/Berlin", ...options });
  await test.complaints.of(context);
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  if (clock) await page.clock.install();
  await page.goto(at ?? (await person.web()).url);
  await settled(page);
  return page;
}

// Nothing is on its way any more. (Why no waitForFunction: the page's policy refuses what it evaluates, and rightly.)
export async function settled(page) {
  await page.locator("h1").waitFor();
  await page.locator(".wait, .fresh, form[aria-busy=true]").first().waitFor({ state: "detached" });
}

// By the menu.
export async function open(page, name) {
  await page.getByRole("navigation").getByRole("link", { name, exact: true }).click();
  await page.getByRole("heading", { name, exact: true, level: 1 }).waitFor();
  await settled(page);
}

export async function sees(page, words) {
  await page.getByText(words).first().waitFor();
}

export async function seesNot(page, words) {
  await settled(page);
  expect(`"${words}" is not shown`, (await page.getByText(words).count()) === 0);
}

// A link in the page itself, found by what it says.
export async function follow(page, words) {
  await page.getByRole("main").getByRole("link", { name: words }).first().click();
  await settled(page);
}

const regex = (label) => new RegExp(`^${label.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`);

// What can be done, unfolded.
export async function unfold(scope, label) {
  const fold = scope.locator("details", { has: scope.page().locator("summary", { hasText: regex(label) }) }).first();
  await fold.locator("> summary").click();
  await fold.locator("> .inside").waitFor();
  return fold;
}

export async function fill(form, values) {
  for (const [label, value] of Object.entries(values)) {
    const field = form.getByLabel(label).and(form.page().locator("input, select, textarea")).first();  // a fold may be called the same
    const tag = await field.evaluate((element) => (element.type === "checkbox" ? "checkbox" : element.tagName));
    if (tag === "SELECT") await field.selectOption({ label: value });
    else if (tag === "checkbox") await field.setChecked(value);
    else await field.fill(value);
  }
}

const asks = (request) => request.method() === "POST" && new URL(request.url()).pathname === "/api" && !request.postData().includes('"today":null');

// Sends a form, and gives what the page says then.
export async function send(page, form, button) {
  const answered = page.waitForResponse((response) => asks(response.request()));
  await form.getByRole("button", { name: button, exact: true }).click();
  await answered;  // from here on the form is busy until all is told
  await settled(page);
  const problem = form.page().locator(".problem");
  if (await problem.count()) throw new Failure(`"${button}" was refused: ${await problem.first().innerText()}`);
  const said = page.locator("#said:not(:empty)");
  await said.waitFor();
  return said.innerText();
}

// Unfolds what is called so, fills it in and sends it.
export async function act(page, label, values = {}, { scope = page.getByRole("main"), button = label } = {}) {
  const fold = await unfold(scope, label);
  await fill(fold, values);
  return send(page, fold, button);
}

export async function unlock(page, passphrase) {
  await page.getByLabel("Passphrase").fill(passphrase);
  await page.getByRole("button", { name: "Unlock" }).click();
  await page.getByRole("navigation").waitFor();
  await settled(page);
}

// Nothing of either is on its way to the other.
export async function level(...people) {
  await waitUntil("all is delivered", async () => {
    for (const person of people) if ((await person.avow(["status"], { passphrase: false })).undelivered > 0) return false;
    return true;
  });
}
