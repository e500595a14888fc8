"""The page's server from outside: what a browser of one's own gets, and what everybody else does not."""

import json
import os
import pathlib
import re
import socket
import subprocess
import threading
import time

from instances import Serving, expect, refuses, two_people, wait_until
from people import PASSPHRASE, Person, background, runs

STREAMS_MAX = 64
TOKEN_LIFE = 60


def memory_of(pid):
    """Resident bytes."""
    return int(re.search(r"VmRSS:\s+(\d+)", pathlib.Path(f"/proc/{pid}/status").read_text())[1]) * 1024


class Answer:
    def __init__(self, raw):
        self.raw = raw
        head, _, body = raw.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        self.status = int(lines[0].split()[1]) if raw else 0  # 0: closed without a word
        self.fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
        self.body = dechunk(body) if self.fields.get("transfer-encoding") == "chunked" else body

    def json(self):
        return json.loads(self.body)

    def lines(self):
        return [json.loads(line) for line in self.body.splitlines()]


def dechunk(body):
    out = b""
    while body:
        size, _, body = body.partition(b"\r\n")
        out += body[:int(size, 16)]
        body = body[int(size, 16) + 2:]
    return out


class Page:
    """One browser of a person: the address that `avow web` gave, and the session once the token is used."""

    def __init__(self, person, *words, passphrase=True):
        given = person.ask("web", "--no-open", *words, passphrase=passphrase)
        self.port = given["port"]
        expect("the address is on this computer", given["url"].startswith(f"http://127.0.0.1:{self.port}/#t="), given)
        self.token = given["url"].partition("#t=")[2]
        self.host = f"127.0.0.1:{self.port}"
        self.session = ""

    def connect(self, timeout=15):
        return socket.create_connection(("127.0.0.1", self.port), timeout)

    def raw(self, data, timeout=15):
        """Sends these bytes, and gives all that comes until the other side closes."""
        with self.connect(timeout) as line:
            try:
                line.sendall(data)
            except (BrokenPipeError, ConnectionResetError):
                pass  # refused before all of it was sent
            out = b""
            try:
                while more := line.recv(65536):
                    out += more
            except ConnectionResetError:
                pass
            return Answer(out)

    def request(self, method, target, body=None, kind="application/json", host=None, session=None, fields=()):
        lines = [f"{method} {target} HTTP/1.1", f"Host: {host or self.host}", "Connection: close", *fields]
        bearer = self.session if session is None else session
        if bearer:
            lines.append(f"Authorization: Bearer {bearer}")
        if body is not None:
            lines += [f"Content-Type: {kind}", f"Content-Length: {len(body)}"]
        return ("\r\n".join(lines) + "\r\n\r\n").encode() + (body or b"")

    def do(self, *words, **options):
        return self.raw(self.request(*words, **options))

    def exchange(self, token=None, **options):
        return self.do("POST", "/session", json.dumps({"token": token or self.token}).encode(), session="", **options)

    def enter(self):
        data = self.exchange().json()["data"]
        self.session = data["session"]
        return data["state"]

    def state(self):
        return self.do("GET", "/session").json()["data"]["state"]

    def is_locked(self):
        """What was asked while the program began anew has no answer."""
        try:
            return self.state() == "locked"
        except (OSError, ValueError):
            return False

    def api(self, asked, target="/api"):
        """The items and the end of one request."""
        lines = self.do("POST", target, json.dumps(asked).encode()).lines()
        return [line["item"] for line in lines[:-1]], lines[-1].get("done", lines[-1].get("error"))

    def ask(self, asked):
        items, done = self.api(asked)
        expect(f"{asked} is answered", "code" not in done, done)
        return items, done

    def unlock(self, typed):
        return self.typed("/unlock", typed)

    def typed(self, target, text):
        body = text if isinstance(text, bytes) else text.encode()
        answer = self.do("POST", target, body, kind="application/octet-stream")
        return {} if answer.status == 204 else answer.lines()[-1]

    def works(self):
        return "today" in self.ask({"today": None, "zone": "Europe/Berlin"})[1]


class Stream:
    """Live events, read as they come."""

    def __init__(self, page):
        self.line = page.connect()
        self.line.sendall(page.request("GET", "/events").replace(b"Connection: close\r\n", b""))
        self.seen = b""
        self.closed = False
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        self.line.settimeout(None)
        try:
            while more := self.line.recv(65536):
                self.seen += more
        except OSError:
            pass
        self.closed = True

    def events(self):
        return [(name, json.loads(data)) for name, data in re.findall(r"event: (\w+)\ndata: (.*)\n", self.seen.decode())]

    def close(self):
        self.line.close()


