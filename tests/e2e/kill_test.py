#!/usr/bin/env python3
"""SIGKILL at seeded moments of init, pair, append, sync, leave, passphrase, wipe, backup, restore, redact, rekey
and a new epoch: nothing acknowledged is lost, and the next sync levels both.

AVOW_KILL_MOMENTS (default 50) moments from AVOW_KILL_SEED (default 1). A failure names the moment's seed; run that one
alone with AVOW_KILL_SEED=<seed> AVOW_KILL_MOMENTS=1.
"""

import argparse
import copy
import json
import os
import random
import signal
import subprocess
import sys
import time

from people import Failure, Folder, Person, Running, check_same_history, pair, sync


def kill_after(running, seconds):
    time.sleep(seconds)
    if running.process.poll() is None:
        running.kill()
        return []
    return running.finish()[1]


def whole_lines(running):
    """What a killed process had said; a line that was cut said nothing."""
    said = []
    for line in running.process.communicate(timeout=60)[0].splitlines():
        try:
            said.append(json.loads(line))
        except ValueError:
            continue
    return said


def start_both(a, b, *command):
    """One waits, the other calls; both have begun."""
    waiting = b.start(*command, "--listen", "127.0.0.1:0", "--for", "20s")
    return waiting, a.start(*command, "--at", waiting.line()["data"]["address"])


def kill_one(waiting, dialing, victim, seconds):
    time.sleep(seconds)
    if victim.process.poll() is None:
        victim.kill()
    if victim is dialing and waiting.process.poll() is None:
        waiting.kill()  # it would go on waiting
    elif victim is waiting and dialing.process.poll() is None:
        dialing.finish()


def during_init(tools, folder, chance):
    """After a killed or interrupted init, init works again and gives a code, or the vault is whole and its code was printed."""
    a = Person(tools, folder, "Ana")
    first = a.start("init", "--name", "Ana")
    time.sleep(chance.uniform(0, 1.2))
    first.process.send_signal(chance.choice([signal.SIGKILL, signal.SIGINT]))
    codes = [line["data"]["recovery_code"] for line in whole_lines(first) if "data" in line]
    again, lines = a.start("init", "--name", "Ana").finish()
    if again == 0:
        codes = [lines[-1]["data"]["recovery_code"]]
    elif again != 7 or not codes:
        raise Failure(f"init after a killed init: exit {again}, codes printed before: {len(codes)}")
    if a.ask("status")["name"] != "Ana":
        raise Failure("another name than the one of init")
    if not a.ask("verify")["ok"]:
        raise Failure("verify after a killed init")
    a.passphrase.write_text(codes[-1] + "\n")
    a.ask("status")


def during_pairing(tools, folder, chance):
    """After a killed pairing the same two people pair by a link again, and sync."""
    a, b = Person(tools, folder, "Ana"), Person(tools, folder, "Ben")
    a.make()
    b.make()
    invite = a.start("pair", "invite", "--listen", "127.0.0.1:0", "--for", "20s")
    link = invite.line()["data"]["link"]
    join = b.start("pair", "join", "--link-file", "-", stdin=link)
    victim, survivor = (invite, join) if chance.random() < 0.5 else (join, invite)
    time.sleep(chance.uniform(0, 0.15))
    if victim.process.poll() is None:
        victim.kill()
    if survivor is invite:
        survivor.kill()  # it would wait for the whole window
    else:
        survivor.finish()
    pair(a, b)
    a.ask("note", "add", "after a killed pairing")
    sync(a, b)
    check_same_history(a, b)


def texts_of(person):
    return {note["text"] for note in person.ask("note", "list")["notes"]}


def during_append(tools, folder, chance):
    a, b = Person(tools, folder, "Ana"), Person(tools, folder, "Ben")
    a.make()
    b.make()
    pair(a, b)
    said = set()
    for number in range(3):
        text = f"note {number} of {chance.getrandbits(32)}"
        lines = kill_after(a.start("note", "add", text), chance.uniform(0, 0.12))
        if any("data" in line for line in lines):
            said.add(text)
    if not said <= texts_of(a):
        raise Failure(f"acknowledged notes are gone: {said - texts_of(a)}")
    sync(a, b)
    if not said <= texts_of(b):
        raise Failure("acknowledged notes did not arrive")
    check_same_history(a, b)


