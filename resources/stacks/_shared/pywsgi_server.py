# SPDX-License-Identifier: GPL-3.0-or-later
"""gevent's pywsgi server, plain and with a missing listener option."""

import payloads
from gevent import socket
from gevent.pywsgi import WSGIServer


def without_delay(listening):
    """Connections inherit TCP_NODELAY, which pywsgi never sets: it writes head and body apart, and
    the second waits 40 ms for the delayed acknowledgement of the first.
    """
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def listener():
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind((payloads.HOST, payloads.PORT))
    listening.listen(payloads.number("backlog"))
    return listening


def serve(app, inherited=None):
    """Serves forever; `inherited` is the descriptor of a launcher's socket."""
    options = {"log": "default" if payloads.switch("access_log") else None}
    if payloads.TLS:
        options |= {"certfile": payloads.CERTIFICATE, "keyfile": payloads.CERTIFICATE_KEY}
    nodelay = payloads.switch("tcp_nodelay")
    if inherited is None and not nodelay:
        at = (payloads.HOST, payloads.PORT)
        WSGIServer(at, app, backlog=payloads.number("backlog"), **options).serve_forever()
        return
    listening = listener() if inherited is None else socket.socket(fileno=inherited)
    if nodelay:
        without_delay(listening)
    WSGIServer(listening, app, **options).serve_forever()
