#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results for a server that stalls for two seconds, compared with arithmetic, the server, wrk and ab.

The server responds immediately, except that it does nothing at all for 2 s in the middle of the load. An open
load of 1,000 requests a second for 20 s has 20,000 that are due, 2,000 of them in the stall. What response
times must be is computed twice:

  arithmetic        a request due t after the stall's begin waits 2 s - t for its end, and then for those before
                    it. Caught up with at C requests a second that is 2 s - t (1 - 1,000/C); C is counted in the
                    server's record. Of 20,000, sorted from the longest, the 1st, the 200th and the 2,000th are max,
                    p99 and p90, which is the edge and depends on C.
  server's record   the time at which the n-th response was written minus that at which the n-th request was due, for
                    all 20,000.

Each engine loads it with a pool of 10 connections and with as many as there are arrivals in the stall; wrk
and ab load it for comparison. Exit code 1 when Loadstone's figures are not those
(of qnam only with the pool: 2,000 simultaneous responses wait in its own queues, which is shown).
Takes two and a half minutes (--only NAME for one load); only on 127.0.0.1. wrk and ab are left out where not installed.

Usage: stall.py LOADSTONE [--only native|qnam|wrk|ab]
"""
import argparse
import math
import re
import shutil

from knownserver import KnownServer
from comparison import (HISTOGRAM_SHARE, Checks, client_and_server_cores, loadstone, machine, percentile, pinned,
                     raise_open_files, row, run, taskset, wrk)

RATE = 1000
SECONDS = 20
STALL_AT_S = 8
STALL_S = 2
POOL = 10
ENOUGH = 4000
SHARES = (50, 90, 99, 100)
CALM_MS = 5  # what the load generator, the server and the network may add
QNAM_MS = 50  # the same for qnam


def catching_up(record):
    """Responses per second after the stall, until as many were written as were due."""
    after = sorted(at - record["stall_s"] for at in record["written_s"] if at >= record["stall_s"])
    for i, at in enumerate(after, 1):
        if at > 0 and i >= RATE * (STALL_S + at) - POOL:
            return i / at
    return float("nan")


def arithmetic(rate):
    """Response times in ms at SHARES: `rate` is that of catching up."""
    def at(share):
        due_after_s = (100 - share) / 100 * SECONDS  # the longest waits first, evenly spaced
        return max(0, 1000 * (STALL_S - due_after_s * (1 - RATE / rate)))
    return [at(share) for share in SHARES]


def by_schedule(record):
    """Response times in ms at SHARES: write time of each response minus the due time of its request."""
    written = sorted(record["written_s"])
    first_due = min(at - i / RATE for i, at in enumerate(written))
    times = [1000 * (at - i / RATE - first_due) for i, at in enumerate(written)]
    return [percentile(times, share / 100) for share in SHARES]


def of(histogram):
    return [histogram[key] / 1000 for key in ("p50_us", "p90_us", "p99_us", "max_us")]


def over(histogram, us):
    return sum(count for lowest, _, count in histogram["buckets"] if lowest >= us)


def figures(values):
    return [f"{value:,.1f}" for value in values]


def check_times(checks, what, seen, expected, tolerance_ms, shares=SHARES):
    for share, value, right in zip(SHARES, seen, expected):
        if share in shares:
            checks.near(f"{what}, p{share} in ms", value, right, right * HISTOGRAM_SHARE + tolerance_ms)


def own(program, server, engine, connections, core, checks):
    server.plan(stall=[STALL_AT_S, STALL_S])
    result = loadstone(program, server.url, engine, "-r", RATE, "-d", f"{SECONDS}s", "-c", connections, core=core)
    record = server.plan()
    rate = catching_up(record)
    name = f"{engine}, {connections:,} connections at most"
    response, service = result["histogram"], result["service_histogram"]
    expected, recorded = arithmetic(rate), by_schedule(record)
    row(name, "response time", *figures(of(response)), f"{result['requests']:,}", f"{over(response, 100_000):,}")
    row(name, f"arithmetic, catching up with {rate:,.0f}/s", *figures(expected), f"{RATE * SECONDS:,}", "")
    row(name, "server's record", *figures(recorded), f"{record['requests']:,}", "")
    row(name, "service time", *figures(of(service)), "", f"{over(service, 100_000):,}")
    checks.near(f"{name}, due", result["due"], RATE * SECONDS, 1)
    checks.near(f"{name}, dropped or failed", result["dropped"] + result["failures"], 0, 0)
    checks.near(f"{name}, requests the server saw", record["requests"], result["requests"], 0)
    if engine == "qnam" and connections != POOL:
        return  # 2,000 simultaneous responses wait in its own queues: shown, with the time it needs
    tolerance_ms = QNAM_MS if engine == "qnam" else CALM_MS
    # Catching up may be uneven: tolerates half of its contribution.
    uneven_ms = (expected[2] - arithmetic(math.inf)[2]) / 2
    check_times(checks, f"{name}: response time by arithmetic", of(response), expected, tolerance_ms + uneven_ms, (99, 100))
    check_times(checks, f"{name}: response time by the server", of(response), recorded, tolerance_ms)
    if connections == POOL:
        # Only those on their way show the stall: a whole pool at most.
        checks.true(f"{name}: {over(service, 100_000)} service times over 100 ms, from 1 to {POOL} are right",
                    1 <= over(service, 100_000) <= POOL)
        check_times(checks, f"{name}: service time", of(service), [0, 0, 0, 1000 * STALL_S], tolerance_ms)
    else:
        check_times(checks, f"{name}: service time, all being sent", of(service), of(response), tolerance_ms)


def by_wrk(server, core):
    server.plan(stall=[STALL_AT_S, STALL_S])
    seen = wrk(server.url, POOL, SECONDS, core)
    server.plan()
    row(f"wrk, {POOL} connections", "with the requests it assumes", *figures(seen[p] / 1000 for p in (50, 90, 99, "max")),
        f"{seen['requests']:,}", "")


def by_ab(server, core):
    server.plan(stall=[STALL_AT_S, STALL_S])
    command = ["ab", "-k", "-q", f"-c{POOL}", f"-t{SECONDS}", "-n100000000", server.url]
    text = run(pinned(core, command))
    server.plan()
    times = [float(re.search(rf"^\s+{share}%\s+(\d+)", text, re.M)[1]) for share in SHARES]
    requests = int(re.search(r"Complete requests:\s+(\d+)", text)[1])
    row(f"ab, {POOL} connections", "as measured", *figures(times), f"{requests:,}", "")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("loadstone")
    parser.add_argument("--only", choices=["native", "qnam", "wrk", "ab"])
    given = parser.parse_args()
    raise_open_files()
    client_core, server_core = client_and_server_cores()
    checks = Checks()
    print(f"{machine()}\n")
    row("client", "times", "p50 ms", "p90 ms", "p99 ms", "max ms", "requests", "over 100 ms")
    row("---", "---", *["---:"] * 6)
    server = KnownServer(taskset(server_core))
    try:
        for engine in ("native", "qnam"):
            if given.only in (None, engine):
                own(given.loadstone, server, engine, POOL, client_core, checks)
                own(given.loadstone, server, engine, ENOUGH, client_core, checks)
        if given.only in (None, "wrk") and shutil.which("wrk"):
            by_wrk(server, client_core)
        if given.only in (None, "ab") and shutil.which("ab"):
            by_ab(server, client_core)
    finally:
        server.stop()
    return checks.end()


if __name__ == "__main__":
    raise SystemExit(main())
