# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls the slow API from servers of threads or of one thread, as the published applications did.

grequests patches sockets on import, so that each thread that uses it has an event loop of its own:
it comes first, and this module only into processes that have a slow API.
"""

import grequests  # isort: skip
import upstream
from upstream_session import multiple, session, single

__all__ = ["single", "multiple", "io_bound"]


def io_bound(seconds):
    """All calls at once; each request waits for its own."""
    address = upstream.address(seconds)
    calls = (grequests.get(address, session=session()) for _ in range(upstream.CALLS))
    responses = grequests.map(calls)
    answers = [response.text for response in responses if response and response.ok]
    if len(answers) < upstream.CALLS:
        raise upstream.failed(f"{upstream.CALLS - len(answers)} of {upstream.CALLS} calls failed")
    return upstream.joined(answers)
