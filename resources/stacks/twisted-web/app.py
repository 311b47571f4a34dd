# SPDX-License-Identifier: GPL-3.0-or-later
"""The bare WSGI application, or Twisted's own resources, on Twisted's web server."""

import sys

import payloads
from twisted.internet import reactor
from twisted.logger import globalLogBeginner, textFileLogObserver
from twisted.web.server import Site
from twisted.web.wsgi import WSGIResource


def wsgi():
    from wsgi_app import app

    reactor.suggestThreadPoolSize(payloads.number("threads"))
    return WSGIResource(reactor, reactor.getThreadPool(), app)


def native():
    from twisted_app import root

    return root


APPLICATIONS = {"wsgi": wsgi, "native": native}


class QuietSite(Site):
    def log(self, request):
        """Writes nothing."""


if __name__ == "__main__":
    globalLogBeginner.beginLoggingTo([textFileLogObserver(sys.stderr)], redirectStandardIO=False)
    site_class = Site if payloads.switch("access_log") else QuietSite
    site = site_class(
        APPLICATIONS[payloads.parameter("application")](), timeout=payloads.number("keep_alive_s")
    )
    reactor.listenTCP(
        payloads.PORT, site, backlog=payloads.number("backlog"), interface=payloads.HOST
    )
    reactor.run()
