# SPDX-License-Identifier: GPL-3.0-or-later
"""The Tornado application on Tornado's own server."""

import asyncio
import ssl

import payloads
import uvloop
from tornado.log import enable_pretty_logging
from tornado_app import app

LOOPS = {"asyncio": asyncio.new_event_loop, "uvloop": uvloop.new_event_loop}


def tls():
    """Silent unless enabled."""
    if not payloads.TLS:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(payloads.CERTIFICATE, payloads.CERTIFICATE_KEY)
    return context


async def serve():
    app.listen(
        payloads.PORT,
        payloads.HOST,
        backlog=payloads.number("backlog"),
        idle_connection_timeout=payloads.number("keep_alive_s"),
        ssl_options=tls(),
    )
    await asyncio.Event().wait()


def main():
    if payloads.switch("access_log"):
        enable_pretty_logging()
    loop = LOOPS[payloads.parameter("loop")]()
    asyncio.set_event_loop(loop)
    loop.run_until_complete(serve())


if __name__ == "__main__":
    main()
