# SPDX-License-Identifier: GPL-3.0-or-later
"""The Flask application for meinheld, which has sockets of its own for code that waits."""

# First of all, so that the calls of the slow upstream wait without blocking the other requests.
from meinheld import patch

patch.patch_all()

from flask_app import app

__all__ = ["app"]