# --- What one's own browser gets ---

def web_opens(tools, folder):
    """`avow web` begins avow, the token opens the page once, and the page asks what the command line asks."""
    a = Person(tools, folder, "Ana")
    a.make()
    page = Page(a)
    running_pid(a)
    expect("it is let in, open", page.enter() == "open")
    index = page.do("GET", "/", session="")
    expect("the page is there", index.status == 200 and b"<!doctype html>" in index.body, index.raw[:200])
    again = page.do("GET", "/", fields=[f"If-None-Match: {index.fields['etag']}"])
    expect("and is not sent twice", again.status == 304 and again.body == b"", again.raw)
    added = page.ask({"noteAdd": {"text": "from the page é"}})[1]["record"]
    expect("a note is written", added["state"] == "draft", added)
    expect("the command line sees it", [n["text"] for n in a.ask("note", "list", passphrase=False)["notes"]] == ["from the page é"])
    items, done = page.ask({"noteList": {"limit": 5}})
    expect("and so does the page", items[0]["note"]["id"] == added["id"] and done == {"list": None}, (items, done))
    refused = page.api({"noteShow": {"id": "zzzz"}})[1]
    expect("what cannot be done is said in words", refused["code"] == "not_found" and refused["message"], refused)
    expect("the same port again", Page(a, passphrase=False).port == page.port)
    other = Page(a, "--port", str(page.port), passphrase=False)
    other.enter()
    expect("two pages at a time", page.works() and other.works())
    # One page leaves; then all of them have to.
    expect("goodbye", other.do("DELETE", "/session").status == 204)
    expect("is kept to", other.do("GET", "/session").status == 401 and page.works())
    fresh = Page(a, passphrase=False)
    a.ask("web", "--revoke-all", passphrase=False)
    expect("let out", page.do("GET", "/session").status == 401)
    expect("tokens too", fresh.exchange().status == 401)


def running_pid(person):
    """The instance that `avow web` began; ended with the test."""
    found = subprocess.run(["pgrep", "-f", f"serve .*{person.vault}"], capture_output=True, text=True, check=True).stdout.split()
    background.append((int(found[0]), person.vault))
    return int(found[0])


def web_first_run(tools, folder):
    """Somebody who has no vault yet makes one in the page; and where no passphrase can be typed, the page asks for it."""
    a = Person(tools, folder, "Ana")
    page = Page(a, passphrase=False)
    pid = running_pid(a)
    expect("nothing is there yet", page.enter() == "none")
    expect("and nothing can be asked", page.api({"status": None})[1]["code"] == "passphrase_needed")

    def init(name, passphrase):
        return page.typed("/init", f"{name}\n{passphrase}")

    expect("a name is one line of 64 bytes", init("a" * 65, "x")["error"]["code"] == "usage" and init("a\x1bb", "x")["error"]["code"] == "usage")
    expect("a passphrase is needed", "error" in init("Ana", ""))
    first = init("Ana", PASSPHRASE)["done"]["created"]
    expect("the vault is there", first["vault"] == str(a.vault) and a.vault.is_dir(), first)
    expect("its code was not confirmed yet", page.state() == "none")
    second = init("Ana", PASSPHRASE)["done"]["created"]
    expect("so it may begin anew, with another code", second["recovery_code"] != first["recovery_code"])
    expect("a passphrase that is none changes nothing", "error" in init("Ana", "") and page.state() == "none")
    expect("the first code is not the one that was seen", page.typed("/init/shown", first["recovery_code"])["error"]["code"] == "refused")
    expect("the code was seen", page.typed("/init/shown", second["recovery_code"]) == {})
    expect("now it is locked", page.state() == "locked" and "error" in init("Ana", PASSPHRASE))
    expect("the first code is dead", page.unlock(first["recovery_code"])["error"]["code"] == "wrong_passphrase")
    expect("the second opens it", "unlocked" in page.unlock(second["recovery_code"])["done"])
    expect("it works", page.works() and a.ask("status", passphrase=False)["name"] == "Ana")
    os.kill(pid, 15)
    wait_until("it ends", lambda: not runs(pid, a.vault), 5)
    page = Page(a, passphrase=False)
    running_pid(a)
    expect("begun without a passphrase it is locked", page.enter() == "locked")
    expect("and the page opens it", "unlocked" in page.unlock(PASSPHRASE)["done"] and page.works())


