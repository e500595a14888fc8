"""Delivery by itself: two instances, cuts, half-open links, another address."""

import os
import signal
import time

from instances import (Proxy, Serving, bytes_since, expect, free_port, processor_seconds, refuses, texts_of, two_people,
                       wait_level, wait_until)
from people import check_same_history

SOON = 60  # "level again within 60 s"


def at_once(*people):
    for person in people:
        person.ask("config", "set", "delivery", "at-once")


def live(tools, folder):
    """A note arrives within a second, and is said so in one line; a line without anything to carry says nothing."""
    a, b = two_people(tools, folder)
    at_once(a, b)
    listening = Serving(a, "--listen", "127.0.0.1:0")
    dialing = Serving(b, "--dial", listening.address)
    expect("who only dials listens nowhere", dialing.address == "", dialing.address)
    wait_until("the first conversation", lambda: a.ask("status")["last_sync_at"] and b.ask("status")["last_sync_at"], 20)
    time.sleep(1)
    expect("nothing is said when there was nothing to carry", not listening.events() and not dialing.events(),
           (listening.lines, dialing.lines))
    for writer, reader, there in ((a, b, dialing), (b, a, listening)):
        before = len(there.events())
        began = time.monotonic()
        writer.ask("note", "add", f"from {writer.name}")
        wait_until("the event of the arrival", lambda: len(there.events()) > before, 1 + time.monotonic() - began)
        expect("one entry arrived", there.events()[before][1:] == ("received", 1), there.events())
        expect("the text is there", f"from {writer.name}" in texts_of(reader), texts_of(reader))
        wait_until("nothing is undelivered", lambda: writer.ask("status")["undelivered"] == 0, 5)
    status = a.ask("status")
    expect("status: serving, and where", status["serving"] and status["listening"] == listening.address, status)
    said = (len(listening.events()), len(dialing.events()))
    dialing.kill()
    dialing = Serving(b, "--dial", listening.address)
    time.sleep(3)
    expect("nothing is said of a cut and of coming back", len(listening.events()) == said[0] and not dialing.events(),
           (listening.events()[said[0]:], dialing.events()))
    expect("nor in the log", "conversation" not in listening.errors() + dialing.errors(), listening.errors())
    check_same_history(a, b)
    expect("a listening side ends with 0", listening.end() == 0)
    expect("a dialing side ends with 0", dialing.end() == 0)


def both_dial(tools, folder):
    """Both listen and both dial: one conversation stays, nothing is there twice."""
    a, b = two_people(tools, folder)
    at_once(a, b)
    ports = free_port(), free_port()
    one = Serving(a, "--listen", f"127.0.0.1:{ports[0]}", "--dial", f"127.0.0.1:{ports[1]}")
    two = Serving(b, "--listen", f"127.0.0.1:{ports[1]}", "--dial", f"127.0.0.1:{ports[0]}")
    for round_number in range(5):
        running = [person.start("note", "add", f"{person.name} {round_number}") for person in (a, b)]
        expect("both are written", [one_of.finish()[0] for one_of in running] == [0, 0])
    wait_level(a, b, 20)
    expected = sorted(f"{name} {n}" for name in ("Ana", "Ben") for n in range(5))
    for person in (a, b):
        expect("nothing is lost or doubled", sorted(texts_of(person)) == expected, texts_of(person))
    received = [sum(count for _, event, count in side.events() if event == "received") for side in (one, two)]
    expect("each entry arrived once", received == [5, 5], received)
    check_same_history(a, b)
    before = processor_seconds(one.pid) + processor_seconds(two.pid)
    time.sleep(3)
    expect("and then they rest", processor_seconds(one.pid) + processor_seconds(two.pid) - before < 0.3)
    expect("both end with 0", (one.end(), two.end()) == (0, 0))


