"""Going: after leaving, pausing or wiping nothing is dialed and nothing answers, in a running instance and after a restart."""

import ctypes
import os
import resource
import socket
import subprocess
import time

from instance_lock import Counted
from instances import Proxy, Serving, Skip, bytes_since, expect, free_port, refuses, texts_of, two_people, wait_level, wait_until
from people import Person, end_background, pair

SILENCE = 5


def at_once(*people):
    for person in people:
        person.ask("config", "set", "delivery", "at-once")


class Watched:
    """Ben listens; Ana listens and dials through a proxy, and beside it a port that only counts."""

    def __init__(self, tools, folder, prefix=()):
        self.a, self.b = two_people(tools, folder)
        at_once(self.a, self.b)
        self.theirs = Serving(self.b, "--listen", "127.0.0.1:0")
        self.proxy, self.counted = Proxy(self.theirs.port), Counted()
        for address in (self.counted.address, self.proxy.address):
            self.dials = (*getattr(self, "dials", ()), "--dial", address)
        self.a.ask("config", "set", "dial", f"{self.counted.address},{self.proxy.address}")
        self.mine = Serving(self.a, "--listen", "127.0.0.1:0", *self.dials, prefix=prefix)
        self.a.ask("note", "add", "before")
        wait_level(self.a, self.b, 20)
        expect("the test can see a dial", self.counted.count > 0)
        expect("and bytes", bytes_since(self.proxy.to_server, 0) > 0)

    def expect_silence(self, what, port, since, dialed):
        """`dialed`: what seen() said before; the partner tries meanwhile."""
        knock(port)
        time.sleep(SILENCE)
        expect(f"{what}: no byte went to the partner", bytes_since(self.proxy.to_server, since) == 0, self.proxy.to_server[-3:])
        expect(f"{what}: nothing was dialed", self.seen() == dialed, (self.seen(), dialed))
        expect(f"{what}: nobody listens", refuses(port))

    def seen(self):
        return self.counted.count, len(self.proxy.connects)

    def close(self):
        self.proxy.close()
        self.counted.server.close()


def knock(port):
    """Whoever listens gets something to answer."""
    try:
        with socket.create_connection(("127.0.0.1", port), 1) as knocking:
            knocking.settimeout(1)
            knocking.sendall(b"x" * 96)
            expect("a stranger gets no byte", knocking.recv(1) == b"")
    except (ConnectionRefusedError, TimeoutError):
        pass


def left_is_silent(tools, folder):
    """Leaving closes everything at once, for good: while the instance runs, after its restart, after lock and unlock."""
    watched = Watched(tools, folder)
    a, b, mine = watched.a, watched.b, watched.mine
    began = time.monotonic()
    expect("leaving is done", a.ask("leave", "quiet") == {"done": True, "notice": "", "traces": False})
    took = time.monotonic() - began
    left_at, port = time.monotonic(), mine.port
    wait_until("the port is closed", lambda: refuses(port), 2)
    dialed = watched.seen()
    b.ask("note", "add", "to somebody who has left")
    watched.expect_silence("left", port, left_at, dialed)
    status = a.ask("status")
    expect("status: left, and it does not serve", (status["pairing"], status["serving"], status["listening"]) == ("left", False, ""), status)
    expect("the history is there", texts_of(a) == ["before"], texts_of(a))
    expect("and whole", a.ask("verify")["ok"])
    a.ask("lock")
    a.ask("unlock")
    watched.expect_silence("unlocked again", port, left_at, dialed)
    expect("it ends with 0", mine.end() == 0)
    # Told to listen and to dial as before: it knows nobody any more.
    again = Serving(a, "--listen", f"127.0.0.1:{port}", *watched.dials)
    watched.expect_silence("restarted", port, left_at, dialed)
    expect("sync is refused", a.ask("sync", code=7)["code"] == "refused")
    expect("partner's copy goes on", b.ask("status")["undelivered"] == 1)
    expect("both end with 0", (again.end(), watched.theirs.end()) == (0, 0))
    print(f"      leave quiet took {took:.2f} s")
    watched.close()


