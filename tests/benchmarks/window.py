#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What it costs a load to be watched: the same run in the terminal and in the window, in turns.

    python3 tests/benchmarks/window.py build/release/app/loadstone

Each round runs the same full load of the native engine (closed, nginx as the server, server and load thread on a
core each) in the terminal, in the window on a virtual X server (Xvfb), and in the window on Qt's offscreen platform;
the order turns. The window shows the live page and draws at 10 Hz. RPS is the run's own result; CPU is the running
time of the threads of the process while it loads, in percent of one core (/proc/PID/task/*/schedstat): the GUI
thread, and everything but the load thread. What the X server uses is shown apart. Prints medians, and the median of
the ratios to the terminal's RPS of the same round. The machine has to be quiet; nothing leaves loopback.

With --within N a single run in the window (Xvfb, xdotool) shows the live page and the page of profiles in turns, a few
seconds each, N times: runs differ from each other by more than drawing costs, seconds of one run by less. What is printed is
the slope of the rate of each second on how much of it the live page was shown, both less their means over the turns
around; the interval is of a bootstrap over blocks of ten turns. Beside it stands how long the server and the load thread
were ready to run and waited for a core (/proc/PID/task/*/schedstat) with either page: what drawing takes from them,
but for cold caches.
"""
import argparse
import json
import math
import os
import random
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

REDRAWS_PER_SECOND = 10
WARM_UP_S = 1
TURN_S = 2  # how long each page is shown


class Display:
    """A virtual X server that takes the screen's size, on a number that it chooses."""

    def __init__(self, size):
        read, write = os.pipe()
        self.process = subprocess.Popen(["Xvfb", "-displayfd", str(write), "-screen", "0", f"{size}x24", "-nolisten", "tcp"],
                                        pass_fds=[write], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(write)
        with os.fdopen(read) as answer:
            self.name = ":" + answer.readline().strip()

    def close(self):
        self.process.terminate()
        self.process.wait(10)


def running_ns(pid):
    """How long each thread of a process has run: {(id, name): ns}."""
    return of_threads(pid, 0)


def of_threads(pid, column):
    """A column of schedstat of each thread: 0 for how long it ran, 1 for how long it waited for a core, in ns."""
    times = {}
    for task in Path(f"/proc/{pid}/task").iterdir():
        try:
            name = (task / "comm").read_text().strip()
            times[int(task.name), name] = int((task / "schedstat").read_text().split()[column])
        except (FileNotFoundError, ProcessLookupError):
            pass  # it has just ended
    return times


def waited_ns(pid):
    """How long the servers that the process started, and its load threads, have waited for a core."""
    load = sum(ns for (_, name), ns in of_threads(pid, 1).items() if name.startswith("load-"))
    tree, servers = [pid], 0
    while tree:
        found = subprocess.run(["pgrep", "-P", str(tree.pop())], capture_output=True, text=True).stdout.split()
        tree += found
        servers += sum(ns for child in found if os.path.exists(f"/proc/{child}") for ns in of_threads(child, 1).values())
    return servers, load


class Watch:
    """Adds up what the threads of a process use while one of them is the load's."""

    def __init__(self, pid, beside):
        self.pid, self.beside = pid, beside
        self.used = {"gui": 0, "load": 0, "other": 0, "beside": 0}
        self.seconds = 0.0
        self.last = None

    def look(self):
        try:
            now = time.monotonic(), running_ns(self.pid), sum(running_ns(self.beside).values()) if self.beside else 0
        except (FileNotFoundError, ProcessLookupError):
            return
        if self.last:
            self.add(self.last, now)
        self.last = now

    def add(self, before, after):
        length = after[0] - before[0]
        used = {"gui": 0, "load": 0, "other": 0, "beside": after[2] - before[2]}
        for (task, name), ns in after[1].items():
            which = "gui" if task == self.pid else "load" if name.startswith("load-") else "other"
            used[which] += ns - before[1].get((task, name), 0)
        if used["load"] < 0.1e9 * length:
            return  # before the load, or after it
        self.seconds += length
        for which, ns in used.items():
            self.used[which] += ns

    def percent(self, which):
        return self.used[which] / self.seconds / 1e7 if self.seconds else float("nan")


class Bench:
    def __init__(self, given, folder):
        self.given, self.folder = given, Path(folder)
        self.profile = self.folder / "full.json"
        self.profile.write_text(json.dumps({
            "loadstone_profile": 1, "name": "Full native load", "servers": [{"stack": "nginx-static"}],
            "requests": [{"name": "Root", "path": "/"}],
            "load": {"users": given.connections, "duration_s": given.seconds},
            "connection": {"engine": "native"},
            "measurement": {"warm_up_s": WARM_UP_S, "drain_s": 0.2, "pause_s": 0}}))
        settings = self.folder / "config" / "loadstone"
        settings.mkdir(parents=True)
        (settings / "window.ini").write_text(f"[charts]\nredrawsPerSecond={REDRAWS_PER_SECOND}\n")
        self.display = Display("1920x1080")

    def run(self, way, beside=None):
        """The result; `beside` is called repeatedly meanwhile."""
        out = Path(tempfile.mkdtemp(dir=self.folder))
        command = [self.given.loadstone, "run", str(self.profile), "--pin", "--quiet", "--format", "json", "--out", str(out)]
        environment = os.environ | {"XDG_DATA_HOME": str(self.folder / "data"), "XDG_CONFIG_HOME": str(self.folder / "config")}
        environment.pop("DISPLAY", None)
        environment.pop("WAYLAND_DISPLAY", None)
        environment["QT_QPA_PLATFORM"] = {"Xvfb": "xcb", "offscreen": "offscreen"}.get(way, "minimal")
        if way != "terminal":
            command += ["--window", "-qwindowgeometry", self.given.size]
        if way == "Xvfb":
            environment["DISPLAY"] = self.display.name
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            return self.watch(process, out, self.display.process.pid if way == "Xvfb" else None, beside)
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
            process.wait(20)

    def watch(self, process, out, beside, call):
        watch = Watch(process.pid, beside)
        deadline = time.monotonic() + 60 + self.given.seconds
        # The file gets its name when it is complete.
        while not (files := list(out.glob("*.json"))):
            if time.monotonic() > deadline or (process.poll() is not None and not list(out.glob("*.json"))):
                raise SystemExit("The run left no result; start it by hand to see why.")
            watch.look()
            if call:
                call(process.pid)
            time.sleep(0.25)
        result = json.loads(files[0].read_text())
        trial = result["trials"][0]
        begun = datetime.fromisoformat(result["started_at"]).timestamp()
        self.seconds = [(begun + each["start_s"], each["outcomes"].get("ok", 0)) for each in trial["seconds"]
                        if each["length_s"] == 1 and trial["measure_from_s"] <= each["start_s"] < trial["measure_to_s"] - 1]
        return {"rps": trial["rps"], "requests": trial["requests"], "failures": trial["failures"], "load": watch.percent("load"),
                "gui": watch.percent("gui"), "own": watch.percent("gui") + watch.percent("other"),
                "beside": watch.percent("beside")}


class Pages:
    """Shows the live page and another one in turns, and remembers when."""

    def __init__(self, display):
        self.environment = os.environ | {"DISPLAY": display.name}
        self.turns = []  # when, whether live
        self.waits = []  # at these moments, of the server and of the load thread

    def call(self, pid):
        if self.turns and time.time() < self.turns[-1][0] + TURN_S:
            return
        found = subprocess.run(["xdotool", "search", "--onlyvisible", "--name", "Loadstone"], env=self.environment,
                               capture_output=True, text=True)
        if not found.stdout.split():
            return
        is_live = not (self.turns and self.turns[-1][1])
        # Without a window manager there is no focus for shortcuts; the page list accepts clicks.
        subprocess.run(["xdotool", "mousemove", "50", "104" if is_live else "68", "click", "1"], env=self.environment, check=True)
        self.turns.append((time.time(), is_live))
        self.waits.append(waited_ns(pid))

    def live_part(self, start):
        """How much of the second that begins at `start` the live page was shown."""
        ends = [when for when, _ in self.turns[1:]] + [math.inf]
        return sum(max(0, min(end, start + 1) - max(begin, start))
                   for (begin, is_live), end in zip(self.turns, ends) if is_live)


    def waited_percent(self, which, is_live):
        """Of the time a page was shown, how long the server (0) or the load thread (1) waited for a core; the median."""
        parts = [100 * (after[which] - before[which]) / (end - begin) / 1e9
                 for (begin, live), (end, _), before, after in zip(self.turns, self.turns[1:], self.waits, self.waits[1:])
                 if live == is_live and after[which] >= before[which]]
        return statistics.median(parts)


def less_the_mean_around(values, reach):
    """Each value that has `reach` neighbours on both sides, less the mean of them all: without drift."""
    return [values[i] - statistics.mean(values[i - reach:i + reach + 1]) for i in range(reach, len(values) - reach)]


def slope(pairs):
    return sum(x * y for x, y in pairs) / sum(x * x for x, _ in pairs)


def compare_within(bench):
    pages = Pages(bench.display)
    bench.run("Xvfb", pages.call)
    around = 2 * TURN_S
    shown = [(pages.live_part(start), math.log(ok)) for start, ok in bench.seconds if start >= pages.turns[0][0] and ok]
    pairs = list(zip(less_the_mean_around([x for x, _ in shown], around), less_the_mean_around([y for _, y in shown], around)))
    length = 10 * TURN_S
    blocks = [pairs[i:i + length] for i in range(0, len(pairs), length)]
    draw = random.Random(1)
    slopes = sorted(slope([pair for block in draw.choices(blocks, k=len(blocks)) for pair in block]) for _ in range(4000))
    live, low, high = (math.exp(each) for each in (slope(pairs), slopes[100], slopes[3899]))
    print(f"{os.cpu_count()} cores; window {bench.given.size}; {len(shown)} s, pages in turns of {TURN_S} s: "
          f"RPS with charts {live:.4f} of those without, 95 % interval {low:.4f} to {high:.4f}")
    for which, name in enumerate(("server", "load thread")):
        print(f"waiting for a core, median of the turns: {name} {pages.waited_percent(which, True):.2f} % of the time "
              f"with charts, {pages.waited_percent(which, False):.2f} % without")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("loadstone")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--connections", type=int, default=100)
    parser.add_argument("--size", default="1280x800", help="of the window")
    parser.add_argument("--ways", default="terminal,Xvfb,offscreen")
    parser.add_argument("--within", type=int, metavar="N", help="one run, in which pages take turns N times")
    given = parser.parse_args()
    if given.within:
        given.seconds = 2 * TURN_S * given.within
    ways = given.ways.split(",")
    if "Xvfb" in ways and not shutil.which("Xvfb"):
        ways.remove("Xvfb")
    if "terminal" not in ways:
        sys.exit("The ratios are those to the terminal's rate; leave it among the ways.")
    rounds = []
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(given, folder)
        try:
            if given.within:
                compare_within(bench)
                return
            for turn in range(given.rounds):
                order = ways[turn % len(ways):] + ways[:turn % len(ways)]
                rounds.append({way: bench.run(way) for way in order})
        finally:
            bench.display.close()

    print(f"{os.cpu_count()} cores; load average {os.getloadavg()[0]:.2f}; window {given.size}, {REDRAWS_PER_SECOND} Hz; "
          f"{given.connections} connections; medians of {given.rounds} rounds of {given.seconds} s\n")
    print("| shown in | RPS | of the terminal's, median (lowest to highest) | GUI thread, % of a core "
          "| all but the load thread | load thread | X server |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for way in ways:
        median = {key: statistics.median([each[way][key] for each in rounds]) for key in rounds[0][way]}
        ratios = sorted(each[way]["rps"] / each["terminal"]["rps"] for each in rounds)
        beside = f"{median['beside']:.2f}" if way == "Xvfb" else "–"
        print(f"| {way} | {median['rps']:,.0f} | {statistics.median(ratios):.4f} ({ratios[0]:.4f} to {ratios[-1]:.4f}) "
              f"| {median['gui']:.2f} | {median['own']:.2f} | {median['load']:.1f} | {beside} |")


if __name__ == "__main__":
    main()
