"""Calls through a SOCKS5 proxy: it alone is called, names go to it as they are, and without it nobody is."""

import socket
import threading

from instances import Serving, expect, free_port, refuses, texts_of, wait_level, wait_until
from people import Person, pair

NAME = "ben7k3q2xw.onion"  # nobody but the proxy knows where this leads
PORT = 7342


def exactly(link, size):
    out = b""
    while len(out) < size:
        more = link.recv(size - len(out))
        if not more:
            raise OSError("cut")
        out += more
    return out


class Socks:
    """A SOCKS5 proxy (RFC 1928, RFC 1929) on loopback; `leads` says where a (name, port) really is."""

    def __init__(self, leads, with_login=True):
        self.leads = leads
        self.with_login = with_login
        self.asked = []   # (host, port)
        self.logins = set()
        self.server = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.server.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                link, _ = self.server.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(link,), daemon=True).start()

    def _serve(self, link):
        try:
            version, count = exactly(link, 2)
            methods = exactly(link, count)
            expect("it speaks SOCKS5 and offers both ways", version == 5 and set(methods) == {0, 2}, (version, methods))
            link.sendall(bytes([5, 2 if self.with_login else 0]))
            if self.with_login:
                _, size = exactly(link, 2)
                name = exactly(link, size)
                self.logins.add((name, exactly(link, exactly(link, 1)[0])))
                link.sendall(b"\x01\x00")
            _, command, _, kind = exactly(link, 4)
            host = exactly(link, exactly(link, 1)[0]).decode() if kind == 3 else socket.inet_ntoa(exactly(link, 4))
            port = int.from_bytes(exactly(link, 2), "big")
            self.asked.append((host, port))
            where = self.leads.get((host, port))
            try:
                upstream = socket.create_connection(("127.0.0.1", where), 5) if where and command == 1 else None
            except OSError:
                upstream = None
            link.sendall(bytes([5, 0 if upstream else 4, 0, 3, 4]) + b"here" + b"\x00\x00")
            if upstream is None:
                return link.close()
            upstream.settimeout(None)
            threading.Thread(target=carry, args=(upstream, link), daemon=True).start()
            carry(link, upstream)
        except OSError:
            link.close()

    def close(self):
        # Why both: a thread that waits in accept() keeps the port open.
        self.server.shutdown(socket.SHUT_RDWR)
        self.server.close()


def carry(source, target):
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def through_a_proxy(tools, folder):
    """Pairing, a sync, a line and new keys go through it; its end ends the calls, and nothing goes past it."""
    a, b = Person(tools, folder, "Ana"), Person(tools, folder, "Ben")
    a.make()
    b.make()
    port = free_port()
    leads = {(NAME, PORT): port}
    socks = Socks(leads)
    for person in (a, b):
        person.ask("config", "set", "proxy", socks.address)
        person.ask("config", "set", "delivery", "at-once")
    # Whoever waits opens no port but on this device, and its own addresses are told to nobody.
    refused = b.ask("pair", "invite", "--listen", "0.0.0.0:0", "--address", f"{NAME}:{PORT}", code=7)
    expect("no port that others could reach", refused["code"] == "refused", refused)
    unnamed = b.ask("pair", "invite", "--listen", "127.0.0.1:0", code=2)
    expect("no own address in a link", unnamed["code"] == "usage", unnamed)
    b.ask("config", "set", "address", f"{NAME}:{PORT}")
    invite = b.start("pair", "invite", "--listen", f"127.0.0.1:{port}", "--for", "60s")
    shown = invite.line()["data"]
    expect("the link leads to the name alone", shown["addresses"] == [f"{NAME}:{PORT}"], shown["addresses"])
    (folder / "link").write_text(shown["link"])
    joined = a.ask("pair", "join", "--link-file", str(folder / "link"))
    code, lines = invite.finish()
    expect("both hold the same words", code == 0 and lines[-1]["data"]["words"] == joined["words"], (code, lines))
    for person in (a, b):
        person.ask("pair", "confirm")
    expect("the name went to the proxy as it is", socks.asked == [(NAME, PORT)], socks.asked)
    # A sync, and a line.
    a.ask("note", "add", "through the proxy")
    serving = Serving(b, "--listen", f"127.0.0.1:{port}")
    expect("a sync goes through", a.ask("sync")["level"])
    line = Serving(a, "--dial", f"{NAME}:{PORT}")
    a.ask("note", "add", "over the line")
    wait_level(a, b, 60)
    expect("both notes are there", set(texts_of(b)) == {"through the proxy", "over the line"}, texts_of(b))
    expect("every call named it", set(socks.asked) == {(NAME, PORT)}, socks.asked)
    expect("with a login of its own for each run", len(socks.logins) >= 3, socks.logins)
    # A direct address in its place is not called past the proxy, either.
    trap = socket.create_server(("127.0.0.1", 0))
    trap.settimeout(0.2)
    there = f"127.0.0.1:{trap.getsockname()[1]}"
    expect("the line ends with 0", line.end() == 0)
    expect("the proxy leads nowhere", a.ask("sync", "--at", there, code=6)["code"] == "unreachable")
    socks.close()
    gone = a.ask("sync", "--at", there, code=6)
    expect("the proxy is blamed", "proxy" in gone["message"].lower(), gone)
    gone = a.ask("sync", code=6)
    expect("a known name is not called past it", "proxy" in gone["message"].lower(), gone)
    try:
        trap.accept()
        expect("nobody was called past the proxy", False)
    except TimeoutError:
        pass
    expect("the other's instance ran on", serving.process.poll() is None)
    expect("and ends with 0", serving.end() == 0)


def proxy_while_it_runs(tools, folder):
    """A proxy that is set while a line is open ends that line, and the next call goes through it."""
    a, b = Person(tools, folder, "Ana"), Person(tools, folder, "Ben")
    a.make()
    b.make()
    pair(a, b)
    for person in (a, b):
        person.ask("config", "set", "delivery", "at-once")
    theirs = Serving(b, "--listen", "127.0.0.1:0")
    mine = Serving(a, "--dial", theirs.address)
    a.ask("note", "add", "directly")
    wait_level(a, b, 20)
    socks = Socks({("127.0.0.1", theirs.port): theirs.port}, with_login=False)
    # What waits at a port, or calls, when the proxy is set has come to its end.
    windows = [a.start(*words, "--listen", "127.0.0.1:0", "--for", "60s") for words in (("sync",), ("rekey",))]
    ports = [int(window.line()["data"]["address"].rsplit(":", 1)[1]) for window in windows]
    a.ask("config", "set", "proxy", socks.address)
    for window, port in zip(windows, ports):
        code, lines = window.finish(10)
        expect("it ends, and says why", code == 7 and "proxy" in lines[-1]["error"]["message"], (code, lines))
        expect("its port is closed", refuses(port))
    expect("a port that others reach does not go with it", a.ask("config", "set", "listen", "0.0.0.0:7342", code=7)["code"] == "refused")
    wait_until("the proxy is asked", lambda: socks.asked, 20)
    a.ask("note", "add", "through the proxy")
    wait_level(a, b, 30)
    expect("both notes are there", set(texts_of(b)) == {"directly", "through the proxy"}, texts_of(b))
    expect("both end with 0", (mine.end(), theirs.end()) == (0, 0))
    expect("nothing listens any more", refuses(theirs.port))


PARTS = [through_a_proxy, proxy_while_it_runs]