def web_restore(tools, folder):
    """Somebody with nothing but a backup file gets their vault back in the page; it is read-only, and says so."""
    old = Person(tools, folder, "Ana")
    old.make()
    for line in ("one", "two"):
        old.ask("note", "add", line)
    code = old.ask("passphrase", "--new-passphrase-file", str(old.passphrase))["recovery_code"]
    file = folder / "ana.backup"
    old.ask("backup", "create", str(file))
    backup = file.read_bytes()
    again = Person(tools, folder, "Ana again")
    page = Page(again, passphrase=False)
    running_pid(again)
    expect("nothing is there yet", page.enter() == "none")

    def send(data):
        for at in range(0, len(data), 1000):
            expect("a piece is taken", page.typed("/restore/piece", data[at:at + 1000]) == {})

    expect("no file came", page.typed("/restore", PASSPHRASE)["error"]["code"] == "malformed")
    expect("what came is no backup", page.typed("/restore/piece", b"x" * 5000) == {} and page.typed("/restore", PASSPHRASE)["error"]["code"] == "malformed")
    page.typed("/restore/piece", b"")
    send(backup[:-100])
    cut = page.typed("/restore", PASSPHRASE)["error"]
    expect("it was cut", cut["code"] == "damaged" and not (again.vault / "vault.db").exists(), cut)
    page.typed("/restore/piece", b"")
    expect("a vault that was begun meanwhile", "created" in page.typed("/init", f"Ana\n{PASSPHRASE}")["done"])
    send(backup)
    wrong = page.typed("/restore", "not this")["error"]
    expect("a wrong passphrase", wrong["code"] == "wrong_passphrase" and page.state() == "none" and (again.vault / "vault.db").exists(), wrong)
    expect("what does not open is not kept", page.typed("/restore", code)["error"]["code"] == "malformed")
    send(backup)
    done = page.typed("/restore", code)["done"]["restored"]
    expect("it is there, and only read", done["read_only"] and page.state() == "locked", done)
    expect("no second one", page.typed("/restore/piece", b"x")["error"]["code"] == "refused")
    expect("the passphrase opens it", "unlocked" in page.unlock(PASSPHRASE)["done"])
    expect("all of it is there", len(page.ask({"noteList": {}})[0]) == 2 and page.ask({"status": None})[1]["status"]["read_only"])
    refused = page.api({"noteAdd": {"text": "three"}})[1]
    expect("and nothing is written", refused["code"] == "read_only", refused)
    page.ask({"epochStart": {"partner_unreachable": True}})
    page.ask({"noteAdd": {"text": "three"}})


def web_passphrase(tools, folder):
    """A new passphrase, in the page: the old one and the old code are dead, and the new code is shown once."""
    a = Person(tools, folder, "Ana")
    a.make()
    page = Page(a)
    running_pid(a)
    page.enter()
    expect("not while it is open", page.typed("/passphrase", f"{PASSPHRASE}\nanother one")["error"]["code"] == "refused")
    page.ask({"lock": None})
    wait_until("it is locked", page.is_locked, 10)
    expect("the old one has to be right", page.typed("/passphrase", "wrong\nanother one")["error"]["code"] == "wrong_passphrase")
    expect("the new one has to be one", page.typed("/passphrase", f"{PASSPHRASE}\n")["error"]["code"] == "usage")
    expect("all is as it was", "unlocked" in page.unlock(PASSPHRASE)["done"])
    failed = page.ask({"localFacts": None})[1]["local_facts"]["failed_unlocks"]
    expect("the wrong try is kept as a fact", failed == 1, failed)
    page.ask({"lock": None})
    wait_until("it is locked again", page.is_locked, 10)
    code = page.typed("/passphrase", f"{PASSPHRASE}\nanother one")["done"]["created"]["recovery_code"]
    expect("it stays locked", page.state() == "locked")
    expect("the old one is dead", page.unlock(PASSPHRASE)["error"]["code"] == "wrong_passphrase")
    expect("the new one opens", "unlocked" in page.unlock("another one")["done"] and page.works())
    page.ask({"lock": None})
    wait_until("and locked", page.is_locked, 10)
    expect("the new code opens", "unlocked" in page.unlock(code)["done"] and page.works())


