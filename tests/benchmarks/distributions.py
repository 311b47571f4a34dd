#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Percentiles of known distributions of delay: Loadstone compared with the server's own record and arithmetic.

The server delays its responses by a constant, by one of two times, and exponentially. The delays are the
distribution's own quantiles, as many as there are requests, in an order shuffled by a fixed seed, so that
arithmetic holds for the requests that were made and not only for many. It records for each how long
it took, from the arrival of the request to the writing of its response. Each engine loads it closed (several
users, one request after another each) and open (at a rate, response times). The server has a separate core.

Exit code 1 when p50, p90 or p99 of the native engine is over 1 % away from the server's record, or that, which has the
server's own lateness in it, from arithmetic; of qnam the differences are shown only.
Takes four minutes (--only for one engine); only on 127.0.0.1.

Usage: distributions.py LOADSTONE [--only native|qnam]
"""
import argparse
import math
import random

from knownserver import KnownServer
from comparison import Checks, client_and_server_cores, loadstone, machine, percentile, raise_open_files, row, taskset

ALLOWED = 0.01
SHARES = (0.5, 0.9, 0.99)
SLOW_SHARE = 0.05


def quantile(kind, u):
    """Of the delay, in ms."""
    if kind == "constant 100 ms":
        return 100.0
    if kind == "100 ms, 5 % 530 ms":  # no multiple: or users who began together would remain so
        return 100.0 if u < 1 - SLOW_SHARE else 530.0
    return -200 * math.log(1 - u)


# kind, requests, users of the closed load, rate of the open one, rounds. The first request of each user has connecting in
# its service time: where that would show in p99, these are under one in a hundred.
CASES = [("constant 100 ms", 1_200, 10, 120, 3), ("100 ms, 5 % 530 ms", 1_000, 30, 250, 3),
         ("exponential, mean 200 ms", 20_000, 300, 1_400, 1)]


def delays(kind, count):
    times = [quantile(kind, (i + 0.5) / count) for i in range(count)]
    random.Random(kind).shuffle(times)
    return times


def difference(seen, right):
    return f"{100 * (seen - right) / right:+.2f} %"


def measure(program, server, planned, engine, options, checks):
    """One load; its percentiles and those of the server's record, in ms."""
    server.plan(delays_ms=planned)
    result = loadstone(program, server.url, engine, *options, "-n", len(planned))
    record = server.plan()
    checks.near(f"{engine} {options}, requests right", result["ok"], len(planned), 0)
    checks.near(f"{engine} {options}, requests the server saw", record["requests"], len(planned), 0)
    return ([result[key] / 1000 for key in ("p50_us", "p90_us", "p99_us")],
            [percentile(record["times_us"], share) / 1000 for share in SHARES])


def compare(program, server, case, model, engine, checks):
    kind, count, users, rate, rounds = case
    planned = delays(kind, count)
    options = ["-c", users] if model == "closed" else ["-r", rate, "-c", 2_000]
    measured = [measure(program, server, planned, engine, options, checks) for _ in range(rounds)]
    for i, share in enumerate(SHARES):
        # Of each figure the round in the middle, by its difference from the server's record.
        value, own = sorted(((seen[i], recorded[i]) for seen, recorded in measured),
                            key=lambda both: both[0] / both[1])[rounds // 2]
        right = percentile(planned, share)
        row(kind, model, engine, f"p{100 * share:.0f}", f"{value:.2f}", f"{own:.2f}", f"{right:.2f}",
            difference(value, own), difference(value, right))
        if engine == "native":
            name = f"{kind}, {model}, p{100 * share:.0f}"
            checks.near(f"{name} by the server's record", value, own, ALLOWED * own)
            checks.near(f"{name} of the server's record by arithmetic", own, right, ALLOWED * right)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("loadstone")
    parser.add_argument("--only", choices=["native", "qnam"])
    given = parser.parse_args()
    raise_open_files()
    _, server_core = client_and_server_cores()
    checks = Checks()
    print(f"{machine()}\n")
    row("delay", "load", "engine", "", "Loadstone ms", "server's record ms", "arithmetic ms", "of the record", "of arithmetic")
    row(*["---"] * 4, *["---:"] * 5)
    server = KnownServer(taskset(server_core))
    try:
        for case in CASES:
            for model in ("closed", "open"):
                for engine in ("native", "qnam"):
                    if given.only in (None, engine):
                        compare(given.loadstone, server, case, model, engine, checks)
    finally:
        server.stop()
    return checks.end()


if __name__ == "__main__":
    raise SystemExit(main())
