# SPDX-License-Identifier: GPL-3.0-or-later
"""The bare WSGI application on CherryPy's server, Cheroot."""

import payloads
from cheroot.ssl.builtin import BuiltinSSLAdapter
from cheroot.wsgi import Server
from wsgi_app import app


class KeepingServer(Server):
    # No argument sets this limit; None means unlimited.
    keep_alive_conn_limit = payloads.number("keep_alive_limit") or None


if __name__ == "__main__":
    server = KeepingServer(
        (payloads.HOST, payloads.PORT),
        app,
        numthreads=payloads.number("threads"),
        request_queue_size=payloads.number("backlog"),
        timeout=payloads.number("keep_alive_s"),
    )
    if payloads.TLS:
        server.ssl_adapter = BuiltinSSLAdapter(payloads.CERTIFICATE, payloads.CERTIFICATE_KEY)
    server.start()
