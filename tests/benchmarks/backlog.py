#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connect times of a load whose connections overflow a backlog of 5.

A listener with a backlog of 5 has room for six connections that are not yet accepted; the kernel drops
the SYN of every further one, and the client's kernel retransmits it after a second, and so on. (After 1, 3, 7 s on
older kernels; since Linux 6.5 the first net.ipv4.tcp_syn_linear_timeouts = 4 times a second each: 1, 2, 3, 4, 5, 7 s.)

  spread    60 arrivals 10 ms apart, as an open load with a new connection for each. Nothing is accepted
            until 1.3 s, then everything until 1.75 s, then nothing until 2.8 s. How many connect at each
            step follows from these times.
  at once   60 users connect together, and everything is accepted from 0.5 s on. The SYNs of all others
            are also retransmitted together: the kernel responds with SYN cookies, accepts six and drops the final
            ACK of the other handshakes. To the client these are connected after 1 s, and the wait for the
            response lasts until its retransmitted request finds room. Half a minute.

The kernel's count of retransmitted SYNs (TCPSynRetrans) must be the sum over the connect histogram, nothing else
on the machine doing so. Exit code 1 when anything is otherwise. Needs the kernel's own tcp_abort_on_overflow=0.

Usage: backlog.py LOADSTONE [--only spread|at-once] [--engine native|qnam]
"""
import argparse
import json
import select
import socket
import subprocess
import time
from pathlib import Path

from comparison import Checks, machine, row

HOST = "127.0.0.1"
BACKLOG = 5
ROOM = BACKLOG + 1
USERS = 60
GAP_S = 0.01
CLOSED_UNTIL_S, THEN_UNTIL_S, AGAIN_FROM_S = 1.3, 1.75, 2.8
ANSWER = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok"
LATE_S = 0.2  # the kernel's timers of seconds have steps of up to 64 ms
EARLY_S = 0.005
EDGE = 4  # SYNs that the kernel's timer sends in one go: some find room that the one before has not yet taken
COUNTERS = ("TCPSynRetrans", "ListenOverflows", "SyncookiesSent")


def system(name):
    path = Path("/proc/sys/net/ipv4", name)
    return int(path.read_text()) if path.exists() else 0


def steps():
    """When a SYN is sent, from the beginning of connecting, in seconds."""
    linear, moments, gap = system("tcp_syn_linear_timeouts"), [0], 1
    for number in range(system("tcp_syn_retries")):
        moments.append(moments[-1] + gap)
        gap *= 2 if number >= linear else 1
    return moments


def counters():
    lines = Path("/proc/net/netstat").read_text().splitlines()
    names, values = lines[0].split(), lines[1].split()
    return {name: int(values[names.index(name)]) for name in COUNTERS}


def counted_out(is_open):
    """Connections at each of steps(): who finds room when."""
    sent = [(user * GAP_S + step, user, i) for user in range(USERS) for i, step in enumerate(steps())]
    found, waiting = {}, 0
    for at, user, i in sorted(sent):
        if user in found:
            continue
        waiting = 0 if is_open(at) else waiting
        if waiting < ROOM:
            found[user] = i
            waiting += 0 if is_open(at) else 1
    return [list(found.values()).count(i) for i in range(len(steps()))]


def serve(listener, load, is_open):
    """Answers one request on each connection, until the load has ended; accepts only while is_open."""
    select.select([listener], [], [])
    began, connections = time.monotonic(), []
    while load.poll() is None:
        may_accept = is_open(time.monotonic() - began)
        ready, _, _ = select.select(connections + ([listener] if may_accept else []), [], [], 0.005)
        for each in ready:
            if each is listener:
                connections.append(listener.accept()[0])
                continue
            if each.recv(4096):
                each.sendall(ANSWER)
            each.close()
            connections.remove(each)


def load(program, options, is_open):
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        listener.listen(BACKLOG)
        before = counters()
        command = [program, "load", f"http://{HOST}:{listener.getsockname()[1]}/", *options, "--new-connections", "--json"]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        serve(listener, process, is_open)
        result = json.loads(process.stdout.read())
    return result, {name: value - before[name] for name, value in counters().items()}


def at_steps(histogram):
    """Values of the histogram at each of steps(), and elsewhere."""
    found, elsewhere = [0] * len(steps()), 0
    for lowest, _, count in histogram["buckets"]:
        near = [i for i, step in enumerate(steps()) if step - EARLY_S <= lowest / 1e6 <= step + LATE_S]
        if near:
            found[near[-1]] += count
        else:
            elsewhere += count
    return found, elsewhere


def compare(name, result, kernel, expected, checks):
    phases = result["endpoints"][0]["phases"]
    service = result.get("service_histogram", result["histogram"])
    connect, elsewhere = at_steps(phases["connect"])
    last = max(i for i, count in enumerate(expected) if count)
    for i in range(last + 1):
        row(name, f"{steps()[i]} s", str(connect[i]), str(expected[i]))
        checks.near(f"{name}, connections after {steps()[i]} s", connect[i], expected[i], EDGE)
    again = sum(i * count for i, count in enumerate(connect))
    row(name, "elsewhere", str(elsewhere), "0")
    row(name, "SYNs sent again: by the histogram, by the kernel", str(again), str(kernel["TCPSynRetrans"]))
    seconds = [f"{each['mean_us'] / 1e6:.3f} / {each['max_us'] / 1e6:.3f}" for each in (phases["connect"], phases["wait"], service)]
    row(name, "mean / max s of connect; of wait; of service time", "; ".join(seconds), "")
    row(name, "ListenOverflows, SyncookiesSent", "", f"{kernel['ListenOverflows']}, {kernel['SyncookiesSent']}")
    checks.near(f"{name}, connect times elsewhere", elsewhere, 0, 0)
    checks.near(f"{name}, requests right", result["ok"], USERS, 0)
    checks.near(f"{name}, SYNs sent again", again, kernel["TCPSynRetrans"], 0)
    # What a request is made of: its service time contains connecting.
    parts = sum(each["mean_us"] * each["count"] for phase, each in phases.items() if phase != "blocked") / service["count"]
    checks.near(f"{name}, mean of service time by its phases, ms", parts / 1000, service["mean_us"] / 1000,
                0.01 * service["mean_us"] / 1000)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("loadstone")
    parser.add_argument("--only", choices=["spread", "at-once"])
    parser.add_argument("--engine", default="native")
    given = parser.parse_args()
    if system("tcp_abort_on_overflow") != 0:
        parser.error("with net.ipv4.tcp_abort_on_overflow=1 the kernel refuses instead of dropping")
    checks = Checks()
    print(f"{machine()}; SYNs after {', '.join(map(str, steps()))} s\n")
    row("load", "", "Loadstone", "expected")
    row("---", "---", "---:", "---:")
    options = ["--engine", given.engine, "-n", str(USERS)]
    if given.only != "at-once":
        def opens(at):
            return CLOSED_UNTIL_S <= at < THEN_UNTIL_S or at >= AGAIN_FROM_S
        result, kernel = load(given.loadstone, [*options, "-r", f"{1 / GAP_S:.0f}"], opens)
        compare("spread", result, kernel, counted_out(opens), checks)
    if given.only != "spread":
        result, kernel = load(given.loadstone, [*options, "-c", str(USERS)], lambda at: at >= 0.5)
        compare("at once", result, kernel, [ROOM, USERS - ROOM, *[0] * (len(steps()) - 2)], checks)
    return checks.end()


if __name__ == "__main__":
    raise SystemExit(main())
