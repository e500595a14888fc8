"""What avow shows of a person to their computer and to the network: its children, its ports, whom it calls."""

import datetime
import os
import pathlib
import shutil
import socket
import time
import zoneinfo

from instance_lock import HERE, THERE, Wire
from instances import Serving, Skip, expect, two_people, wait_level, wait_until
from people import PASSPHRASE, Person

SECRETS = ("kingfisher", "marmalade", PASSPHRASE)


def tomorrow():
    """As a date: between midnight and 04:00 the word may mean two days."""
    return (datetime.datetime.now(zoneinfo.ZoneInfo("Europe/Berlin")) + datetime.timedelta(days=1)).date().isoformat()


def listening_sockets(pid):
    """Local addresses at which this process takes TCP connections, as /proc names them."""
    own = set()
    for descriptor in pathlib.Path(f"/proc/{pid}/fd").iterdir():
        try:
            own.add(os.readlink(descriptor))
        except FileNotFoundError:
            pass
    out = []
    for table in ("tcp", "tcp6"):
        for line in pathlib.Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]:
            words = line.split()
            if words[3] == "0A" and f"socket:[{words[9]}]" in own:
                out.append(words[1])
    return out


def no_port_by_itself(tools, folder):
    """Nothing listens, before and after pairing, with and without a partner, until its owner says where."""
    a, b = two_people(tools, folder)
    for person in (a, b):
        serving = Serving(person)
        person.ask("note", "add", "written")
        person.ask("status")
        expect("no port is open", listening_sockets(serving.pid) == [], listening_sockets(serving.pid))
        expect("it ends with 0", serving.end() == 0)
    serving = Serving(a, "--listen", "127.0.0.1:0")
    expect("the test can see one", len(listening_sockets(serving.pid)) == 1)
    expect("it ends with 0", serving.end() == 0)


# Stands for every program that avow may start; writes down what it was given.
SPY = """#!/bin/sh
{ printf 'ARGV'; for word in "$0" "$@"; do printf ' [%s]' "$word"; done; printf '\\n'; env; } >>"$SPY_FILE"
[ "${0##*/}" = pass ] && cat "$SPY_PASSPHRASE"
exit 0
"""


def children_see_nothing(tools, folder):
    """What avow starts with its own environment and arguments gets no text of anybody's, and no passphrase."""
    person = Person(tools, folder, "Ana")
    person.make()
    spies = folder / "spies"
    spies.mkdir()
    (spies / "pass").write_text(SPY)
    (spies / "pass").chmod(0o700)
    seen = folder / "seen"
    person.environment = lambda make=person.environment: {
        **make(), "PATH": f"{spies}:{os.environ['PATH']}", "SPY_FILE": str(seen), "SPY_PASSPHRASE": str(person.passphrase),
        "AVOW_PASSPHRASE_COMMAND": str(spies / "pass")}
    serving = Serving(person)
    person.ask("note", "add", "-", stdin="a kingfisher over the weir", passphrase=False)
    person.ask("note", "list", passphrase=False)
    person.ask("export", "--jsonl", str(folder / "out.jsonl"), passphrase=False)
    expect("it ends with 0", serving.end() == 0)
    person.ask("note", "list", passphrase=False)
    told = seen.read_text()
    expect("the test can see children", "ARGV" in told and "pass]" in told)
    expect("no text and no passphrase", not [secret for secret in SECRETS if secret in told], told[:2000])


def reminders_say_nothing(tools, folder):
    """A reminder is the same sentence whatever it is about, and names nobody."""
    a, b = two_people(tools, folder)
    spies = folder / "spies"
    spies.mkdir()
    (spies / "notify-send").write_text(SPY)
    (spies / "notify-send").chmod(0o700)
    seen = folder / "seen"
    a.environment = lambda make=a.environment: {**make(), "PATH": f"{spies}:{os.environ['PATH']}", "SPY_FILE": str(seen)}
    for person in (a, b):
        person.ask("config", "set", "delivery", "at-once")
    a.ask("config", "set", "remind-before", "2d")
    serving = Serving(a, "--listen", "127.0.0.1:0")
    theirs = Serving(b, "--dial", serving.address)
    promise = a.ask("promise", "offer", "I will bring the marmalade", "--due", tomorrow())["id"]
    wait_level(a, b, 40)
    b.ask("promise", "accept", promise)
    wait_until("a reminder", lambda: seen.exists() and "ARGV" in seen.read_text(), 60)
    lines = [line for line in seen.read_text().splitlines() if line.startswith("ARGV")]
    for line in lines:
        words = line.split("[", 1)[1]
        expect("it names nobody and nothing", not [word for word in ("marmalade", "Ana", "Ben", "promise", "partner") if word in words], line)
        expect("and is the neutral sentence", words.endswith("[--app-name=avow] [avow] [Something waits for you in avow.]"), line)
    expect("both end with 0", (serving.end(), theirs.end()) == (0, 0))


def calls_nobody_else(tools, folder):
    """Packet by packet: whatever one does with avow, nothing leaves the host but the line to the partner."""
    if os.geteuid() != 0 or not shutil.which("ip"):
        raise Skip("needs root and ip")
    a, b = two_people(tools, folder)
    with Wire() as wire:
        wire.route_everything()
        theirs = Serving(b, "--listen", f"{THERE}:7342", prefix=wire.inside(1))
        plain = a.command

        def command(*words, **options):
            return [*wire.inside(0), *plain(*words, **options)]
        a.command = command
        a.ask("config", "set", "dial", f"{THERE}:7342")
        promise = a.ask("promise", "offer", "I will call", "--due", tomorrow())["id"]
        a.ask("sync", "--at", f"{THERE}:7342")
        for words in (("note", "add", "see https://example.com/a.png"), ("note", "list"), ("promise", "show", promise), ("today",),
                      ("us",), ("timeline",), ("search", "example"), ("stats",), ("shared",), ("status",), ("doctor",), ("verify",),
                      ("config",), ("device",), ("safety",), ("export", "--jsonl", str(folder / "out.jsonl")),
                      ("backup", "create", str(folder / "backup")), ("backup", "verify", str(folder / "backup"))):
            a.ask(*words)
        time.sleep(0.5)
        to_partner = [packet for packet in wire.packets if packet["from"] == HERE and packet["to"] == THERE]
        expect("the test can see the line to the partner", to_partner)
        others = [packet for packet in wire.packets if packet["from"] == HERE and
                  (packet["to"] != THERE or packet["protocol"] != socket.IPPROTO_TCP or packet["port"] != 7342)]
        expect("nothing else left", not others, others[:5])
        wire.knock_elsewhere()
        wait_until("the test would see it", lambda: any(packet["to"] not in (HERE, THERE) for packet in wire.packets), 5)
        expect("it ends with 0", theirs.end() == 0)


PARTS = [no_port_by_itself, children_see_nothing, reminders_say_nothing, calls_nobody_else]
