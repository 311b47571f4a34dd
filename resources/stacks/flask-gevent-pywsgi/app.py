# SPDX-License-Identifier: GPL-3.0-or-later
"""The Flask application on gevent's pywsgi server."""

# First, so that everything imported below sleeps and waits cooperatively.
from gevent import monkey

monkey.patch_all()

import pywsgi_server
from flask_app import app

if __name__ == "__main__":
    pywsgi_server.serve(app)
