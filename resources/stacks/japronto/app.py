# SPDX-License-Identifier: GPL-3.0-or-later
"""The Japronto application on Japronto's own server."""

import payloads
from japronto_app import app

if __name__ == "__main__":
    app.run(payloads.HOST, payloads.PORT, worker_num=payloads.number("workers"))
