#!/usr/bin/env python3
"""The black-box contract of the program, driven as other programs drive it: two real processes over loopback."""

import argparse
import random
import socket
import sys
import threading
import time

from people import Failure, Folder, Person, check_same_history, pair, sync


def expect(what, condition, seen=None):
    if not condition:
        raise Failure(f"{what}: {seen}")


def fields(what, data, names):
    missing = [name for name in names if name not in data]
    expect(f"{what} lacks fields", not missing, missing)


def alone(tools, folder):
    a = Person(tools, folder, "Ana")
    expect("no vault is 3", a.ask("status", code=3)["code"] == "no_vault")
    fields("init", a.ask("init", "--name", "Ana"), ["vault", "recovery_code"])
    a.ask("init", code=7)
    a.settle()
    note = a.ask("note", "add", "kept for now")
    expect("an unpaired note is a draft", note["state"] == "draft", note)
    promise = a.ask("promise", "offer", "I will call", "--due", "2030-11-27T18:00")
    fields("promise offer", promise, ["id", "state", "due"])
    expect("an unpaired offer is a draft", promise["state"] == "draft", promise)
    expect("a due is resolved in the zone", promise["due"] == "2030-11-27T17:00:00Z", promise)
    expect("sync needs a partner", a.ask("sync", "--at", "127.0.0.1:1", code=7))
    expect("an unknown id is 3", a.ask("note", "show", "zzzzzzzz", code=3)["code"] == "not_found")
    expect("a bad date is 2", a.ask("promise", "offer", "x", "--due", "someday", code=2))
    status = a.ask("status")
    fields("status", status, ["paired", "logs", "undelivered"])
    expect("four logs, empty ones too", len(status["logs"]) == 4, status)
    expect("verify is ok", a.ask("verify")["ok"])


def passphrases(tools, folder):
    """Only without an instance: a vault that is open does not ask."""
    if tools["instance"]:
        return
    a, wrong = Person(tools, folder, "Ana"), Person(tools, folder, "Other")
    made = a.ask("init", "--name", "Ana")
    wrong.vault, wrong.state = a.vault, a.state
    wrong.passphrase.write_text("not it\n")
    before = (a.vault / "vault.db").read_bytes()
    expect("a wrong passphrase says so", wrong.ask("status", code=4)["code"] == "wrong_passphrase")
    expect("a wrong passphrase changes nothing", (a.vault / "vault.db").read_bytes() == before)
    wrong.passphrase.write_text(made["recovery_code"] + "\n")
    wrong.ask("status")


def confirmation(tools, folder):
    """No lane opens before each side has confirmed; to one that has not, the other looks absent."""
    a, b = Person(tools, folder, "Ana"), Person(tools, folder, "Ben")
    a.make()
    b.make()
    invite = a.start("pair", "invite", "--listen", "127.0.0.1:0", "--for", "30s")
    first = invite.line()["data"]
    fields("invite", first, ["link", "address"])
    joined = b.ask("pair", "join", "--link-file", "-", stdin=first["link"].lower().replace("-", " \n"))
    code, lines = invite.finish()
    expect("invite ends well", code == 0, lines)
    expect("the same words", lines[-1]["data"]["words"] == joined["words"] and len(joined["words"]) == 5, lines)
    expect("names cross", lines[-1]["data"]["partner"] == "Ben" and joined["partner"] == "Ana", lines)
    expect("pair words repeats them", a.ask("pair", "words")["words"] == joined["words"])
    expect("still a draft", a.ask("note", "add", "early")["state"] == "draft")
    a.ask("sync", "--at", "127.0.0.1:9", code=6)
    a.ask("sync", "--listen", "127.0.0.1:0", "--for", "1s", code=6)
    expect("confirm", a.ask("pair", "confirm")["confirmed"] is True)
    expect("one side confirmed: shared", a.ask("note", "add", "mine is open")["state"] == "shared")
    waiting = a.start("sync", "--listen", "127.0.0.1:0", "--for", "2s")
    address = waiting.line()["data"]["address"]
    b.ask("sync", "--at", address, code=6)
    expect("the window ends with 6", waiting.finish()[0] == 6)
    b.ask("pair", "confirm")
    sync(a, b)
    a.ask("pair", "invite", "--listen", "127.0.0.1:0", code=7)


