"""What leaves a locked instance: nothing. Seen through a proxy, and packet by packet between two network namespaces."""

import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time

from instances import (Proxy, Serving, Skip, bytes_since, expect, free_port, refuses, texts_of, two_people, wait_level, wait_until)
from people import Failure

SILENCE = 5


class Counted:
    """A port that takes connections and closes them; counts."""

    def __init__(self):
        self.server = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.server.getsockname()[1]}"
        self.count = 0
        threading.Thread(target=self._take, daemon=True).start()

    def _take(self):
        while True:
            try:
                client, _ = self.server.accept()
            except OSError:
                return
            self.count += 1
            client.close()


def locked_is_silent(tools, folder):
    """After lock no byte goes to the partner, no port listens, nothing is dialed; unlock brings all of it back."""
    a, b = two_people(tools, folder)
    for person in (a, b):
        person.ask("config", "set", "delivery", "at-once")
    theirs = Serving(b, "--listen", "127.0.0.1:0")
    proxy, counted = Proxy(theirs.port), Counted()
    mine = Serving(a, "--listen", "127.0.0.1:0", "--dial", counted.address, "--dial", proxy.address)
    a.ask("note", "add", "before")
    wait_level(a, b, 20)
    expect("the test can see a dial", counted.count > 0)
    expect("and bytes", bytes_since(proxy.to_server, 0) > 0)
    pid, port = mine.pid, mine.port
    # What was written and not yet carried must wait: no last word on the way out.
    b.ask("config", "set", "delivery", "tick")
    a.ask("config", "set", "delivery", "tick")
    a.ask("note", "add", "written just before the lock")
    time.sleep(0.2)  # whatever was under way
    last_words = time.monotonic()
    expect("lock says so", a.ask("lock", passphrase=False)["locked"] is True)
    wait_until("the port is closed", lambda: refuses(port), 2)
    dials, connects = counted.count, len(proxy.connects)
    b.ask("note", "add", "to somebody who is away")
    time.sleep(SILENCE)
    expect("no byte went to the partner", bytes_since(proxy.to_server, last_words) == 0, proxy.to_server[-3:])
    expect("nothing was dialed", (counted.count, len(proxy.connects)) == (dials, connects))
    expect("the port stays closed", refuses(port))
    expect("the process is the same", mine.process.poll() is None)
    refused = a.ask("note", "list", passphrase=False, code=4)
    expect("content is refused", refused["code"] == "passphrase_needed", refused)
    expect("a command with the passphrase works beside it", a.ask("status")["undelivered"] == 1)
    expect("lock again is no error", a.ask("lock", passphrase=False)["locked"] is True)
    expect("serve says that it runs locked", a.ask("serve", code=7)["code"] == "refused")
    a.passphrase.rename(a.home / "right")
    a.passphrase.write_text("not it\n")
    expect("a wrong passphrase does not unlock", a.ask("unlock", code=4)["code"] == "wrong_passphrase")
    (a.home / "right").rename(a.passphrase)
    answer = a.ask("unlock")
    expect("unlock: the same process, the same port", (answer["pid"], answer["address"]) == (pid, mine.address), answer)
    wait_level(a, b, 60)
    expect("what waited arrived", "written just before the lock" in texts_of(b) and "to somebody who is away" in texts_of(a))
    expect("the wrong try was noted", a.ask("device")["failed_unlocks"] == 1)
    expect("both end with 0", (mine.end(), theirs.end()) == (0, 0))
    proxy.close()
    counted.server.close()


def lock_ends_requests(tools, folder):
    """A sync that waits closes its port with the lock, even when some reader keeps the last answers waiting."""
    a, _ = two_people(tools, folder)
    serving = Serving(a)
    a.ask("note", "add", "--each-line", "-", stdin="".join(f"line {n} {'x' * 400}\n" for n in range(6000)))
    port = free_port()
    waiting = a.start("sync", "--listen", f"127.0.0.1:{port}", "--for", "5m")
    waiting.line()
    stalled = subprocess.Popen(a.command("note", "list"), stdout=subprocess.PIPE, env=a.environment())
    try:
        stalled.stdout.read(100)
        a.ask("lock")
        expect("the port closes with the answer", refuses(port))
    finally:
        stalled.kill()
        stalled.communicate()
    code, lines = waiting.finish()
    expect("who waited learns why", code == 4 and lines[-1]["error"]["code"] == "passphrase_needed", (code, lines))
    a.ask("unlock")
    expect("it ends", serving.end() == 0)


# --- Packet by packet ---

HERE, THERE = "10.213.77.1", "10.213.77.2"


