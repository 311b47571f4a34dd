# SPDX-License-Identifier: GPL-3.0-or-later
"""The traces of one launch in the system: its processes, its port, its files.

Processes are known by a variable that the launch sets in its environment, which survives changes of
session and parent, and by the tree that was seen, for those that overwrite their environment.
"""
import contextlib
import os
import pathlib
import shutil
import signal
import socket
import subprocess
from typing import NamedTuple

MARK = "LOADSTONE_ENDURANCE"
SHARED_MEMORY = pathlib.Path("/dev/shm")


class Process(NamedTuple):
    pid: int
    started: int  # ticks since boot; with the pid it names a process for good
    name: str
    state: str
    parent: int
    session: int

    @property
    def identity(self):
        return self.pid, self.started


def read_process(pid):
    """None for a process that ended meanwhile."""
    try:
        text = pathlib.Path(f"/proc/{pid}/stat").read_text(errors="replace")
    except OSError:
        return None
    name, rest = text.split("(", 1)[1].rsplit(")", 1)
    fields = rest.split()
    return Process(pid, int(fields[19]), name, fields[0], int(fields[1]), int(fields[3]))


def all_processes():
    pids = (int(entry) for entry in os.listdir("/proc") if entry.isdigit())
    return [process for process in map(read_process, pids) if process]


def has_mark(pid, mark):
    try:
        return f"{MARK}={mark}".encode() in pathlib.Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    except OSError:
        return False


class Traces:
    """Everything that one launch has in the system. It may write to `folder` only."""

    def __init__(self, mark, port, folder):
        self.mark = mark
        self.port = port
        self.folder = pathlib.Path(folder)
        self.known = set()
        self.sessions = set()
        self.shared_before = set(os.listdir(SHARED_MEMORY))
        self.places = {}
        for variable in ("TMPDIR", "XDG_RUNTIME_DIR", "HOME"):
            self.places[variable] = self.folder / variable.lower()
            self.places[variable].mkdir(mode=0o700)

    def environment(self):
        """Loadstone's own folders stay where they are, with the environments that it has built."""
        home = pathlib.Path.home()
        own = {"XDG_DATA_HOME": home / ".local/share", "XDG_CACHE_HOME": home / ".cache",
               "XDG_CONFIG_HOME": home / ".config"}
        kept = {name: os.environ.get(name) or str(folder) for name, folder in own.items()}
        return {**os.environ, **kept, **{name: str(folder) for name, folder in self.places.items()},
                MARK: self.mark}

    def look(self):
        """The processes of the launch that live now; they are remembered."""
        living = [process for process in all_processes() if process.state not in "ZX"]
        ours = {process for process in living if has_mark(process.pid, self.mark)}
        while True:
            self.known.update(process.identity for process in ours)
            self.sessions.update(process.session for process in ours)
            pids = {process.pid for process in ours}
            more = {process for process in living
                    if process.identity in self.known or process.session in self.sessions or process.parent in pids}
            if more <= ours:
                return sorted(ours)
            ours |= more

    def is_port_free(self):
        with socket.socket() as probe:
            # Recently closed connections are not servers.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", self.port))
                probe.listen()
            except OSError:
                return False
        return True

    def listeners(self):
        """Listeners on the port according to ss; empty if there are none."""
        command = ["ss", "-H", "-l", "-t", "-n", "-p", f"sport = :{self.port}"]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    def shared_memory(self):
        """New entries that no living process has open."""
        new = {name for name in os.listdir(SHARED_MEMORY) if name not in self.shared_before}
        return new - in_use(new) if new else new

    def files(self):
        return [f"{variable}/{path.relative_to(place)}" for variable, place in self.places.items()
                for path in sorted(place.rglob("*"))]

    def left(self):
        """One line for each thing that is still there, empty when the launch has left nothing."""
        found = [f"process {process.pid} ({process.name})" for process in self.look()]
        if not self.is_port_free():
            found.append(f"port {self.port} cannot be bound")
        if listeners := self.listeners():
            found.append(f"port {self.port}: {listeners}")
        found += [f"/dev/shm/{name}" for name in sorted(self.shared_memory())]
        return found + self.files()

    def remove(self):
        """Kills remaining processes of the launch, so that the next one starts clean."""
        while processes := self.look():
            for process in processes:
                end(process.pid, signal.SIGKILL)
        shutil.rmtree(self.folder, ignore_errors=True)


def in_use(names):
    """Those of the names in shared memory that a living process maps or has open."""
    used = set()
    for process in all_processes():
        folder = pathlib.Path(f"/proc/{process.pid}")
        with contextlib.suppress(OSError):
            text = (folder / "maps").read_text(errors="replace")
            used |= {name for name in names if f"{SHARED_MEMORY}/{name}" in text}
            for entry in (folder / "fd").iterdir():
                with contextlib.suppress(OSError):  # closed meanwhile
                    used |= {name for name in names if os.readlink(entry) == f"{SHARED_MEMORY}/{name}"}
    return used


def end(pid, number):
    """False when the process was gone already."""
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return False
    return True
