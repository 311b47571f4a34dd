# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls the slow upstream from threaded or single-threaded servers.

The published applications made all calls concurrently with grequests. It patches the sockets of the
whole process and binds each to the thread that accepted it, so that current threaded
servers respond to some requests with "Cannot switch to a different thread"; plain threads do the same work.
"""

from concurrent.futures import ThreadPoolExecutor

import upstream
from upstream_session import call, multiple, single

__all__ = ["single", "multiple", "io_bound"]


def io_bound(seconds):
    """All calls concurrently, each in a thread."""
    with ThreadPoolExecutor(upstream.CALLS) as pool:
        return upstream.joined(pool.map(call, [seconds] * upstream.CALLS))