def web_wipe(tools, folder):
    """The vault is removed in the page, by its name, with the backups that it made; then nothing runs any more."""
    a = Person(tools, folder, "Ana")
    a.make()
    file = folder / "ana.backup"
    page = Page(a)
    pid = running_pid(a)
    page.enter()
    a.ask("backup", "create", str(file), passphrase=False)
    expect("not while it is open", page.typed("/wipe", f"Ana\n{PASSPHRASE}")["error"]["code"] == "refused")
    page.ask({"lock": None})
    wait_until("it is locked", page.is_locked, 10)
    for name, passphrase, code in (("Ben", PASSPHRASE, "refused"), ("", PASSPHRASE, "refused"), ("Ana", "", "refused"), ("Ana", "wrong", "wrong_passphrase")):
        expect(f"not {name} {passphrase}", page.typed("/wipe", f"{name}\n{passphrase}")["error"]["code"] == code and a.vault.is_dir())
    wiped = page.typed("/wipe", f"Ana\n{PASSPHRASE}")["done"]["wiped"]
    expect("it is gone, and its backup", wiped == {"remains": [], "backups_known": True, "backups_removed": [str(file)], "backups_left": [], "why": ""} and not file.exists(), wiped)
    expect("with its folder", not a.vault.exists())
    wait_until("it has ended", lambda: not runs(pid, a.vault), 5)
    expect("and nothing listens", refuses(page.port))


def web_events(tools, folder):
    """A page learns that something changed, and nothing of who is there."""
    a, b = two_people(tools, folder)
    for person in (a, b):
        person.ask("config", "set", "delivery", "at-once")
    mine = Serving(a, "--listen", "127.0.0.1:0")
    theirs = Serving(b)
    page = Page(a)
    page.enter()
    stream = Stream(page)
    wait_until("the state is said", lambda: stream.events() == [("state", {"state": "open"})], 5)

    def heard(what):
        return [data for name, data in stream.events() if name == "change" and data["what"] == what]

    page.ask({"privateWrite": {"kind": "journal", "text": "for me alone"}})
    wait_until("what is written privately", lambda: heard("local"), 5)
    a.ask("note", "add", "from a shell", passphrase=False)
    wait_until("what a command writes", lambda: heard("own"), 5)
    count = len(stream.events())
    for _ in range(20):
        page.works()
    time.sleep(0.5)
    expect("reading changes nothing", len(stream.events()) == count, stream.events())
    theirs.end()
    theirs = Serving(b, "--dial", mine.address)
    wait_until("the note goes over, and both are level", lambda: heard("level"), 30)
    before = len(stream.events())
    expect("the partner goes", theirs.end() == 0)
    theirs = Serving(b, "--dial", mine.address)
    time.sleep(3)
    expect("and comes, and nothing says so", len(stream.events()) == before, stream.events()[before:])
    b.ask("note", "add", "from Ben")
    wait_until("what arrives", lambda: heard("received"), 30)
    expect("an event tells a kind and a count only",
           all(set(data) == {"what", "count"} for name, data in stream.events() if name == "change"), stream.events())
    expect("no word of it", b"from" not in stream.seen.replace(b"same-origin", b"") and b"alone" not in stream.seen)
    counts = [data["count"] for name, data in stream.events() if name == "change"]
    expect("counts rise", counts == sorted(set(counts)), counts)
    expect("they end", (mine.end(), theirs.end()) == (0, 0))


