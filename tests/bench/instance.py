#!/usr/bin/env python3
"""How an instance that stays up feels: delivery, commands through the socket, memory, wake-ups, start.

    python3 tests/bench/instance.py AVOW AVOW_MAKE_VAULT [--records 100000] [--idle 60]

Two real instances on loopback, vaults with a cheap key derivation. The vaults lie in a temporary folder and are removed.
"""

import argparse
import json
import pathlib
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "e2e"))
from people import Folder, Person, pair, sync  # noqa: E402

NOTES_FOR_DELIVERY = 300


def quantiles(seconds):
    ordered = sorted(1000 * s for s in seconds)
    at = lambda share: ordered[min(len(ordered) - 1, int(len(ordered) * share))]
    return f"p50 {at(0.5):.2f} ms, p99 {at(0.99):.2f} ms, max {ordered[-1]:.2f} ms"


class Serving:
    """One `avow serve --json`; its lines with the moment at which they came."""

    def __init__(self, person, *words):
        started = time.perf_counter()
        self.person = person
        self.running = person.start("serve", *words)
        self.address = self.running.line()["data"]["address"]
        self.start_seconds = time.perf_counter() - started
        self.received = []  # (entries so far, when)
        self.thread = threading.Thread(target=self.read, daemon=True)
        self.thread.start()

    def read(self):
        total = 0
        for line in self.running.process.stdout:
            now = time.perf_counter()
            data = json.loads(line).get("data", {})
            if data.get("event") == "received":
                total += data["count"]
                self.received.append((total, now))

    @property
    def pid(self):
        return self.running.process.pid

    def proc(self, name, file="status"):
        for line in pathlib.Path(f"/proc/{self.pid}/{file}").read_text().splitlines():
            if line.startswith(name + ":"):
                return int(line.split()[1])
        raise KeyError(name)

    def stop(self):
        self.running.process.terminate()
        self.running.process.wait(20)


def total(serving):
    return serving.received[-1][0] if serving.received else 0


def wait_for(condition, seconds=60):
    end = time.perf_counter() + seconds
    while not condition():
        if time.perf_counter() > end:
            raise SystemExit("it took too long")
        time.sleep(0.001)


def delivery(a, b):
    """From the moment `note add` has returned to the partner's event, which comes after the note is durable there."""
    before, times = total(b), []
    for i in range(NOTES_FOR_DELIVERY):
        a.person.ask("note", "add", f"note {i}")
        returned = time.perf_counter()
        wait_for(lambda: total(b) > before + i)
        times.append(max(0.0, b.received[-1][1] - returned))
    print(f"delivery at once, {NOTES_FOR_DELIVERY} notes: note add returned -> durable at the partner: {quantiles(times)}")


def commands(person, records):
    note = person.ask("note", "list", "--limit", "1")["notes"][0]["id"]
    for words in (["status"], ["today"], ["note", "list", "--limit", "50"], ["note", "show", note], ["promise", "list", "--limit", "50"],
                  ["words"], ["config", "show"], ["device"], ["doctor"]):
        times = []
        for _ in range(40):
            start = time.perf_counter()
            person.ask(*words)
            times.append(time.perf_counter() - start)
        name = " ".join(words).replace(note, "ID")
        print(f"command, whole process through the socket, {records} records: {name:24} {quantiles(times)}")


def idle(serving, seconds):
    switches = lambda: serving.proc("voluntary_ctxt_switches") + serving.proc("nonvoluntary_ctxt_switches")
    before = switches()
    time.sleep(seconds)
    rate = (switches() - before) / seconds
    print(f"idle, connected: {rate:.2f} wake-ups/s over {seconds} s; resident {serving.proc('VmRSS') / 1024:.1f} MiB, peak "
          f"{serving.proc('VmHWM') / 1024:.1f} MiB")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("avow")
    parser.add_argument("make_vault")
    parser.add_argument("--records", type=int, default=100000)
    parser.add_argument("--idle", type=int, default=60)
    options = parser.parse_args()
    with Folder() as folder:
        tools = {"avow": str(pathlib.Path(options.avow).resolve()), "make_vault": str(pathlib.Path(options.make_vault).resolve())}
        a, b = Person(tools, folder, "ana"), Person(tools, folder, "ben")
        a.make()
        b.make()
        pair(a, b)
        a.ask("note", "add", "--each-line", "-", stdin="".join(f"note {i} {'x' * 190}\n" for i in range(700)))
        for i in range(0, 300, 10):
            b.ask("promise", "offer", f"I will call, {i}", "--due", "2030-01-01")
        sync(b, a)
        first = Serving(b, "--listen", "127.0.0.1:0")
        second = Serving(a, "--dial", first.address)
        print(f"start to listening, about 1,000 records (cheap key derivation): {1000 * first.start_seconds:.0f} ms as a whole process")
        time.sleep(3)
        idle(first, options.idle)
        for person in (a, b):
            person.ask("config", "set", "delivery", "at-once")
        delivery(second, first)
        missing = options.records - 1000 - NOTES_FOR_DELIVERY
        if missing > 0:
            before = total(first)
            a.ask("note", "add", "--each-line", "-", stdin="".join(f"note {i} {'y' * 190}\n" for i in range(missing)))
            wait_for(lambda: total(first) >= before + missing, 120)
        commands(b, options.records)
        print(f"resident with {options.records} records: {first.proc('VmRSS') / 1024:.1f} MiB")
        second.stop()
        first.stop()


if __name__ == "__main__":
    main()
