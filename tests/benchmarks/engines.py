#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""CPU cost of a request: Loadstone's engines compared with wrk, h2load, ab and Locust.

All load the same server with the same number of connections for the same time, one after another
in rounds (the order alternates), each pinned to one core and the server to another. CPU is user + system
of the whole client process, read when it has ended; of Loadstone's, which starts more than a small
tool, what a load of one request takes is taken off. Prints medians over the rounds, and the ratio to the wrk of the same round.

The server is nginx with one worker where it is installed, otherwise `loadstone upstream`. Bounded in
time and only on 127.0.0.1. Tools that are not installed are left out.

Usage: engines.py LOADSTONE [--rounds N] [--seconds N] [--connections 1,15,100,1000] [--only NAMES]
                  [--markdown]
"""
import argparse
import json
import os
import re
import resource
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HOST = "127.0.0.1"
NGINX = """daemon off; master_process off; worker_processes 1; error_log {folder}/error.log crit; pid {folder}/pid;
events {{ worker_connections 20000; }}
http {{ access_log off; keepalive_requests 100000000;
client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
server {{ listen {host}:{port} backlog=4096;
location / {{ default_type text/plain; return 200 "1234567890123456789012345"; }} }} }}
"""
LOCUST = """from locust import FastHttpUser, task
class User(FastHttpUser):
    @task
    def root(self):
        self.client.get("/")
"""


def free_port():
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def pinned(core, command):
    return ["taskset", "-c", str(core), *command] if core is not None else command


class Server:
    """The fastest one there is, in a separate process."""

    def __init__(self, loadstone, core):
        self.folder = tempfile.TemporaryDirectory()
        self.port = free_port()
        nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
        if nginx:
            self.name = "nginx, one worker, 25 bytes"
            configuration = Path(self.folder.name, "nginx.conf")
            configuration.write_text(NGINX.format(folder=self.folder.name, host=HOST, port=self.port))
            command = [nginx, "-p", self.folder.name, "-c", str(configuration)]
        else:
            self.name = "loadstone upstream"
            command = [loadstone, "upstream", "--port", str(self.port)]
        self.process = subprocess.Popen(pinned(core, command), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            try:
                socket.create_connection((HOST, self.port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.05)
        raise SystemExit(f"{self.name} does not respond on port {self.port}.")

    def close(self):
        self.process.terminate()
        self.process.wait(10)
        self.folder.cleanup()


def timed(command):
    """Standard output, and seconds of CPU of the process and all it started."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return done.stdout, cpu


def micros(number, unit):
    return float(number) * {"us": 1, "ms": 1e3, "s": 1e6}[unit]


class Tool:
    """A load generator: `command`, and a parser of requests, p50 and p99 (µs) in its output."""

    def __init__(self, name, is_there, command, read):
        self.name, self.is_there, self.command, self.read = name, is_there, command, read
        self.start_cost = 0.0

    def run(self, core, url, connections, seconds):
        text, cpu = timed(pinned(core, self.command(url, connections, seconds)))
        requests, p50, p99 = self.read(text)
        return {"requests": requests, "rps": requests / seconds, "p50": p50, "p99": p99,
                "cpu_us": (cpu - self.start_cost) / requests * 1e6 if requests else float("nan")}


def read_wrk(text):
    requests = int(re.search(r"(\d+) requests in", text).group(1))
    share = {int(m[0]): micros(m[1], m[2]) for m in re.findall(r"(\d+)%\s+([\d.]+)(us|ms|s)", text)}
    return requests, share.get(50), share.get(99)


def read_loadstone(text):
    result = json.loads(text)
    return result["requests"], result["p50_us"], result["p99_us"]


def read_h2load(text):
    return int(re.search(r"(\d+) succeeded", text).group(1)), None, None


def read_ab(text):
    share = {int(m[0]): float(m[1]) * 1e3 for m in re.findall(r"^\s+(50|99)%\s+(\d+)", text, re.MULTILINE)}
    return int(re.search(r"Complete requests:\s+(\d+)", text).group(1)), share.get(50), share.get(99)


def read_locust(text):
    total = json.loads(text)
    requests = sum(each["num_requests"] for each in total)
    return requests, None, None


