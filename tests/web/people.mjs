// Two people with the real program, as in tests/e2e/people.py: temporary folders, loopback only, and what was started is
// ended by its pid, whatever happened.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

export const PASSPHRASE = "a sentence of our own";

export class Failure extends Error {}

export function expect(what, condition, seen) {
  if (!condition) throw new Failure(seen === undefined ? what : `${what}: ${JSON.stringify(seen)}`);
}

export async function waitUntil(what, condition, seconds = 20) {
  const end = Date.now() + seconds * 1000;
  while (!(await condition())) {
    if (Date.now() > end) throw new Failure(`not within ${seconds} s: ${what}`);
    await new Promise((wake) => setTimeout(wake, 30));
  }
}

export async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

// Everything of one test lies in one folder, and every process that names it was started by the test.
export class Folder {
  constructor() {
    this.path = mkdtempSync(join(tmpdir(), "avow-web-"));
  }

  running() {
    return readdirSync("/proc").filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid).filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(`${this.path}/`);
      } catch {
        return false;  // it has just ended
      }
    }).map(Number);
  }

  async remove() {
    for (const sign of ["SIGTERM", "SIGKILL"]) {
      for (const pid of this.running()) {
        try {
          process.kill(pid, sign);
        } catch { /* it has just ended */ }
      }
      await waitUntil("all has ended", () => this.running().length === 0, 5).catch(() => {});
    }
    rmSync(this.path, { recursive: true, force: true });
  }
}

export class Person {
  constructor(tools, folder, name) {
    this.tools = tools;
    this.name = name;
    this.home = join(folder.path, name);
    this.vault = join(this.home, "vault");
    this.state = join(this.home, "state");
    mkdirSync(this.home);
    writeFileSync(join(this.home, "passphrase"), `${PASSPHRASE}\n`);
  }

  get env() {
    return { ...process.env, HOME: this.home, XDG_STATE_HOME: this.state, XDG_DATA_HOME: join(this.home, "data"), XDG_RUNTIME_DIR: this.home, TZ: "Europe/Berlin", NO_COLOR: "1" };
  }

  // A vault with a cheap key derivation.
  async make() {
    const child = spawn(this.tools.makeVault, [this.vault, this.state, this.name], { env: this.env, stdio: ["pipe", "ignore", "inherit"] });
    child.stdin.end(`${PASSPHRASE}\n`);
    const [code] = await once(child, "exit");
    expect("the vault is made", code === 0, code);
  }

  start(words, { stdin, passphrase = true } = {}) {
    const source = passphrase ? ["--passphrase-file", join(this.home, "passphrase")] : [];
    const child = spawn(this.tools.avow, [...words, "--vault", this.vault, ...source, "--no-input", "--json"], { env: this.env, stdio: ["pipe", "pipe", "ignore"] });
    child.stdin.on("error", () => {});  // it may end before it has read
    child.stdin.end(stdin ?? "");
    const running = { child, lines: [], line: null };
    const reader = createInterface({ input: child.stdout });
    reader.on("line", (text) => running.lines.push(JSON.parse(text)));
    running.ended = once(child, "exit").then(([code]) => code);
    running.first = () => waitUntil(`the first line of ${words.join(" ")}`, () => running.lines.length > 0 || child.exitCode !== null).then(() => running.lines[0].data);
    running.closed = once(reader, "close");
    return running;
  }

  // The last line of a command, after it went well.
  async avow(words, options) {
    const running = this.start(words, options);
    const code = await running.ended;
    await running.closed;
    expect(`${this.name}: avow ${words.join(" ")}`, code === 0, running.lines.at(-1));
    return running.lines.at(-1).data;
  }

  async serve(...words) {
    this.serving = this.start(["serve", ...words]);
    return this.serving.first();
  }

  async end() {
    this.serving.child.kill("SIGTERM");
    expect("it ends", (await this.serving.ended) === 0);
  }

  async web(...words) {
    return this.avow(["web", "--no-open", ...this.tools.assets, ...words]);
  }
}

export async function pair(inviter, joiner) {
  const invite = inviter.start(["pair", "invite", "--listen", "127.0.0.1:0", "--side-by-side", "--for", "30s"]);
  const { link } = await invite.first();
  const joined = await joiner.avow(["pair", "join", "--link-file", "-", "--side-by-side"], { stdin: link });
  expect("paired", (await invite.ended) === 0 && invite.lines.at(-1).data.words.join() === joined.words.join(), invite.lines);
}

// Ana and Ben, paired, each with an instance that stays up and passes things on at once.
export async function couple(tools, folder) {
  const ana = new Person(tools, folder, "Ana");
  const ben = new Person(tools, folder, "Ben");
  await Promise.all([ana.make(), ben.make()]);
  await pair(ana, ben);
  for (const person of [ana, ben]) {
    await person.avow(["config", "set", "delivery", "at-once"]);
    await person.avow(["config", "set", "cover-after", "never"]);
  }
  const port = await freePort();
  await ana.serve("--listen", `127.0.0.1:${port}`);
  await ben.serve("--dial", `127.0.0.1:${port}`);
  return [ana, ben];
}
