# SPDX-License-Identifier: GPL-3.0-or-later
"""The bare WSGI application on Werkzeug's development server."""

import development_server
import payloads
from werkzeug.serving import run_simple
from wsgi_app import app

if __name__ == "__main__":
    development_server.adjust()
    run_simple(
        payloads.HOST,
        payloads.PORT,
        app,
        threaded=payloads.switch("threaded"),
        use_reloader=False,
        ssl_context=(payloads.CERTIFICATE, payloads.CERTIFICATE_KEY) if payloads.TLS else None,
    )