def during_sync(tools, folder, chance):
    a, b = Person(tools, folder, "Ana"), Person(tools, folder, "Ben")
    a.make()
    b.make()
    pair(a, b)
    for person in (a, b):
        lines = "".join(f"{person.name} {n} {chance.getrandbits(64)}\n" for n in range(chance.choice([1, 40, 2500])))
        person.ask("note", "add", "--each-line", "-", stdin=lines)
    before = [texts_of(a), texts_of(b)]
    listening, dialing = start_both(b, a, "sync")
    kill_one(listening, dialing, chance.choice([listening, dialing]), chance.uniform(0, 0.4))
    if not before[0] <= texts_of(a) or not before[1] <= texts_of(b):
        raise Failure("a killed sync lost notes")
    sync(a, b)
    if texts_of(a) != before[0] | before[1] or texts_of(b) != before[0] | before[1]:
        raise Failure("not level after a killed sync")
    check_same_history(a, b)


def during_leave(tools, folder, chance):
    """Left or not left, never half: and whoever asked again has left. Nothing that was written is gone."""
    a, b = Person(tools, folder, "Ana"), Person(tools, folder, "Ben")
    a.make()
    b.make()
    pair(a, b)
    a.ask("note", "add", "before")
    sync(a, b)
    kind = chance.choice(["quiet", "notice"])
    said = kill_after(a.start("leave", kind), chance.uniform(0, 0.12 if kind == "quiet" else 0.6))
    status = a.ask("status")
    if status["pairing"] not in ("confirmed", "left") or (said and status["pairing"] != "left"):
        raise Failure(f"neither left nor not left: {status['pairing']}, {said}")
    if "before" not in texts_of(a) or not a.ask("verify")["ok"]:
        raise Failure("the history is not whole after a killed leave")
    if status["pairing"] == "confirmed":
        sync(a, b)
        check_same_history(a, b)
        a.ask("leave", "quiet")
    if a.ask("sync", "--at", "127.0.0.1:1", code=7)["code"] != "refused":
        raise Failure("it calls after leaving")


def during_passphrase(tools, folder, chance):
    """The old passphrase opens the vault or the new one does, never both, never none; no other file is left."""
    a = Person(tools, folder, "Ana")
    a.make()
    a.ask("note", "add", "--each-line", "-", stdin="".join(f"line {n} {chance.getrandbits(64)}\n" for n in range(500)))
    before = texts_of(a)
    fresh = a.home / "fresh"
    fresh.write_text("a new sentence\n")
    said = kill_after(a.start("passphrase", "--new-passphrase-file", str(fresh)), chance.uniform(0, 1.6))
    opens = {}
    for path in (a.passphrase, fresh):
        code, _ = Running(subprocess.Popen([a.avow, "status", "--vault", str(a.vault), "--passphrase-file", str(path), "--json"],
                                           stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                           text=True, env=a.environment())).finish()
        opens[path] = code == 0
    if sorted(opens.values()) != [False, True] or (said and not opens[fresh]):
        raise Failure(f"which passphrase opens it: {list(opens.values())}, said: {bool(said)}")
    a.passphrase = next(path for path, it_opens in opens.items() if it_opens)
    if texts_of(a) != before or not a.ask("verify")["ok"]:
        raise Failure("something is gone after a killed change of the passphrase")
    left = sorted(path.name for path in a.vault.iterdir() if path.name not in ("lock", "vault.db", "vault.db-wal", "vault.db-shm", "failed", "reserve"))
    if left:
        raise Failure(f"files are left: {left}")


