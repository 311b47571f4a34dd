# SPDX-License-Identifier: GPL-3.0-or-later
"""What `flask run` and `run_simple` have no option for: Werkzeug's backlog and its access log."""

import logging

import payloads
from werkzeug.serving import BaseWSGIServer


def adjust():
    """Before the server is made."""
    BaseWSGIServer.request_queue_size = payloads.number("backlog")
    if not payloads.switch("access_log"):
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
