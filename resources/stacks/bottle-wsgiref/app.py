# SPDX-License-Identifier: GPL-3.0-or-later
"""The Bottle application on the standard library's server."""

from wsgiref.simple_server import WSGIServer

import bottle
import payloads
from bottle_app import app


class Server(WSGIServer):
    request_queue_size = payloads.number("backlog")


if __name__ == "__main__":
    bottle.run(
        app,
        server="wsgiref",
        host=payloads.HOST,
        port=payloads.PORT,
        quiet=not payloads.switch("access_log"),
        server_class=Server,
    )
