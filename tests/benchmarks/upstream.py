#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lateness and CPU cost of the slow upstream's responses with thousands of connections.

Three references: a client written here (one epoll loop), wrk, and what the API reports when it
stops. Bounded in time (under two minutes) and only on 127.0.0.1. Needs as many open files as
connections, and wrk.

Usage: upstream.py LOADSTONE [--connections N] [--delay S] [--seconds S]
"""
import argparse
import os
import re
import resource
import select
import signal
import socket
import subprocess
import sys
import time

HOST = "127.0.0.1"
BODY = b"slow api response"
TICKS = os.sysconf("SC_CLK_TCK")
SPARE_FILES = 200
WRK_DELAY_S = 0.9  # wrk writes times from a second on with two decimals only


class Api:
    """`loadstone upstream` as a separate process."""

    def __init__(self, program):
        self.process = subprocess.Popen([program, "upstream"], stdout=subprocess.PIPE, text=True)
        self.port = int(re.search(r"127\.0\.0\.1:(\d+)", self.process.stdout.readline()).group(1))

    def cpu_s(self):
        with open(f"/proc/{self.process.pid}/stat") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def rss_mib(self):
        with open(f"/proc/{self.process.pid}/status") as file:
            return int(re.search(r"VmRSS:\s+(\d+)", file.read()).group(1)) / 1024

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.communicate(timeout=10)[0].strip()


class Connections:
    """Each sends a request, waits for the response, sends the next."""

    def __init__(self, port, delay_s):
        self.address = (HOST, port)
        self.delay_s = delay_s
        self.request = f"GET /?delay={delay_s:g} HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode()
        self.sockets = {}
        self.sent_at = {}
        self.poll = select.epoll()
        self.late_s = []
        self.is_measuring = False
        self.failed = 0

    def open(self):
        connection = socket.create_connection(self.address)
        connection.setblocking(False)
        self.sockets[connection.fileno()] = connection
        self.poll.register(connection.fileno(), select.EPOLLIN)
        return connection.fileno()

    def send(self, fd):
        self.sent_at[fd] = time.monotonic()
        self.sockets[fd].send(self.request)

    def receive(self, until, again=True):
        """Reads responses until that time; each is followed by the next request."""
        while (left := until - time.monotonic()) > 0:
            for fd, _ in self.poll.poll(left, 256):
                answer = self.sockets[fd].recv(4096)
                now = time.monotonic()
                if not answer.endswith(BODY):
                    self.failed += 1
                    self.poll.unregister(fd)
                    continue
                if self.is_measuring:
                    self.late_s.append(now - self.sent_at[fd] - self.delay_s)
                if again:
                    self.send(fd)

    def close(self):
        for connection in self.sockets.values():
            connection.close()


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def row(name, late_s, requests_s, api_cpu, note=""):
    times = [f"{1000 * percentile(late_s, share):.2f}" for share in (0.5, 0.9, 0.99, 1)]
    print(f"| {name} | {len(late_s):,} | {requests_s:,.0f} | {' | '.join(times)} | {api_cpu:.1f} % | {note} |")


def spread(program, count, delay_s, seconds):
    """Evenly spaced requests, as from many independent users."""
    api = Api(program)
    crowd = Connections(api.port, delay_s)
    begin = time.monotonic()
    for i in range(count):
        crowd.send(crowd.open())
        crowd.receive(begin + (i + 1) * delay_s / count)
    crowd.receive(time.monotonic() + delay_s)
    crowd.is_measuring = True
    cpu, begin = api.cpu_s(), time.monotonic()
    crowd.receive(begin + seconds)
    length = time.monotonic() - begin
    load = 100 * (api.cpu_s() - cpu) / length
    memory = api.rss_mib()
    crowd.close()
    row(f"{count:,} connections, spread", crowd.late_s, len(crowd.late_s) / length, load,
        f"{memory:.0f} MiB, {crowd.failed} failed")
    print(f"\nIts final message: {api.end()}\n", file=sys.stderr)


def burst(program, count, delay_s):
    """All ask within the time that one loop needs to write their requests."""
    api = Api(program)
    crowd = Connections(api.port, delay_s)
    waiting = [crowd.open() for _ in range(count)]
    crowd.is_measuring = True
    cpu, begin = api.cpu_s(), time.monotonic()
    for fd in waiting:
        crowd.send(fd)
    written = time.monotonic() - begin
    crowd.receive(begin + delay_s + 3, again=False)
    cpu = api.cpu_s() - cpu
    crowd.close()
    row(f"{count:,} connections, one burst", crowd.late_s, count / written, 100 * cpu / (delay_s + written),
        f"written within {1000 * written:.0f} ms, {crowd.failed} failed")
    print(f"\nIts final message: {api.end()}\n", file=sys.stderr)


def wrk(program, count, delay_s, seconds):
    api = Api(program)
    cpu, begin = api.cpu_s(), time.monotonic()
    url = f"http://{HOST}:{api.port}/?delay={delay_s:g}"
    command = ["wrk", "-t1", f"-c{count}", f"-d{seconds}s", "--timeout", "30s", "--latency", url]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    load = 100 * (api.cpu_s() - cpu) / (time.monotonic() - begin)
    units = {"us": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0}
    seen = {}
    for share, value, unit in re.findall(r"^\s+(\d+)%\s+([\d.]+)(us|ms|s|m)\s*$", text, re.M):
        seen[share] = 1000 * (float(value) * units[unit] - delay_s)
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", text).group(1))
    errors = re.search(r"Socket errors:.*", text)
    requests = int(re.search(r"(\d+) requests in", text).group(1))
    print(f"| {count:,} connections, wrk, {delay_s:g} s | {requests:,} | {rate:,.0f} | {seen['50']:.2f} | {seen['90']:.2f} | "
          f"{seen['99']:.2f} | – | {load:.1f} % | {errors.group(0) if errors else 'no errors'} |")
    print(f"\nIts final message: {api.end()}\n", file=sys.stderr)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("--connections", type=int, default=10_000)
    parser.add_argument("--delay", type=float, default=3)
    parser.add_argument("--seconds", type=int, default=15)
    options = parser.parse_args()
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    if hard < options.connections + SPARE_FILES:
        sys.exit(f"Only {hard} files may be open; ask for fewer --connections.")
    print("| client | responses | requests/s | late p50 ms | p90 | p99 | max | API's CPU | |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |")
    for count in sorted({1_000, options.connections}):
        spread(options.program, count, options.delay, options.seconds)
    wrk(options.program, options.connections, WRK_DELAY_S, options.seconds)
    burst(options.program, options.connections, options.delay)


if __name__ == "__main__":
    main()
