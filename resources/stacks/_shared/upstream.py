# SPDX-License-Identifier: GPL-3.0-or-later
"""The framework-independent part of the clients behind /single, /multiple and /io_bound.

How it is called is a matter of the programming model: upstream_requests.py (threads),
upstream_gevent.py (greenlets) and upstream_aiohttp.py (asyncio) have the same three functions.
"""

import os
import sys

import payloads

# Ends in "?delay=" or "?seconds="; empty without a slow upstream.
URL = os.environ.get("LOADSTONE_UPSTREAM_URL", "")
DELAY_S = int(os.environ.get("LOADSTONE_UPSTREAM_DELAY_MS", "1000")) / 1000
CALLS = int(os.environ.get("LOADSTONE_UPSTREAM_CALLS", "10"))
REUSE = payloads.offers("reuse_upstream")
# Practically unlimited connections: the pool must not limit a server.
POOL_SIZE = 10000
LONGEST_DELAY_S = 3600

# The upstream is on this machine: proxy settings do not apply.
os.environ["no_proxy"] = os.environ["NO_PROXY"] = "127.0.0.1"


def address(seconds):
    return f"{URL}{seconds:g}"


def delay(text):
    """The query's delay in seconds; by default the profile's."""
    if not text:
        return DELAY_S
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1
    if 0 <= seconds <= LONGEST_DELAY_S:
        return seconds
    raise payloads.Refused(400, "delay has to be a number of seconds from 0 to 3600.")


def failed(reason):
    return payloads.Refused(502, f"The call to the slow upstream failed: {reason}")


def joined(responses):
    """The body of every endpoint: the upstream's responses, one per line."""
    return "\n".join(responses)


class Absent:
    """The client without a slow upstream; in asyncio applications it raises before the await."""

    @staticmethod
    def single():
        raise payloads.Refused(503, "There is no slow upstream; name one in the profile's \"upstream\".")

    multiple = single

    @staticmethod
    def io_bound(seconds):
        return Absent.single()


def wsgi_client():
    """For WSGI applications: the client that suits the process. Called while the application is
    loaded, because the libraries below want to be imported before there are connections.
    """
    if not URL:
        return Absent
    monkey = sys.modules.get("gevent.monkey")
    if monkey and monkey.is_module_patched("socket"):
        import upstream_gevent

        return upstream_gevent
    import upstream_requests

    return upstream_requests


def asyncio_client():
    """For applications on an asyncio loop."""
    if not URL:
        return Absent
    import upstream_aiohttp

    return upstream_aiohttp
