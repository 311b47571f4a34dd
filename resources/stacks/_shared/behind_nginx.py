# SPDX-License-Identifier: GPL-3.0-or-later
"""nginx alone or in front of an application, with a private configuration in the run's folder.

nginx takes the place of the calling process, and an application is its child: no process more than
the servers have anyway.
"""

import os
import pwd
import subprocess
from string import Template

import payloads

CONFIGURATION = Template(
    """\
daemon off;
pid nginx.pid;
error_log stderr error;
worker_processes $workers;
$user
events {
    worker_connections 20000;
}
http {
    access_log $access_log;
    default_type application/octet-stream;
    types {
        text/plain txt;
    }
    sendfile on;
    tcp_nopush on;
    keepalive_timeout ${keep_alive}s;
    keepalive_requests 1000000;
    client_body_temp_path body;
    proxy_temp_path proxy;
    uwsgi_temp_path uwsgi;
    fastcgi_temp_path fastcgi;
    scgi_temp_path scgi;
$upstream
    server {
        listen $host:$port backlog=$backlog$tls
        location /static/ {
            alias $static/;
        }
$locations
    }
}
"""
)


def workers_user():
    """Workers of a root master run as nobody, without access to the run's folder."""
    return f"user {pwd.getpwuid(0).pw_name};" if os.geteuid() == 0 else ""


def tls():
    """The rest of the directive `listen`, and directives required with it."""
    if not payloads.TLS:
        return ";"
    return f""" ssl;
        ssl_certificate "{payloads.CERTIFICATE}";
        ssl_certificate_key "{payloads.CERTIFICATE_KEY}";
        ssl_protocols TLSv1.2 TLSv1.3;"""


def write_configuration(file, upstream, locations):
    text = CONFIGURATION.substitute(
        workers=payloads.number("nginx_workers"),
        user=workers_user(),
        access_log="/dev/stdout" if payloads.switch("access_log") else "off",
        keep_alive=payloads.number("keep_alive_s"),
        host=payloads.HOST,
        port=payloads.PORT,
        backlog=payloads.number("backlog"),
        static=payloads.STATIC_FOLDER,
        tls=tls(),
        upstream=upstream,
        locations=locations,
    )
    with open(file, "w", encoding="utf-8") as configuration:
        configuration.write(text)


def become_nginx(nginx, folder, upstream, locations):
    """Never returns. upstream: blocks next to that of the server; locations: those next to /static/."""
    write_configuration(os.path.join(folder, "nginx.conf"), upstream, locations)
    os.chdir(folder)
    os.execv(nginx, [nginx, "-p", folder, "-c", "nginx.conf", "-e", "stderr"])


def serve(nginx, folder, application, upstream, passing, descriptors=()):
    """Starts the application's command and becomes nginx.

    upstream: the block that names the application; passing: the directives that lead to it. A path
    of a socket is relative to the folder, in which both run: absolute ones may be too long for one.
    """
    subprocess.Popen(application, pass_fds=descriptors, cwd=folder)
    become_nginx(nginx, folder, upstream, f"        location / {{\n{passing}\n        }}")
