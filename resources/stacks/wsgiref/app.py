# SPDX-License-Identifier: GPL-3.0-or-later
"""The bare WSGI application on the standard library's server."""

from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import payloads
from wsgi_app import app


class Server(WSGIServer):
    request_queue_size = payloads.number("backlog")


class QuietHandler(WSGIRequestHandler):
    def log_request(self, code="-", size="-"):
        """Writes nothing."""


if __name__ == "__main__":
    handler = WSGIRequestHandler if payloads.switch("access_log") else QuietHandler
    make_server(payloads.HOST, payloads.PORT, app, Server, handler).serve_forever()
