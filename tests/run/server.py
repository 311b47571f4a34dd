# SPDX-License-Identifier: GPL-3.0-or-later
"""A server that is ready on /simple-response and responds to /data as its mode requires.

Usage: server.py MODE PORT. Modes: good, exit-at-once, never-listens, wrong-body, garbage,
closes-in-body, resets, hangs, error-500, dies-in-load, calls-upstream, members-only, serves-six
(fails for whoever comes while six connections are open), localhost-only (listens on ::1, and refuses
requests whose Host is not localhost). Deaf to the signals that end servers: deaf, deaf-never-listens,
deaf-floods (its log), deaf-forks (into sessions of their own).
"""
import os
import signal
import socket
import struct
import sys
import threading
import time
import urllib.request

MODE, PORT = sys.argv[1], int(sys.argv[2])
READY = b"ready"
open_connections = set()


def answer(body, status="200 OK", declared=None):
    return (f"HTTP/1.1 {status}\r\nContent-Type: text/plain\r\nContent-Length: {declared or len(body)}\r\n\r\n").encode() + body


def reset(connection):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def answer_member(connection, head):
    """/login?name=NAME gives the token t-NAME, without which there is nothing."""
    path = head.split(b" ")[1]
    if path.startswith(b"/login?name="):
        connection.sendall(answer(b'{"token": "t-%s"}' % path.split(b"=")[1]))
    elif b"\r\nX-Token: t-ann" in head or b"\r\nX-Token: t-bob" in head:
        connection.sendall(answer(b'{"items": [1]}'))
    else:
        connection.sendall(answer(b"who are you", "401 Unauthorized"))


def misbehave(connection):
    """True when the connection can be used again."""
    if MODE == "garbage":
        connection.sendall(b"\x00\x01 this is not HTTP\r\n\r\n")
    elif MODE == "closes-in-body":
        connection.sendall(answer(b"half", declared=100))
    elif MODE == "resets":
        reset(connection)
        return False
    elif MODE == "hangs":
        time.sleep(30)
    elif MODE == "error-500":
        connection.sendall(answer(b"no", "500 Internal Server Error"))
        return True
    elif MODE == "calls-upstream":
        with urllib.request.urlopen(os.environ["LOADSTONE_UPSTREAM_URL"] + "0.05") as response:
            connection.sendall(answer(response.read()))
        return True
    elif MODE == "serves-six":
        is_full = len(open_connections) > 6
        connection.sendall(answer(b"no", "503 Service Unavailable") if is_full else answer(b"data"))
        return True
    elif MODE == "dies-in-load":
        os._exit(3)
    else:
        connection.sendall(answer(b"data"))
        return True
    connection.close()
    return False


def serve(connection):
    data = b""
    open_connections.add(connection)
    try:
        while True:
            while b"\r\n\r\n" not in data:
                received = connection.recv(65536)
                if not received:
                    return
                data += received
            head, data = data.split(b"\r\n\r\n", 1)
            if MODE == "localhost-only" and f"\r\nHost: localhost:{PORT}\r\n".encode() not in head + b"\r\n":
                connection.sendall(answer(b"not my name", "400 Bad Request"))
                continue
            if head.startswith(b"GET /simple-response"):
                connection.sendall(answer(b"unready" if MODE == "wrong-body" else READY))
            elif MODE == "members-only":
                answer_member(connection, head)
            elif not misbehave(connection):
                return
    except OSError:
        pass
    finally:
        open_connections.discard(connection)


def flood():
    line = b"flood " * 100 + b"\n"
    while True:
        os.write(1, line)


def be_hostile():
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    if MODE == "deaf-floods":
        threading.Thread(target=flood, daemon=True).start()
    if MODE == "deaf-forks":
        for _ in range(10):
            if os.fork() == 0:
                os.setsid()
                time.sleep(600)
                os._exit(0)


def main():
    print("a line of the log", flush=True)
    if MODE.startswith("deaf"):
        be_hostile()
    if MODE == "exit-at-once":
        print("cannot find my configuration", file=sys.stderr, flush=True)
        sys.exit(7)
    if MODE.endswith("never-listens"):
        time.sleep(600)
    on_ipv6 = MODE == "localhost-only"
    listener = socket.socket(socket.AF_INET6 if on_ipv6 else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("::1" if on_ipv6 else "127.0.0.1", PORT))
    listener.listen(128)
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=serve, args=(connection,), daemon=True).start()


main()
