#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server that is ready on / and does wrong, in one way, what its stack promises.

LOADSTONE_PARAM_MODE: good, wrong-body, leaves-child, ignores-signal, wrong-code, other-backlog,
dies-when-asked, never-ready, hangs-when-asked, all-addresses, other-port.
"""
import http.server
import os
import signal
import subprocess
import sys
import threading

MODE = os.environ["LOADSTONE_PARAM_MODE"]


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        if self.path == "/text" and MODE == "dies-when-asked":
            os._exit(3)
        if self.path == "/text" and MODE == "hangs-when-asked":
            threading.Event().wait()
        body = {"/": b"ready", "/text": b"Hello World!"}[self.path]
        if (self.path == "/text" and MODE == "wrong-body") or MODE == "never-ready":
            body = b"Hello world!"
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: {len(body)}\r\n\r\n"
        self.wfile.write(head.encode() + body)

    def log_message(self, *args):
        pass


class Server(http.server.ThreadingHTTPServer):
    request_queue_size = 100 if MODE == "other-backlog" else int(os.environ["LOADSTONE_PARAM_BACKLOG"])


HOST = "0.0.0.0" if MODE == "all-addresses" else os.environ["LOADSTONE_HOST"]
if MODE == "other-port":
    # A second, undeclared one.
    beside = Server(("0.0.0.0", 0), Handler)
server = Server((HOST, int(os.environ["LOADSTONE_PORT"])), Handler)


def end(*_):
    if MODE != "ignores-signal":
        threading.Thread(target=server.shutdown).start()


signal.signal(signal.SIGTERM, end)
if MODE == "leaves-child":
    # In a group of its own, deaf to the signal: only a kill gets rid of it.
    subprocess.Popen(
        [sys.executable, "-c", "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); signal.pause()"],
        start_new_session=True,
    )
server.serve_forever()
sys.exit(9 if MODE == "wrong-code" else 0)
