#!/usr/bin/env python3
"""Runs readable scripts against the real program.

A script is a list of commands and what they must print (tests/cli/README.md):

    # a comment
    $ avow note show 7k3q
    avow: There is no such record here: 7k3q.
    ...
    # exit 3

Every script gets an empty home of its own and one shell, so that variables live on from line to line. With
--with-instance every vault of `make_vault` also gets an instance (`avow unlock`): the same commands must then print the
same through its socket.
"""

import argparse
import json
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
SCRIPT_SECONDS = 110

PRELUDE = """
set -u
ana() { avow --vault "$HOME/ana" --passphrase-file "$HOME/passphrase" "$@"; }
ben() { avow --vault "$HOME/ben" --passphrase-file "$HOME/passphrase" "$@"; }
make_vault() { avow_make_vault "$HOME/$1" "$XDG_STATE_HOME" "$1" < "$HOME/passphrase"; }
at_noon() { hour=$((12 - 10#$(date -u +%H))); export TZ="Etc/GMT$([ $hour -le 0 ] && echo "+$((-hour))" || echo "-$hour")"; }
wait_for() { for _ in $(seq 200); do grep -q -- "$1" "$2" 2>/dev/null && return 0; sleep 0.05; done; return 1; }
"""

# Beside the home, so that no script finds the list in it.
INSTANCE_PRELUDE = """
only_a_vault() { avow_make_vault "$HOME/$1" "$XDG_STATE_HOME" "$1" < "$HOME/passphrase"; }
make_vault() {
  only_a_vault "$1" || return
  avow unlock --vault "$HOME/$1" --passphrase-file "$HOME/passphrase" --json >>"$HOME/../instances" 2>&1
}
"""


@dataclass
class Step:
    line: int
    command: str
    expected: list = field(default_factory=list)
    exit_code: int = 0


def parse(text):
    """The steps of a script. Raises ValueError for a line that belongs to no command."""
    steps = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith("$ "):
            steps.append(Step(number, line[2:]))
        elif line.startswith("> ") and steps and not steps[-1].expected:
            steps[-1].command += "\n" + line[2:]
        elif match := re.fullmatch(r"# exit (\d+)", line):
            steps[-1].exit_code = int(match[1])
        elif line.startswith("#"):
            continue
        elif steps:
            steps[-1].expected.append(line)
        elif line:
            raise ValueError(f"line {number} stands before the first command: {line}")
    for step in steps:
        while step.expected and not step.expected[-1]:
            step.expected.pop()
    return steps


def line_pattern(line):
    """A line of expected output as a regular expression: {{regex}} inside is one, all else is literal."""
    parts = re.split(r"\{\{(.*?)\}\}(?!\})", line)
    return "".join(part if odd else re.escape(part) for odd, part in zip([False, True] * len(parts), parts))


def fits(expected, actual):
    """Do the lines fit? `...` alone stands for any number of lines."""
    if not expected:
        return not actual
    if expected[0] == "...":
        return any(fits(expected[1:], actual[skip:]) for skip in range(len(actual) + 1))
    return bool(actual) and re.fullmatch(line_pattern(expected[0]), actual[0]) is not None and fits(expected[1:], actual[1:])


def shell_script(steps, folder, with_instance):
    """One shell that runs every step and leaves output and exit code of each in `folder`."""
    lines = [PRELUDE]
    if with_instance:
        lines.append(INSTANCE_PRELUDE)
    for index, step in enumerate(steps):
        lines.append(f"{{ {step.command}\n}} >'{folder}/{index}.out' 2>&1 </dev/null; echo $? >'{folder}/{index}.exit'")
    return "\n".join(lines)


def environment(home, tools):
    zone = "Europe/Berlin" if Path("/usr/share/zoneinfo/Europe/Berlin").exists() else "UTC"
    return {
        "HOME": str(home), "PATH": f"{tools}:{os.environ.get('PATH', '/usr/bin:/bin')}", "LANG": "C.UTF-8", "TZ": zone,
        "XDG_DATA_HOME": str(home / "data"), "XDG_STATE_HOME": str(home / "state"), "XDG_RUNTIME_DIR": str(home / "run"),
        "TMPDIR": str(home / "tmp"), "TERM": "dumb",
        # What a sanitizer build needs: its report is a failure of the script, never an exit code of avow's.
        "ASAN_OPTIONS": "exitcode=99:detect_leaks=0", "UBSAN_OPTIONS": "print_stacktrace=1",
    }


def prepare(folder, avow, make_vault):
    """An empty home and a folder of tools; gives the environment."""
    home, tools = folder / "home", folder / "tools"
    for path in (home, tools, home / "data", home / "state", home / "run", home / "tmp"):
        path.mkdir()
    (home / "run").chmod(0o700)
    (home / "passphrase").write_text("correct horse battery staple\n")
    if avow:
        (tools / "avow").symlink_to(Path(avow).resolve())
        (tools / "avow_make_vault").symlink_to(Path(make_vault).resolve())
    for name in ("json", "at_terminal"):
        shutil.copy(HERE / "tools" / f"{name}.py", tools / name)
        (tools / name).chmod(stat.S_IRWXU)
    return environment(home, tools)


