# SPDX-License-Identifier: GPL-3.0-or-later
"""The bare WSGI application on Tornado's HTTP server."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import payloads
from tornado.httpserver import HTTPServer
from tornado.log import enable_pretty_logging
from tornado.wsgi import WSGIContainer
from wsgi_app import app


async def serve():
    threads = payloads.number("threads")
    executor = ThreadPoolExecutor(threads) if threads else None
    server = HTTPServer(
        WSGIContainer(app, executor), idle_connection_timeout=payloads.number("keep_alive_s")
    )
    server.listen(payloads.PORT, payloads.HOST, backlog=payloads.number("backlog"))
    await asyncio.Event().wait()


if __name__ == "__main__":
    if payloads.switch("access_log"):
        enable_pretty_logging()
    asyncio.run(serve())
