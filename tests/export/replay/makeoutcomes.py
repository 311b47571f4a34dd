#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes outcomes.csv: what tst_replay feeds to the recorder. Usage: makeoutcomes.py > outcomes.csv

The outcomes are generated, not recorded from a server: a fixed random stream gives every trial the
outcomes that are rare in a real run (each outcome class, stale connections, requests cut off, an
endpoint without a success, failed logins, dropped arrivals). The rows are read as they are, so the
stream matters only when the file is written anew.
"""
import heapq
import math
import random

MS = 1_000_000
S = 1_000 * MS
WARM_UP, DRAIN = 1 * S, 1 * S
CLOSED_END, OPEN_END = 5 * S, 4 * S
ENDPOINTS = ["Simple response", "Add item", "Pay", "Missing"]
FAILURES = [
    ("http-status", 503, "wait", 40), ("wrong-body", 200, "receive", 25), ("refused", 0, "connect", 1),
    ("connect-timeout", 0, "connect", 300), ("reset", 0, "receive", 18), ("closed-early", 200, "receive", 22),
    ("protocol", 0, "wait", 9), ("timeout", 0, "wait", 300), ("tls", 0, "tls", 12), ("dns", 0, "connect", 4),
    ("grpc-status", 14, "wait", 31),
]
OWN_FAILURES = [("fd-unavailable", 0, "connect", 1), ("port-unavailable", 0, "connect", 1)]

rng = random.Random(20261130)


def skewed(median_ns):
    """A time with a long tail above its median."""
    return int(median_ns * math.exp(0.5 * (2 * rng.random() - 1) + (1.4 if rng.random() < 0.03 else 0)))


def phases(took, opened):
    """Blocked, connect, TLS, send, wait and receive; together as long as it took."""
    connect = took // 9 if opened else None
    send = took // 60
    receive = took // 7
    wait = took - (connect or 0) - send - receive
    return ["", connect if opened else "", "", send, wait, receive]


def request(user, sent, endpoint, outcome, due="", waited=0, late="", pause=""):
    outcome_class, status, died_in, took, opened, stale, size, parts = outcome
    print("request", sent, user, endpoint, due, waited, late, outcome_class, status, died_in, took, *parts, size,
          int(opened), int(stale), pause, sep=",")


def success(endpoint, median_ns, opened, stale):
    took = skewed(median_ns * (1 + endpoint))
    return ("ok", 200, "wait", took, opened, stale, 120 + 700 * endpoint + int(40 * rng.random()), phases(took, opened))


def failure(kind, opened):
    name, status, died_in, took_ms = kind
    took = skewed(took_ms * MS)
    size = int(60 * rng.random()) if status else 0
    return (name, status, died_in, took, opened, False, size, ["", "", "", "", "", ""])


def login(user, at, outcome_class, status, took, opened):
    print("login", at, user, outcome_class, status, took, int(opened), sep=",")
    return at + took


def closed_user(user, median_ns, failures, late_ms, failing_login):
    """One virtual user: log in, then request and think until the measure phase is over."""
    print("user", 0, user, "begin", sep=",")
    at = 0
    if failing_login:
        at = login(user, at, "http-status", 401, skewed(5 * MS), True)
    at = login(user, at, "ok", 200, skewed(median_ns), not failing_login)
    late, opened = "", False
    while at < CLOSED_END:
        draw = rng.random()
        endpoint = 0 if draw < 0.5 else 1 if draw < 0.75 else 2 if draw < 0.95 else 3
        if endpoint == 3:
            outcome = failure(("http-status", 404, "wait", 8), opened)
        elif failures and at > WARM_UP and rng.random() < 0.22:
            outcome = failure(failures[failure_count[0] % len(failures)], True)
            failure_count[0] += 1
        else:
            outcome = success(endpoint, median_ns, opened, rng.random() < 0.04)
        opened = outcome[0] != "ok"
        if user == 3 and at > CLOSED_END - 200 * MS:  # still without a response at the end of the drain
            cut = ("cancelled", 0, "wait", CLOSED_END + DRAIN - at, False, False, 0, ["", "", "", "", "", ""])
            request(user, at, endpoint, cut, late=late)
            at = CLOSED_END + DRAIN
            break
        request(user, at, endpoint, outcome, late=late, pause=150 * MS)
        late = int(late_ms * MS * (0.2 + 0.8 * rng.random()))
        at += outcome[3] + 150 * MS + late
    print("user", at, user, "end", sep=",")


def rate_at(at):
    if at < WARM_UP:
        return 40
    return 40 + 20 * (at - WARM_UP) / (2 * S) if at < 3 * S else 30


def open_load(median_ns, failures):
    """Arrivals over four connections and a queue of six."""
    free, busy, queue, opened = [3, 2, 1, 0], [], [], set()
    arrivals, at = [], 0
    while at < OPEN_END:
        arrivals.append(at)
        at += int(S / rate_at(at))

    def start(connection, sent, due, late, waited):
        is_new = connection not in opened
        if is_new:
            opened.add(connection)
            print("user", sent, connection, "begin", sep=",")
        endpoint = 0 if rng.random() < 0.7 else 1
        if failures and rng.random() < 0.05:
            outcome = failure(FAILURES[0], False)
        else:
            outcome = success(endpoint, median_ns, is_new, False)
        if failures and sent > OPEN_END - 150 * MS:  # the server hangs
            outcome = ("cancelled", 0, "wait", OPEN_END + DRAIN - sent, is_new, False, 0, [""] * 6)
        outcome[7][0] = sent - due
        request(connection, sent, endpoint, outcome, due=due, waited=waited, late=late)
        heapq.heappush(busy, (sent + outcome[3], connection))

    def free_until(now):
        while busy and busy[0][0] <= now:
            ended, connection = heapq.heappop(busy)
            if queue and ended < OPEN_END + DRAIN:
                due, late = queue.pop(0)
                start(connection, ended, due, late, 1)
            else:
                free.append(connection)

    for due in arrivals:
        late = int(0.05 * MS + 0.4 * MS * rng.random())
        free_until(due + late)
        if free:
            start(free.pop(), due + late, due, late, 0)
        elif len(queue) < 6:
            queue.append((due, late))
        else:
            print("dropped", due + late, 0, due, sep=",")
    free_until(OPEN_END + DRAIN)
    for due, late in queue:
        print("given-up", OPEN_END + DRAIN, 0, due, late, sep=",")
    for connection in sorted(opened):
        print("user", OPEN_END + DRAIN, connection, "end", sep=",")


def resources(start_s, end_s, cpu, memory_mib):
    for i in range(int(end_s - start_s) + 1):
        at = start_s + i + 0.3
        since = at - start_s - 0.5
        phase = "launch" if since < 0 else "warm-up" if since < 1 else "measure" if at < end_s - 1.5 else "drain"
        pss = int((memory_mib + 0.7 * i) * (1 << 20))
        print("resource", round(at, 3), phase, 2, 5 + i % 3, round(cpu * (0.7 + 0.1 * rng.random()), 2),
              round(cpu * (0.2 + 0.1 * rng.random()), 2), pss, pss * 3 // 4, pss * 5 // 4, 20 + i, 150 + 17 * i, sep=",")


def processors(end_s, threads, share, busy):
    """CPU time of the load threads: mostly a share of the time, and more than all of it while one is busy."""
    for thread in range(threads):
        used, waited = 0, 0
        for i in range(int(2 * end_s)):
            at = int(0.13 * S) + i * S // 2
            print("cpu", at, 100 + thread, used, waited, sep=",")
            is_busy = busy and thread == 1 and 4 <= i < 7
            used += int(S / 2 * (0.8 if is_busy else share * (0.8 + 0.4 * rng.random())))
            waited += int(S / 2 * (0.18 if is_busy else 0.01))


def trial(run, server, repeat, start_s, cpu_user, cpu_system):
    print("trial", run, server, repeat, start_s, 0.5, cpu_user, cpu_system, sep=",")


print("# SPDX-License-Identifier: GPL-3.0-or-later")
print("# Made by makeoutcomes.py. Times in ns since the load began, unless they end in _s (since the run began).")
print("# trial,run,server,repeat,started_at_s,ready_after_s,cpu_user_s,cpu_system_s")
print("# user,at,user,begin|end")
print("# login,sent,user,class,status,took,opened")
print("# request,sent,user,endpoint,due,waited,late,class,status,died_in,took,blocked,connect,tls,send,wait,receive,"
      "bytes,opened,stale,pause")
print("# dropped,at,user,due")
print("# given-up,at,user,due,late")
print("# cpu,at,thread,used,waited")
print("# resource,at_s,phase,processes,threads,cpu_user_percent,cpu_system_percent,pss,uss,rss,fds,switches")
failure_count = [0]
for number, (server, repeat) in enumerate([(0, 0), (1, 0), (0, 1), (1, 1)]):
    start_s = 8.0 * number
    trial("closed", server, repeat, start_s, round(2.9 - server + 0.1 * repeat, 2), round(0.6 + 0.1 * repeat, 2))
    median = (12 if server == 0 else 35) * MS
    failures = [] if server == 0 else FAILURES + (OWN_FAILURES if repeat == 1 else [])
    for user in range(4):
        closed_user(user, median, failures, 30 if (server, repeat) == (0, 1) else 1, server == 1)
    processors(6.5, 2, 0.02 if server else 0.04, (server, repeat) == (0, 0))
    resources(start_s, start_s + 6.5, 88 - 20 * server, 40 + 25 * server)
for server in (0, 1):
    start_s = 7.0 * server
    trial("open", server, 0, start_s, round(1.1 + server, 2), 0.4)
    open_load((14 if server == 0 else 70) * MS, server == 1)
    processors(5.5, 1, 0.05, False)
    resources(start_s, start_s + 5.5, 40 + 35 * server, 40 + 25 * server)