def web_locked(tools, folder):
    """Covered or locked, the page gets nothing but the way to unlock; its session outlives the lock."""
    a = Person(tools, folder, "Ana")
    a.make()
    serving = Serving(a)
    a.ask("note", "add", "behind the cover", passphrase=False)
    page = Page(a)
    page.enter()
    stream = Stream(page)
    page.ask({"configSet": {"key": "cover-after", "value": "1s"}})

    def told(state):
        return lambda: ("state", {"state": state}) in stream.events()

    # A page that looks again by itself does not put it off.
    began = time.monotonic()
    while not told("covered")() and time.monotonic() - began < 10:
        page.api({"today": None}, target="/api/refresh")
        time.sleep(0.1)
    expect("covered", told("covered")(), stream.events())
    for asked in ({"status": None}, {"today": None}, {"noteList": {}}, {"configShow": None}):
        for target in ("/api", "/api/refresh"):
            items, done = page.api(asked, target)
            expect(f"{asked} is refused", items == [] and done["code"] == "passphrase_needed", (items, done))
    expect("a wrong one does not open it", page.unlock("not it")["error"]["code"] == "wrong_passphrase")
    expect("the right one does", "unlocked" in page.unlock(PASSPHRASE)["done"])
    expect("open", page.state() == "open" and page.works())
    page.ask({"configSet": {"key": "cover-after", "value": "never"}})
    # Lock: the program begins anew, and the page stays at its place.
    pid = serving.pid
    expect("locked by the page", page.ask({"lock": None})[1] == {"locked": {"locked": True}})
    wait_until("the stream ends", lambda: stream.closed, 5)
    wait_until("it is there again", lambda: not refuses(page.port), 5)
    expect("the same process, locked", page.state() == "locked" and pathlib.Path(f"/proc/{pid}").exists())
    environ = pathlib.Path(f"/proc/{pid}/cmdline").read_bytes()
    expect("no token and no session stands in its arguments", page.token.encode() not in environ and page.session.encode() not in environ)
    expect("files are served", page.do("GET", "/", session="").status == 200)
    expect("nothing else is", page.api({"status": None})[1]["code"] == "passphrase_needed")
    expect("not without a session", page.do("POST", "/unlock", PASSPHRASE.encode(), kind="application/octet-stream", session="x").status == 401)
    expect("a wrong passphrase", page.unlock("no")["error"]["code"] == "wrong_passphrase")
    stream = Stream(page)
    wait_until("events say so", told("locked"), 5)
    expect("the right one", "unlocked" in page.unlock(PASSPHRASE)["done"])
    wait_until("and events again", told("open"), 5)
    expect("its note is there", page.ask({"noteList": {}})[0][0]["note"]["text"] == "behind the cover")
    for _ in range(3):
        page.ask({"lock": None})
        wait_until("locked again", page.is_locked, 5)
        expect("and open again", "unlocked" in page.unlock(PASSPHRASE)["done"])
    expect("it ends", serving.end() == 0)
    expect("and the port with it", refuses(page.port))


def web_browser(tools, folder):
    """The browser is opened without the token being seen by other users."""
    a = Person(tools, folder, "Ana")
    a.make()
    serving = Serving(a)
    tool = folder / "bin" / "xdg-open"
    tool.parent.mkdir()
    tool.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > {folder}/opened\ncat "$1" > {folder}/door\nsleep 5\n')
    tool.chmod(0o755)
    plain = a.environment
    a.environment = lambda: plain() | {"PATH": f"{tool.parent}:{os.environ['PATH']}", "DISPLAY": ":9"}
    began = time.monotonic()
    given = a.ask("web")
    expect("a slow browser holds nothing up", time.monotonic() - began < 4)
    wait_until("it was called", lambda: (folder / "door").exists() and "refresh" in (folder / "door").read_text(), 5)
    opened = (folder / "opened").read_text()
    token = given["url"].partition("#t=")[2]
    expect("not with the token", token not in opened, opened)
    expect("the door leads there", f'url={given["url"]}"' in (folder / "door").read_text())
    expect("and only its owner reads it", pathlib.Path(opened.strip()).stat().st_mode & 0o777 == 0o600)
    expect("--no-open opens nothing", (folder / "opened").unlink() is None and a.ask("web", "--no-open")["port"] == given["port"]
           and not (folder / "opened").exists())
    serving.end()
    expect("the door goes with the instance", not pathlib.Path(opened.strip()).exists())


# --- What nobody else gets ---