def run_shell(script, env, home):
    shell = subprocess.Popen(["bash", "-c", script], env=env, cwd=home, stdin=subprocess.DEVNULL, start_new_session=True)
    try:
        shell.wait(SCRIPT_SECONDS)
    except subprocess.TimeoutExpired:
        print(f"the script took longer than {SCRIPT_SECONDS} s")
    finally:
        try:
            os.killpg(shell.pid, signal.SIGKILL)  # what it left running
        except ProcessLookupError:
            pass


def end_instances(listed):
    """Ends the instances of the script's vaults, each by its pid. Gives what is wrong, as lines."""
    problems = []
    for line in listed.read_text().splitlines() if listed.exists() else []:
        try:
            pid = json.loads(line)["data"]["pid"]
            os.kill(pid, signal.SIGTERM)
        except (ValueError, KeyError):
            problems.append(f"no instance: {line}")
        except ProcessLookupError:
            problems.append("an instance had ended before its script did")
        else:
            problems += [] if wait_until_gone(pid) else [f"the instance {pid} did not end"]
    return problems


def wait_until_gone(pid):
    """False: it had to be killed. A zombie is gone: whoever inherited it has not looked yet."""
    for _ in range(200):
        try:
            if Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z":
                return True
        except (FileNotFoundError, ProcessLookupError):
            return True
        time.sleep(0.05)
    os.kill(pid, signal.SIGKILL)
    return False


def check(step, out_file, exit_file):
    """What is wrong with a step, as lines to print; empty when nothing is."""
    if not exit_file.exists():
        return ["it did not finish"]
    actual = out_file.read_bytes().decode("utf-8", "backslashreplace").split("\n")
    while actual and not actual[-1]:
        actual.pop()
    code = int(exit_file.read_text())
    problems = [] if code == step.exit_code else [f"exit {code}, expected {step.exit_code}"]
    if not fits(step.expected, actual):
        problems.append("expected:")
        problems += [f"    {line}" for line in step.expected]
    if problems:
        problems.append("it printed:")
        problems += [f"    {line!r}"[:400] for line in actual[:60]]
    return problems


def run_text(text, name, avow, make_vault, with_instance=False):
    """Number of failed steps."""
    steps = parse(text)
    failed = 0
    with tempfile.TemporaryDirectory(prefix="avow-cli-") as folder:
        folder = Path(folder)
        results = folder / "results"
        results.mkdir()
        env = prepare(folder, avow, make_vault)
        try:
            run_shell(shell_script(steps, results, with_instance), env, folder / "home")
        finally:
            trouble = end_instances(folder / "instances")
        if with_instance and not (folder / "instances").exists():
            trouble.append("no instance was started")
        for index, step in enumerate(steps):
            problems = check(step, results / f"{index}.out", results / f"{index}.exit")
            if problems:
                failed += 1
                print(f"{name}:{step.line}: $ {step.command}")
                print("\n".join(f"  {line}" for line in problems))
    print("\n".join([f"{name}: {problem}" for problem in trouble] + [f"{name}: {len(steps)} commands, {failed} failed"]))
    return failed + len(trouble) if steps else 1


def self_test():
    good = "# comment\n$ echo a; echo b 1>&2\na\nb\n\n$ x=5\n$ echo $x; exit_with() { return 7; }; exit_with\n{{[0-9]}}\n# exit 7\n"
    good += "$ seq 5\n1\n...\n5\n$ echo ab12\na{{[a-z]}}{{[0-9]{2}}}\n$ printf 'a\\n\\nb\\n'\na\n\nb\n$ cat <<EOF\n> two\n> EOF\ntwo\n"
    assert run_text(good, "good", None, None) == 0
    for bad in ("$ echo a\nb\n", "$ echo a\n", "$ false\n", "$ true\n# exit 1\n", "$ echo a.c\na{{x}}c\n", "$ seq 5\n1\n...\n4\n", ""):
        assert run_text(bad, "bad (must fail)", None, None) > 0, bad
    assert run_text("$ echo '{\"v\":1,\"data\":{\"a\":[{\"b\":7}]}}' | json data.a.0.b\n7\n", "json", None, None) == 0
    prompt = "$ at_terminal 'Name: ' 'Ana\\n' -- sh -c 'printf \"Name: \"; read x; echo hi $x'\nName: Ana\nhi Ana\n[exit 0, echo on]\n"
    assert run_text(prompt, "terminal", None, None) == 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--avow")
    parser.add_argument("--make-vault")
    parser.add_argument("--with-instance", action="store_true", help="every vault also gets a running instance")
    parser.add_argument("--self-test", action="store_true")
    parser.add_argument("scripts", nargs="*", type=Path)
    options = parser.parse_args()
    if options.self_test:
        self_test()
        return 0
    failed = [s for s in options.scripts if run_text(s.read_text(), s.name, options.avow, options.make_vault,
                                                                  options.with_instance)]
    return 1 if failed or not options.scripts else 0


if __name__ == "__main__":
    sys.exit(main())
