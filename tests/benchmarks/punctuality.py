#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints the send lateness of the native engine and the wake-up lateness of a bare clock_nanosleep loop.

    ninja -C build/release loadstone wakeups
    python3 tests/benchmarks/punctuality.py build/release/app/loadstone build/release/tests/benchmarks/wakeups

For each rate, in rounds one after another: the loop alone, the load on the slow upstream alone, and both at the
same time. Medians over the rounds. Then the two user counts of a published comparison, users with a think time of 5 to 15 s
(4,000, started at 500 per second; 10,000, at 100 per second): once each, some five minutes in all, with a concurrent
loop of as many wake-ups. The machine has to be quiet; nothing leaves loopback.
"""
import argparse
import json
import os
import re
import signal
import statistics
import subprocess
import time

SECONDS = 4
CROWDS = [(4000, 500, 60), (10000, 100, 60)]  # users, of whom come in a second, seconds
THINKS = (5, 15)


def load(program, url, rate, fresh):
    command = [program, "load", url, "--engine", "native", "--rate", str(rate), "-d", f"{SECONDS}s", "--json"]
    return subprocess.Popen(command + (["--new-connections"] if fresh else []), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


def loop(wakeups, rate):
    return subprocess.Popen([wakeups, str(rate), str(SECONDS)], stdout=subprocess.PIPE)


def figures(process):
    return json.loads(process.communicate(timeout=60)[0])


def crowd(options, url, users, spawn, seconds):
    """A row: the load of this number of users, and a bare loop with the same number of wake-ups."""
    rate = users / (sum(THINKS) / 2)
    native = subprocess.Popen([options.loadstone, "load", url, "--engine", "native", "-c", str(users), "--spawn-rate", str(spawn),
                               "--think-time", f"{THINKS[0]}s..{THINKS[1]}s", "-d", f"{seconds}s", "--json"],
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    time.sleep(users / spawn)  # measuring begins when all have come
    bare = json.loads(subprocess.run([options.wakeups, str(rate), str(seconds)], stdout=subprocess.PIPE, check=True).stdout)
    result = json.loads(native.communicate(timeout=60)[0])
    client = result["client"]
    return (f"| {users:,}, {spawn} a second | {result['rps']:,.1f} | {result['pacing_ceiling_rps']:,.1f} | {result['failures']} "
            f"| {result['p50_us']:,.0f} / {result['p99_us']:,.0f} | {bare['p50_us']:.0f} / {bare['p99_us']:.0f} "
            f"| {client['send_late_p50_us']:.0f} / {client['send_late_p99_us']:.0f} |")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("loadstone")
    parser.add_argument("wakeups")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--rates", default="1000,3000,10000")
    parser.add_argument("--no-crowds", action="store_true", help="leave out the users who think")
    options = parser.parse_args()

    api = subprocess.Popen([options.loadstone, "upstream"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        url = re.search(r"http://\S+?/", api.stdout.readline()).group(0) + "?delay=0"
        print(f"{os.cpu_count()} cores; load average {os.getloadavg()[0]:.2f}; medians of {options.rounds} rounds of {SECONDS} s; µs late\n")
        print("| arrivals/s | connections | loop p50 / p99 | native p50 / p99 | concurrently: loop p99 | native p99 | sent / due | dropped |")
        print("|---:|---|---:|---:|---:|---:|---:|---:|")
        for rate in [int(text) for text in options.rates.split(",")]:
            for fresh in (False, True):
                rows = []
                for _ in range(options.rounds):
                    bare = figures(loop(options.wakeups, rate))
                    alone = figures(load(options.loadstone, url, rate, fresh))
                    beside, native = loop(options.wakeups, rate), load(options.loadstone, url, rate, fresh)
                    both = figures(native)
                    rows.append((bare["p50_us"], bare["p99_us"], alone["client"]["send_late_p50_us"], alone["late_p99_us"],
                                 figures(beside)["p99_us"], both["late_p99_us"], alone["requests"] / alone["due"], alone["dropped"]))
                m = [statistics.median(column) for column in zip(*rows)]
                print(f"| {rate:,} | {'new for each' if fresh else 'persistent'} | {m[0]:.0f} / {m[1]:.0f} | {m[2]:.0f} / {m[3]:.0f} "
                      f"| {m[4]:.0f} | {m[5]:.0f} | {m[6]:.4f} | {m[7]:.0f} |", flush=True)
        if not options.no_crowds:
            print("\n| users who think 5 to 15 s | RPS | ceiling | failed | service p50 / p99 µs | loop late p50 / p99 | native late p50 / p99 |\n"
                  "|---|---:|---:|---:|---:|---:|---:|")
            for users, spawn, seconds in CROWDS:
                print(crowd(options, url, users, spawn, seconds), flush=True)
    finally:
        api.send_signal(signal.SIGINT)
        api.wait(timeout=10)


if __name__ == "__main__":
    main()
