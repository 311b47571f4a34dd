# SPDX-License-Identifier: GPL-3.0-or-later
"""Shared by the programs that compare Loadstone with other tools: its start, wrk's, and verdicts."""
import json
import math
import os
import re
import resource
import shutil
import subprocess
import sys

from engines import micros, pinned
from referee import cpu_model, percentile, row

__all__ = ["HISTOGRAM_SHARE", "Checks", "client_and_server_cores", "loadstone", "machine", "micros", "percentile",
           "pinned", "raise_open_files", "row", "run", "taskset", "wrk"]

HISTOGRAM_SHARE = 0.001  # three significant digits


def machine():
    return (f"{os.cpu_count()} cores, {cpu_model()}, Linux {os.uname().release}, load average "
            f"{os.getloadavg()[0]:.2f} before")


def client_and_server_cores():
    """A core for each where there are two, or None for both."""
    cores = sorted(os.sched_getaffinity(0))
    return (cores[0], cores[1]) if len(cores) > 1 and shutil.which("taskset") else (None, None)


def taskset(core):
    return pinned(core, [])


def raise_open_files():
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def run(command, timeout=120):
    done = subprocess.run(command, text=True, capture_output=True, timeout=timeout)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr}")
    return done.stdout


def loadstone(program, url, engine, *options, core=None):
    """The whole JSON result of `loadstone load`."""
    command = [program, "load", url, "--engine", engine, *map(str, options), "--json"]
    return json.loads(run(pinned(core, command)))


def wrk(url, connections, seconds, core=None):
    """Percentiles in µs by their number, `max`, `mean`, `requests` and `rps`, of one thread."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s", "--latency", url]
    text = run(pinned(core, command))
    times = {int(p): micros(value, unit) for p, value, unit in re.findall(r"^\s+(\d+)%\s+([\d.]+)(us|ms|s)\s*$", text, re.M)}
    mean, mean_unit, top, top_unit = re.search(
        r"Latency\s+([\d.]+)(us|ms|s)\s+[\d.]+(?:us|ms|s)\s+([\d.]+)(us|ms|s)", text).groups()
    return {**times, "mean": micros(mean, mean_unit), "max": micros(top, top_unit),
            "requests": int(re.search(r"(\d+) requests in", text)[1]),
            "rps": float(re.search(r"Requests/sec:\s+([\d.]+)", text)[1])}


class Checks:
    """Compares figures, and reports at the end whether all were as expected."""

    def __init__(self):
        self.failed = []

    def near(self, what, seen, expected, tolerance):
        self.true(f"{what}: {seen:,.2f} instead of {expected:,.2f} ± {tolerance:,.2f}",
                  math.isfinite(seen) and abs(seen - expected) <= tolerance)

    def true(self, what, is_so):
        if not is_so:
            self.failed.append(what)

    def end(self):
        """The exit code; prints what was wrong."""
        for each in self.failed:
            print(f"Not as it should be: {each}", file=sys.stderr)
        print("\nAll as it should be." if not self.failed else f"\n{len(self.failed)} not as they should be.")
        return 1 if self.failed else 0
