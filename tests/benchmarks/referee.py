#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds `loadstone load` against wrk, ss, arithmetic and what a server itself recorded.

Servers with a known delay, written here, record for each request how long they really took.
Loadstone and wrk load them in turn; one table shows both next to the server's record.
Bounded in time (under 3 minutes) and only on 127.0.0.1. Needs wrk and ss.

Usage: referee.py LOADSTONE [--rounds N] [--seconds N] [--no-sanic] [--json FILE]
"""
import argparse
import asyncio
import json
import math
import os
import random
import re
import signal
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path

HOST = "127.0.0.1"
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n\r\nHello, world!"
SLOW_SHARE = 0.05

# Delay of a request in milliseconds, and its percentiles by arithmetic.
DELAYS = {
    "no delay": (lambda: 0.0, None),
    "20 ms": (lambda: 20.0, lambda share: 20.0),
    "5 ms, 5 % 100 ms": (
        lambda: 100.0 if random.random() < SLOW_SHARE else 5.0,
        lambda share: 5.0 if share <= 1 - SLOW_SHARE else 100.0,
    ),
    "exponential, mean 20 ms": (
        lambda: random.expovariate(1 / 20.0),
        lambda share: -20.0 * math.log(1 - share),
    ),
}
CASES = [("sanic", 1), ("sanic", 15), ("sanic", 100), ("no delay", 15), ("20 ms", 1), ("20 ms", 15),
         ("20 ms", 100), ("5 ms, 5 % 100 ms", 15), ("exponential, mean 20 ms", 15)]
SHARES = (0.5, 0.9, 0.99)


# The server, a separate process -----------------------------------------------------------------


class Record:
    def __init__(self):
        self.requests = 0
        self.connections = 0
        self.times_us = []


class DelayedAnswers(asyncio.Protocol):
    def __init__(self, record, delay_ms):
        self.record = record
        self.delay_ms = delay_ms
        self.pending = b""

    def connection_made(self, transport):
        self.transport = transport
        self.record.connections += 1

    def data_received(self, data):
        self.pending += data
        while b"\r\n\r\n" in self.pending:
            self.pending = self.pending.partition(b"\r\n\r\n")[2]
            self.record.requests += 1
            delay_s = self.delay_ms() / 1000
            arrived = time.perf_counter()
            if delay_s > 0:
                asyncio.get_running_loop().call_later(delay_s, self.respond, arrived)
            else:
                self.respond(arrived)

    def respond(self, arrived):
        if not self.transport.is_closing():
            self.record.times_us.append(round((time.perf_counter() - arrived) * 1e6))
            self.transport.write(ANSWER)


async def serve(kind):
    """Prints its port; then, for each line of standard input, its record since the previous one."""
    random.seed(kind)
    loop = asyncio.get_running_loop()
    record = Record()
    ended = loop.create_future()
    server = await loop.create_server(lambda: DelayedAnswers(record, DELAYS[kind][0]), HOST, 0, backlog=1024)

    def report():
        if not sys.stdin.readline():
            loop.remove_reader(sys.stdin)
            ended.set_result(None)
            return
        print(json.dumps(vars(record)), flush=True)
        vars(record).update(vars(Record()))

    loop.add_reader(sys.stdin, report)
    print(server.sockets[0].getsockname()[1], flush=True)
    await ended


class OwnServer:
    def __init__(self, kind):
        self.process = subprocess.Popen([sys.executable, __file__, "--serve", kind], text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.url = f"http://{HOST}:{int(self.process.stdout.readline())}/"

    def record(self):
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def stop(self):
        self.process.stdin.close()
        self.process.wait(5)


class Sanic:
    def __init__(self, loadstone):
        self.process = subprocess.Popen([loadstone, "serve", "sanic"], text=True,
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        line = self.process.stdout.readline()
        found = re.search(r"http://[\d.]+:\d+/", line)
        if not found:
            sys.exit(f"`loadstone serve sanic` did not become ready; it said: {line!r}")
        self.url = found[0] + "simple-response"

    def record(self):
        return None

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        self.process.wait(20)


# The two clients -------------------------------------------------------------------------------


def run_loadstone(loadstone, url, connections, seconds):
    command = [loadstone, "load", url, "-c", str(connections), "-d", f"{seconds}s", "--json"]
    out = run_bounded(command, seconds)
    result = json.loads(out)
    return {
        "requests": result["requests"],
        "failed": result["failures"],
        "rps": result["rps"],
        "ms": [result[key] / 1000 for key in ("p50_us", "p90_us", "p99_us")],
        "cpu_us": result["client_cpu_us_per_request"],
        "client_limited": result["client_limited"],
    }


def run_wrk(url, connections, seconds):
    out = run_bounded(["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", url], seconds)
    unit = {"us": 0.001, "ms": 1.0, "s": 1000.0}

    def at(percent):
        value, name = re.search(rf"^\s+{percent}%\s+([\d.]+)(us|ms|s)$", out, re.M).groups()
        return float(value) * unit[name]

    errors = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", out)
    statuses = re.search(r"Non-2xx or 3xx responses: (\d+)", out)
    return {
        "requests": int(re.search(r"(\d+) requests in", out)[1]),
        "failed": (sum(map(int, errors.groups())) if errors else 0) + (int(statuses[1]) if statuses else 0),
        "rps": float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1]),
        "ms": [at(50), at(90), at(99)],
    }


def run_bounded(command, seconds):
    done = subprocess.run(command, text=True, capture_output=True, timeout=seconds + 20)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr}")
    return done.stdout


def count_established(url, after, into):
    """Half-way through; ss sees both ends, and only the client's has the server's port as its peer."""
    port = re.search(r":(\d+)/", url)[1]
    time.sleep(after)
    lines = subprocess.run(["ss", "-tnH", "state", "established", f"dport = :{port}"], text=True,
                           capture_output=True, check=True).stdout.splitlines()
    into.append(len(lines))


# One measurement -------------------------------------------------------------------------------


def percentile(values, share):
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else float("nan")


def with_assumed_requests(times_us, interval_us):
    """What wrk makes of measured times: it takes it that each connection meant to send one request
    an interval (the mean), and for a time of over two intervals adds the requests that had to wait."""
    added = []
    for taken in times_us:
        assumed = taken - interval_us
        while taken >= 2 * interval_us and assumed > interval_us:
            added.append(assumed)
            assumed -= interval_us
    return times_us + added


def measure(server, client, connections, seconds):
    server.record()
    established = []
    watcher = threading.Thread(target=count_established, args=(server.url, seconds / 2, established))
    watcher.start()
    result = client(server.url, connections, seconds)
    watcher.join()
    result["established"] = established[0]
    time.sleep(0.2)  # requests without a response still count for their client
    record = server.record()
    if record:
        times = record["times_us"]
        interval_us = seconds * 1e6 / max(1, result["requests"] / connections)
        corrected = with_assumed_requests(times, interval_us)
        result["server_ms"] = [percentile(times, share) / 1000 for share in SHARES]
        result["corrected_ms"] = [percentile(corrected, share) / 1000 for share in SHARES]
        result["server_connections"] = record["connections"]
        result["surplus"] = record["requests"] - result["requests"]
    return result


def summary(rounds):
    """The median of the rounds, figure by figure."""
    def middle(value):
        if isinstance(value[0], list):
            return [statistics.median(each) for each in zip(*value)]
        return statistics.median(value)

    return {key: middle([each[key] for each in rounds]) for key in rounds[0]}


# The table -------------------------------------------------------------------------------------


def row(*cells):
    print("| " + " | ".join(cells) + " |", flush=True)


def times(values):
    return [f"{value:.2f}" for value in values]


def print_case(name, connections, loadstone, wrk):
    case = f"{name}, {connections} conn."
    for tool, result in (("loadstone", loadstone), ("wrk", wrk)):
        own = "server_ms" in result
        limited = result.get("client_limited")
        row(case, tool, f"{result['rps']:,.0f}", *times(result["ms"]), f"{result['established']:.0f}",
            f"{result['server_connections']:.0f}" if own else "–", f"{result['surplus']:.0f}" if own else "–",
            f"{result['failed']:.0f}", "–" if limited is None else "yes" if limited else "no")
        if own:
            row(case, f"server, under {tool}", "", *times(result["server_ms"]), "", "", "", "", "")
    if "corrected_ms" in wrk:
        row(case, "server, as wrk corrects", "", *times(wrk["corrected_ms"]), "", "", "", "", "")
    arithmetic = DELAYS[name][1] if name in DELAYS else None
    if arithmetic:
        row(case, "arithmetic", "", *times([arithmetic(share) for share in SHARES]), "", "", "", "", "")


def cpu_model():
    found = re.search(r"^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text(), re.M)
    return found[1] if found else "unknown CPU"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("loadstone")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=2)
    parser.add_argument("--no-sanic", action="store_true", help="only the servers written here")
    parser.add_argument("--json", help="write every round to this file")
    options = parser.parse_args()
    bound_s = len(CASES) * 2 * options.rounds * (options.seconds + 0.7) + 20
    if bound_s > 180:
        parser.error(f"that would take {bound_s:.0f} s; 180 s is the most")

    loadstone = os.path.abspath(options.loadstone)
    print(f"{os.cpu_count()} cores, {cpu_model()}, Linux {os.uname().release}, load average "
          f"{os.getloadavg()[0]:.2f} before; median of {options.rounds} rounds of {options.seconds} s\n")
    row("server", "seen by", "RPS", "p50 ms", "p90 ms", "p99 ms", "ss", "opened", "server − client", "failed",
        "client-limited")
    row(*["---"] * 2, *["---:"] * 8, "---")
    everything = []
    clients = {
        "loadstone": lambda url, connections, seconds: run_loadstone(loadstone, url, connections, seconds),
        "wrk": run_wrk,
    }
    server, kind = None, None
    try:
        for name, connections in CASES:
            if name == "sanic" and options.no_sanic:
                continue
            if name != kind:
                if server:
                    server.stop()
                server, kind = (Sanic(loadstone) if name == "sanic" else OwnServer(name)), name
            rounds = {tool: [] for tool in clients}
            for number in range(options.rounds):
                # Who goes first changes, as the second finds a warmer server.
                for tool in sorted(clients, reverse=number % 2 == 1):
                    rounds[tool].append(measure(server, clients[tool], connections, options.seconds))
            everything.append({"server": name, "connections": connections, **rounds})
            print_case(name, connections, summary(rounds["loadstone"]), summary(rounds["wrk"]))
    finally:
        if server:
            server.stop()
    if options.json:
        Path(options.json).write_text(json.dumps(everything, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--serve"]:
        asyncio.run(serve(sys.argv[2]))
    else:
        main()
