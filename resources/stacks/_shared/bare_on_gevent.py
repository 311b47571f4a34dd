# SPDX-License-Identifier: GPL-3.0-or-later
"""The bare WSGI application on gevent's pywsgi server: `python -m bare_on_gevent [DESCRIPTOR]`, with
a descriptor on the listening socket that a launcher made.
"""

# First, so that everything imported below sleeps and waits cooperatively.
from gevent import monkey

monkey.patch_all()

import sys

import pywsgi_server
from wsgi_app import app

if __name__ == "__main__":
    pywsgi_server.serve(app, *map(int, sys.argv[1:]))