def smuggling(page):
    """Requests that two readers could read in two ways, with the answer that each must get."""
    def post(fields, body="", line="POST /api HTTP/1.1"):
        return (f"{line}\r\nHost: {page.host}\r\nAuthorization: Bearer {page.session}\r\nContent-Type: application/json\r\n"
                f"{fields}\r\n{body}").encode("latin-1")
    inner = f"POST /api HTTP/1.1\r\nHost: {page.host}\r\n\r\n"
    many = "".join(f"X-{n}: a\r\n" for n in range(200_000))
    return {
        "length and pieces": (post("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n" + inner), {400}),
        "pieces and length": (post("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", "0\r\n\r\n" + inner), {400}),
        "two lengths": (post("Content-Length: 2\r\nContent-Length: 40\r\n", "{}"), {400}),
        "the same length twice": (post("Content-Length: 2\r\nContent-Length: 2\r\n", "{}"), {400}),
        "a list of lengths": (post("Content-Length: 2, 2\r\n", "{}"), {400}),
        "pieces": (post("Transfer-Encoding: chunked\r\n", "2\r\n{}\r\n0\r\n\r\n"), {411}),
        "large pieces": (post("Transfer-Encoding: chunked\r\n", "30d40\r\n" + "a" * 200_000 + "\r\n0\r\n\r\n"), {411}),
        "hidden pieces": (post("Transfer-Encoding: xchunked\r\n", "{}"), {411}),
        "a split name": (post("Transfer-Encoding : chunked\r\n", "{}"), {400}),
        "no length": (post(""), {411}),
        "a huge length": (post("Content-Length: 99999999999\r\n"), {413}),
        "an endless length": (post("Content-Length: 99999999999999999999999999\r\n"), {400}),
        "200,000 fields": (post(many + "Content-Length: 2\r\n", "{}"), {431}),
        "one huge field": (post("X: " + "a" * 5_000_000 + "\r\nContent-Length: 2\r\n", "{}"), {431}),
        "a huge target": (post("Content-Length: 2\r\n", "{}", line="POST /" + "a" * 100_000 + " HTTP/1.1"), {431}),
        "a control byte": (post("X: a\x01b\r\nContent-Length: 2\r\n", "{}"), {400}),
        "a zero byte": (post("X: a\x00b\r\nContent-Length: 2\r\n", "{}"), {400}),
        "a bare line feed": (post("X: a\nContent-Length: 2\r\n", "{}"), {400}),
        "bare line feeds only": (post("Content-Length: 2\r\n", "{}").replace(b"\r\n", b"\n"), {400}),
        "a bare return": (post("X: a\rb\r\nContent-Length: 2\r\n", "{}"), {400}),
        "a folded line": (post("X: a\r\n b\r\nContent-Length: 2\r\n", "{}"), {400}),
        "two hosts": (post(f"Host: {page.host}\r\nContent-Length: 2\r\n", "{}"), {400}),
        "another second host": (post("Host: evil.test\r\nContent-Length: 2\r\n", "{}"), {400}),
        "no host": (b"GET / HTTP/1.1\r\n\r\n", {400}),
        "a whole address": (post("Content-Length: 2\r\n", "{}", line=f"POST http://{page.host}/api HTTP/1.1"), {400}),
        "another's address": (post("Content-Length: 2\r\n", "{}", line="GET http://evil.test/ HTTP/1.1"), {400}),
        "an asterisk": (post("", line="OPTIONS * HTTP/1.1"), {400}),
        "a tunnel": (post("", line="CONNECT evil.test:443 HTTP/1.1"), {400}),
        "HTTP/1.0": (post("Content-Length: 2\r\n", "{}", line="POST /api HTTP/1.0"), {505}),
        "HTTP/2": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", {400, 505}),
        "TLS": (bytes.fromhex("16030100c8010000c403") + bytes(190), {400}),
        "a body that waits to be asked for": (post("Expect: 100-continue\r\nContent-Length: 2\r\n"), {417}),
        "a way up": (f"GET /../../etc/passwd HTTP/1.1\r\nHost: {page.host}\r\nConnection: close\r\n\r\n".encode(), {404}),
        "an encoded way up": (f"GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: {page.host}\r\nConnection: close\r\n\r\n".encode(), {404}),
    }


