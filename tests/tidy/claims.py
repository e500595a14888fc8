#!/usr/bin/env python3
"""docs/claims.md and docs/threat-model.md name tests: every one of them exists, and nothing is claimed without one.

    claims.py BUILD-FOLDER      looks at the tree, with the tests that ctest knows there
    claims.py --self-test       each rule can fail
"""

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LINES = range(1, 23)
TEST_NAME = re.compile(r"`((?:unit_[a-z]+|safety|tidy|sim_[a-z]+|vectors_[a-z]+|regress|cli|e2e|web|bench):[^`]*)`")


def plain(name):
    """One blank between words; none behind the program's name, where some versions of CMake put one."""
    return re.sub(r"^([a-z_]+:) ", r"\1", re.sub(r"\s+", " ", name))


def tests_named(text):
    return [plain(name) for name in TEST_NAME.findall(text)]


def sections(text):
    """{heading: what stands below it}."""
    parts = re.split(r"^## (.*)$", text, flags=re.M)
    return dict(zip(parts[1::2], parts[2::2]))


def check_claims(text, tests):
    problems, listed = [], set()
    numbered = {int(heading.split(".")[0]): below for heading, below in sections(text).items() if re.match(r"\d+\. ", heading)}
    if list(numbered) != list(LINES):
        problems.append(f"the lines are not 1 to {LINES[-1]}, each once and in order: {list(numbered)}")
    for number, below in numbered.items():
        named = tests_named(below)
        listed.update((number, name) for name in named)
        if not any(f"safety_{number:02d}" in name for name in named):
            problems.append(f"line {number}: names no test of its own")
    for name in tests:
        found = re.search(r":safety_(\d\d)", name)
        if found and (int(found[1]), name) not in listed and (int(found[1]), name.removesuffix(" (instance)")) not in listed:
            problems.append(f"{name}: is not listed under its line")
    return problems + missing(text, tests)


def check_threats(text, tests):
    problems = []
    found = 0
    for heading, below in sections(text).items():
        if "\nCannot:\n" not in below:
            continue
        if "\nCan:\n" not in below.split("\nCannot:\n")[0]:
            problems.append(f"{heading}: says what they cannot do, and not what they can")
        for item in re.split(r"^- ", below.split("\nCannot:\n")[1], flags=re.M)[1:]:
            found += 1
            if not tests_named(item):
                problems.append(f"{heading}: no test: {item.strip()[:80]}")
    if found == 0:
        problems.append("nobody is kept from anything")
    return problems + missing(text, tests)


def missing(text, tests):
    return [f"there is no such test: {name}" for name in tests_named(text) if name not in tests]


def known_tests(build):
    shown = subprocess.run(["ctest", "--test-dir", build, "--show-only=json-v1"], check=True, capture_output=True, text=True).stdout
    return {plain(test["name"]) for test in json.loads(shown)["tests"]}


def self_test():
    tests = {f"unit_app:safety_{n:02d} holds" for n in LINES} | {"cli:safety_01_x", "cli:safety_01_x (instance)"}
    claims = "".join(f"## {n}. Line\nTests: `unit_app:safety_{n:02d} holds`\n\n" for n in LINES)
    claims = claims.replace("safety_01 holds`", "safety_01 holds` ·\n`cli: safety_01_x`")
    assert not check_claims(claims, tests), check_claims(claims, tests)
    for wrong in (claims.replace("## 7.", "## 8."), claims.replace("`unit_app:safety_05 holds`", "none"), claims.replace("06 holds", "06 held"),
                  claims.replace("·\n`cli: safety_01_x`", "")):
        assert check_claims(wrong, tests), wrong
    assert check_claims(claims, tests | {"unit_net:safety_02 unlisted"})
    threats = "## Thief\n\nCan:\n- try\n\nCannot:\n- read. `cli: safety_01_x`\n- write\n  on. `unit_app:safety_02 holds`\n"
    assert not check_threats(threats, tests), check_threats(threats, tests)
    for wrong in (threats.replace("Can:", "May:"), threats.replace("`cli: safety_01_x`", ""), threats.replace("02 holds", "02 held"), ""):
        assert check_threats(wrong, tests), wrong


def main():
    if sys.argv[1:] == ["--self-test"]:
        self_test()
        return 0
    tests = known_tests(sys.argv[1])
    problems = check_claims((ROOT / "docs/claims.md").read_text(), tests)
    problems += check_threats((ROOT / "docs/threat-model.md").read_text(), tests)
    unbuilt = [name for name in tests if "_NOT_BUILT" in name]
    if unbuilt:
        problems.append(f"not everything is built: {', '.join(sorted(unbuilt))}")
    print("\n".join(problems))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
