# SPDX-License-Identifier: GPL-3.0-or-later
"""Every workload on aiohttp; its own server serves `app`."""

import asyncio

import cpu_bound
import payloads
import upstream
from aiohttp import web

client = upstream.asyncio_client()

routes = web.RouteTableDef()
routes.static("/static", payloads.STATIC_FOLDER)


def write_json(value, status=200):
    return web.json_response(value, status=status, dumps=payloads.dumps)


@web.middleware
async def refusals(request, handler):
    """Responds to payloads.Refused with its status."""
    try:
        return await handler(request)
    except payloads.Refused as error:
        return write_json(error.body, status=error.status)


@routes.get("/")
async def ready(request):
    return web.Response(text=payloads.READY)


@routes.get("/text")
async def text(request):
    return web.Response(text=payloads.TEXT)


@routes.get("/json")
async def sample(request):
    return write_json(payloads.SAMPLE)


@routes.get("/simple-response")
async def simple_response(request):
    return write_json(payloads.SIMPLE)


@routes.post("/process-jwe")
async def process_jwe(request):
    answer = payloads.processed(await request.read())
    await asyncio.sleep(payloads.PROCESS_DELAY_S)
    return write_json(answer)


@routes.get("/stream-file")
async def stream_file(request):
    content = payloads.chunk(payloads.chunk_index(request.query.get("chunk_index")))
    return web.Response(body=content, content_type="application/octet-stream")


@routes.get("/single")
async def single(request):
    return web.Response(text=await client.single())


@routes.get("/multiple")
async def multiple(request):
    return web.Response(text=await client.multiple())


@routes.get("/io_bound")
async def io_bound(request):
    return web.Response(text=await client.io_bound(upstream.delay(request.query.get("delay"))))


@routes.get("/cpu_bound")
async def cpu(request):
    return web.Response(text=cpu_bound.products(request.query.get("num")))


app = web.Application(middlewares=[refusals])
app.add_routes(routes)
