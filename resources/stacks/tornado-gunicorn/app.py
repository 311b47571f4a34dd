# SPDX-License-Identifier: GPL-3.0-or-later
"""The Tornado application as gunicorn's Tornado worker loads it."""

import asyncio

import payloads
import uvloop
from tornado_app import app

# Before the worker makes its loop, which it does without asking for one.
if payloads.parameter("loop") == "uvloop":
    asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())

__all__ = ["app"]