def sniff(interface):
    """Runs inside a namespace: one JSON line for each IPv4 packet, both ways, until it is ended."""
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3)) as tap:  # ETH_P_ALL: outgoing ones too
        tap.bind((interface, 0))
        print("ready", flush=True)
        while True:
            frame = tap.recv(65536)
            if frame[12:14] != b"\x08\x00":
                continue
            packet = frame[14:]
            header = (packet[0] & 15) * 4
            total = int.from_bytes(packet[2:4], "big")
            seen = {"at": time.monotonic(), "from": socket.inet_ntoa(packet[12:16]), "to": socket.inet_ntoa(packet[16:20]),
                    "protocol": packet[9], "port": int.from_bytes(packet[header + 2:header + 4], "big")}
            if packet[9] == socket.IPPROTO_TCP:
                tcp = packet[header:]
                seen |= {"payload": total - header - (tcp[12] >> 4) * 4, "syn": bool(tcp[13] & 2), "ack": bool(tcp[13] & 16)}
            print(json.dumps(seen), flush=True)


class Wire:
    """Two network namespaces with a cable between them, and somebody who watches it."""

    def __init__(self):
        self.names = [f"avow-{os.getpid()}-{side}" for side in "ab"]
        self.ends = [f"av{os.getpid()}{side}" for side in "ab"]
        self.packets = []
        self.sniffer = None

    def __enter__(self):
        try:
            self._build()
        except (subprocess.CalledProcessError, Failure) as failed:
            self.__exit__()
            raise Skip(f"no network namespaces here: {getattr(failed, 'stderr', failed)}") from failed
        return self

    def _build(self):
        for name in self.names:
            self._ip("netns", "add", name)
        self._ip("link", "add", self.ends[0], "netns", self.names[0], "type", "veth", "peer", "name", self.ends[1], "netns",
                 self.names[1])
        for name, end, address in zip(self.names, self.ends, (HERE, THERE)):
            self._ip("-n", name, "addr", "add", f"{address}/24", "dev", end)
            self._ip("-n", name, "link", "set", "lo", "up")
            self._ip("-n", name, "link", "set", end, "up")
        # Watched at the far end: what arrives there has left.
        self.sniffer = subprocess.Popen([*self.inside(1), sys.executable, __file__, "--sniff", self.ends[1]],
                                        stdout=subprocess.PIPE, text=True)
        if self.sniffer.stdout.readline() != "ready\n":
            raise Failure("no packet socket")
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self):
        for line in self.sniffer.stdout:
            self.packets.append(json.loads(line))

    @staticmethod
    def _ip(*words):
        subprocess.run(["ip", *words], check=True, capture_output=True, text=True)

    def route_everything(self):
        """Whatever the first one would send anywhere goes over the cable."""
        self._ip("-n", self.names[0], "route", "add", "default", "via", THERE)

    def knock_elsewhere(self):
        code = "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('203.0.113.9', 53))"
        subprocess.run([*self.inside(0), sys.executable, "-c", code], check=True)

    def inside(self, side):
        return ["ip", "netns", "exec", self.names[side]]

    def __exit__(self, *_):
        if self.sniffer:
            self.sniffer.kill()
            self.sniffer.wait()
        for name in self.names:
            subprocess.run(["ip", "netns", "delete", name], capture_output=True, check=False)


def locked_is_silent_packets(tools, folder):
    """The same on the wire itself: after lock no payload, no SYN and no datagram leaves this host."""
    if os.geteuid() != 0 or not shutil.which("ip"):
        raise Skip("needs root and ip")
    a, b = two_people(tools, folder)
    for person in (a, b):
        person.ask("config", "set", "delivery", "at-once")
    with Wire() as wire:
        theirs = Serving(b, "--listen", f"{THERE}:7342", "--dial", f"{HERE}:7342", prefix=wire.inside(1))
        mine = Serving(a, "--listen", f"{HERE}:7342", "--dial", f"{THERE}:7342", prefix=wire.inside(0))
        a.ask("note", "add", "before")
        wait_level(a, b, 20)
        time.sleep(0.5)

        def loud(packet, since):
            talks = packet["protocol"] != socket.IPPROTO_TCP or packet["payload"] > 0 or packet["syn"]
            return packet["from"] == HERE and packet["at"] > since and talks
        expect("the test can see payload", any(loud(packet, 0) and packet.get("payload") for packet in wire.packets))
        expect("and a SYN", any(packet.get("syn") for packet in wire.packets))
        locked_at = time.monotonic()
        a.ask("lock")
        b.ask("note", "add", "to somebody who is away")
        time.sleep(SILENCE)
        broken = [packet for packet in wire.packets if loud(packet, locked_at)]
        expect("nothing left the host of the locked one", not broken, broken[:5])
        asked = [packet for packet in wire.packets if packet["from"] == THERE and packet["at"] > locked_at and packet.get("syn")]
        expect("although the partner tried", asked)
        a.ask("unlock")
        wait_level(a, b, 60)
        expect("both end with 0", (mine.end(), theirs.end()) == (0, 0))


PARTS = [locked_is_silent, lock_ends_requests, locked_is_silent_packets]

if __name__ == "__main__" and sys.argv[1:2] == ["--sniff"]:
    sniff(sys.argv[2])