def paused_is_silent(tools, folder):
    """A pause is the same silence, and its end brings all of it back."""
    watched = Watched(tools, folder)
    a, b, mine = watched.a, watched.b, watched.mine
    a.ask("pause")
    paused_at, port = time.monotonic(), mine.port
    wait_until("the port is closed", lambda: refuses(port), 2)
    dialed = watched.seen()
    b.ask("note", "add", "to somebody who is away")
    a.ask("note", "add", "written in the pause")
    watched.expect_silence("paused", port, paused_at, dialed)
    expect("it ends with 0", mine.end() == 0)
    again = Serving(a, "--listen", f"127.0.0.1:{port}", *watched.dials)
    watched.expect_silence("restarted", port, paused_at, dialed)
    a.ask("resume")
    wait_level(a, b, 60)
    expect("what was written meanwhile arrived", "written in the pause" in texts_of(b) and "to somebody who is away" in texts_of(a))
    expect("both end with 0", (again.end(), watched.theirs.end()) == (0, 0))
    watched.close()


def notice_arrives(tools, folder):
    """With a line the notice arrives at once, whoever called; without one leaving does not wait."""
    a, b = two_people(tools, folder)
    at_once(a, b)
    listening = Serving(a, "--listen", "127.0.0.1:0")
    dialing = Serving(b, "--dial", listening.address)
    a.ask("note", "add", "before")
    wait_level(a, b, 20)
    began = time.monotonic()
    expect("the notice was delivered", a.ask("leave", "notice") == {"done": True, "notice": "delivered", "traces": False})
    took = time.monotonic() - began
    expect("it is there", any(text.startswith("I have left.") for text in texts_of(b)), texts_of(b))
    wait_until("the port is closed", lambda: refuses(listening.port), 2)
    expect("left", a.ask("status")["pairing"] == "left")
    began = time.monotonic()
    expect("nobody answers any more", b.ask("leave", "notice") == {"done": True, "notice": "unsure", "traces": False})
    alone = time.monotonic() - began
    expect("leaving did not wait for it", alone < 5, alone)
    expect("both end with 0", (listening.end(), dialing.end()) == (0, 0))
    print(f"      leave notice took {took:.2f} s, and {alone:.2f} s when nobody answered")


def leave_ends_requests(tools, folder):
    """A sync that waits closes its port when one leaves, and learns why."""
    a, _ = two_people(tools, folder)
    serving = Serving(a)
    port = free_port()
    waiting = a.start("sync", "--listen", f"127.0.0.1:{port}", "--for", "5m")
    waiting.line()
    expect("leaving is done", a.ask("leave", "notice")["done"])
    expect("the port is closed", refuses(port))
    code, lines = waiting.finish()
    expect("who waited learns why", code == 7 and lines[-1]["error"]["code"] == "refused", (code, lines))
    expect("it ends with 0", serving.end() == 0)


def wiped_while_it_runs(tools, folder):
    """A running instance is asked to stop, open or locked; then nothing of the vault is left."""
    for locked in (False, True):
        a, b = two_people(tools, folder)
        serving = Serving(a, "--listen", "127.0.0.1:0")
        a.ask("note", "add", "soon gone")
        if locked:
            a.ask("lock")
        expect("another name changes nothing", a.ask("wipe", "--confirm", "Ben", code=7)["code"] == "refused")
        expect("it is wiped", a.ask("wipe", "--confirm", a.vault.name, passphrase=False)["remains"] == [])
        expect("the instance has ended", serving.process.wait(10) == 0)
        expect("the folder is gone", not a.vault.exists())
        files = [path for path in a.state.rglob("*") if path.is_file()]
        expect("and the mark, and the socket", not files and not list(a.home.rglob("*.sock")), files)
        expect("there is no vault", a.ask("status", code=3)["code"] == "no_vault")
        for person in (a, b):
            person.home.rename(folder / f"{person.name}.{locked}")


def passphrase_while_it_runs(tools, folder):
    """A running instance is locked for the new passphrase; a wrong old one leaves it as it is."""
    a, _ = two_people(tools, folder)
    serving = Serving(a, "--listen", "127.0.0.1:0")
    a.ask("note", "add", "kept")
    fresh, right = a.home / "fresh", a.passphrase.read_text()
    fresh.write_text("a new sentence\n")
    a.passphrase.write_text("not it\n")
    wrong = a.ask("passphrase", "--new-passphrase-file", str(fresh), code=4)
    expect("a wrong one is told", wrong["code"] == "wrong_passphrase", wrong)
    expect("and the instance is still open", a.ask("note", "list", passphrase=False)["notes"])
    a.passphrase.write_text(right)
    code = a.ask("passphrase", "--new-passphrase-file", str(fresh))["recovery_code"]
    expect("it is locked then", a.ask("note", "list", passphrase=False, code=4)["code"] == "passphrase_needed")
    expect("the old passphrase is dead", a.ask("unlock", code=4)["code"] == "wrong_passphrase")
    a.passphrase.write_text(code + "\n")
    expect("the new code opens it, in the same process, at the same port", a.ask("unlock")["address"] == serving.address)
    expect("everything is there", texts_of(a) == ["kept"] and a.ask("verify")["ok"])
    expect("it ends with 0", serving.end() == 0)


