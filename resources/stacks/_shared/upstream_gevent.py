# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls the slow upstream from greenlet servers; gevent has already patched the process."""

import gevent
import upstream
from upstream_session import call, multiple, single

__all__ = ["single", "multiple", "io_bound"]


def io_bound(seconds):
    """All calls concurrently, each in a greenlet."""
    calls = [gevent.spawn(call, seconds) for _ in range(upstream.CALLS)]
    gevent.joinall(calls)
    return upstream.joined(made.get() for made in calls)
