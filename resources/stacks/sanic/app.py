# SPDX-License-Identifier: GPL-3.0-or-later
"""The Sanic application on Sanic's own server."""

import payloads
from sanic_app import app

app.config.KEEP_ALIVE_TIMEOUT = payloads.number("keep_alive_s")
app.config.GRACEFUL_SHUTDOWN_TIMEOUT = 3.0

# Workers import this module again: only the first process may start the server.
if __name__ == "__main__":
    workers = payloads.number("workers")
    options = {"workers": workers}
    if workers == 1 and not payloads.switch("worker_manager"):
        options = {"single_process": True}
    app.run(
        host=payloads.HOST,
        port=payloads.PORT,
        backlog=payloads.number("backlog"),
        access_log=payloads.switch("access_log"),
        motd=False,
        **options,
    )