def many_notes(person, count):
    """A command that writes them; under way."""
    lines = "".join(f"{number} {'many words of it ' * 60}\n" for number in range(count))
    return person.start("note", "add", "-", "--each-line", stdin=lines)


def left_while_it_talks(tools, folder):
    """Leaving in the middle of a session that carries a lot, at one moment after the other: at once, and nothing falls over."""
    for number, moment in enumerate((0.0, 0.05, 0.1, 0.2, 0.4, "stuck")):
        place = folder / str(number)
        place.mkdir()
        a, b = two_people(tools, place)
        at_once(a, b)
        listening = Serving(a, "--listen", "127.0.0.1:0")
        proxy = Proxy(listening.port)
        dialing = Serving(b, "--dial", proxy.address)
        a.ask("note", "add", "before")
        wait_level(a, b, 20)
        carried = bytes_since(proxy.to_server, 0) + bytes_since(proxy.to_client, 0)
        if moment == "stuck":
            proxy.freeze()  # what is written from now on fills the sockets and stays there
        many_notes(a, 4000).finish()
        writing = many_notes(b, 4000)
        if moment != "stuck":
            time.sleep(moment)
            expect("a lot is on its way", bytes_since(proxy.to_server, 0) + bytes_since(proxy.to_client, 0) > carried)
        who, other = (a, b) if number % 2 == 0 else (b, a)
        began = time.monotonic()
        expect("leaving is done", who.ask("leave", "notice" if number % 3 == 0 else "quiet")["done"])
        took = time.monotonic() - began
        expect("and at once", took < 10, took)
        writing.finish()
        for person in (who, other):
            expect("the history is whole", person.ask("verify")["ok"])
        expect("left", who.ask("status")["pairing"] == "left")
        expect("both end with 0", (listening.end(), dialing.end()) == (0, 0), listening.errors() + dialing.errors())
        proxy.close()
        print(f"      {moment}: {took:.2f} s")


def pause_ends_only_sync(tools, folder):
    """A pause ends what talks to the partner, and nothing else: an export that is under way comes out whole."""
    a, b = two_people(tools, folder)
    serving = Serving(a)
    many_notes(a, 4000).finish()
    lines = a.ask("status")["undelivered"]
    waiting = a.start("sync", "--listen", "127.0.0.1:0", "--for", "5m")
    port = int(waiting.line()["data"]["address"].rsplit(":", 1)[1])
    # Nobody reads it yet, so that it is still under way when the pause comes.
    export = subprocess.Popen([word for word in a.command("export", "--jsonl", "-") if word != "--json"], stdout=subprocess.PIPE, env=a.environment())
    first = export.stdout.read(1)
    a.ask("pause")
    expect("the port is closed", refuses(port))
    code, said = waiting.finish()
    expect("who waited learns why", code == 7 and said[-1]["error"]["code"] == "refused", (code, said))
    whole = first + export.communicate(timeout=60)[0]
    expect("the export ended well", export.returncode == 0, export.returncode)
    expect("and is whole", whole.count(b"many words of it") >= lines > 0, (len(whole), lines))
    expect("b is as before", b.ask("status")["pairing"] == "confirmed")
    expect("it ends with 0", serving.end() == 0)


