"""Two people with the real program: shared by the end-to-end tests. Loopback only; ends only what it started.

tools["instance"]: every vault also gets a running instance (`avow unlock`), so that all commands go through its socket.
"""

import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time

PASSPHRASE = "a sentence of our own"


class Failure(Exception):
    """What a test found wrong, as a sentence."""


# What was started, as (pid, vault): what still runs then, Folder ends, whatever happened.
background = []


def runs(pid, vault):
    """Is this process still that vault's instance? A zombie is not: its parent has not looked yet."""
    try:
        return str(vault).encode() in pathlib.Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return False


def end_background():
    for sign in (signal.SIGTERM, signal.SIGKILL):
        for pid, vault in background:
            if runs(pid, vault):
                os.kill(pid, sign)
        deadline = time.monotonic() + 5
        while any(runs(*one) for one in background) and time.monotonic() < deadline:
            time.sleep(0.01)
    background.clear()


class Running:
    """One avow process whose JSON lines are read as they come."""

    def __init__(self, process):
        self.process = process

    def line(self, timeout=30):
        # Why no select: the program prints whole lines, flushed, and every caller expects one.
        deadline = time.monotonic() + timeout
        text = self.process.stdout.readline()
        if not text:
            raise Failure(f"no line came (exit {self.process.wait()}, {time.monotonic() - deadline + timeout:.1f} s)")
        return json.loads(text)

    def finish(self, timeout=60):
        try:
            out, _ = self.process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired as late:
            self.kill()
            raise Failure(f"it did not end within {timeout} s: {' '.join(self.process.args)}") from late
        lines = [json.loads(line) for line in out.splitlines() if line.strip()]
        return self.process.returncode, lines

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.communicate()


class Person:
    def __init__(self, tools, folder, name):
        self.avow = tools["avow"]
        self.make_vault = tools["make_vault"]
        self.with_instance = tools.get("instance", False)
        self.name = name
        self.home = folder / name
        self.home.mkdir()
        self.vault = self.home / "vault"
        self.state = self.home / "state"
        self.passphrase = self.home / "passphrase"
        self.passphrase.write_text(PASSPHRASE + "\n")

    def environment(self):
        env = dict(os.environ)
        env.update(HOME=str(self.home), XDG_STATE_HOME=str(self.state), XDG_DATA_HOME=str(self.home / "data"),
                   XDG_RUNTIME_DIR=str(self.home), TZ="Europe/Berlin", NO_COLOR="1")
        return env

    def make(self):
        subprocess.run([self.make_vault, str(self.vault), str(self.state), self.name], input=PASSPHRASE + "\n",
                       text=True, check=True, capture_output=True, env=self.environment())
        self.settle()

    def settle(self):
        """The vault is made: from here on with an instance, when the test wants one."""
        if self.with_instance:
            self.unlock()

    def unlock(self, *words):
        """`avow unlock` in the background; its answer."""
        answer = self.ask("unlock", *words)
        if (answer["pid"], self.vault) not in background:
            background.append((answer["pid"], self.vault))
        return answer

    def command(self, *words, passphrase=True):
        source = ["--passphrase-file", str(self.passphrase)] if passphrase else []
        return [self.avow, *words, "--vault", str(self.vault), *source, "--no-input", "--json"]

    def start(self, *words, stdin=None, passphrase=True):
        command = self.command(*words, passphrase=passphrase)
        process = subprocess.Popen(command, stdin=subprocess.PIPE if stdin is not None else subprocess.DEVNULL,
                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=self.environment())
        background.append((process.pid, self.vault))
        if stdin is not None:
            process.stdin.write(stdin)
            process.stdin.close()
            process.stdin = None
        return Running(process)

    def ask(self, *words, stdin=None, code=0, passphrase=True):
        """The last JSON line's data (or error), after checking the exit code."""
        got, lines = self.start(*words, stdin=stdin, passphrase=passphrase).finish()
        if code is not None and got != code:
            raise Failure(f"{self.name}: avow {' '.join(words)}: exit {got}, expected {code}: {lines[-1:]}")
        if not lines:
            raise Failure(f"{self.name}: avow {' '.join(words)}: printed nothing")
        return lines[-1].get("data", lines[-1].get("error"))


def pair(inviter, joiner):
    invite = inviter.start("pair", "invite", "--listen", "127.0.0.1:0", "--side-by-side", "--for", "30s")
    link = invite.line()["data"]["link"]
    joined = joiner.ask("pair", "join", "--link-file", "-", "--side-by-side", stdin=link)
    code, lines = invite.finish()
    if code != 0 or lines[-1]["data"]["words"] != joined["words"]:
        raise Failure(f"pairing failed: {code} {lines} {joined}")


def sync(listener, dialer):
    """One sync; both last lines."""
    open_side = listener.start("sync", "--listen", "127.0.0.1:0", "--for", "30s")
    address = open_side.line()["data"]["address"]
    dialed = dialer.ask("sync", "--at", address)
    code, lines = open_side.finish()
    if code != 0:
        raise Failure(f"the listening side of a sync failed: {code} {lines}")
    listened = lines[-1]["data"]
    if dialed["words"] != listened["words"] or not dialed["level"]:
        raise Failure(f"not level, or other words: {dialed} {listened}")
    return listened, dialed


def check_same_history(a, b):
    """Both verify, and each holds the other's logs to the last entry."""
    seen = []
    for person in (a, b):
        verified = person.ask("verify")
        if not verified["ok"]:
            raise Failure(f"{person.name}: verify found {verified['problems']}")
        seen.append({(log["lane"], log["by"]): (log["size"], log["root"]) for log in verified["logs"]})
    other = {"me": "partner", "partner": "me"}
    if seen[0] != {(lane, other[by]): log for (lane, by), log in seen[1].items()}:
        raise Failure(f"the logs differ: {seen}")


class Folder:
    def __enter__(self):
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="avow-e2e-"))
        return self.path

    def __exit__(self, *_):
        end_background()
        shutil.rmtree(self.path, ignore_errors=True)
