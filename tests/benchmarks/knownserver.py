#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A scripted HTTP server that records its actual behaviour.

A separate process with one epoll loop; timers are held to some 0.1 ms. `KnownServer` starts it and
communicates with it in lines of JSON: a plan in, the record of the plan before out. A plan has

    delays_ms   of the requests in the order in which they arrive, repeated from the beginning at the end
    failing     in the same order: 0 not, 503 that status, -1 closed without a response
    stall       [after_s, for_s]: after_s after the first request it does nothing for for_s

The record has connections, requests, responses, failed (503), closed, times_us (from the arrival of each
request to the writing of its response) and written_s (when each response was written, and stall_s
when the stall ended, since the first request).
"""
import gc
import heapq
import json
import select
import socket
import subprocess
import sys
import time

HOST = "127.0.0.1"
KEPT = b"HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n\r\nHello, world!"
LAST = KEPT.replace(b"keep-alive", b"close")
FAILED = b"HTTP/1.1 503 Service Unavailable\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n"
BACKLOG = 4096
ENDS = b"\r\n\r\n"


def ends_after(request):
    lower = request.lower()
    return b"connection: close" in lower or (b" http/1.0\r\n" in lower and b"keep-alive" not in lower)


class Loop:
    def __init__(self):
        self.listener = socket.create_server((HOST, 0), backlog=BACKLOG)
        self.listener.setblocking(False)
        self.poll = select.epoll()
        self.poll.register(self.listener.fileno(), select.EPOLLIN)
        self.poll.register(sys.stdin.fileno(), select.EPOLLIN)
        self.open = {}
        self.due = []
        self.begin({})

    def begin(self, plan):
        self.delays_s = [each / 1000 for each in plan.get("delays_ms", [0])]
        self.failing = plan.get("failing", [0])
        self.stall = plan.get("stall")
        self.first_at = None
        self.record = {"connections": 0, "requests": 0, "responses": 0, "failed": 0, "closed": 0,
                       "times_us": [], "written_s": [], "stall_s": None}

    def command(self):
        line = sys.stdin.readline()
        if not line:
            return False
        print(json.dumps(self.record), flush=True)
        self.begin(json.loads(line))
        return True

    def accept(self):
        """Everybody who waits, in turn: or those who are connected already would overtake them."""
        while True:
            try:
                connection, _ = self.listener.accept()
            except BlockingIOError:
                return
            self.welcome(connection)

    def welcome(self, connection):
        connection.setblocking(False)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.open[connection.fileno()] = (connection, bytearray())
        self.record["connections"] += 1
        self.poll.register(connection.fileno(), select.EPOLLIN)
        self.receive(connection.fileno())  # what waited in the backlog has mostly sent its request

    def close(self, fd):
        self.poll.unregister(fd)
        self.open.pop(fd)[0].close()

    def receive(self, fd):
        if fd not in self.open:
            return
        connection, pending = self.open[fd]
        try:
            data = connection.recv(4096)
        except BlockingIOError:
            return
        except ConnectionError:
            data = b""
        if not data:
            self.close(fd)
            return
        pending += data
        while ENDS in pending:
            request, _, rest = bytes(pending).partition(ENDS)
            pending[:] = rest
            self.take(fd, connection, request + ENDS)

    def take(self, fd, connection, request):
        arrived = time.monotonic()
        if self.first_at is None:
            self.first_at = arrived
        number = self.record["requests"]
        self.record["requests"] += 1
        delay_s = self.delays_s[number % len(self.delays_s)]
        entry = (arrived + delay_s, number, arrived, fd, connection, self.failing[number % len(self.failing)],
                 ends_after(request))
        if delay_s > 0:
            heapq.heappush(self.due, entry)
        else:
            self.respond(*entry[2:])

    def respond(self, arrived, fd, connection, failing, is_last):
        if self.open.get(fd, (None,))[0] is not connection:
            return
        if failing < 0:
            self.record["closed"] += 1
            self.close(fd)
            return
        now = time.monotonic()
        try:
            connection.send(FAILED if failing else LAST if is_last else KEPT)
        except OSError:
            self.close(fd)
            return
        if failing:
            self.record["failed"] += 1
        else:
            self.record["responses"] += 1
            self.record["times_us"].append(round((now - arrived) * 1e6))
            self.record["written_s"].append(round(now - self.first_at, 6))
        if is_last:
            self.close(fd)

    def stall_now(self):
        time.sleep(self.stall[1])
        self.record["stall_s"] = time.monotonic() - self.first_at
        self.stall = None

    def respond_due(self):
        while self.due and self.due[0][0] <= time.monotonic():
            self.respond(*heapq.heappop(self.due)[2:])

    def run(self):
        while True:
            now = time.monotonic()
            moments = [self.due[0][0]] if self.due else []
            if self.stall and self.first_at is not None:
                stall_at = self.first_at + self.stall[0]
                if now >= stall_at:
                    self.stall_now()
                    continue
                moments.append(stall_at)
            # select() waits to the microsecond, where poll and epoll round up to whole milliseconds.
            select.select([self.poll], [], [], max(0, min(moments) - now) if moments else None)
            for fd, _ in self.poll.poll(0, 64):
                if fd == self.listener.fileno():
                    self.accept()
                elif fd == sys.stdin.fileno():
                    if not self.command():
                        return
                else:
                    self.receive(fd)
                self.respond_due()
            self.respond_due()


class KnownServer:
    """That loop in a separate process. @param prefix for example taskset and its arguments"""

    def __init__(self, prefix=()):
        self.process = subprocess.Popen([*prefix, sys.executable, __file__], text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.port = int(self.process.stdout.readline())
        self.url = f"http://{HOST}:{self.port}/"

    def plan(self, **plan):
        """Sets the behaviour from now on. Returns the record so far."""
        self.process.stdin.write(json.dumps(plan) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def stop(self):
        self.process.stdin.close()
        self.process.wait(10)


if __name__ == "__main__":
    gc.disable()  # a pause of the collector would be an unscripted delay
    loop = Loop()
    print(loop.listener.getsockname()[1], flush=True)
    loop.run()
