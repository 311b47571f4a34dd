# SPDX-License-Identifier: GPL-3.0-or-later
"""The Tornado application as gunicorn's Tornado worker loads it."""

import asyncio

import payloads
import uvloop
from tornado_app import app

# Before the worker creates its event loop, for which it has no option.
if payloads.parameter("loop") == "uvloop":
    asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())

__all__ = ["app"]
