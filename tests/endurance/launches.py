#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Launches every stack again and again, ends it at a random moment in a random way, and looks for
what it left: no process, no port, no temporary file may be there afterwards.

Each launch is `loadstone serve STACK` with a random preset on a free port. It ends before the server
is ready, when it is, or after a few requests, of which some connections stay open and one answer is
left half read. The ways to end it:

  INT, TERM      the signal to Loadstone, as Ctrl+C and a closing session send it
  KILL           SIGKILL to Loadstone, which then cannot clean up itself
  named KILL     SIGKILL to whatever is called loadstone, as `pkill -9 loadstone` does
  leader TERM    SIGTERM to the server's first process, as somebody else may send it
  leader KILL    SIGKILL to the server's first process, which leaves its workers alone
  any KILL       SIGKILL to any process under Loadstone: a worker, a child of a launcher, the guard

Where the server rightly goes on (a worker was killed and replaced), Loadstone is ended with SIGTERM.
Within the deadline nothing of the launch may live, listen, or lie in its TMPDIR, XDG_RUNTIME_DIR and
HOME or in /dev/shm. Prints a table; exits with 1 when anything was left, or went wrong otherwise.

The same seed draws the same launches, presets, moments and ways; what a kill meets still depends on
the machine. gRPC servers get connections instead of requests. Needs ss.
"""
import argparse
import concurrent.futures
import http.client
import json
import pathlib
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from dataclasses import dataclass, field

from traces import Traces, end, read_process

WAYS = ("INT", "TERM", "KILL", "named KILL", "leader TERM", "leader KILL", "any KILL")
TO_LOADSTONE = {"INT": signal.SIGINT, "TERM": signal.SIGTERM, "KILL": signal.SIGKILL, "named KILL": signal.SIGKILL}
MOMENTS = ("before ready", "at ready", "after requests")
FIRST_GUESS_S = 1.0  # until a stack's time to readiness is known
STARTUP_LIMIT_S = 40
POLL_S = 0.02
GUARD = "server-guard"
MOST_NAMED = 10
PATIENCE_S = 5  # for a server that may keep running, before Loadstone is asked to stop it
PORTS = range(20_000, 32_000)  # below those that the kernel gives to clients
HTTP2_GREETING = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes(3) + b"\x04" + bytes(5)


@dataclass(frozen=True)
class Plan:
    stack: dict
    preset: str
    moment: str
    way: str
    fraction: float  # of the time to readiness, for a kill before it
    choice: int  # which process, and how many connections

    def __str__(self):
        return f"{self.stack['id']}, {self.preset}, {self.way} {self.moment}"


@dataclass
class Outcome:
    plan: Plan
    ready_s: float | None = None
    end_s: float = 0.0
    was_ended_later: bool = False
    problems: list = field(default_factory=list)


class Ports:
    """Free ports, each given out once at a time."""

    def __init__(self):
        self.lock = threading.Lock()
        self.next = random.randrange(len(PORTS))

    def take(self):
        with self.lock:
            while True:
                self.next = (self.next + 1) % len(PORTS)
                with socket.socket() as probe:
                    try:
                        probe.bind(("127.0.0.1", PORTS[self.next]))
                        return PORTS[self.next]
                    except OSError:
                        continue


class Launch:
    """One `loadstone serve`, from its start until nothing of it is left."""

    def __init__(self, program, plan, port, deadline_s, folder):
        self.plan = plan
        self.port = port
        self.deadline_s = deadline_s
        self.outcome = Outcome(plan)
        self.connections = []
        self.traces = Traces(str(uuid.uuid4()), port, folder)
        self.output = self.traces.folder / "output"
        command = [program, "serve", plan.stack["id"], "--preset", plan.preset, "--port", str(port)]
        self.begin = time.monotonic()
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output,
                                            stderr=subprocess.STDOUT, start_new_session=True,
                                            env=self.traces.environment())

    def run(self, usual_ready_s):
        try:
            if self.plan.moment == "before ready":
                time.sleep(self.plan.fraction * usual_ready_s)
            elif self.wait_until_ready() and self.plan.moment == "after requests":
                self.make_requests()
            self.strike()
            self.wait_for_end()
            self.judge()
        finally:
            for connection in self.connections:
                connection.close()
            if self.process.poll() is None:
                self.process.kill()
            self.process.wait()
            self.traces.remove()
        return self.outcome

    def wait_until_ready(self):
        while time.monotonic() - self.begin < STARTUP_LIMIT_S and self.process.poll() is None:
            if b" is ready after " in self.output.read_bytes():
                self.outcome.ready_s = time.monotonic() - self.begin
                return True
            time.sleep(POLL_S)
        self.complain("was not ready")
        return False

    def complain(self, what):
        said = self.output.read_text(errors="replace").strip()[-300:]
        self.outcome.problems.append(f"{what}; it printed last: {said or 'nothing'}")

    def make_requests(self):
        endpoints = self.plan.stack["endpoints"]
        try:
            for _ in range(1 + self.plan.choice % 8):
                self.connections.append(self.greet() if self.plan.stack["protocol"] == "grpc" else self.ask())
            if "GET /stream-file" in endpoints:
                self.connections.append(self.ask("/stream-file", is_read=False))
        except (OSError, http.client.HTTPException) as error:
            self.complain(f"a request failed ({error!r})")

    def greet(self):
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=5)
        connection.sendall(HTTP2_GREETING)
        if not connection.recv(9):
            raise ConnectionError("the server closed the connection")
        return connection

    def ask(self, path="/", is_read=True):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        connection.request("GET", path)
        response = connection.getresponse()
        if is_read:
            response.read()
        return connection

    def victims(self):
        """Whom the planned way ends; empty as long as it is not there."""
        processes = self.traces.look()
        if self.plan.way == "named KILL":
            # Read anew: the guard is called loadstone, too, until it has taken its own name.
            named = (read_process(process.pid) for process in processes)
            return [process.pid for process in named if process and "loadstone" in process.name]
        if self.plan.way in TO_LOADSTONE:
            return [self.process.pid]
        if self.plan.way == "any KILL":
            pids = [process.pid for process in processes if process.pid != self.process.pid]
            return [pids[self.plan.choice % len(pids)]] if pids else []
        # The leader is the guard's first child.
        guards = {process.pid for process in processes if process.name == GUARD}
        children = [process for process in processes if process.parent in guards]
        return [min(children, key=lambda process: process.started).pid] if children else []

    def strike(self):
        """Ends the launch in the planned way, as soon as there is whom that way needs."""
        number = TO_LOADSTONE.get(self.plan.way)
        number = number or (signal.SIGTERM if self.plan.way == "leader TERM" else signal.SIGKILL)
        is_done = False
        while not is_done and self.process.poll() is None and time.monotonic() - self.begin < STARTUP_LIMIT_S:
            is_done = any([end(pid, number) for pid in self.victims()])
            if not is_done:
                time.sleep(POLL_S)
        self.struck = time.monotonic()
        if not is_done and not self.outcome.problems:
            self.complain("there was nothing to end")

    def wait_for_end(self):
        told = self.struck
        while time.monotonic() - told < self.deadline_s:
            if self.process.poll() is not None and not self.traces.look():
                break
            is_late = time.monotonic() - self.struck > PATIENCE_S
            if is_late and self.plan.way not in TO_LOADSTONE and not self.outcome.was_ended_later:
                self.outcome.was_ended_later = True
                told = time.monotonic()
                if self.process.poll() is None:
                    end(self.process.pid, signal.SIGTERM)
            time.sleep(POLL_S)
        self.outcome.end_s = time.monotonic() - told

    def judge(self):
        code = self.process.poll()
        own = [-TO_LOADSTONE.get(self.plan.way, signal.SIGTERM)]
        if code is None:
            self.complain(f"Loadstone lives after {self.deadline_s} s")
        elif code < 0 and code not in own:
            self.complain(f"Loadstone was ended by signal {-code}")
        left = self.traces.left()
        if left:
            more = f" and {len(left) - MOST_NAMED} more" if len(left) > MOST_NAMED else ""
            self.outcome.problems.append("left: " + ", ".join(left[:MOST_NAMED]) + more)


def make_plans(stacks, rounds, seed):
    draw = random.Random(seed)
    plans = [Plan(stack, draw.choice(stack["presets"])["id"], draw.choice(MOMENTS), draw.choice(WAYS),
                  draw.random(), draw.randrange(1 << 16))
             for stack in stacks for _ in range(rounds)]
    draw.shuffle(plans)
    return plans


def print_table(outcomes):
    print("\n| stack | launches | " + " | ".join(WAYS) + " | " + " | ".join(MOMENTS)
          + " | went on | end, median s | longest | failures |")
    print("| --- |" + " ---: |" * (len(WAYS) + len(MOMENTS) + 5))
    by_stack = {}
    for outcome in outcomes:
        by_stack.setdefault(outcome.plan.stack["id"], []).append(outcome)
    for name, group in [*sorted(by_stack.items()), ("all", outcomes)]:
        ends = sorted(outcome.end_s for outcome in group)
        cells = [name, len(group)]
        cells += [sum(outcome.plan.way == way for outcome in group) for way in WAYS]
        cells += [sum(outcome.plan.moment == moment for outcome in group) for moment in MOMENTS]
        cells += [sum(outcome.was_ended_later for outcome in group), f"{ends[len(ends) // 2]:.2f}",
                  f"{ends[-1]:.2f}", sum(bool(outcome.problems) for outcome in group)]
        print("| " + " | ".join(map(str, cells)) + " |")
    for outcome in outcomes:
        for problem in outcome.problems:
            print(f"\n{outcome.plan}: {problem}")


def run_all(program, plans, jobs, deadline_s):
    ports = Ports()
    ready_s = {}

    def run(plan):
        folder = tempfile.mkdtemp(prefix="loadstone-launch-")
        launch = Launch(program, plan, ports.take(), deadline_s, folder)
        outcome = launch.run(ready_s.get(plan.stack["id"], FIRST_GUESS_S))
        if outcome.ready_s:
            ready_s[plan.stack["id"]] = outcome.ready_s
        return outcome

    outcomes = []
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        for outcome in pool.map(run, plans):
            outcomes.append(outcome)
            verdict = "; ".join(outcome.problems) or f"nothing left after {outcome.end_s:.2f} s"
            print(f"{len(outcomes)}/{len(plans)} {outcome.plan}: {verdict}", file=sys.stderr, flush=True)
    return outcomes


def choose_stacks(program, names):
    text = subprocess.run([program, "stacks", "--json"], capture_output=True, check=True).stdout
    stacks = {stack["id"]: stack for stack in json.loads(text)["stacks"]}
    if unknown := [name for name in names if name not in stacks]:
        sys.exit(f"There is no stack {', '.join(unknown)}; `{program} stacks` lists them.")
    chosen = [stacks[name] for name in names or stacks]
    for stack in chosen:
        if not stack["available"]:
            print(f"Skipped {stack['id']}: {stack['reason']}", file=sys.stderr)
    return [stack for stack in chosen if stack["available"]]


def build_environments(program, stacks):
    """Before the launches, which would do it themselves and take minutes then."""
    for name in sorted({stack["environment"] for stack in stacks} - {""}):
        subprocess.run([program, "setup", name], check=True, stdout=subprocess.DEVNULL)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=pathlib.Path, help="the loadstone executable")
    parser.add_argument("stacks", nargs="*", help="stacks to launch (default: all that are available)")
    parser.add_argument("--rounds", type=int, default=20, help="launches of each stack (default 20)")
    parser.add_argument("--seed", type=int, default=1, help="of what is drawn (default 1)")
    parser.add_argument("--jobs", type=int, default=1, help="launches at the same time (default 1)")
    parser.add_argument("--deadline", type=float, default=20, metavar="S",
                        help="seconds after the end was asked for, when nothing may be left (default 20)")
    options = parser.parse_intermixed_args()
    # Running launches are ended in order; and launches never inherit that a shell ignores SIGINT for
    # what it runs in the background.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    program = str(options.program.resolve())
    stacks = choose_stacks(program, options.stacks)
    build_environments(program, stacks)
    plans = make_plans(stacks, options.rounds, options.seed)
    print(f"{len(plans)} launches of {len(stacks)} stacks, seed {options.seed}", file=sys.stderr)
    begin = time.monotonic()
    outcomes = run_all(program, plans, options.jobs, options.deadline)
    print_table(outcomes)
    failed = sum(bool(outcome.problems) for outcome in outcomes)
    print(f"\n{len(outcomes)} launches in {time.monotonic() - begin:.0f} s, {failed} left something or went wrong.")
    return 1 if failed else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("Interrupted; the launches under way were ended.")
