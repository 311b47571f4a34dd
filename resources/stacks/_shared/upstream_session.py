# SPDX-License-Identifier: GPL-3.0-or-later
"""One blocking call of the slow upstream with requests: over a persistent or a new connection."""

import requests
import upstream
from requests.adapters import HTTPAdapter

_session = None
if upstream.REUSE:
    _session = requests.Session()
    _session.mount(
        "http://",
        HTTPAdapter(pool_connections=upstream.POOL_SIZE, pool_maxsize=upstream.POOL_SIZE),
    )


def call(seconds):
    get = _session.get if _session else requests.get
    try:
        response = get(upstream.address(seconds))
        response.raise_for_status()
    except requests.RequestException as error:
        raise upstream.failed(error) from None
    return response.text


def single():
    return call(upstream.DELAY_S)


def multiple():
    """In sequence, each half as long."""
    return upstream.joined([call(upstream.DELAY_S / 2), call(upstream.DELAY_S / 2)])
