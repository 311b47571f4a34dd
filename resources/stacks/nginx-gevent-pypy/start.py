# SPDX-License-Identifier: GPL-3.0-or-later
"""The bare WSGI application on gevent's pywsgi server and PyPy, behind nginx, by HTTP:
`start.py NGINX RUN_FOLDER`.
"""

import socket
import sys

import behind_nginx
import payloads

UPSTREAM = """
    upstream application {
        server %s:%d;
        %s
    }
"""
KEPT = """
            proxy_http_version 1.1;
            proxy_set_header Connection "";
"""


def listener():
    """Created here, so that nginx knows the port and no other process can take it."""
    listening = socket.socket()
    listening.bind((payloads.HOST, 0))
    listening.listen(payloads.number("backlog"))
    return listening


if __name__ == "__main__":
    nginx, folder = sys.argv[1:]
    listening = listener()
    descriptor = listening.fileno()
    kept = payloads.number("kept_upstream")
    upstream = UPSTREAM % (*listening.getsockname(), f"keepalive {kept};" if kept else "")
    passing = "            proxy_pass http://application;\n" + (KEPT if kept else "")
    application = [sys.executable, "-m", "bare_on_gevent", str(descriptor)]
    behind_nginx.serve(nginx, folder, application, upstream, passing, (descriptor,))
