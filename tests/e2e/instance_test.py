#!/usr/bin/env python3
"""The instance that stays up, from outside: real processes, loopback or network namespaces made here.

    instance_test.py --avow build/dev/avow --make-vault build/dev/tests/cli/avow_make_vault live

`--list` names the parts. Exit code 77: the part cannot run here; it says why. Whatever a part started is ended by pid.
"""

import argparse
import sys
import time

import instance_crash
import instance_leave
import instance_live
import instance_local
import instance_lock
import instance_memory
import instance_outside
import instance_page
import instance_proxy
import instance_rekey
import instance_supervised
from instances import Skip
from people import Failure, Folder

PARTS = {part.__name__: part for module in (instance_live, instance_crash, instance_local, instance_lock, instance_leave, instance_memory,
                                            instance_outside, instance_page, instance_proxy, instance_rekey, instance_supervised) for part in module.PARTS}
SKIPPED = 77


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--avow")
    parser.add_argument("--make-vault")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("parts", nargs="*", help="all when none is named")
    options = parser.parse_args()
    if options.list:
        print("\n".join(PARTS))
        return 0
    tools = {"avow": options.avow, "make_vault": options.make_vault}
    failed, skipped = 0, 0
    for name in options.parts or PARTS:
        began = time.monotonic()
        try:
            with Folder() as folder:
                PARTS[name](tools, folder)
            print(f"ok    {name} ({time.monotonic() - began:.1f} s)")
        except Skip as skip:
            skipped += 1
            print(f"skip  {name}: {skip}")
        except Failure as failure:
            failed += 1
            print(f"FAIL  {name}: {failure}")
    if failed:
        return 1
    return SKIPPED if skipped == len(options.parts or PARTS) else 0


if __name__ == "__main__":
    sys.exit(main())
