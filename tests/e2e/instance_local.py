"""The local socket: who may ask, what a covered instance says, windows and signals, many commands at once."""

import fcntl
import os
import pathlib
import signal
import socket
import stat
import subprocess
import threading
import time

from instances import Serving, Skip, expect, free_port, refuses, texts_of, two_people, wait_until
from people import Person

SCHEMA = pathlib.Path(__file__).resolve().parents[2] / "protocol" / "local.capnp"
NOBODY = 65534


def socket_of(person):
    paths = person.ask("config", "paths")["paths"]
    return pathlib.Path(next(path["value"] for path in paths if path["key"] == "socket"))


def mode_of(path):
    return stat.S_IMODE(path.stat().st_mode)


# --- Who may ask ---

def bytes_as_nobody(path):
    """What another user gets from the socket: "refused" when it cannot connect, else the bytes as text."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
            with socket.socket(socket.AF_UNIX) as client:
                client.settimeout(2)
                try:
                    client.connect(str(path))
                    got = client.recv(4096)
                    os.write(write, b"got:" + got)
                except PermissionError:
                    os.write(write, b"refused")
                except (ConnectionError, TimeoutError):
                    os.write(write, b"got:")
        finally:
            os._exit(0)
    os.close(write)
    os.waitpid(child, 0)
    out = os.read(read, 8192)
    os.close(read)
    return out


def hello_of_another_version():
    """A frame as api 999 would say it: u32 size, then the message."""
    try:
        message = subprocess.run(["capnp", "encode", str(SCHEMA), "Frame"], capture_output=True, check=True, text=False,
                                 input=b'(hello = (program = "avow 9", api = 999, state = "open"))').stdout
    except FileNotFoundError as missing:
        raise Skip("the capnp tool is missing") from missing
    return len(message).to_bytes(4, "little") + message


def others(tools, folder):
    """Only this user is answered; long paths work."""
    folder.chmod(0o755)
    a = Person(tools, folder, "Ana")
    a.make()
    serving = Serving(a)
    where = socket_of(a)
    expect("the socket is there", where.is_socket(), where)
    expect("modes", (oct(mode_of(where)), oct(mode_of(where.parent))) == ("0o600", "0o700"))
    if os.geteuid() == 0:
        expect("another user cannot connect", bytes_as_nobody(where) == b"refused", bytes_as_nobody(where))
        where.parent.chmod(0o755)
        expect("nor when only the folder is open", bytes_as_nobody(where) == b"refused")
        where.chmod(0o666)
        expect("let through, another user gets no byte", bytes_as_nobody(where) == b"got:", bytes_as_nobody(where))
        where.chmod(0o600)
        where.parent.chmod(0o700)
    a.ask("status")
    expect("it ends", serving.end() == 0)
    expect("the socket is gone", not where.exists())
    where.parent.chmod(0o755)
    refused = a.ask("serve", code=7)
    expect("a folder that lets others in is refused with a sentence",
           "lets others in" in refused["message"] and refused["hint"], refused)
    a.ask("unlock", code=7)
    where.parent.rmdir()
    os.symlink(folder, where.parent)
    a.ask("serve", code=None)  # whatever it says: nothing may appear where the link leads
    expect("a folder that is a link is not used", not list(folder.glob("*.sock")), list(folder.iterdir()))


def long_paths(tools, folder):
    """A socket address has 108 bytes; paths may be longer."""
    a = Person(tools, folder, "Ana")
    a.vault = a.home / ("v" * 120) / ("w" * 120)
    a.vault.parent.mkdir()
    deep = a.home / ("r" * 130)
    deep.mkdir(mode=0o700)
    plain = a.environment
    a.environment = lambda: plain() | {"XDG_RUNTIME_DIR": str(deep)}
    a.make()
    answer = a.unlock()
    expect("it runs", answer["pid"] > 0)
    expect("the path is longer than a socket address", len(str(socket_of(a))) > 108, socket_of(a))
    a.ask("note", "add", "through a long path", passphrase=False)
    expect("and is answered", texts_of(a) == ["through a long path"])
    a.ask("lock")
    expect("lock and unlock too", a.unlock()["pid"] == answer["pid"])
    a.ask("status", passphrase=False)


def other_version(tools, folder):
    """A command that meets another version says what to do; nothing is changed."""
    a = Person(tools, folder, "Ana")
    a.make()
    hello = hello_of_another_version()
    where = socket_of(a)
    where.parent.mkdir(mode=0o700, exist_ok=True)
    with socket.socket(socket.AF_UNIX) as fake:
        fake.bind(str(where))
        fake.listen(8)
        for words in (["status"], ["note", "add", "x"], ["unlock"], ["lock"], ["serve"], ["sync"]):
            running = a.start(*words)
            client, _ = fake.accept()
            client.sendall(hello)
            code, lines = running.finish()
            message = lines[-1]["error"]["message"]
            expect(f"{words}: exit 7", code == 7, (code, message))
            expect(f"{words}: says it", "Restart the instance" in message and str(os.getpid()) in message, message)
            client.close()
    expect("nothing was written", a.ask("note", "list")["notes"] == [])


# --- Cover ---

def cover(tools, folder):
    """Idle for long enough: content needs the passphrase again; what says nothing goes on."""
    a, b = two_people(tools, folder)
    for person in (a, b):
        person.ask("config", "set", "delivery", "at-once")
    serving = Serving(a, "--listen", "127.0.0.1:0")
    partner = Serving(b, "--dial", serving.address)
    a.ask("note", "add", "before the cover")
    a.ask("config", "set", "cover-after", "1s")
    wait_until("covered", lambda: a.ask("status", passphrase=False)["covered"], 10)
    for words in (["note", "list"], ["today"], ["promise", "list"]):
        refused = a.ask(*words, code=4, passphrase=False)
        expect(f"{words} is refused with a reason", refused["code"] == "passphrase_needed" and refused["hint"], refused)
    status = a.ask("status", passphrase=False)
    expect("status works, and says so", status["covered"] and status["serving"], status)
    a.passphrase.rename(a.home / "right")
    a.passphrase.write_text("not it\n")
    expect("a wrong one does not", a.ask("note", "list", code=4)["code"] == "wrong_passphrase")
    expect("and leaves it covered", a.ask("status", passphrase=False)["covered"])
    (a.home / "right").rename(a.passphrase)
    # Sync goes on while covered.
    before = len(serving.events())
    b.ask("note", "add", "while you were away")
    wait_until("it arrives at the covered one", lambda: len(serving.events()) > before, 10)
    expect("still covered", a.ask("status", passphrase=False)["covered"])
    expect("with the passphrase it opens", "while you were away" in texts_of(a), texts_of(a))
    expect("and stays open for a while", a.ask("note", "list", passphrase=False)["notes"])
    # … or stops, when its owner wants that.
    a.ask("config", "set", "sync-when-covered", "off")
    port = serving.port
    wait_until("covered again", lambda: a.ask("status", passphrase=False)["covered"], 10)
    expect("the port is closed", refuses(port))
    expect("status: it does not serve", not a.ask("status", passphrase=False)["serving"])
    a.ask("note", "list")
    expect("the same port opens again", not refuses(port))
    b.ask("note", "add", "after the cover")
    wait_until("and sync goes on", lambda: b.ask("status")["undelivered"] == 0, 45)
    expect("it ends", (serving.end(), partner.end()) == (0, 0))


# --- Windows and signals ---

def window(tools, folder):
    """A window ends by itself; signals end it too, each with its code."""
    a, _ = two_people(tools, folder)
    where = socket_of(a)

    def is_closed(port):
        return refuses(port) and not where.exists()

    began = time.monotonic()
    serving = Serving(a, "--listen", "127.0.0.1:0", "--for", "2s")
    expect("open meanwhile", not refuses(serving.port) and where.is_socket())
    expect("the window ends with 0", serving.process.wait(10) == 0)
    expect("after its time", 1.9 < time.monotonic() - began < 6, time.monotonic() - began)
    expect("port and socket are gone", is_closed(serving.port))
    for sign, code in ((signal.SIGTERM, 0), (signal.SIGINT, 130)):
        serving = Serving(a, "--listen", "127.0.0.1:0")
        port = serving.port
        expect(f"{sign.name} ends with {code}", serving.end(sign) == code, serving.process.returncode)
        expect("port and socket are gone", is_closed(port))
    # A window of unlock, and one that goes on through a lock.
    pid = a.unlock("--listen", "127.0.0.1:0", "--for", "3s")["pid"]
    a.ask("lock")
    expect("locked within the window", a.unlock()["pid"] == pid)
    wait_until("the window ends after a lock too", lambda: not where.exists(), 10)
    a.ask("status")
    busy = Serving(a)
    expect("only one serves", a.ask("serve", code=7)["code"] == "refused" and a.ask("unlock", code=7)["code"] == "refused")
    expect("it ends", busy.end() == 0)


# --- Many at once ---

def two_at_once(tools, folder):
    """Eight commands at a time through one instance; one that goes away takes its request with it."""
    a, _ = two_people(tools, folder)
    serving = Serving(a)
    a.ask("note", "add", "--each-line", "-", stdin="".join(f"line {n} {'x' * 400}\n" for n in range(3000)))
    for round_number in range(4):
        running = [a.start("note", "add", f"round {round_number} {n}") for n in range(4)]
        running += [a.start(*words) for words in (["status"], ["note", "list", "--limit", "50"], ["verify"], ["today"])]
        codes = [one.finish()[0] for one in running]
        expect("all succeed", codes == [0] * 8, codes)
    said = [text for text in texts_of(a) if text.startswith("round")]
    expect("nothing is lost", sorted(said) == sorted(f"round {r} {n}" for r in range(4) for n in range(4)), said)
    # A list whose reader goes away: the instance waits for nobody.
    for _ in range(3):
        slow = subprocess.Popen(a.command("note", "list"), stdout=subprocess.PIPE, env=a.environment())
        slow.stdout.read(2000)
        a.ask("note", "add", "while a list stands")
        slow.kill()
        slow.wait()
        slow.stdout.close()
    began = time.monotonic()
    a.ask("status")
    expect("and is answered at once", time.monotonic() - began < 1, time.monotonic() - began)
    # A window that is cancelled closes its port.
    for end in (signal.SIGKILL, signal.SIGINT):
        port = free_port()
        listening = a.start("sync", "--listen", f"127.0.0.1:{port}", "--for", "5m")
        listening.line()
        expect("the port is open", not refuses(port))
        listening.process.send_signal(end)
        listening.process.communicate()
        wait_until("the port of a cancelled sync closes", lambda: refuses(port), 3)
    expect("still the same instance", serving.process.poll() is None)
    expect("verify is ok", a.ask("verify")["ok"])
    expect("it ends", serving.end() == 0)


def begun_meanwhile(tools, folder):
    """Regression: a command that waited for the vault never came back when it was an instance that got it, and stays."""
    a, _ = two_people(tools, folder)
    for _ in range(3):
        with open(a.vault / "lock", "rb") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            waiting = [a.start("note", "add", f"waiting {n}") for n in range(4)]
            release = threading.Timer(1, fcntl.flock, (held, fcntl.LOCK_UN))
            release.start()
            serving = Serving(a)
            release.join()
        expect("all come back", [one.finish(20)[0] for one in waiting] == [0] * 4)
        expect("it ends", serving.end() == 0)
    expect("all were written", len(texts_of(a)) == 12, texts_of(a))


PARTS = [others, long_paths, other_version, cover, window, two_at_once, begun_meanwhile]