def life(tools, folder):
    a, b = Person(tools, folder, "Ana"), Person(tools, folder, "Ben")
    a.make()
    b.make()
    pair(a, b)
    hostile = "\x1b[31mred\x1b[0m é 👩‍👩‍👧 \u202eevil \u200b end"
    note = a.ask("note", "add", hostile)["id"]
    promise = a.ask("promise", "offer", "I will be home by six", "--due", "2030-01-04", "--done-when", "the door",
                    "--if-then", "If late, then I will call")
    expect("offered", promise["state"] == "offered", promise)
    listened, dialed = sync(a, b)
    expect("counts", dialed["received"] == 2 and listened["sent"] == 2, (listened, dialed))
    expect("words", b.ask("words")["words"] == dialed["words"])
    shown = [n for n in b.ask("note", "list")["notes"] if n["id"] == note][0]
    fields("note", shown, ["id", "by", "kind", "text", "state", "said_at"])
    expect("hostile text unchanged", shown["text"] == hostile and shown["by"] == "partner", shown)
    listed = b.ask("promise", "list")["promises"][0]
    fields("promise", listed, ["id", "by", "text", "due", "state", "outcome", "history"])
    expect("ambiguous or short ids", b.ask("promise", "accept", promise["id"][:8])["state"] == "active")
    expect("R cannot report for P", b.ask("promise", "report", "missed", promise["id"], code=7)["code"] == "refused")
    b.ask("note", "seen", note)
    sync(b, a)
    expect("seen", a.ask("note", "show", note)["notes"][0]["state"] == "seen")
    a.ask("promise", "report", "kept", promise["id"])
    a.ask("note", "withdraw", note)
    sync(a, b)
    expect("differ", b.ask("promise", "differ", promise["id"], "--because", "the door was locked")["state"] == "disputed")
    expect("withdrawn on both sides", b.ask("note", "show", note)["notes"][0]["state"] == "withdrawn")
    sync(a, b)
    shown = a.ask("promise", "show", promise["id"])["promises"][0]
    expect("disputed there too", shown["state"] == "disputed", shown)
    check_same_history(a, b)
    again, _ = sync(a, b)
    expect("nothing more to send", again["sent"] == 0 and again["received"] == 0, again)


def strangers(tools, folder):
    """Silent sockets, scans and a replayed knock get no byte; the real partner still gets in."""
    a, b = Person(tools, folder, "Ana"), Person(tools, folder, "Ben")
    a.make()
    b.make()
    pair(a, b)
    a.ask("note", "add", "one")
    listening = a.start("sync", "--listen", "127.0.0.1:0", "--for", "40s")
    address = listening.line()["data"]["address"]
    port = int(address.rsplit(":", 1)[1])
    knocks = []

    def record_knock(upstream):
        server = socket.create_server(("127.0.0.1", 0))
        knocks.append(server.getsockname()[1])

        def carry():
            client, _ = server.accept()
            first = client.recv(72, socket.MSG_WAITALL)
            knocks.append(first)
            client.close()  # the knock never arrives: it is replayed later, twice
            server.close()
        threading.Thread(target=carry, daemon=True).start()
        return upstream

    record_knock(port)
    b.ask("sync", "--at", f"127.0.0.1:{knocks[0]}", code=6)
    silent = [socket.create_connection(("127.0.0.1", port)) for _ in range(300)]
    chance = random.Random(7)
    scans = []
    for payload in (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", chance.randbytes(72), chance.randbytes(5000), b"\0" * 72):
        scan = socket.create_connection(("127.0.0.1", port))
        scan.sendall(payload)
        scans.append(scan)
    began = time.monotonic()
    dialed = b.ask("sync", "--at", address)
    expect("the partner gets in quickly", dialed["level"] and time.monotonic() - began < 5, dialed)
    expect("the listening side ends well", listening.finish()[0] == 0)
    for stranger in silent + scans:
        stranger.settimeout(2)
        try:
            got = stranger.recv(1)
        except (ConnectionResetError, TimeoutError):
            got = b""
        expect("no byte for a stranger", got == b"", got)
        stranger.close()
    # A knock that never arrived is answered once; the same bytes again get nothing.
    listening = a.start("sync", "--listen", "127.0.0.1:0", "--for", "15s")
    port = int(listening.line()["data"]["address"].rsplit(":", 1)[1])
    answers = []
    for _ in range(2):
        with socket.create_connection(("127.0.0.1", port)) as replay:
            replay.sendall(knocks[1])
            replay.settimeout(1.5)
            try:
                answers.append(len(replay.recv(4096)))
            except TimeoutError:
                answers.append(0)
    expect("a replayed knock gets no byte", answers[1] == 0, answers)
    dialed = b.ask("sync", "--at", f"127.0.0.1:{port}")
    expect("and the partner still gets in", dialed["level"])
    expect("the listening side ends well", listening.finish()[0] == 0)


def two_shells(tools, folder):
    """Two commands at once wait for each other; nothing is lost."""
    a = Person(tools, folder, "Ana")
    a.make()
    running = [a.start("note", "add", f"at once {n}") for n in range(8)]
    expect("all succeed", [r.finish()[0] for r in running] == [0] * 8)
    expect("all are there", len(a.ask("note", "list")["notes"]) == 8)


TESTS = [alone, passphrases, confirmation, life, strangers, two_shells]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--avow", required=True)
    parser.add_argument("--make-vault", required=True)
    parser.add_argument("--with-instance", action="store_true", help="every vault also gets a running instance")
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    tools = {"avow": options.avow, "make_vault": options.make_vault, "instance": options.with_instance}
    failed = 0
    for test in TESTS:
        if options.only and test.__name__ != options.only:
            continue
        began = time.monotonic()
        try:
            with Folder() as folder:
                test(tools, folder)
            print(f"ok    {test.__name__} ({time.monotonic() - began:.1f} s)")
        except Failure as failure:
            failed += 1
            print(f"FAIL  {test.__name__}: {failure}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
