"""Either instance is killed at seeded moments while both write.

AVOW_KILL_MOMENTS (default 20) moments from AVOW_KILL_SEED (default 1), as in kill_test.py.
"""

import os
import random
import threading
import time

from instances import Serving, expect, free_port, texts_of, two_people, wait_level
from people import check_same_history


class Writer(threading.Thread):
    """Writes notes through whatever answers, and remembers which were acknowledged."""

    def __init__(self, person):
        super().__init__(daemon=True)
        self.person = person
        self.tried = []
        self.acknowledged = set()
        self.stop = False

    def run(self):
        while not self.stop:
            text = f"{self.person.name} {len(self.tried)}"
            self.tried.append(text)
            code, lines = self.person.start("note", "add", text).finish()
            if code == 0 and lines and "data" in lines[-1]:
                self.acknowledged.add(text)


def serve_anew(person, words):
    """After a kill a command may hold the vault for a moment; serve waits for it."""
    return Serving(person, *words)


def crash_while_live(tools, folder):
    """Nothing acknowledged is lost, nothing is there twice, both are level in the end."""
    seed = int(os.environ.get("AVOW_KILL_SEED", "1"))
    moments = int(os.environ.get("AVOW_KILL_MOMENTS", "20"))
    chance = random.Random(seed)
    people = two_people(tools, folder)
    for person in people:
        person.ask("config", "set", "delivery", "at-once")
    port = free_port()
    words = (("--listen", f"127.0.0.1:{port}"), ("--dial", f"127.0.0.1:{port}"))
    serving = [serve_anew(*one) for one in zip(people, words)]
    writers = [Writer(person) for person in people]
    for writer in writers:
        writer.start()
    try:
        for _ in range(moments):
            time.sleep(chance.uniform(0.02, 0.5))
            victim = chance.randrange(2)
            serving[victim].kill()
            time.sleep(chance.choice([0, 0.1]))
            serving[victim] = serve_anew(people[victim], words[victim])
    finally:
        for writer in writers:
            writer.stop = True
        for writer in writers:
            writer.join(30)
    took = wait_level(*people, 60)
    acknowledged = set().union(*(writer.acknowledged for writer in writers))
    tried = set().union(*(writer.tried for writer in writers))
    expect("there was something to lose", len(acknowledged) > moments, f"seed {seed}: {len(acknowledged)}")
    for person in people:
        held = texts_of(person)
        expect(f"seed {seed}: nothing acknowledged is lost", acknowledged <= set(held), acknowledged - set(held))
        expect(f"seed {seed}: nothing is there twice", len(held) == len(set(held)), sorted(held))
        expect(f"seed {seed}: nothing is there that nobody wrote", set(held) <= tried, set(held) - tried)
    check_same_history(*people)
    print(f"      seed {seed}: {moments} kills, {len(acknowledged)} of {len(tried)} acknowledged, level {took:.1f} s later")


PARTS = [crash_while_live]
