# SPDX-License-Identifier: GPL-3.0-or-later
"""The Flask application for meinheld, which provides non-blocking sockets."""

# First, so that calls of the slow upstream do not block other requests.
from meinheld import patch

patch.patch_all()

from flask_app import app

__all__ = ["app"]
