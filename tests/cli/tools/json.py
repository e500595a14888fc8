#!/usr/bin/env python3
"""json PATH: prints one value of the last JSON line of standard input ("data.notes.0.id"; "#" is a length).
json --lines: checks that every line is an answer of avow, and prints "data" or "error CODE" for each."""

import json
import sys


def value_at(value, path):
    for step in path.split("."):
        if step == "#":
            value = len(value)
        else:
            value = value[int(step)] if isinstance(value, list) else value[step]
    return value


def kind_of(line):
    answer = json.loads(line)
    if answer.get("v") != 1 or set(answer) - {"v", "data", "error"} or len(answer) != 2:
        return f"not an answer: {line}"
    if "data" in answer:
        return "data" if isinstance(answer["data"], dict) else f"not an object: {line}"
    error = answer["error"]
    missing = [name for name in ("code", "message", "hint") if not isinstance(error.get(name), str)]
    return f"error without {missing}" if missing else f"error {error['code']}"


lines = [line for line in sys.stdin.read().split("\n") if line]
if sys.argv[1] == "--lines":
    for text in lines:
        print(kind_of(text))
else:
    found = value_at(json.loads(lines[-1]), sys.argv[1])
    print(found if isinstance(found, str) else json.dumps(found, ensure_ascii=False))