def strangers(page):
    """Requests with a good session from where none may come."""
    ask = ("POST", "/api", b'{"today":null}')
    cross = ["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: cors", "Sec-Fetch-Dest: empty"]
    yield "another name (rebinding)", page.request(*ask, host=f"evil.test:{page.port}"), 421
    yield "another port in the name", page.request(*ask, host=f"127.0.0.1:{page.port + 1}"), 421
    yield "no port in the name", page.request(*ask, host="127.0.0.1"), 421
    yield "any address", page.request(*ask, host=f"0.0.0.0:{page.port}"), 421
    yield "rebinding, the page", page.request("GET", "/", host=f"evil.test:{page.port}"), 421
    yield "another site", page.request(*ask, fields=cross), 403
    yield "another port", page.request(*ask, fields=["Sec-Fetch-Site: same-site"]), 403
    yield "a typed address that calls", page.request(*ask, fields=["Sec-Fetch-Site: none"]), 403
    for origin in ("http://evil.test", f"http://127.0.0.1:{page.port + 1}", f"http://localhost:{page.port}", f"https://{page.host}", "null"):
        yield f"origin {origin}", page.request(*ask, fields=[f"Origin: {origin}"]), 403
    yield "a form", page.request("POST", "/api", b"a=b", kind="application/x-www-form-urlencoded"), 415
    yield "a form of plain text", page.request("POST", "/api", b'{"today":null}', kind="text/plain"), 415
    yield "a form that unlocks", page.request("POST", "/unlock", b"x", kind="text/plain"), 415
    yield "a frame", page.request("GET", "/", fields=["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: iframe"]), 403
    yield "a script of another site", page.request("GET", "/app.js", fields=["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors"]), 403
    yield "a question about CORS", page.request("OPTIONS", "/api", fields=["Origin: http://evil.test", "Access-Control-Request-Method: POST"]), 403
    yield "no session", page.request(*ask, session="A" * 52), 401
    yield "the token as a session", page.request(*ask, session=page.token), 401
    yield "events without a session", page.request("GET", "/events", session="A"), 401
    yield "another method", page.request("GET", "/api"), 405
    yield "no such file", page.request("GET", "/nothing.js"), 404


def web_probes(tools, folder):
    """Ambiguous, oversized, foreign and replayed requests are refused in bounded memory, and the page goes on."""
    a = Person(tools, folder, "Ana")
    a.make()
    serving = Serving(a)
    page = Page(a)
    page.enter()
    page.works()
    before = memory_of(serving.pid)
    for name, (data, allowed) in smuggling(page).items():
        answer = page.raw(data)
        expect(f"{name}: refused", answer.status in allowed, answer.raw[:200])
        expect(f"{name}: once", answer.raw.count(b"HTTP/1.1 ") == 1, answer.raw[:400])
        expect(f"{name}: with all guards", "default-src 'none'" in answer.fields["content-security-policy"], answer.fields)
    for name, data, status in strangers(page):
        answer = page.raw(data)
        expect(f"{name}: {status}", answer.status == status, answer.raw[:300])
        expect(f"{name}: no word for other sites", not any(field.startswith("access-control") for field in answer.fields), answer.fields)
    link = page.do("GET", "/", fields=["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"])
    expect("a link from elsewhere shows the empty page", link.status == 200 and b'src="app.js"' in link.body, link.raw)
    expect("a used token opens nothing", page.exchange().status == 401)
    for token in ("", "A" * 26, "A" * 10_000, page.token.lower()):
        expect("nor does a guess", page.exchange(token or " ").status in (400, 401))
    for body in (b"", b"[]", b"{", b'{"token":1}', b'{"token":"a","token":"b"}', b"\xff"):
        expect("nor what is no token", page.do("POST", "/session", body, session="").status == 400, body)
    deep = json.dumps({"noteAdd": {"text": "x"}}).replace('"x"', "[" * 100_000 + "]" * 100_000).encode()
    expect("a deep nest is refused", page.do("POST", "/api", deep).lines()[-1]["error"]["code"] == "malformed")
    grown = memory_of(serving.pid) - before
    expect("memory is bounded", grown < 16 * 1024 * 1024, grown)
    expect("it still answers", page.works())
    expect("nothing is sent twice", len(a.ask("note", "list", passphrase=False)["notes"]) == 0)
    print(f"      {grown // 1024} KiB more after all of them")
    expect("it ends", serving.end() == 0)


