# SPDX-License-Identifier: GPL-3.0-or-later
"""The Flask application as `flask run` loads it."""

import development_server
from flask_app import app

development_server.adjust()

__all__ = ["app"]
