// The page in a real browser, against real instances:
//
//     node web_test.mjs --avow build/dev/avow --make-vault build/dev/tests/cli/avow_make_vault --out build/dev first_run
//
// `--list` names the parts. Pictures go into OUT/screenshots. Exit code 1: a part failed; it says why.
import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Complaints, openBrowser } from "./browser.mjs";
import { Failure, Folder } from "./people.mjs";

const here = new URL(".", import.meta.url);
const parts = {};
for (const file of readdirSync(new URL("parts/", here)).sort()) {
  for (const [name, part] of Object.entries(await import(new URL(`parts/${file}`, here)))) if (part.length === 1) parts[name] = part;  // others help
}

const { values, positionals } = parseArgs({ allowPositionals: true, options: { avow: { type: "string" }, "make-vault": { type: "string" }, out: { type: "string", default: "build/dev" }, assets: { type: "string" }, list: { type: "boolean" } } });

const LONGEST = 240;  // seconds for a part

function inTime(work) {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Failure(`not done within ${LONGEST} s`)), LONGEST * 1000);
    work.then(resolve, reject).finally(() => clearTimeout(late));
  });
}

async function run(name) {
  const folder = new Folder();
  const test = { folder, tools: { avow: values.avow, makeVault: values["make-vault"], assets: values.assets ? ["--assets-dir", values.assets] : [] }, complaints: new Complaints(), screenshots: join(values.out, "screenshots"), out: values.out };
  mkdirSync(test.screenshots, { recursive: true });
  test.browser = await openBrowser(parts[name].chromium);
  try {
    await inTime(parts[name](test));
    test.complaints.expectNone();
  } catch (error) {
    // What was on the screen says more than the error.
    let number = 0;
    for (const context of test.browser.contexts()) for (const page of context.pages()) await page.screenshot({ path: join(test.screenshots, `FAILED-${name}-${++number}.png`), timeout: 5000 }).catch(() => {});
    throw error;
  } finally {
    await test.browser.close();
    await folder.remove();
  }
}

if (values.list) console.log(Object.keys(parts).join("\n"));
let failed = 0;
for (const name of values.list ? [] : positionals.length > 0 ? positionals : Object.keys(parts)) {
  const began = performance.now();
  const seconds = () => `${((performance.now() - began) / 1000).toFixed(1)} s`;
  try {
    await run(name);
    console.log(`ok    ${name} (${seconds()})`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL  ${name} (${seconds()}): ${error instanceof Failure ? error.message : error.stack}`);
  }
}
process.exitCode = failed > 0 ? 1 : 0;