def during_wipe(tools, folder, chance):
    """The vault is whole, or there is none; then the next wipe takes the rest."""
    a = Person(tools, folder, "Ana")
    a.make()
    a.ask("note", "add", "--each-line", "-", stdin="".join(f"line {n} {chance.getrandbits(64)}\n" for n in range(2000)))
    kill_after(a.start("wipe", "--confirm", a.vault.name, passphrase=False), chance.uniform(0, 0.06))
    if (a.vault / "vault.db").exists():
        if len(texts_of(a)) != 2000 or not a.ask("verify")["ok"]:
            raise Failure("neither wiped nor whole")
    elif a.ask("status", code=3)["code"] != "no_vault":
        raise Failure("half a vault")
    a.ask("wipe", "--confirm", a.vault.name, passphrase=False, code=0 if a.vault.exists() else 3)
    if a.vault.exists() or [path for path in a.state.rglob("*") if path.is_file()]:
        raise Failure("something is left after the second wipe")


def with_vault(person, vault):
    """The same person, looking at another vault."""
    other = copy.copy(person)
    other.vault = vault
    return other


def during_redact(tools, folder, chance):
    """The words are there or taken back, never half; the next sync says the same on both sides, and no figure changes."""
    a, b = Person(tools, folder, "Ana"), Person(tools, folder, "Ben")
    a.make()
    b.make()
    pair(a, b)
    words = f"I will not say {chance.getrandbits(64)} again."
    promise = a.ask("promise", "offer", words)["id"]
    sync(a, b)
    b.ask("promise", "accept", promise)
    b.ask("config", "set", "erase-taken-back", chance.choice(["ask", "always", "never"]))
    sync(a, b)
    before = b.ask("stats")
    said = kill_after(a.start("redact", promise, "--all"), chance.uniform(0, 0.12))
    shown = a.ask("promise", "show", promise)["promises"][0]
    if shown["state"] != "active" or (shown["text"], shown["missing"]) not in ((words, ""), ("", "taken_back")):
        raise Failure(f"neither there nor taken back: {shown['state']}, {shown['missing']}")
    if any("data" in line for line in said) and shown["text"]:
        raise Failure("words that were said to be taken back are there")
    if not a.ask("verify")["ok"]:
        raise Failure("verify after a killed redact")
    waiting, dialing = start_both(a, b, "sync")
    kill_one(waiting, dialing, waiting, chance.uniform(0, 0.3))
    sync(a, b)
    theirs = b.ask("promise", "show", promise)["promises"][0]
    if (theirs["state"], theirs["text"], theirs["missing"]) != ("active", shown["text"], shown["missing"]) or b.ask("stats") != before:
        raise Failure("not the same on both sides after a killed redact")
    check_same_history(a, b)


def during_backup(tools, folder, chance):
    """After a killed backup the old file is there or the new one, whole; after a killed restore the vault or a place for it."""
    a = Person(tools, folder, "Ana")
    a.make()
    file = a.home / "ana.backup"
    lines = "".join(f"{n} {chance.getrandbits(64)}\n" for n in range(chance.choice([1, 40, 2500])))
    a.ask("note", "add", "--each-line", "-", stdin=lines)
    a.ask("backup", "create", str(file))
    old = file.read_bytes()
    a.ask("note", "add", "one more")
    ended = kill_after(a.start("backup", "create", str(file), "--replace"), chance.uniform(0, 0.3))
    if any("data" in line for line in ended) and file.read_bytes() == old:
        raise Failure("a backup that was said to be written is the old one")
    if not a.ask("backup", "verify", str(file))["ok"] or not a.ask("verify")["ok"]:
        raise Failure("verify after a killed backup")
    new = with_vault(a, a.home / "new")
    kill_after(new.start("backup", "restore", str(file)), chance.uniform(0, 0.4))
    code, lines = new.start("backup", "restore", str(file)).finish()
    if code not in (0, 7) or (code == 7 and lines[-1]["error"]["code"] != "refused"):
        raise Failure(f"restore after a killed restore: exit {code}")
    if not new.ask("status")["read_only"] or texts_of(new) not in (texts_of(a), texts_of(a) - {"one more"}):
        raise Failure("the restored vault is not what was backed up")


