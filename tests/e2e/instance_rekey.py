"""New keys for both while both instances run and hold a line: made, confirmed, used from the first sync on, the old ones dead."""

from instances import Serving, expect, texts_of, two_people, wait_level, wait_until


def rekey(a, b):
    """One ceremony through both running instances; both show the same words."""
    waiting = b.start("rekey", "--listen", "127.0.0.1:0", "--for", "30s")
    called = a.ask("rekey", "--at", waiting.line()["data"]["address"])
    code, lines = waiting.finish()
    expect("both hold the same words", code == 0 and lines[-1]["data"]["words"] == called["words"], (code, lines, called))
    expect("nothing is used yet", [person.ask("status")["epoch"] for person in (a, b)] == [0, 0])


def rekeyed_over_a_line(tools, folder):
    """Both confirm, the first sync ends with 0, both are in the new epoch, the line goes on with the new keys, a copy is dead."""
    a, b = two_people(tools, folder)
    for person in (a, b):
        person.ask("config", "set", "delivery", "at-once")
    theirs = Serving(b, "--listen", "127.0.0.1:0")
    mine = Serving(a, "--dial", theirs.address)
    a.ask("note", "add", "before")
    wait_level(a, b, 20)
    a.ask("backup", "create", str(folder / "before.backup"))
    rekey(a, b)
    a.ask("pair", "confirm")
    b.ask("pair", "confirm")
    # Nobody asks for a sync: the line begins anew by itself, whoever was the last to confirm.
    wait_until("both are in the new epoch", lambda: [person.ask("status")["epoch"] for person in (a, b)] == [1, 1], 20)
    expect("the one that listens syncs with them", b.ask("sync")["level"])
    a.ask("note", "add", "from a, with new keys")
    b.ask("note", "add", "from b, with new keys")
    wait_level(a, b, 30)
    said = {"before", "from a, with new keys", "from b, with new keys"}
    for person in (a, b):
        expect("both hold all of it", set(texts_of(person)) == said, texts_of(person))
        expect("and it verifies", person.ask("verify")["ok"])
    # A copy from before reads, and reaches nobody.
    live, a.vault = a.vault, a.home / "copy"
    a.ask("backup", "restore", str(folder / "before.backup"))
    expect("a copy from before is read", texts_of(a) == ["before"], texts_of(a))
    expect("and reaches nobody", a.ask("sync", "--at", theirs.address, code=6)["code"] == "unreachable")
    a.vault = live
    expect("the two go on", a.ask("sync")["level"])
    wait_until("both instances run", lambda: mine.process.poll() is None and theirs.process.poll() is None, 1)
    expect("both end with 0", (mine.end(), theirs.end()) == (0, 0))


PARTS = [rekeyed_over_a_line]
