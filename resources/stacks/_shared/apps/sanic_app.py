# SPDX-License-Identifier: GPL-3.0-or-later
"""Every workload on Sanic; `app` is served by Sanic's own server, or by an ASGI server."""

import asyncio

import cpu_bound
import payloads
import upstream
from sanic import Sanic
from sanic.response import json, raw, text

client = upstream.asyncio_client()

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


@app.get("/single")
async def single(request):
    return text(await client.single())


@app.get("/multiple")
async def multiple(request):
    return text(await client.multiple())


@app.get("/io_bound")
async def io_bound(request):
    return text(await client.io_bound(upstream.delay(request.args.get("delay"))))


@app.get("/cpu_bound")
async def cpu(request):
    return text(cpu_bound.products(request.args.get("num")))
