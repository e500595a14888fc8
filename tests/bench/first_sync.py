#!/usr/bin/env python3
"""First sync of N notes of 200 bytes into an empty vault, over loopback, with two real processes of avow.

    tests/bench/first_sync.py build/release/avow [--notes 100000] [--dialer empty|full]

Makes two vaults in a temporary folder (at the full cost of the passphrase), pairs them side by side, writes the notes
to one of them, and lets one dial the other. Says how long the dialing process ran, how long it took from its
connection to its last line, and how much memory both used at most after they were unlocked (VmHWM after writing 5 to
/proc/PID/clear_refs). Linux only; needs nothing but Python.
"""

import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading
import time

UNLOCKING_KIB = 200 * 1024  # Argon2id holds 256 MiB while a vault is unlocked


def memory_kib(pid, field):
    """A line of /proc/PID/status in KiB; 0 when the process is gone."""
    try:
        for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith(field + ":"):
                return int(line.split()[1])
    except (FileNotFoundError, ProcessLookupError):
        pass
    return 0


class Memory(threading.Thread):
    """Watches one process: waits until it is unlocked, starts its peak anew, and keeps that."""

    def __init__(self, pid, unlocked=False):
        super().__init__(daemon=True)
        self.pid = pid
        self.unlocked = unlocked
        self.unlocking = False
        self.peak_kib = 0
        self.cpu_seconds = 0.0
        self.start()

    def run(self):
        while not self.unlocked:
            rss = memory_kib(self.pid, "VmRSS")
            if rss == 0:
                return
            self.unlocking = self.unlocking or rss > UNLOCKING_KIB
            self.unlocked = self.unlocking and rss < UNLOCKING_KIB / 2
            time.sleep(0.002)
        try:
            pathlib.Path(f"/proc/{self.pid}/clear_refs").write_text("5")
        except OSError:
            return
        ticks = os.sysconf("SC_CLK_TCK")
        while (peak := memory_kib(self.pid, "VmHWM")) > 0:
            self.peak_kib = max(self.peak_kib, peak)
            try:
                fields = pathlib.Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
                self.cpu_seconds = (int(fields[11]) + int(fields[12])) / ticks
            except (FileNotFoundError, ProcessLookupError):
                return
            time.sleep(0.01)


def established(port):
    """Is there a connection to that local port?"""
    wanted = f":{port:04X}"
    for line in pathlib.Path("/proc/net/tcp").read_text().splitlines()[1:]:
        fields = line.split()
        if fields[2].endswith(wanted) and fields[3] == "01":
            return True
    return False


class Bench:
    def __init__(self, avow, folder):
        self.avow = avow
        self.folder = pathlib.Path(folder)
        self.passphrase = self.folder / "passphrase"
        self.passphrase.write_text("five words that nobody guesses\n")
        self.environment = dict(os.environ, XDG_STATE_HOME=str(self.folder / "state"), HOME=str(self.folder))

    def start(self, who, *arguments, **more):
        command = [self.avow, "--json", "--no-input", "--vault", str(self.folder / who), "--passphrase-file",
                   str(self.passphrase), *arguments]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                                env=self.environment, **more)

    @staticmethod
    def answer(line):
        reply = json.loads(line)
        if "error" in reply:
            sys.exit(f"avow: {reply['error']['code']}: {reply['error']['message']}")
        return reply["data"]

    def run(self, who, *arguments, text=None):
        process = self.start(who, *arguments, stdin=subprocess.PIPE if text else subprocess.DEVNULL)
        out, _ = process.communicate(text)
        return self.answer(out.splitlines()[-1])

    def pair(self):
        inviter = self.start("full", "pair", "invite", "--listen", "127.0.0.1:0", "--side-by-side",
                             stdin=subprocess.DEVNULL)
        invite = self.answer(inviter.stdout.readline())
        link = self.folder / "link"
        link.write_text(invite["link"])
        self.run("empty", "pair", "join", "--link-file", str(link), "--side-by-side")
        self.answer(inviter.stdout.read().splitlines()[-1])
        inviter.wait()

    def sync(self, dialer_name):
        listener_name = "full" if dialer_name == "empty" else "empty"
        listener = self.start(listener_name, "sync", "--listen", "127.0.0.1:0", stdin=subprocess.DEVNULL)
        address = self.answer(listener.stdout.readline())["address"]
        listener_memory = Memory(listener.pid, unlocked=True)
        started = time.monotonic()
        dialer = self.start(dialer_name, "sync", "--at", address, stdin=subprocess.DEVNULL)
        dialer_memory = Memory(dialer.pid)
        port = int(address.rsplit(":", 1)[1])
        while not established(port) and dialer.poll() is None:
            time.sleep(0.001)
        connected = time.monotonic()
        result = self.answer(dialer.stdout.readline())
        level = time.monotonic()
        dialer.wait()
        ended = time.monotonic()
        self.answer(listener.stdout.readline())
        listener.wait()
        for memory in (listener_memory, dialer_memory):
            memory.join(timeout=2)
        return result, ended - started, level - connected, listener_memory, dialer_memory


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("avow")
    parser.add_argument("--notes", type=int, default=100_000)
    parser.add_argument("--dialer", choices=["empty", "full"], default="empty")
    options = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="avow-bench-")
    try:
        bench = Bench(str(pathlib.Path(options.avow).resolve()), folder)
        for who in ("full", "empty"):
            bench.run(who, "init", "--name", who)
        bench.pair()
        lines = "".join(f"note {i} ".ljust(200, "x") + "\n" for i in range(options.notes))
        started = time.monotonic()
        written = bench.run("full", "note", "add", "--each-line", "-", text=lines)
        print(f"written: {written['count']} notes in {time.monotonic() - started:.2f} s")
        result, wall, to_level, listener, dialer = bench.sync(options.dialer)
        moved = result["sent"] + result["received"]
        if not result["level"] or moved != options.notes:
            sys.exit(f"not level: {result}")
        print(f"first sync of {options.notes} notes, the {options.dialer} vault dials:")
        print(f"  dialing process        {wall:.2f} s (unlocking included)")
        print(f"  from connect to level  {to_level:.2f} s, {moved / to_level:.0f} entries/s")
        print(f"  peak after unlock      listener {listener.peak_kib / 1024:.0f} MiB, dialer {dialer.peak_kib / 1024:.0f} MiB")
        print(f"  CPU, unlock included   listener {listener.cpu_seconds:.2f} s, dialer {dialer.cpu_seconds:.2f} s")
        verified = bench.run("empty", "verify")
        print(f"  verify                 {'ok' if verified['ok'] else verified['problems']}, {verified['entries']} entries")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
