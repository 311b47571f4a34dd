# SPDX-License-Identifier: GPL-3.0-or-later
"""The aiohttp application on aiohttp's own server."""

import asyncio
import logging
import ssl

import payloads
import uvloop
from aiohttp import web
from aiohttp_app import app

LOOPS = {"asyncio": asyncio.new_event_loop, "uvloop": uvloop.new_event_loop}


def tls():
    """Silent unless enabled."""
    if not payloads.TLS:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(payloads.CERTIFICATE, payloads.CERTIFICATE_KEY)
    return context


def main():
    options = {"access_log": None}
    if payloads.switch("access_log"):
        logging.basicConfig(level=logging.INFO)
        options = {}
    web.run_app(
        app,
        host=payloads.HOST,
        port=payloads.PORT,
        backlog=payloads.number("backlog"),
        keepalive_timeout=payloads.number("keep_alive_s"),
        shutdown_timeout=3,
        ssl_context=tls(),
        loop=LOOPS[payloads.parameter("loop")](),
        print=None,
        **options,
    )


if __name__ == "__main__":
    main()
