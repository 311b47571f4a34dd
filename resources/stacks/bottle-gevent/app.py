# SPDX-License-Identifier: GPL-3.0-or-later
"""The Bottle application on gevent's pywsgi server."""

# First, so that everything imported below sleeps and waits cooperatively.
from gevent import monkey

monkey.patch_all()

import socket

import bottle
import payloads
from bottle_app import app
from gevent.pywsgi import WSGIServer


def listener(backlog):
    """A listening socket whose connections inherit TCP_NODELAY, which pywsgi never sets: it writes
    head and body apart, and the second waits 40 ms for the delayed acknowledgement of the first.
    """
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    listening.bind((payloads.HOST, payloads.PORT))
    listening.listen(backlog)
    return listening


def main():
    backlog = payloads.number("backlog")
    access_log = payloads.switch("access_log")
    if payloads.switch("tcp_nodelay"):
        log = "default" if access_log else None
        WSGIServer(listener(backlog), app, log=log).serve_forever()
    else:
        bottle.run(
            app,
            server="gevent",
            host=payloads.HOST,
            port=payloads.PORT,
            quiet=not access_log,
            backlog=backlog,
        )


if __name__ == "__main__":
    main()