def during_rekey(tools, folder, chance):
    """Agreeing on new keys, confirming them, and using them first: each side has the old keys or the new, and they go on."""
    a, b = Person(tools, folder, "Ana"), Person(tools, folder, "Ben")
    a.make()
    b.make()
    pair(a, b)
    a.ask("note", "add", "before")
    sync(a, b)
    moment = chance.choice(["agree", "confirm", "use"])
    if moment == "agree":
        waiting, dialing = start_both(a, b, "rekey")
        kill_one(waiting, dialing, chance.choice([waiting, dialing]), chance.uniform(0, 0.15))
        sync(a, b)
    waiting, dialing = start_both(a, b, "rekey")
    if dialing.finish()[1][-1]["data"]["words"] != waiting.finish()[1][-1]["data"]["words"]:
        raise Failure("other words")
    if moment == "confirm":
        said = kill_after(a.start("pair", "confirm"), chance.uniform(0, 0.12))
        if any("data" in line for line in said) and "confirmed theirs" not in a.ask("status")["next"]:
            raise Failure("a confirmation that was acknowledged is gone")
    a.ask("pair", "confirm")
    b.ask("pair", "confirm")
    if moment == "use":
        waiting, dialing = start_both(a, b, "sync")
        kill_one(waiting, dialing, chance.choice([waiting, dialing]), chance.uniform(0, 0.3))
    for person in (a, b):
        if "before" not in texts_of(person) or not person.ask("verify")["ok"]:
            raise Failure("the history is not whole")
    sync(a, b)
    if [person.ask("status")["epoch"] for person in (a, b)] != [1, 1]:
        raise Failure("both confirmed, and the new keys are not used")
    a.ask("note", "add", "after")
    sync(a, b)
    if texts_of(b) != {"before", "after"}:
        raise Failure("what was written after it did not arrive")
    check_same_history(a, b)


def during_epoch(tools, folder, chance):
    """A restored vault writes in a new epoch, or not yet; what came back is said to be mine, or waits."""
    a, b = Person(tools, folder, "Ana"), Person(tools, folder, "Ben")
    a.make()
    b.make()
    pair(a, b)
    a.ask("note", "add", "one")
    sync(a, b)
    file = a.home / "ana.backup"
    a.ask("backup", "create", str(file))
    a.ask("note", "add", "two")
    sync(a, b)
    new = with_vault(a, a.home / "new")
    new.ask("backup", "restore", str(file))
    waiting, dialing = start_both(new, b, "sync")
    kill_one(waiting, dialing, chance.choice([waiting, dialing]), chance.uniform(0, 0.3))
    sync(new, b)
    said = kill_after(new.start("restored", "mine", "--all"), chance.uniform(0, 0.12))
    if texts_of(new) not in ({"one"}, {"one", "two"}) or (said and "two" not in texts_of(new)):
        raise Failure("what came back is neither waiting nor there")
    if new.ask("status")["restored_waiting"] > 0:
        new.ask("restored", "mine", "--all")
    said = kill_after(new.start("epoch", "start"), chance.uniform(0, 0.12))
    status = new.ask("status")
    if (status["epoch"], status["read_only"]) not in ((0, True), (1, False)) or (said and status["read_only"]):
        raise Failure(f"neither the old epoch nor the new: {status['epoch']}, {status['read_only']}")
    if status["read_only"]:
        new.ask("epoch", "start")
    new.ask("note", "add", "three")
    sync(new, b)
    if texts_of(b) != {"one", "two", "three"} or texts_of(new) != texts_of(b):
        raise Failure("not level in the new epoch")
    check_same_history(new, b)


STAGES = [during_init, during_pairing, during_append, during_sync, during_sync, during_leave, during_passphrase, during_wipe,
          during_backup, during_redact, during_rekey, during_epoch]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--avow", required=True)
    parser.add_argument("--make-vault", required=True)
    options = parser.parse_args()
    tools = {"avow": options.avow, "make_vault": options.make_vault}
    first = int(os.environ.get("AVOW_KILL_SEED", "1"))
    moments = int(os.environ.get("AVOW_KILL_MOMENTS", "50"))
    for seed in range(first, first + moments):
        chance = random.Random(seed)
        stage = STAGES[seed % len(STAGES)]
        try:
            with Folder() as folder:
                stage(tools, folder, chance)
        except Failure as failure:
            print(f"seed {seed} ({stage.__name__}): {failure}")
            return 1
    print(f"{moments} moments from seed {first}: nothing acknowledged was lost, every next sync was level")
    return 0


if __name__ == "__main__":
    sys.exit(main())
