# SPDX-License-Identifier: GPL-3.0-or-later
"""The CherryPy application on CherryPy's own server, Cheroot."""

import cherrypy
import payloads
from cherrypy._cpwsgi_server import CPWSGIServer
from cherrypy_app import CONFIG, Application


def main():
    # No configuration key sets this limit of Cheroot; None means unlimited.
    CPWSGIServer.keep_alive_conn_limit = payloads.number("keep_alive_limit") or None
    cherrypy.config.update(
        {
            "server.socket_host": payloads.HOST,
            "server.socket_port": payloads.PORT,
            "server.thread_pool": payloads.number("threads"),
            "server.socket_queue_size": payloads.number("backlog"),
            "server.socket_timeout": payloads.number("keep_alive_s"),
            "engine.autoreload.on": payloads.switch("autoreload"),
            "log.screen": payloads.switch("access_log"),
        }
    )
    cherrypy.quickstart(Application(), config=CONFIG)


if __name__ == "__main__":
    main()
