#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server that is ready on / and does not want to end; used by interruptions.py.

LOADSTONE_PARAM_MODE: deaf (to the signals that end servers), floods (deaf, and its log never ends), forks
(deaf, with deaf children in sessions of their own), background (as a daemon), unready (deaf, never
listens), hangs (deaf, answers the first request only).
"""
import os
import signal
import socket
import sys
import threading
import time

MODE = os.environ["LOADSTONE_PARAM_MODE"]
READY = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nready"


def flood():
    line = b"flood " * 200 + b"\n"
    while True:
        os.write(1, line)


def answer(connection, answered=[]):
    with connection:
        while connection.recv(65536):
            if MODE == "hangs" and answered:
                time.sleep(600)
            answered.append(1)
            connection.sendall(READY)


for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT):
    signal.signal(number, signal.SIG_IGN)
if MODE == "background" and os.fork() != 0:
    time.sleep(0.5)
    sys.exit()
if MODE == "forks":
    for _ in range(20):
        if os.fork() == 0:
            os.setsid()
            time.sleep(600)
if MODE == "floods":
    threading.Thread(target=flood, daemon=True).start()
if MODE == "unready":
    time.sleep(600)
listener = socket.create_server((os.environ["LOADSTONE_HOST"], int(os.environ["LOADSTONE_PORT"])), backlog=128)
while True:
    threading.Thread(target=answer, args=(listener.accept()[0],), daemon=True).start()