def restart(tools, folder):
    """SIGKILL of either: nothing stays locked, and both are level again within 60 s."""
    a, b = two_people(tools, folder)
    at_once(a, b)
    port = free_port()
    mine = Serving(a, "--listen", f"127.0.0.1:{port}")
    theirs = Serving(b, "--dial", mine.address)
    a.ask("note", "add", "before")
    wait_level(a, b, 20)
    theirs.kill()
    a.ask("note", "add", "while the partner's instance is gone")
    expect("status says it in words of delivery", a.ask("status")["undelivered"] == 1)
    theirs = Serving(b, "--dial", mine.address)
    expect("level again", wait_level(a, b, SOON) < SOON)
    mine.kill()
    began = time.monotonic()
    expect("a command works at once after SIGKILL", a.ask("note", "add", "right after the kill")["state"] == "shared")
    expect("and does not wait", time.monotonic() - began < 5, time.monotonic() - began)
    answer = a.unlock("--listen", f"127.0.0.1:{port}")
    expect("a new unlock works", answer["address"] == mine.address, answer)
    expect("level again with the new one", wait_level(a, b, SOON) < SOON)
    expect("nothing is there twice", len(texts_of(b)) == len(set(texts_of(b))) == 3, texts_of(b))
    check_same_history(a, b)


def half_open(tools, folder):
    """A link that carries nothing any more and is not closed: found out, left, and dialed anew without haste."""
    a, b = two_people(tools, folder)
    at_once(a, b)
    mine = Serving(a, "--listen", "127.0.0.1:0")
    proxy = Proxy(mine.port)
    theirs = Serving(b, "--dial", proxy.address)
    a.ask("note", "add", "before")
    wait_level(a, b, 20)
    connects = len(proxy.connects)
    used = processor_seconds(mine.pid) + processor_seconds(theirs.pid)
    proxy.freeze()
    frozen_at = time.monotonic()
    for person in (a, b):
        person.ask("note", "add", f"{person.name} into the void")
    time.sleep(2)
    expect("it is half-open: nothing went through", bytes_since(proxy.to_server, frozen_at) == 0)
    proxy.thaw()
    took = wait_level(a, b, SOON)
    expect("no busy loop", len(proxy.connects) - connects < 60, len(proxy.connects) - connects)
    used = processor_seconds(mine.pid) + processor_seconds(theirs.pid) - used
    expect("and little of the processor", used < 0.1 * (took + 2) + 2, used)
    expect("nothing is there twice", len(texts_of(a)) == len(set(texts_of(a))) == 3, texts_of(a))
    check_same_history(a, b)
    print(f"      level {took:.1f} s after new connections work, {len(proxy.connects) - connects} dialed")
    proxy.close()


def sleep(tools, folder):
    """A laptop that sleeps: its instance stands still until the partner has given the link up, then goes on."""
    a, b = two_people(tools, folder)
    at_once(a, b)
    mine = Serving(a, "--listen", "127.0.0.1:0")
    theirs = Serving(b, "--dial", mine.address)
    a.ask("note", "add", "before")
    wait_level(a, b, 20)
    os.kill(theirs.pid, signal.SIGSTOP)
    try:
        a.ask("note", "add", "while the partner's device sleeps")
        time.sleep(50)  # longer than the 45 s of silence after which a link is given up
    finally:
        os.kill(theirs.pid, signal.SIGCONT)
    expect("level again", wait_level(a, b, SOON) < SOON)
    expect("nothing is there twice", len(texts_of(b)) == len(set(texts_of(b))) == 2, texts_of(b))
    check_same_history(a, b)


def address_change(tools, folder):
    """The partner moves and says where to inside the session; later only what was learned leads there."""
    a, b = two_people(tools, folder)
    at_once(a, b)
    old, new = free_port(), free_port()
    mine = Serving(a, "--listen", "127.0.0.1:0", "--dial", f"127.0.0.1:{old}")
    theirs = Serving(b, "--listen", f"127.0.0.1:{old}")
    a.ask("note", "add", "at the old address")
    wait_level(a, b, 30)
    theirs.end()
    theirs = Serving(b, "--listen", f"127.0.0.1:{new}", "--dial", mine.address)
    b.ask("note", "add", "from the new address")
    wait_level(a, b, 30)
    mine.end()
    theirs.end()
    expect("nobody is at the old address", refuses(old))
    # Only B's port is there to be found, and A is told nothing but the old one.
    theirs = Serving(b, "--listen", f"127.0.0.1:{new}")
    mine = Serving(a, "--dial", f"127.0.0.1:{old}")
    a.ask("note", "add", "found through what was learned")
    expect("level again", wait_level(a, b, SOON) < SOON)
    expect("it is there", "found through what was learned" in texts_of(b), texts_of(b))
    check_same_history(a, b)


PARTS = [live, both_dial, restart, half_open, sleep, address_change]
