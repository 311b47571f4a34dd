#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether verdicts are right: servers whose difference is known, raced by Loadstone.

  identical     two servers of the same code, ten races of six repeats: at most one may get a verdict other than "same"
                and "no clear difference"
  slower        one does 10 % more work for each request (measured, not assumed): six repeats have to find it slower
  equal rate    the same at an open rate of 60 % of its capacity: CPU time per request, six repeats for a verdict, and how
                far apart three repeats are, which are too few for one

Each server is a small asyncio program that spins for a fixed time in its handler. A race is one run with shuffled rounds.
Prints a line for each race; exits with 1 when one was judged wrongly. About 20 minutes on an idle machine.

Usage: race.py PROGRAM [--races 10] [--slower 3] [--seconds 3] [--only identical|slower|equal-rate]
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

SPIN_US = 400
SLOWER = 1.10
APP = '''
import asyncio
import os
import time

SPIN_S = float(os.environ["LOADSTONE_PARAM_SPIN_US"]) / 1e6
RESPONSE = b"HTTP/1.1 200 OK\\r\\nContent-Type: text/plain\\r\\nContent-Length: 5\\r\\n\\r\\nhello"


class Handler(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport, self.received = transport, b""

    def data_received(self, data):
        self.received += data
        while b"\\r\\n\\r\\n" in self.received:
            self.received = self.received.split(b"\\r\\n\\r\\n", 1)[1]
            end = time.thread_time() + SPIN_S  # CPU time, so that the work is the same when others run, too
            while time.thread_time() < end:
                pass
            self.transport.write(RESPONSE)


async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Handler, os.environ["LOADSTONE_HOST"], int(os.environ["LOADSTONE_PORT"]), backlog=1024)
    await server.serve_forever()


asyncio.run(main())
'''
STACK = {
    "loadstone_stack": 1, "title": "Spinning", "framework": "none", "server": "asyncio", "model": "asyncio",
    "summary": "Spins for a fixed time for each request.", "license": "GPL-3.0-or-later", "environment": "cpython",
    "packages": [], "command": ["${python}", "app.py"], "endpoints": ["GET /"],
    "parameters": [{"name": "spin_us", "title": "Spin", "help": "CPU time of a request.", "unit": "us", "type": "integer",
                    "min": 0, "max": 1000000, "default": SPIN_US}],
    "presets": [{"id": "tuned", "title": "Tuned", "note": "Defaults.", "values": {}}],
    "readiness": {"path": "/", "status": 200, "body": "hello", "timeout_ms": 10000},
    "stop": {"signal": "TERM", "repeat_after_ms": 0, "grace_ms": 2000, "clean_exit_codes": [0]}}


def profile(spins, seconds, repeats, rate=None, seed=1):
    load = {"model": "open", "rate_per_s": rate} if rate else {"model": "closed", "users": 8}
    return {"loadstone_profile": 1, "name": "Race",
            "servers": [{"stack": "spinning", "preset": "tuned", "label": name, "parameters": {"spin_us": spin}}
                        for name, spin in spins.items()],
            "requests": [{"name": "/", "path": "/", "expect": {"body": "hello"}}],
            "load": {**load, "duration_s": seconds}, "connection": {"engine": "native"},
            "measurement": {"warm_up_s": 1, "repeats": repeats, "drain_s": 1, "pause_s": 0.2, "seed": seed}}


class Program:
    def __init__(self, path, folder):
        self.path, self.folder, self.races = path, folder, 0
        self.environment = {**os.environ, "XDG_DATA_HOME": f"{folder}/data", "XDG_CONFIG_HOME": f"{folder}/config"}

    def call(self, *words):
        done = subprocess.run([self.path, *words], env=self.environment, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            sys.exit(f"{' '.join(words)}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout

    def race(self, metric, *args, **more):
        """The comparison of the second server with the first, with the values of both."""
        self.races += 1
        file = pathlib.Path(self.folder) / "race.json"
        file.write_text(json.dumps(profile(*args, seed=self.races, **more)))
        self.call("run", str(file), "--quiet", "--format", "json")
        result = json.loads(self.call("compare", "last", "--metric", metric, "--json"))
        compared = result["metrics"][0]
        return compared["pairs"][0], [each["median"] for each in compared["servers"]]


def verdict(pair):
    return pair["obstacle"] or pair["verdict"]


def show(name, pair, medians):
    ratio = pair["ratio"]
    print(f"{name:<12} {medians[0]['value']:10,.4g} {medians[1]['value']:10,.4g}   {ratio['value']:.4f}"
          f" ({ratio['low']:.4f}–{ratio['high']:.4f}, {100 * ratio['level']:.1f} %)  p {pair['p'] if pair['p'] is None else round(pair['p'], 4)}"
          f"  {verdict(pair)}", flush=True)


def identical(program, races, seconds):
    wrong = 0
    for _ in range(races):
        pair, medians = program.race("rps", {"A": SPIN_US, "B": SPIN_US}, seconds, 6)
        show("identical", pair, medians)
        wrong += verdict(pair) not in ("same", "no-clear-difference")
    print(f"identical: {wrong} of {races} races with a verdict")
    return wrong <= races // 10


def more_work(program, seconds):
    """The spin that makes the whole request 10 % longer, by the rate of one saturated server."""
    _, medians = program.race("rps", {"A": SPIN_US, "B": SPIN_US}, seconds, 2)
    request_us = 1e6 / statistics.mean(each["value"] for each in medians)
    return round(SPIN_US + (SLOWER - 1) * request_us), 1e6 / request_us


def slower(program, races, seconds):
    spin, _ = more_work(program, seconds)
    print(f"slower: {SPIN_US} and {spin} us of work")
    missed = 0
    for _ in range(races):
        pair, medians = program.race("rps", {"A": SPIN_US, "B": spin}, seconds, 6)
        show("slower", pair, medians)
        missed += verdict(pair) != "worse"
    print(f"slower: {missed} of {races} races missed it")
    return missed == 0


def equal_rate(program, races, seconds):
    spin, capacity = more_work(program, seconds)
    rate = round(0.6 * capacity / SLOWER, -1)
    print(f"equal rate: {SPIN_US} and {spin} us of work, {rate:.0f} requests/s")
    missed = 0
    for repeats in (3, 6):
        for _ in range(races):
            pair, medians = program.race("cpu_ms_per_request", {"A": SPIN_US, "B": spin}, seconds, repeats, rate=rate)
            show(f"{repeats} repeats", pair, medians)
            apart = pair["ratio"]["low"] > 1.02
            missed += verdict(pair) != "worse" if repeats == 6 else not apart
    print(f"equal rate: {missed} of {2 * races} races missed it")
    return missed == 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--races", type=int, default=10)
    parser.add_argument("--slower", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--only", choices=["identical", "slower", "equal-rate"])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        stack = pathlib.Path(folder) / "data/loadstone/stacks/spinning"
        stack.mkdir(parents=True)
        (stack / "app.py").write_text(APP)
        (stack / "stack.json").write_text(json.dumps(STACK))
        program = Program(os.path.abspath(options.program), folder)
        parts = {"identical": lambda: identical(program, options.races, options.seconds),
                 "slower": lambda: slower(program, options.slower, options.seconds),
                 "equal-rate": lambda: equal_rate(program, options.slower, options.seconds)}
        chosen = [options.only] if options.only else list(parts)
        results = [parts[name]() for name in chosen]
    sys.exit(0 if all(results) else 1)


if __name__ == "__main__":
    main()