def web_crowd(tools, folder):
    """64 streams, no more; silent and half-silent lines keep nobody out; a reader that takes nothing is dropped."""
    a = Person(tools, folder, "Ana")
    a.make()
    serving = Serving(a)
    page = Page(a)
    page.enter()
    before = memory_of(serving.pid)
    streams = [Stream(page) for _ in range(STREAMS_MAX)]
    wait_until("64 streams", lambda: all(stream.events() for stream in streams), 10)
    refused = page.do("GET", "/events")
    expect("not one more", refused.status == 503, refused.raw[:100])
    began = time.monotonic()
    page.ask({"noteAdd": {"text": "to all of them"}})
    wait_until("all of them hear of it", lambda: all(len(stream.events()) > 1 for stream in streams), 5)
    expect("and the page answers meanwhile", time.monotonic() - began < 2, time.monotonic() - began)
    # Somebody opens lines and says nothing, or stops in the middle.
    silent = [page.connect() for _ in range(200)]
    half = [page.connect() for _ in range(50)]
    for line in half:
        line.sendall(b"POST /api HTTP/1.1\r\nHost: ")
    began = time.monotonic()
    expect("the page still answers", page.works())
    expect("at once", time.monotonic() - began < 2, time.monotonic() - began)
    expect("the streams live", not any(stream.closed for stream in streams))
    began = time.monotonic()
    last = half[-1]
    last.settimeout(15)
    expect("half a request is told that it took too long", last.recv(100).startswith(b"HTTP/1.1 408"))
    expect("after ten seconds", 5 < time.monotonic() - began < 12, time.monotonic() - began)
    for line in silent + half:
        line.close()
    # A reader that takes nothing: what it is owed is bounded, then it is dropped.
    for stream in streams:
        stream.close()
    deaf = page.connect()
    deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
    lines = [f"{'x' * 200} {n}" for n in range(4096)]
    for _ in range(8):
        page.ask({"noteAddLines": {"texts": lines}})
    deaf.sendall(page.request("POST", "/api", b'{"noteList":{}}'))
    time.sleep(3)
    grown = memory_of(serving.pid) - before
    page.works()

    def lines_of_instance():
        with open("/proc/net/tcp", encoding="ascii") as table:
            return sum(1 for row in table if row.split()[1].endswith(f":{page.port:04X}") and row.split()[3] == "01")
    wait_until("whoever does not read is dropped", lambda: lines_of_instance() == 0, 30)
    expect("memory is bounded", grown < 96 * 1024 * 1024, grown)
    print(f"      {grown // 1024} KiB more, of it 32,768 notes")
    expect("and it answers", page.works())
    expect("it ends", serving.end() == 0)


def web_token_minute(tools, folder):
    """A token that nobody used opens nothing after a minute."""
    a = Person(tools, folder, "Ana")
    a.make()
    serving = Serving(a)
    page, watching = Page(a), Page(a)
    watching.enter()
    stream = Stream(watching)
    time.sleep(TOKEN_LIFE + 1)
    expect("too late", page.exchange().status == 401)
    expect("meanwhile a stream says every 15 s that it lives", 3 <= stream.seen.count(b": here") <= 5, stream.seen)
    expect("a new one works", Page(a).enter() == "open")
    serving.end()


def web_only_here(tools, folder):
    """It listens at 127.0.0.1, and only once it was asked for; another port moves it."""
    a = Person(tools, folder, "Ana")
    a.make()
    serving = Serving(a)

    def listening():
        out = []
        for table in ("/proc/net/tcp", "/proc/net/tcp6"):
            inodes = {os.readlink(fd) for fd in pathlib.Path(f"/proc/{serving.pid}/fd").iterdir() if fd.is_symlink()}
            with open(table, encoding="ascii") as rows:
                out += [row.split()[1] for row in rows if row.split()[3] == "0A" and f"socket:[{row.split()[9]}]" in inodes]
        return out

    expect("nothing before", listening() == [], listening())
    page = Page(a)
    expect("then one place", listening() == [f"0100007F:{page.port:04X}"], listening())
    page.enter()
    taken = socket.create_server(("127.0.0.1", 0))
    free = taken.getsockname()[1]
    refused = a.ask("web", "--no-open", "--port", str(free), code=1)
    expect("a port that is taken is said", "cannot listen" in refused["message"], refused)
    expect("and the page stays", page.works())
    taken.close()
    moved = Page(a, "--port", str(free))
    expect("another port", listening() == [f"0100007F:{moved.port:04X}"], listening())
    for typed in ("0", "65536", "x", "-1"):
        a.ask("web", "--no-open", "--port", typed, code=2)
    folder_of_page = folder / "page"
    folder_of_page.mkdir()
    (folder_of_page / "index.html").write_text("work in progress")
    dev = Page(a, "--assets-dir", str(folder_of_page))
    expect("a folder of files, at the same port", dev.port == moved.port and dev.do("GET", "/").body == b"work in progress")
    (folder_of_page / "index.html").write_text("better")
    expect("read anew", dev.do("GET", "/").body == b"better")
    a.ask("web", "--no-open", "--assets-dir", str(folder / "none"), code=2)
    expect("it ends", serving.end() == 0)
    expect("and nothing listens", refuses(dev.port))


PARTS = [web_opens, web_first_run, web_restore, web_passphrase, web_wipe, web_events, web_locked, web_browser, web_probes, web_crowd, web_token_minute, web_only_here]
