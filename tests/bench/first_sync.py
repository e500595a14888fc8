#!/usr/bin/env python3
"""The first sync of N notes of 200 bytes into an empty vault: two real processes over loopback.

Prints the wall time of the dialing command (process start to exit, with the key derivation of a test vault), entries
per second, and the peak memory of both processes after unlock (VmHWM since /proc/PID/clear_refs was written).
"""

import argparse
import pathlib
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "e2e"))
from people import Folder, Person, check_same_history, pair  # noqa: E402

TEXT_BYTES = 200


class PeakMemory:
    """The peak of a process from now on, in MiB."""

    def __init__(self, pid):
        self.pid = pid
        self.peak = 0
        try:
            pathlib.Path(f"/proc/{pid}/clear_refs").write_text("5")
        except OSError:
            pass
        self.thread = threading.Thread(target=self.watch, daemon=True)
        self.thread.start()

    def watch(self):
        try:
            while True:
                for line in pathlib.Path(f"/proc/{self.pid}/status").read_text().splitlines():
                    if line.startswith("VmHWM"):
                        self.peak = int(line.split()[1]) / 1024
                time.sleep(0.01)
        except OSError:
            return


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--avow", required=True)
    parser.add_argument("--make-vault", required=True)
    parser.add_argument("--notes", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    tools = {"avow": options.avow, "make_vault": options.make_vault}
    for number in range(options.rounds):
        with Folder() as folder:
            a, b = Person(tools, folder, "Ana"), Person(tools, folder, "Ben")
            a.make()
            b.make()
            pair(a, b)
            lines = "".join(f"{n:08} ".ljust(TEXT_BYTES, "x") + "\n" for n in range(options.notes))
            began = time.monotonic()
            a.ask("note", "add", "--each-line", "-", stdin=lines)
            written = time.monotonic() - began
            listening = a.start("sync", "--listen", "127.0.0.1:0", "--for", "120s")
            address = listening.line()["data"]["address"]
            memory = [PeakMemory(listening.process.pid)]
            began = time.monotonic()
            dialing = b.start("sync", "--at", address)
            time.sleep(0.05)  # past its unlock
            memory.append(PeakMemory(dialing.process.pid))
            _, answer = dialing.finish(timeout=600)
            wall = time.monotonic() - began
            listening.finish()
            assert answer[-1]["data"]["received"] == options.notes and answer[-1]["data"]["level"], answer
            began = time.monotonic()
            b.ask("status")
            opened = time.monotonic() - began
            if number == 0:
                check_same_history(a, b)
            print(f"{options.notes} notes: sync {wall:.2f} s ({options.notes / wall:,.0f} entries/s), peak {memory[0].peak:.0f} MiB "
                  f"sending, {memory[1].peak:.0f} MiB receiving; written in {written:.2f} s; `status` afterwards {opened:.2f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
