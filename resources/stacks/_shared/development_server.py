# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings without an option in `flask run` and `run_simple`: Werkzeug's backlog and access log."""

import logging

import payloads
from werkzeug.serving import BaseWSGIServer


def adjust():
    """Before the server is made."""
    BaseWSGIServer.request_queue_size = payloads.number("backlog")
    if not payloads.switch("access_log"):
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
