# SPDX-License-Identifier: GPL-3.0-or-later
"""The workloads on Japronto, for Python 3.7 at most; its own server serves `app`."""

import asyncio

import payloads
from japronto import Application


def write_json(request, value, status=200):
    return request.Response(
        text=payloads.dumps(value), code=status, mime_type="application/json"
    )


def refused(request, error):
    return write_json(request, error.body, error.status)


def ready(request):
    return request.Response(text=payloads.READY)


def text(request):
    return request.Response(text=payloads.TEXT)


def sample(request):
    return write_json(request, payloads.SAMPLE)


def simple_response(request):
    return write_json(request, payloads.SIMPLE)


async def process_jwe(request):
    answer = payloads.processed(request.body or b"")
    await asyncio.sleep(payloads.PROCESS_DELAY_S)
    return write_json(request, answer)


def stream_file(request):
    content = payloads.chunk(payloads.chunk_index(request.query.get("chunk_index")))
    return request.Response(body=content, mime_type="application/octet-stream")


app = Application()
app.add_error_handler(payloads.Refused, refused)
app.router.add_route("/", ready, "GET")
app.router.add_route("/text", text, "GET")
app.router.add_route("/json", sample, "GET")
app.router.add_route("/simple-response", simple_response, "GET")
app.router.add_route("/process-jwe", process_jwe, "POST")
app.router.add_route("/stream-file", stream_file, "GET")
