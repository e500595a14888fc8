#!/usr/bin/env python3
"""at_terminal [PROMPT TEXT]… -- COMMAND…: runs COMMAND at a terminal of its own. When PROMPT has been printed, TEXT
is typed (\\n and \\x03 as in Python). Prints what the terminal showed, then exit code and whether it still echoes."""

import fcntl
import os
import pty
import re
import select
import subprocess
import sys
import termios
import time

SECONDS = 30
DEADLINE = time.monotonic() + SECONDS


def take_terminal():
    os.setsid()
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def read_some(master, shown):
    """Reads what is there within a moment; False when nothing is."""
    if time.monotonic() > DEADLINE:
        sys.exit("at_terminal: too slow; it showed: " + repr(bytes(shown)))
    if not select.select([master], [], [], 0.1)[0]:
        return False
    shown += os.read(master, 4096)
    return True


def wait_for_prompt(process, master, shown, prompt, start):
    while prompt not in shown[start:]:
        if not read_some(master, shown) and process.poll() is not None:
            return


split = sys.argv.index("--")
talk, command = sys.argv[1:split], sys.argv[split + 1:]
master, terminal = pty.openpty()  # Why keep `terminal`: its settings stay readable after the command has gone
process = subprocess.Popen(command, stdin=terminal, stdout=terminal, stderr=terminal, preexec_fn=take_terminal)
shown = bytearray()
seen = 0
for prompt, typed in zip(talk[::2], talk[1::2]):
    wait_for_prompt(process, master, shown, prompt.encode(), seen)
    seen = len(shown)
    time.sleep(0.1)  # let it turn the echo off
    os.write(master, typed.encode().decode("unicode_escape").encode())
while read_some(master, shown) or process.poll() is None:
    pass
echo = "on" if termios.tcgetattr(terminal)[3] & termios.ECHO else "off"
print(re.sub(r"\r+\n", "\n", shown.decode("utf-8", "backslashreplace")).rstrip("\n"))
print(f"[exit {process.returncode}, echo {echo}]")
