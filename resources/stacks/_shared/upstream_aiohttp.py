# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls the slow upstream from servers on an asyncio loop."""

import asyncio

import aiohttp
import upstream

# Seconds; the published value.
KEEP_ALIVE_S = 30

_session = None


def session():
    """The process's session, created on the first call because it belongs to the running loop."""
    global _session
    if _session is None:
        if upstream.REUSE:
            connector = aiohttp.TCPConnector(limit=upstream.POOL_SIZE, keepalive_timeout=KEEP_ALIVE_S)
        else:
            connector = aiohttp.TCPConnector(limit=upstream.POOL_SIZE, force_close=True)
        _session = aiohttp.ClientSession(connector=connector)
    return _session


async def call(seconds, by):
    try:
        async with by.get(upstream.address(seconds)) as response:
            response.raise_for_status()
            return await response.text()
    except aiohttp.ClientError as error:
        raise upstream.failed(error) from None


async def call_alone(seconds):
    """With a separate session, as in the published fan-out."""
    async with aiohttp.ClientSession() as own:
        return await call(seconds, own)


async def single():
    return await call(upstream.DELAY_S, session())


async def multiple():
    """In sequence, each half as long."""
    first = await call(upstream.DELAY_S / 2, session())
    second = await call(upstream.DELAY_S / 2, session())
    return upstream.joined([first, second])


async def io_bound(seconds):
    """All calls concurrently."""
    if upstream.REUSE:
        calls = [call(seconds, session()) for _ in range(upstream.CALLS)]
    else:
        calls = [call_alone(seconds) for _ in range(upstream.CALLS)]
    return upstream.joined(await asyncio.gather(*calls))
