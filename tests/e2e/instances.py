"""Instances that stay up, and what stands between them: shared by the parts of instance_test.py."""

import json
import os
import pathlib
import signal
import socket
import subprocess
import threading
import time

from people import Failure, Person, background, pair


class Skip(Exception):
    """This part cannot run here, and why."""


def expect(what, condition, seen=None):
    if not condition:
        raise Failure(f"{what}: {seen}")


def wait_until(what, condition, seconds):
    """Waits until it holds; gives how long that took."""
    began = time.monotonic()
    while not condition():
        if time.monotonic() - began > seconds:
            raise Failure(f"not within {seconds} s: {what}")
        time.sleep(0.02)
    return time.monotonic() - began


def free_port(address="127.0.0.1"):
    with socket.create_server((address, 0)) as server:
        return server.getsockname()[1]


def two_people(tools, folder):
    a, b = Person(tools, folder, "Ana"), Person(tools, folder, "Ben")
    a.make()
    b.make()
    pair(a, b)
    return a, b


def texts_of(person):
    return [note["text"] for note in person.ask("note", "list")["notes"]]


def wait_level(a, b, seconds):
    """Both hold the same logs, and nothing waits. The time it took."""
    def level():
        seen = []
        for person in (a, b):
            status = person.ask("status")
            if status["undelivered"]:
                return False
            seen.append({(log["lane"], log["by"]): (log["size"], log["root"]) for log in status["logs"]})
        other = {"me": "partner", "partner": "me"}
        return seen[0] == {(lane, other[by]): log for (lane, by), log in seen[1].items()}
    return wait_until("both are level", level, seconds)


class Serving:
    """`avow serve` in the foreground; its lines are read as they come, with their moments."""

    def __init__(self, person, *words, prefix=()):
        self.person = person
        self.stderr_path = person.home / f"stderr.{time.monotonic_ns()}"
        with open(self.stderr_path, "wb") as errors:
            self.process = subprocess.Popen([*prefix, *person.command("serve", *words)], stdin=subprocess.DEVNULL,
                                            stdout=subprocess.PIPE, stderr=errors, env=person.environment())
        self.pid = self.process.pid
        background.append((self.pid, person.vault))
        self.lines = []  # (moment, text)
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()
        wait_until("the first line of serve", lambda: self.lines or self.process.poll() is not None, 30)
        if not self.lines or "data" not in json.loads(self.lines[0][1]):
            raise Failure(f"serve did not begin: {self.lines} {self.errors()}")
        self.address = json.loads(self.lines[0][1])["data"]["address"]

    def _read(self):
        for line in self.process.stdout:
            self.lines.append((time.monotonic(), line.decode()))

    @property
    def port(self):
        return int(self.address.rsplit(":", 1)[1])

    def errors(self):
        return self.stderr_path.read_text()

    def events(self):
        """What was said after the first line; each line must be one JSON value with an event in it."""
        out = []
        for moment, text in list(self.lines[1:]):
            event = json.loads(text)["data"]
            expect("an event has two fields", set(event) == {"event", "count"}, event)
            expect("an event is of a known kind", event["event"] in ("received", "level"), event)
            out.append((moment, event["event"], event["count"]))
        return out

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)

    def end(self, sign=signal.SIGTERM, seconds=10):
        """Its exit code after the signal."""
        self.process.send_signal(sign)
        return self.process.wait(seconds)


class Proxy:
    """A TCP proxy on loopback: counts connections, records what goes through, and can let a link go half-open."""

    def __init__(self, upstream_port):
        self.upstream_port = upstream_port
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        self.address = f"127.0.0.1:{self.port}"
        self.connects = []   # moments
        self.to_server = []  # (moment, bytes), from whoever connected
        self.to_client = []
        self.frozen = False
        self.epoch = 0       # links of an earlier epoch carry nothing any more
        self.links = []
        threading.Thread(target=self._accept, daemon=True).start()

    def freeze(self):
        """From now on nothing is forwarded, and nothing is closed."""
        self.frozen = True
        self.epoch += 1

    def thaw(self):
        """New connections work again; those of before stay half-open."""
        self.epoch += 1
        self.frozen = False

    def _accept(self):
        while True:
            try:
                client, _ = self.server.accept()
            except OSError:
                return
            self.connects.append(time.monotonic())
            self.links.append(client)
            if self.frozen:
                continue
            try:
                upstream = socket.create_connection(("127.0.0.1", self.upstream_port), 5)
            except OSError:
                client.close()
                continue
            upstream.settimeout(None)
            self.links.append(upstream)
            for source, target, record in ((client, upstream, self.to_server), (upstream, client, self.to_client)):
                threading.Thread(target=self._carry, args=(source, target, record, self.epoch), daemon=True).start()

    def _carry(self, source, target, record, epoch):
        while True:
            try:
                data = source.recv(65536)
            except OSError:
                data = b""
            if epoch != self.epoch:
                return
            record.append((time.monotonic(), len(data)))
            try:
                if not data:
                    target.shutdown(socket.SHUT_WR)
                    return
                target.sendall(data)
            except OSError:
                return

    def close(self):
        self.server.close()
        for link in self.links:
            link.close()


def bytes_since(record, moment):
    return sum(size for at, size in record if at > moment)


def refuses(port, address="127.0.0.1"):
    """Does nobody listen there?"""
    try:
        socket.create_connection((address, port), 2).close()
    except ConnectionRefusedError:
        return True
    return False


def processor_seconds(pid):
    """What a process has used of the processor so far."""
    words = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")
