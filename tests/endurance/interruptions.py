#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Interrupts every command while it waits for something that does not come, as with Ctrl+C.

Twice has to end it within a second, three times at once, and either way nothing of it may be left some
seconds later: no process, no port, no temporary file. The commands wait for hostile servers
(hostileserver.py), a program that cannot be executed, a Python that never makes an environment, a target
that never answers, and for somebody who reads what they print. Prints a table; exits with 1 when a command
took longer, or left something. A busy machine needs more time: --factor.
"""
import argparse
import contextlib
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid

from traces import Traces

MODES = ("deaf", "floods", "forks", "background", "unready", "hangs")
UNREAD = "nobody reads the output"
LIMITS_S = {2: 1.0, 3: 0.25}
GRACE_S = 2  # for servers that an immediate end of Loadstone leaves to their guards
PAUSES_S = {2: 0.3, 3: 0.02}  # between signals: the third comes while the second still takes effect

STACK = {
    "loadstone_stack": 1, "title": "Hostile", "framework": "none", "server": "none", "model": "threads",
    "summary": "Hostile.", "license": "MIT", "keep_alive": True,
    "command": ["${program:python3}", "hostileserver.py"],
    "parameters": [{"name": "mode", "title": "Mode", "help": "How.", "type": "choice", "choices": list(MODES),
                    "default": "deaf"}],
    "presets": [{"id": "tuned", "title": "Tuned", "note": "Nothing.", "values": {}}],
    "endpoints": ["GET /"], "readiness": {"path": "/", "body": "ready", "timeout_ms": 60000},
    "stop": {"grace_ms": GRACE_S * 1000}}
PROFILE = {
    "loadstone_profile": 1, "name": "Hostile",
    "requests": [{"name": "/", "method": "GET", "path": "/", "weight": 1, "expect": {"status": [200]}}],
    "load": {"model": "closed", "users": 4, "spawn_rate_per_s": 0, "think_time": {"kind": "none"},
             "duration_s": 600},
    "connection": {"reuse": True, "timeout_s": 600},
    "measurement": {"warm_up_s": 0, "repeats": 1, "drain_s": 60}}
HOSTILE_PYTHON = """#!/bin/sh
if [ "$1" = -I ]; then printf 'CPython 3.11.2\\n%s\\n\\n' "$0"; exit 0; fi
trap '' TERM INT HUP
setsid sh -c 'while :; do sleep 600; done' &
touch "$TMPDIR/left"
while :; do sleep 600; done
"""


class Place:
    """Folders of one command, with the stacks and profiles that it may name."""

    def __init__(self, program, folder):
        self.program = program
        self.folder = folder
        self.traces = Traces(str(uuid.uuid4()), free_port(), folder)
        own = {name: str(folder / name.lower()) for name in ("XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME")}
        python = self.write("python", HOSTILE_PYTHON)
        python.chmod(0o755)
        self.environment = {**self.traces.environment(), **own, "LOADSTONE_PYTHON_CPYTHON": str(python),
                            "QT_QPA_PLATFORM": "offscreen"}
        server = pathlib.Path(__file__).with_name("hostileserver.py").read_text()
        for name, command in (("hostile", STACK["command"]), ("missing", ["/nowhere/server"])):
            self.write(f"{name}/stack.json", json.dumps({**STACK, "command": command}))
            self.write(f"{name}/hostileserver.py", server)
            subprocess.run([program, "stacks", "add", str(folder / name)], check=True, env=self.environment,
                           stdout=subprocess.DEVNULL)

    def write(self, name, text):
        file = self.folder / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
        return file

    def profile(self, stack, mode="deaf"):
        servers = [{"stack": stack, "preset": "tuned", "parameters": {"mode": mode}}]
        return str(self.write("hostile.json", json.dumps({**PROFILE, "servers": servers})))


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def commands(silent_port):
    """Name → what makes its arguments; those that end by themselves are not waited for."""
    made = {}
    for mode in MODES:
        made[f"run, {mode}"] = lambda place, mode=mode: ["run", place.profile("hostile", mode)]
        made[f"serve, {mode}"] = lambda place, mode=mode: ["serve", "hostile", f"mode={mode}"]
        made[f"check, {mode}"] = lambda place, mode=mode: ["check", "hostile", "--set", f"mode={mode}"]
    for mode in ("deaf", "hangs"):
        made[f"window, {mode}"] = lambda place, mode=mode: ["run", place.profile("hostile", mode), "--window"]
    made["run, missing program"] = lambda place: ["run", place.profile("missing")]
    made["serve, missing program"] = lambda place: ["serve", "missing"]
    made["check, missing program"] = lambda place: ["check", "missing"]
    made["setup, hostile Python"] = lambda place: ["setup", "cpython"]
    for engine in ("qnam", "native"):
        made[f"load, {engine}, no answer"] = lambda place, engine=engine: [
            "load", f"http://127.0.0.1:{silent_port}/", "--engine", engine, "--duration", "600s"]
    made[f"serve, floods, {UNREAD}"] = made["serve, floods"]
    made["upstream"] = lambda place: ["upstream"]
    return made


def interrupt(process, times):
    """Seconds from the last signal to the end; None when it did not end."""
    for number in range(times):
        if process.poll() is not None:
            return 0.0
        process.send_signal(signal.SIGINT)
        struck = time.monotonic()
        if number < times - 1:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(PAUSES_S[times])
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        return None
    return time.monotonic() - struck


def try_one(program, make, times, moment_s, is_unread):
    """The time it took, and the traces left."""
    with tempfile.TemporaryDirectory(prefix="loadstone-interruption-") as folder:
        place = Place(program, pathlib.Path(folder))
        reading, writing = os.pipe()
        with (place.folder / "output").open("wb") as output:
            told = writing if is_unread else output
            process = subprocess.Popen([program, *make(place)], stdin=subprocess.DEVNULL, stdout=told, stderr=told,
                                       env=place.environment, start_new_session=True)
        os.close(writing)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(moment_s)
        took = interrupt(process, times)
        if took is None:
            process.kill()
            process.wait()
        left = place.traces.left()
        patience = time.monotonic() + GRACE_S + 8
        while left and time.monotonic() < patience:
            time.sleep(0.1)
            left = place.traces.left()
        place.traces.remove()
        os.close(reading)
        return took, left


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=pathlib.Path, help="the loadstone executable")
    parser.add_argument("only", nargs="*", help="parts of the names of what to try (default: everything)")
    parser.add_argument("--moment", type=float, default=2.0, metavar="S", help="of the first signal (default 2)")
    parser.add_argument("--factor", type=float, default=1.0, help="of the time limits (default 1)")
    options = parser.parse_intermixed_args()
    program = str(options.program.resolve())
    failures = 0
    print("| command | signals | end after the last, s | wrong |\n| --- | ---: | ---: | --- |")
    with socket.create_server(("127.0.0.1", 0), backlog=128) as silent:
        for name, make in commands(silent.getsockname()[1]).items():
            if options.only and not any(part in name for part in options.only):
                continue
            for times, limit_s in LIMITS_S.items():
                took, left = try_one(program, make, times, options.moment, UNREAD in name)
                wrong = ["did not end"] if took is None else []
                if took is not None and took > limit_s * options.factor:
                    wrong.append(f"longer than {limit_s * options.factor:g} s")
                wrong += left
                failures += bool(wrong)
                print(f"| {name} | {times} | {'–' if took is None else f'{took:.2f}'} | {', '.join(wrong)} |", flush=True)
    print(f"\n{failures} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