def pause_with_full_disk(tools, folder):
    """A pause that cannot be written down holds all the same, and says how long."""
    watched = Watched(tools, folder, prefix=("bash", "-c", 'trap "" XFSZ; exec "$0" "$@"'))
    a, mine = watched.a, watched.mine
    resource.prlimit(mine.pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
    failed = a.ask("pause", code=1)
    expect("it says what it is", "ends when avow ends" in failed["message"], failed)
    paused_at, port = time.monotonic(), mine.port
    wait_until("the port is closed", lambda: refuses(port), 2)
    dialed = watched.seen()
    watched.b.ask("note", "add", "to somebody who is away")
    watched.expect_silence("paused", port, paused_at, dialed)
    resource.prlimit(mine.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    a.ask("config", "set", "delivery", "at-once")
    expect("another setting does not end it", refuses(port))
    a.ask("resume")
    wait_level(a, watched.b, 60)
    expect("both end with 0", (mine.end(), watched.theirs.end()) == (0, 0))
    watched.close()


# A limit that every write breaks stands for a disk that takes nothing; the signal that comes with it would end the program.
NOT_ENDED_BY_IT = ("bash", "-c", 'trap "" XFSZ; exec "$0" "$@"')
WRITES_NOTHING = ("bash", "-c", 'trap "" XFSZ; ulimit -S -f 0; exec "$0" "$@"')


def left_without_a_disk(tools, folder):
    """A leave that cannot be written down holds all the same: after lock and unlock, and after a restart; then it is finished."""
    watched = Watched(tools, folder, prefix=NOT_ENDED_BY_IT)
    a, b, mine = watched.a, watched.b, watched.mine
    a.ask("config", "set", "cover-after", "3s")
    resource.prlimit(mine.pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
    failed = a.ask("leave", "quiet", code=1)
    expect("it says what holds, and what to do", "neither calls nor answers any more" in failed["message"] and "Free some space" in failed["message"], failed)
    left_at, port = time.monotonic(), mine.port
    wait_until("the port is closed", lambda: refuses(port), 2)
    dialed = watched.seen()
    b.ask("note", "add", "to somebody who has left")

    def silent(what):
        watched.expect_silence(what, port, left_at, dialed)
        status = a.ask("status")
        expect(f"{what}: status", (status["pairing"], status["serving"]) == ("left", False) and "free some space" in status["next"], status)
        expect(f"{what}: no sync", a.ask("sync", code=7)["code"] == "refused")
        expect(f"{what}: the history is there", texts_of(a) == ["before"], texts_of(a))
    silent("not kept")
    wait_until("covered", lambda: a.ask("status", passphrase=False)["covered"], 10)
    expect("uncovered", texts_of(a) == ["before"])
    silent("uncovered")
    a.ask("lock")
    a.ask("unlock")
    silent("unlocked again")
    expect("it ends with 0", mine.end() == 0)
    again = Serving(a, "--listen", f"127.0.0.1:{port}", *watched.dials, prefix=WRITES_NOTHING)
    silent("restarted")
    resource.prlimit(again.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    expect("the same command finishes it", a.ask("leave", "quiet") == {"done": True, "notice": "", "traces": False})
    expect("once", a.ask("leave", "quiet")["notice"] == "before")
    expect("no mark is left", not list(a.vault.glob("unfinished-*")) and not (a.vault / "reserve").exists())
    expect("and nothing waits", "free some space" not in a.ask("status")["next"])
    expect("both end with 0", (again.end(), watched.theirs.end()) == (0, 0))
    watched.close()


class SmallDisk:
    """A disk of its own, in this process's own view of the machine, that can be filled to the last byte."""

    def __init__(self, folder, megabytes):
        self.path = folder / "disk"
        self.path.mkdir()
        libc = ctypes.CDLL(None, use_errno=True)
        new_mounts = 0x00020000
        if os.geteuid() != 0 or libc.unshare(new_mounts) != 0:
            raise Skip("only root may mount a disk")
        for words in (["mount", "--make-rprivate", "/"], ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "avow-test", str(self.path)]):
            if subprocess.run(words, capture_output=True, check=False).returncode != 0:
                raise Skip("no disk can be mounted here")

    def fill(self):
        number = 0
        for size in (1024 * 1024, 4096, 1):
            while True:
                number += 1
                try:
                    (self.path / f"fill.{number}").write_bytes(b"x" * size)
                except OSError:
                    break
        free = os.statvfs(self.path)
        expect("not a byte is free", free.f_bavail == 0, free.f_bavail)

    def close(self):
        end_background()
        subprocess.run(["umount", "-l", str(self.path)], check=True)


def left_with_full_disk(tools, folder):
    """With not a byte free leaving is written down all the same, by a running instance and by a command alone."""
    disk = SmallDisk(folder, 64)
    try:
        for running in (True, False):
            place = disk.path / str(running)
            place.mkdir()
            elsewhere = folder / f"elsewhere.{running}"
            elsewhere.mkdir()
            a, b = Person(tools, place, "Ana"), Person(tools, elsewhere, "Ben")
            a.make()
            b.make()
            pair(a, b)
            at_once(a, b)
            theirs = Serving(b, "--listen", "127.0.0.1:0")
            for number in range(20):
                a.ask("note", "add", f"{number} " + "many words of it " * 60)
            a.ask("sync", "--at", theirs.address)
            mine = Serving(a, "--dial", theirs.address) if running else None
            expect("room is kept", (a.vault / "reserve").stat().st_blocks * 512 >= 2 * 1024 * 1024)
            disk.fill()
            expect("nothing else can be written", a.ask("note", "add", "no " * 5000, code=1)["code"] == "io")
            expect("leaving can", a.ask("leave", "quiet") == {"done": True, "notice": "", "traces": False})
            expect("left", a.ask("status")["pairing"] == "left")
            if mine:
                expect("it ends with 0", mine.end() == 0)
            expect("left for good", a.ask("leave", "quiet")["notice"] == "before")
            expect("the history is whole", a.ask("verify")["ok"] and len(texts_of(a)) == 20)
            for file in disk.path.glob("fill.*"):
                file.unlink()
            expect("partner's end with 0", theirs.end() == 0)
    finally:
        disk.close()


def opened_with_full_disk(tools, folder):
    """Whoever began to leave and was stopped reads the own history on a full disk, too, and has left."""
    watched = Watched(tools, folder, prefix=NOT_ENDED_BY_IT)
    a, mine = watched.a, watched.mine
    watched.proxy.freeze()
    journal = a.vault / "vault.db-wal"
    before = journal.stat().st_mtime_ns
    leaving = a.start("leave", "notice")
    wait_until("the notice is written", lambda: journal.stat().st_mtime_ns != before, 10)
    mine.kill()
    leaving.finish()
    left_at, port, dialed = time.monotonic(), mine.port, watched.seen()
    again = Serving(a, "--listen", f"127.0.0.1:{port}", *watched.dials, prefix=WRITES_NOTHING)
    watched.expect_silence("opened", port, left_at, dialed)
    status = a.ask("status")
    expect("left", status["pairing"] == "left" and not status["serving"], status)
    expect("the history is there", len(texts_of(a)) == 2)
    out = a.home / "own.jsonl"
    a.ask("export", "--jsonl", str(out))
    expect("and can be taken along", "before" in out.read_text())
    resource.prlimit(again.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    a.ask("status")
    expect("finished with what came next", a.ask("leave", "quiet")["notice"] == "before")
    expect("both end with 0", (again.end(), watched.theirs.end()) == (0, 0))
    watched.close()


def paused_opens_no_port(tools, folder):
    """In a pause no command listens or calls, and leaving tries no call."""
    a, b = two_people(tools, folder)
    counted = Counted()
    a.ask("config", "set", "dial", counted.address)
    a.ask("pause")
    port = free_port()
    for words in (("sync", "--listen", f"127.0.0.1:{port}"), ("sync", "--at", counted.address), ("rekey", "--listen", f"127.0.0.1:{port}")):
        refused = a.ask(*words, code=7)
        expect(f"{words[0]}: refused, with the way on", "resume" in refused["hint"] and refuses(port), refused)
    expect("nobody is told", a.ask("leave", "notice") == {"done": True, "notice": "paused", "traces": False})
    expect("and nobody was called", counted.count == 0)
    c = Person(tools, folder, "Cleo")
    c.make()
    c.ask("pause")
    for words in (("pair", "invite", "--listen", f"127.0.0.1:{port}"),):
        refused = c.ask(*words, code=7)
        expect("an invitation: refused, with the way on", "resume" in refused["hint"] and refuses(port), refused)
    counted.server.close()
    expect("the other goes on", b.ask("status")["pairing"] == "confirmed")


PARTS = [left_without_a_disk, left_with_full_disk, opened_with_full_disk, paused_opens_no_port, left_is_silent, left_while_it_talks, paused_is_silent, pause_ends_only_sync, pause_with_full_disk, notice_arrives, leave_ends_requests, wiped_while_it_runs, passphrase_while_it_runs]
