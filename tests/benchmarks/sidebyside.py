#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The same loads by Loadstone, wrk, ab, h2load, httperf and Locust, side by side.

  a  closed, 15 connections, each response after 20 ms: no limit is reached, at most 750 requests/s
  b  closed, 100 connections, nginx with one worker responds immediately: the client's CPU shows which side is the limit
  c  open, 500 arrivals a second, a new connection for each, 20 ms: the load httperf is made for
  d  closed, 15 connections, 20 ms; 5 % of the requests get status 503, 2 % a closed connection instead of a response

Client and server have a core each if there are two. `ss` counts the connections half-way; the server of knownserver.py
also reports what it received. Known traps: ab needs -k to keep connections, and counts a response of another
length as a failure; h2load needs --h1; wrk adds assumed requests to slow responses; httperf busy-waits, stays
within 1,024 files whatever the limit (over 1,000 connections at once are its own errors), and makes a closed load by
sessions only; Locust's times are rounded to two digits. Tools that are not installed are left out.
Takes two minutes; only on 127.0.0.1.

Usage: sidebyside.py LOADSTONE [--locust PATH] [--only a,b,c,d]
"""
import argparse
import json
import random
import re
import shutil
import tempfile
import threading
import time
from pathlib import Path

from engines import HOST, LOCUST, Server, timed
from knownserver import KnownServer
from referee import count_established
from comparison import client_and_server_cores, machine, micros, percentile, pinned, raise_open_files, row, taskset

SECONDS = 4
DELAY_MS = 20
RATE = 500
FAILING = [503] * 5 + [-1] * 2 + [0] * 93
random.Random("failing").shuffle(FAILING)
SHARES = (50, 90, 99)


def number(pattern, text):
    found = re.search(pattern, text, re.M)
    return float(found[1]) if found else 0.0


def read_loadstone(text):
    result = json.loads(text)
    names = [f"{name} {count}" for name, count in result["failures_by_class"].items()]
    names += [f"sent again (stale) {result['stale']}"] if result.get("stale") else []
    return {"requests": result["requests"], "rps": result["rps"], "mean": result["mean_us"] / 1000,
            "ms": [result[key] / 1000 for key in ("p50_us", "p90_us", "p99_us")], "failures": names}


def read_wrk(text):
    times = {int(p): micros(value, unit) / 1000 for p, value, unit in re.findall(r"^\s+(\d+)%\s+([\d.]+)(us|ms|s)\s*$", text, re.M)}
    mean, unit = re.search(r"Latency\s+([\d.]+)(us|ms|s)", text).groups()
    names = [f"Non-2xx or 3xx {number('3xx responses: ([0-9]+)', text):.0f}"]
    names += [f"{kind} {count}" for kind, count in re.findall(r"(connect|read|write|timeout) (\d+)", text)]
    return {"requests": number(r"(\d+) requests in", text), "rps": number(r"Requests/sec:\s+([\d.]+)", text),
            "mean": micros(mean, unit) / 1000, "ms": [times[share] for share in SHARES], "failures": without_zeros(names)}


def read_ab(text):
    times = [number(rf"^\s+{share}%\s+(\d+)", text) for share in SHARES]
    names = [f"Non-2xx {number('Non-2xx responses: +([0-9]+)', text):.0f}"]
    names += [f"{kind} {count}" for kind, count in re.findall(r"(Connect|Receive|Length|Exceptions): (\d+)", text)]
    return {"requests": number(r"Complete requests:\s+(\d+)", text), "rps": number(r"Requests per second:\s+([\d.]+)", text),
            "mean": number(r"^Total:\s+\d+\s+(\d+)", text), "ms": times, "failures": without_zeros(names)}


def read_h2load(text):
    mean, unit = re.search(r"time for request:\s+\S+\s+\S+\s+([\d.]+)(us|ms|s)", text).groups()
    names = [f"{kind} {count}" for count, kind in re.findall(r"(\d+) (failed|errored|timeout|5xx)", text)]
    return {"requests": number(r"(\d+) done", text), "rps": number(r"([\d.]+) req/s", text), "mean": micros(mean, unit) / 1000,
            "ms": None, "failures": without_zeros(names)}


def read_httperf(text):
    middle = number(r"median ([\d.]+)", text) if "replies/conn]: 1.000" in text else None
    names = [f"5xx {number('5xx=([0-9]+)', text):.0f}"]
    names += [f"{kind} {count}" for kind, count in re.findall(r"((?:client|socket)-timo|connrefused|connreset|fd-unavail|other) (\d+)", text)]
    return {"requests": number(r"requests (\d+)", text), "rps": number(r"Request rate: ([\d.]+)", text),
            "mean": number(r"response ([\d.]+)", text), "ms": [middle, None, None], "failures": without_zeros(names)}


def read_locust(text):
    total = json.loads(text)[0]
    times = [int(float(ms)) for ms, count in total["response_times"].items() for _ in range(count)]
    return {"requests": total["num_requests"], "rps": total["num_requests"] / SECONDS,
            "mean": total["total_response_time"] / max(1, total["num_requests"]),
            "ms": [percentile(times, share / 100) for share in SHARES],
            "failures": without_zeros([f"num_failures {total['num_failures']}"])}


def without_zeros(names):
    return [each for each in names if not each.endswith(" 0")]


def closed(options, folder, connections, httperf_rps):
    """(name, command for an URL, how to read it) of all that are installed."""
    calls = httperf_rps * SECONDS // connections  # httperf's sessions end after this number
    Path(folder, "locustfile.py").write_text(LOCUST)

    def own(engine, *more):
        return lambda url: [options.loadstone, "load", url, "--engine", engine, f"-c{connections}", f"-d{SECONDS}s", "--json", *more]

    def httperf(url):
        port = re.search(r":(\d+)/", url)[1]
        return ["httperf", "--hog", "--server", HOST, "--port", port, f"--wsess={connections},{calls},0", "--rate=1000"]

    def locust(url):
        return [options.locust, "-f", f"{folder}/locustfile.py", "--headless", "--only-summary", "--json",
                "-H", url.rstrip("/"), f"-u{connections}", f"-r{connections}", f"-t{SECONDS}s"]

    clients = [
        ("Loadstone native", own("native"), read_loadstone),
        ("Loadstone qnam", own("qnam"), read_loadstone),
        ("wrk", lambda url: ["wrk", "-t1", f"-c{connections}", f"-d{SECONDS}s", "--latency", url], read_wrk),
        ("ab -k", lambda url: ["ab", "-k", "-q", "-r", f"-c{connections}", f"-t{SECONDS}", "-n100000000", url], read_ab),
        ("h2load --h1", lambda url: ["h2load", "--h1", "-t1", f"-c{connections}", f"-D{SECONDS}", url], read_h2load),
        ("httperf sessions", httperf, read_httperf),
        ("Locust", locust, read_locust),
        ("Loadstone native, new connections", own("native", "--new-connections"), read_loadstone),
    ]
    return [each for each in clients if shutil.which(each[1](f"http://{HOST}:1/")[0])]


def opened(options):
    count = RATE * SECONDS

    def own(engine):
        return lambda url: [options.loadstone, "load", url, "--engine", engine, f"-r{RATE}", f"-n{count}",
                            "--new-connections", "--json"]

    def httperf(url):
        return ["httperf", "--hog", "--server", HOST, "--port", re.search(r":(\d+)/", url)[1], f"--rate={RATE}",
                f"--num-conns={count}"]

    clients = [("Loadstone native", own("native"), read_loadstone), ("Loadstone qnam", own("qnam"), read_loadstone),
               ("httperf", httperf, read_httperf)]
    return [each for each in clients if shutil.which(each[1](f"http://{HOST}:1/")[0])]


def shown(value, digits=2):
    return "–" if value is None else f"{value:,.{digits}f}"


def measure(load, client, url, core, server=None, **plan):
    name, command, read = client
    if server:
        server.plan(**plan)
    established = []
    starting_s = 1.5 if name == "Locust" else 0
    watcher = threading.Thread(target=count_established, args=(url, SECONDS / 2 + starting_s, established))
    watcher.start()
    began = time.monotonic()
    text, cpu = timed(pinned(core, command(url)))
    took = time.monotonic() - began
    watcher.join()
    seen = read(text)
    record = server.plan() if server else None
    saw = f"{record['requests']:,}, {record['failed']:,} × 503, {record['closed']:,} closed; {record['connections']:,}" if record else "–"
    row(load, name, shown(seen["rps"], 0), shown(seen["mean"]), *[shown(value) for value in seen["ms"] or [None] * 3],
        str(established[0]), f"{seen['requests']:,.0f}", saw, ", ".join(seen["failures"]) or "none", f"{100 * cpu / took:.0f} %")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("loadstone")
    parser.add_argument("--locust", default="locust", help="the program, where it is not on the path")
    parser.add_argument("--only", default="a,b,c,d")
    options = parser.parse_args()
    raise_open_files()
    client_core, server_core = client_and_server_cores()
    known, fast = KnownServer(taskset(server_core)), None
    print(f"{machine()}; {SECONDS} s each\n")
    row("load", "client", "RPS", "mean ms", "p50", "p90", "p99", "ss", "requests", "server saw; connections",
        "failures as it names them", "client CPU")
    row("---", "---", *["---:"] * 7, "---", "---", "---:")
    try:
        with tempfile.TemporaryDirectory() as folder:
            few = closed(options, folder, 15, 700)
            for load in options.only.split(","):
                if load == "a":
                    for client in few[:-1]:
                        measure("a", client, known.url, client_core, known, delays_ms=[DELAY_MS])
                elif load == "b":
                    fast = Server(options.loadstone, server_core)
                    for client in closed(options, folder, 100, 10_000)[:-1]:
                        measure("b", client, f"http://{HOST}:{fast.port}/", client_core)
                elif load == "c":
                    for client in opened(options):
                        measure("c", client, known.url, client_core, known, delays_ms=[DELAY_MS])
                elif load == "d":
                    for client in few:
                        measure("d", client, known.url, client_core, known, delays_ms=[DELAY_MS], failing=FAILING)
    finally:
        known.stop()
        if fast:
            fast.close()


if __name__ == "__main__":
    main()
