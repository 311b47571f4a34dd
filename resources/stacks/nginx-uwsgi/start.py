# SPDX-License-Identifier: GPL-3.0-or-later
"""The bare WSGI application on uWSGI, behind nginx, by the uwsgi protocol:
`start.py NGINX RUN_FOLDER`.
"""

import os
import sys

import behind_nginx
import payloads

UPSTREAM = """
    upstream application {
        server unix:application.sock;
    }
"""
PASSING = """
            uwsgi_pass application;
            uwsgi_param QUERY_STRING $query_string;
            uwsgi_param REQUEST_METHOD $request_method;
            uwsgi_param CONTENT_TYPE $content_type;
            uwsgi_param CONTENT_LENGTH $content_length;
            uwsgi_param REQUEST_URI $request_uri;
            uwsgi_param PATH_INFO $document_uri;
            uwsgi_param SERVER_PROTOCOL $server_protocol;
            uwsgi_param REMOTE_ADDR $remote_addr;
            uwsgi_param REMOTE_PORT $remote_port;
            uwsgi_param SERVER_NAME $server_name;
            uwsgi_param SERVER_PORT $server_port;
"""


def uwsgi():
    command = [os.path.join(os.path.dirname(sys.executable), "uwsgi")]
    command += ["--master", "--die-on-term", "--need-app", "--socket", "application.sock"]
    for option in ("workers", "threads"):
        command += ["--" + option, payloads.parameter(option)]
    command += ["--listen", payloads.parameter("backlog"), "--module", "wsgi_app:app"]
    if not payloads.switch("access_log"):
        command.append("--disable-logging")
    return command


if __name__ == "__main__":
    nginx, folder = sys.argv[1:]
    behind_nginx.serve(nginx, folder, uwsgi(), UPSTREAM, PASSING)
