"""After lock: no key, passphrase or text in the process's memory, nor anywhere else on this machine's disk."""

import os
import pathlib
import re
import time

from instances import Serving, Skip, expect, two_people, wait_level
from people import PASSPHRASE

CANARIES = ["canary-of-ana-3f9c01d7", "canary-of-ben-58b2e6aa", "canary-of-a-promise-77de"]
SLOT = 32


def maps_of(pid):
    """Every readable mapping: (start, end, kB locked, name)."""
    out = []
    for line in pathlib.Path(f"/proc/{pid}/smaps").read_text().splitlines():
        if match := re.match(r"([0-9a-f]+)-([0-9a-f]+) (\S{4}) \S+ \S+ \d+ *(.*)$", line):
            out.append([int(match[1], 16), int(match[2], 16), 0, match[4], match[3]])
        elif line.startswith("Locked:"):
            out[-1][2] = int(line.split()[1])
    return [one for one in out if "r" in one[4]]


def memory_of(pid):
    """(mapping, bytes) of everything that can be read."""
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        for mapping in maps_of(pid):
            if mapping[3] in ("[vvar]", "[vsyscall]", "[vvar_vclock]"):
                continue
            memory.seek(mapping[0])
            read = b""
            while len(read) < mapping[1] - mapping[0]:
                try:
                    more = memory.read(mapping[1] - mapping[0] - len(read))
                except OSError:
                    break
                if not more:
                    break
                read += more
            yield mapping, read


def trivial(slot):
    return len(set(slot)) < 12


def secrets_of(pid):
    """The 32-byte slots of the locked arena, and how much is locked at all (kB)."""
    slots, locked = set(), 0
    for mapping, content in memory_of(pid):
        if mapping[2] == 0:
            continue
        locked += mapping[2]
        slots |= {content[at:at + SLOT] for at in range(0, len(content) - SLOT + 1, SLOT)}
    return {slot for slot in slots if not trivial(slot)}, locked


def found_in(pid, needles):
    found = set()
    for _, content in memory_of(pid):
        found |= {needle for needle in needles if needle in content}
    return found


def forms(text):
    return [text.encode(), text.encode("utf-16-le")]


def files_with(folders, needles, spared):
    out = []
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file() and path not in spared:
                content = path.read_bytes()
                out += [(str(path), needle) for needle in needles if needle in content]
    return out


def memory(tools, folder):
    """Whole memory of the process, before and after lock."""
    if os.geteuid() != 0:
        raise Skip("needs root to read another process's memory")
    temporary = folder / "tmp"
    temporary.mkdir()
    os.environ["TMPDIR"] = str(temporary)
    a, b = two_people(tools, folder)
    for person in (a, b):
        person.ask("config", "set", "delivery", "at-once")
    mine = Serving(a, "--listen", "127.0.0.1:0")
    theirs = Serving(b, "--dial", mine.address)
    a.ask("note", "add", CANARIES[0])
    b.ask("note", "add", CANARIES[1])
    a.ask("promise", "offer", CANARIES[2], "--due", "2031-01-04")
    wait_level(a, b, 60)
    for words in (["note", "list"], ["promise", "list"], ["today"], ["verify"], ["device"]):
        a.ask(*words)
    pid = mine.pid
    limits = pathlib.Path(f"/proc/{pid}/limits").read_text()
    expect("core dumps are off", re.search(r"Max core file size +0 +0 ", limits), limits)
    slots, locked = secrets_of(pid)
    texts = [form for text in [PASSPHRASE, *CANARIES] for form in forms(text)]
    expect("the arena is locked, and found", locked > 0 and len(slots) >= 8, (locked, len(slots)))
    expect("before the lock the secrets are found", len(found_in(pid, slots)) >= 8)
    a.ask("lock")
    time.sleep(0.3)
    expect("the same process", mine.process.poll() is None and b"--locked" in cmdline(pid), cmdline(pid))
    expect("after the lock none of its keys", not found_in(pid, slots))
    expect("and no text", not found_in(pid, texts), found_in(pid, texts))
    expect("core dumps are still off", re.search(r"Max core file size +0 +0 ", pathlib.Path(f"/proc/{pid}/limits").read_text()))
    for name in ("cmdline", "environ"):
        content = pathlib.Path(f"/proc/{pid}/{name}").read_bytes()
        expect(f"nothing in {name}", not [text for text in texts if text in content])
    spared = {a.passphrase, b.passphrase}
    expect("nothing on disk, locked", not files_with([folder], texts, spared), files_with([folder], texts, spared))
    # After a wrong try the passphrase that was typed is gone too.
    wrong = "no sentence of ours 41d0"
    a.passphrase.write_text(wrong + "\n")
    a.ask("unlock", code=4)
    expect("nor what was typed wrongly", not found_in(pid, forms(wrong)), found_in(pid, forms(wrong)))
    a.passphrase.write_text(PASSPHRASE + "\n")
    a.ask("unlock")
    wait_level(a, b, 60)
    expect("unlocked, the passphrase is not kept", not found_in(pid, forms(PASSPHRASE)))
    expect("unlocked, nothing on disk", not files_with([folder], texts, spared), files_with([folder], texts, spared))
    for name in ("cmdline", "environ"):
        content = pathlib.Path(f"/proc/{pid}/{name}").read_bytes()
        expect(f"nothing in {name}", not [text for text in texts if text in content])
    expect("both end with 0", (mine.end(), theirs.end()) == (0, 0))
    print(f"      {len(slots)} secrets of the arena looked for, {locked} kB locked")


def cmdline(pid):
    return pathlib.Path(f"/proc/{pid}/cmdline").read_bytes()


PARTS = [memory]
