# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls the slow upstream from servers of greenlets; gevent has patched the process before."""

import gevent
import upstream
from upstream_session import call, multiple, single

__all__ = ["single", "multiple", "io_bound"]


def io_bound(seconds):
    """All calls at once, each in a greenlet."""
    calls = [gevent.spawn(call, seconds) for _ in range(upstream.CALLS)]
    gevent.joinall(calls)
    return upstream.joined(made.get() for made in calls)