def tools(loadstone, folder):
    def own(engine):
        return lambda url, c, s: [loadstone, "load", url, "--engine", engine, "-c", str(c), "-d", f"{s}s", "--json"]

    locustfile = Path(folder, "locustfile.py")
    locustfile.write_text(LOCUST)
    return [
        Tool("wrk", shutil.which("wrk"),
             lambda url, c, s: ["wrk", "-t1", f"-c{c}", f"-d{s}s", "--latency", url], read_wrk),
        Tool("native", True, own("native"), read_loadstone),
        Tool("qnam", True, own("qnam"), read_loadstone),
        Tool("h2load", shutil.which("h2load"),
             lambda url, c, s: ["h2load", "--h1", "-t1", f"-c{c}", f"-D{s}", url], read_h2load),
        Tool("ab", shutil.which("ab"),
             lambda url, c, s: ["ab", "-k", "-q", "-r", f"-c{c}", f"-t{s}", "-n100000000", url], read_ab),
        Tool("Locust", shutil.which("locust"),
             lambda url, c, s: ["locust", "-f", str(locustfile), "--headless", "--only-summary", "--json", "-H", url.rstrip("/"),
                                f"-u{c}", f"-r{c}", f"-t{s}s"], read_locust),
    ]


def median(values):
    known = [value for value in values if value is not None]
    return statistics.median(known) if known else None


def shown(value, digits=0):
    return "–" if value is None else f"{value:,.{digits}f}"


def print_table(results, connections, names, markdown):
    head = ["connections", "client", "CPU µs/request", "of wrk's", "RPS", "of wrk's", "p50 µs", "p99 µs"]
    rows = []
    for count in connections:
        for name in names:
            rounds = results.get((count, name), [])
            if not rounds:
                continue
            beside = results.get((count, "wrk"), [])
            ratio = [a["cpu_us"] / b["cpu_us"] for a, b in zip(rounds, beside)] if beside else []
            rps_ratio = [a["rps"] / b["rps"] for a, b in zip(rounds, beside)] if beside else []
            rows.append([str(count), name, shown(median([each["cpu_us"] for each in rounds]), 2),
                         shown(median(ratio), 2), shown(median([each["rps"] for each in rounds])),
                         shown(median(rps_ratio), 2), shown(median([each["p50"] for each in rounds])),
                         shown(median([each["p99"] for each in rounds]))])
    if markdown:
        print("| " + " | ".join(head) + " |\n|" + "---|---|" + "---:|" * (len(head) - 2))
        for row in rows:
            print("| " + " | ".join(row) + " |")
        return
    widths = [max(len(row[i]) for row in [head, *rows]) for i in range(len(head))]
    for row in [head, *rows]:
        print("  ".join(cell.rjust(width) for cell, width in zip(row, widths)))


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("loadstone")
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--seconds", type=int, default=2)
    arguments.add_argument("--connections", default="1,15,100,1000")
    arguments.add_argument("--only", help="names of clients, separated by commas")
    arguments.add_argument("--markdown", action="store_true")
    given = arguments.parse_args()
    connections = [int(each) for each in given.connections.split(",")]
    files = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (files[1], files[1]))
    cores = sorted(os.sched_getaffinity(0))
    client_core, server_core = (cores[0], cores[1]) if len(cores) > 1 and shutil.which("taskset") else (None, None)
    server = Server(given.loadstone, server_core)
    results = {}
    with tempfile.TemporaryDirectory() as folder:
        chosen = [each for each in tools(given.loadstone, folder) if each.is_there
                  and (not given.only or each.name in given.only.split(","))]
        try:
            url = f"http://{HOST}:{server.port}/"
            for tool in chosen:
                if tool.name in ("native", "qnam"):
                    once = tool.command(url, 1, given.seconds) + ["-n", "1"]
                    tool.start_cost = min(timed(pinned(client_core, once))[1] for _ in range(5))
            for count in connections:
                for turn in range(given.rounds):
                    start = turn % len(chosen)
                    for tool in chosen[start:] + chosen[:start]:
                        try:
                            result = tool.run(client_core, url, count, given.seconds)
                        except (AttributeError, ValueError, subprocess.TimeoutExpired) as error:
                            sys.exit(f"{tool.name} with {count} connections printed nothing to read: {error}")
                        results.setdefault((count, tool.name), []).append(result)
        finally:
            server.close()
    print(f"Server: {server.name}; {given.rounds} rounds of {given.seconds} s; medians.", file=sys.stderr)
    print_table(results, connections, [tool.name for tool in chosen], given.markdown)


if __name__ == "__main__":
    main()
