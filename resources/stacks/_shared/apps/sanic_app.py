# SPDX-License-Identifier: GPL-3.0-or-later
"""Every workload on Sanic; `app` is served by Sanic's own server, or by an ASGI server."""

import asyncio

import payloads
from sanic import Sanic
from sanic.response import json, raw, text

app = Sanic("loadstone", dumps=payloads.dumps)
app.static("/static", payloads.STATIC_FOLDER)


@app.exception(payloads.Refused)
async def refused(request, error):
    return json(error.body, status=error.status)


@app.get("/")
async def ready(request):
    return text(payloads.READY)


@app.get("/text")
async def hello(request):
    return text(payloads.TEXT)


@app.get("/json")
async def sample(request):
    return json(payloads.SAMPLE)


@app.get("/simple-response")
async def simple_response(request):
    return json(payloads.SIMPLE)


@app.post("/process-jwe")
async def process_jwe(request):
    answer = payloads.processed(request.body)
    await asyncio.sleep(payloads.PROCESS_DELAY_S)
    return json(answer)


@app.get("/stream-file")
async def stream_file(request):
    index = payloads.chunk_index(request.args.get("chunk_index"))
    return raw(payloads.chunk(index), content_type="application/octet-stream")
