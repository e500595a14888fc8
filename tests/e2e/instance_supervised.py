"""Under a service manager: this test plays systemd (sd_listen_fds(3), sd_notify(3)), and looks at the units."""

import os
import pathlib
import shutil
import signal
import socket
import subprocess
import time

from instance_local import socket_of
from instances import Skip, expect, free_port, wait_until
from people import Person, background

ROOT = pathlib.Path(__file__).resolve().parents[2]
STRANGER = b"GET / HTTP/1.1\r\n\r\n" + b"x" * 80
CANARY = "canary-in-the-journal-90c1"


class Manager:
    """What systemd does for avow.service with avow.socket: holds the socket, starts the service, hears its words."""

    def __init__(self, person):
        self.person = person
        self.where = socket_of(person)
        self.where.parent.mkdir(mode=0o700, exist_ok=True)
        self.listening = socket.socket(socket.AF_UNIX)
        self.listening.bind(str(self.where))
        self.where.chmod(0o600)
        self.listening.listen(16)
        self.notify_path = person.home / "notify"
        self.notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.notify.bind(str(self.notify_path))
        self.notify.settimeout(20)
        self.errors = person.home / "journal"

    def start(self):
        person = self.person
        environment = person.environment() | {"LISTEN_FDS": "1", "LISTEN_FDNAMES": "avow.socket",
                                              "NOTIFY_SOCKET": str(self.notify_path), "JOURNAL_STREAM": "8:12345"}
        # Bash, for it can name its own process before it becomes avow.
        script = f'export LISTEN_PID=$$; exec "$0" serve --locked --vault "$1" 3<&{self.listening.fileno()}'
        with open(self.errors, "ab") as errors:
            process = subprocess.Popen(["bash", "-c", script, person.avow, str(person.vault)], env=environment,
                                       stdin=subprocess.DEVNULL, stdout=errors, stderr=errors,
                                       pass_fds=[self.listening.fileno()])
        background.append((process.pid, person.vault))
        return process

    def hear(self, word):
        """Waits for a word of the service's."""
        seen = []
        while word not in seen:
            try:
                seen += self.notify.recv(4096).decode().split("\n")
            except TimeoutError:
                expect(f"{word} arrives", False, seen)


def systemd(tools, folder):
    """The socket is inherited, stays where it is, and serves locked until somebody unlocks; READY=1; journal levels."""
    a = Person(tools, folder, "Ana")
    a.make()
    a.ask("config", "set", "listen", f"127.0.0.1:{free_port()}")
    manager = Manager(a)
    inode = manager.where.stat().st_ino
    # A command that comes before the service is up waits for it: that is what the socket unit is for.
    early = a.start("unlock")
    time.sleep(0.2)
    service = manager.start()
    manager.hear("READY=1")
    code, lines = early.finish()
    expect("the early unlock is answered by the service", code == 0 and lines[-1]["data"]["pid"] == service.pid, lines)
    expect("it listens where the settings say", lines[-1]["data"]["address"].startswith("127.0.0.1:"), lines)
    a.ask("note", "add", CANARY, passphrase=False)
    expect("the inherited socket is used", manager.where.stat().st_ino == inode)
    expect("nothing of it is left to children", inherited_variables(service.pid) == [], inherited_variables(service.pid))
    stranger(lines[-1]["data"]["address"])
    # Through a lock the socket stays the manager's.
    a.ask("lock")
    manager.hear("READY=1")
    expect("locked, the same socket", manager.where.stat().st_ino == inode)
    expect("unlock again", a.ask("unlock")["pid"] == service.pid)
    service.send_signal(signal.SIGTERM)
    manager.hear("STOPPING=1")
    expect("it ends with 0", service.wait(10) == 0)
    expect("the manager's socket is still there", manager.where.exists() and manager.where.stat().st_ino == inode)
    # … so that the next command starts it again.
    again = manager.start()
    manager.hear("READY=1")
    a.ask("unlock")
    expect("after a restart too", a.ask("note", "list", passphrase=False)["notes"][0]["text"] == CANARY)
    again.kill()
    again.wait()
    journal_has_levels(manager.errors)


def inherited_variables(pid):
    """After a lock the process's own start is a new one; before it the variables are what systemd set."""
    words = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [word for word in words if b"LISTEN_" in pathlib.Path(f"/proc/{word}/environ").read_bytes()]


def stranger(address):
    host, port = address.rsplit(":", 1)
    with socket.create_connection((host, int(port))) as client:
        client.sendall(STRANGER)
        client.settimeout(8)
        try:
            expect("no byte for a stranger", client.recv(1) == b"")
        except (TimeoutError, ConnectionError):
            pass


def journal_has_levels(path):
    wait_until("something was logged", lambda: path.read_text(), 10)
    lines = path.read_text().splitlines()
    bad = [line for line in lines if not (line.startswith("<") and line[1:2].isdigit() and line[2:3] == ">")]
    expect("each line has a level", not bad, bad)
    expect("and no content", CANARY not in path.read_text())


# --- The units ---

def units(tools, folder):
    """The installer asks avow where its socket is, and writes units that systemd accepts."""
    a = Person(tools, folder, "Ana")
    a.vault = a.home / "data" / "avow" / "vault"  # the standard place
    a.vault.parent.mkdir(parents=True)
    a.make()
    where = a.home / "config" / "systemd" / "user"
    environment = a.environment() | {"XDG_CONFIG_HOME": str(a.home / "config"), "XDG_DATA_HOME": str(a.home / "data")}
    subprocess.run([ROOT / "scripts" / "install-units.sh", "--avow", a.avow, "--no-reload"], env=environment, check=True,
                   capture_output=True)
    socket_unit, service = (where / "avow.socket").read_text(), (where / "avow.service").read_text()
    expect("the socket unit names the very socket", f"ListenStream={socket_of(a)}\n" in socket_unit, socket_unit)
    expect("the service starts this avow", f'ExecStart="{pathlib.Path(a.avow).resolve()}" serve --locked --vault "{a.vault}"\n' in service, service)
    expect("nothing is left to fill in", "@" not in socket_unit + service.replace("@system-service", ""), (socket_unit, service))
    for setting in ("Type=notify", "NoNewPrivileges=yes", "ProtectSystem=strict", "PrivateTmp=yes", "LimitCORE=0",
                    "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6", "MemoryDenyWriteExecute=yes", "UMask=0077"):
        expect("the sandbox", f"{setting}\n" in service, setting)
    if not shutil.which("systemd-analyze"):
        raise Skip("systemd-analyze is missing; all but its verdict was checked")
    checked = subprocess.run(["systemd-analyze", "--user", "verify", where / "avow.service", where / "avow.socket"],
                             env=environment | {"XDG_RUNTIME_DIR": str(a.home)}, capture_output=True, text=True, check=False)
    ours = [line for line in checked.stderr.splitlines() if "avow" in line]
    expect("systemd-analyze verify", checked.returncode == 0 and not ours, checked.stderr)


PARTS = [systemd, units]
