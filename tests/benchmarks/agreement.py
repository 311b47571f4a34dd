#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the native engine and wrk must agree, and the invariants where they may differ.

  not saturated      1 connection to nginx, and 15 to the slow upstream with 5 ms of delay: p50, p90 and p99 of both, in
                     rounds in alternating order, their medians. They must agree within the histogram's precision (0.1 %,
                     or 1 µs) and what each changes by from round to round.
  Little's law       1, 15, 100 and 1,000 connections to nginx: requests/s x mean service time must be the
                     connections within 1 %, as each always has a request in flight. wrk's product is shown
                     for comparison.

Exit code 1 when that is not so. A good minute; only on 127.0.0.1. Needs wrk; without nginx `loadstone upstream`.

Usage: agreement.py LOADSTONE [--rounds N] [--seconds N] [--only agree|little]
"""
import argparse
import os
import statistics
import sys

from engines import HOST, Server
from upstream import Api
from comparison import HISTOGRAM_SHARE, Checks, client_and_server_cores, loadstone, machine, raise_open_files, row, wrk

DELAY_S = 0.005
LITTLE = 0.01
SHARES = (50, 90, 99)


def rounds_of(program, url, connections, rounds, seconds, core):
    """For each client its figures of every round."""
    clients = {
        "native": lambda: loadstone(program, url, "native", "-c", connections, "-d", f"{seconds}s", core=core),
        "wrk": lambda: wrk(url, connections, seconds, core),
    }
    seen = {"native": [], "wrk": []}
    for turn in range(rounds):
        for name in sorted(clients, reverse=turn % 2 == 1):
            figures = clients[name]()
            seen[name].append({**figures, "cycle": 1e6 * connections / figures["rps"]})
    return seen


def agree(name, seen, checks):
    for share in SHARES:
        own = [each[f"p{share}_us"] for each in seen["native"]]
        other = [each[share] for each in seen["wrk"]]
        a, b = statistics.median(own), statistics.median(other)
        tolerance = max(1, HISTOGRAM_SHARE * b) + max(other) - min(other) + max(own) - min(own)
        row(name, f"p{share}", f"{a:,.0f}", f"{min(own):,.0f}–{max(own):,.0f}", f"{b:,.0f}", f"{min(other):,.0f}–{max(other):,.0f}",
            f"{100 * (a - b) / b:+.2f} %")
        checks.near(f"{name}, p{share} in µs", a, b, tolerance)
    # What a connection really took for a request and all around it, by the count of requests alone.
    mean, cycle = (statistics.median(each[key] for each in seen["native"]) for key in ("mean_us", "cycle"))
    wrk_mean, wrk_cycle = (statistics.median(each[key] for each in seen["wrk"]) for key in ("mean", "cycle"))
    row(name, "mean; connections ÷ RPS", f"{mean:,.0f}", f"{cycle:,.0f}", f"{wrk_mean:,.0f}", f"{wrk_cycle:,.0f}",
        f"{100 * (mean - wrk_mean) / wrk_mean:+.2f} %")


def little(connections, seen, checks):
    own = [each["rps"] * each["mean_us"] / 1e6 for each in seen["native"]]
    other = [each["rps"] * each["mean"] / 1e6 for each in seen["wrk"]]
    rates = [statistics.median(each["rps"] for each in seen[name]) for name in ("native", "wrk")]
    row(f"{connections:,}", f"{rates[0]:,.0f}", f"{statistics.median(own):,.2f}", f"{100 * (statistics.median(own) / connections - 1):+.2f} %",
        f"{rates[1]:,.0f}", f"{statistics.median(other):,.2f}", f"{100 * (statistics.median(other) / connections - 1):+.2f} %")
    checks.near(f"{connections} connections by Little's law", statistics.median(own), connections, LITTLE * connections)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("loadstone")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=2)
    parser.add_argument("--only", choices=["agree", "little"])
    options = parser.parse_args()
    raise_open_files()
    client_core, server_core = client_and_server_cores()
    checks = Checks()
    server, api = Server(options.loadstone, server_core), Api(options.loadstone)
    if server_core is not None:
        os.sched_setaffinity(api.process.pid, {server_core})
    fast, slow = f"http://{HOST}:{server.port}/", f"http://{HOST}:{api.port}/?delay={DELAY_S:g}"
    print(f"{machine()}; {server.name}; {options.rounds} rounds of {options.seconds} s\n")
    try:
        if options.only != "little":
            row("load", "", "native µs", "range", "wrk µs", "range", "difference")
            row("---", "---", *["---:"] * 5)
            agree("1 connection, nginx", rounds_of(options.loadstone, fast, 1, options.rounds, options.seconds, client_core), checks)
            agree("15 connections, 5 ms", rounds_of(options.loadstone, slow, 15, options.rounds, options.seconds, client_core), checks)
            print()
        if options.only != "agree":
            row("connections", "native RPS", "RPS × mean", "off", "wrk RPS", "RPS × mean", "off")
            row(*["---:"] * 7)
            for connections in (1, 15, 100, 1_000):
                # Answers that are still to come at the end count in no rate: 1,000 need a longer time.
                seconds = max(options.seconds, connections // 150)
                seen = rounds_of(options.loadstone, fast, connections, (options.rounds + 1) // 2, seconds, client_core)
                little(connections, seen, checks)
    finally:
        server.close()
        print(f"The slow upstream: {api.end()}", file=sys.stderr)
    return checks.end()


if __name__ == "__main__":
    raise SystemExit(main())
