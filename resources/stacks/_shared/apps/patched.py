# SPDX-License-Identifier: GPL-3.0-or-later
"""The Flask application for servers that load it and run it on gevent."""

# First, so that everything imported below sleeps and waits cooperatively.
from gevent import monkey

monkey.patch_all()

from flask_app import app

__all__ = ["app"]
