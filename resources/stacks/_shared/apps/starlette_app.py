# SPDX-License-Identifier: GPL-3.0-or-later
"""Every workload on Starlette; any ASGI server serves `app`."""

import asyncio

import cpu_bound
import payloads
import upstream
from starlette.applications import Starlette
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

client = upstream.asyncio_client()


async def refused(request, error):
    return JSONResponse(error.body, status_code=error.status)


async def ready(request):
    return PlainTextResponse(payloads.READY)


async def text(request):
    return PlainTextResponse(payloads.TEXT)


async def sample(request):
    return JSONResponse(payloads.SAMPLE)


async def simple_response(request):
    return JSONResponse(payloads.SIMPLE)


async def process_jwe(request):
    answer = payloads.processed(await request.body())
    await asyncio.sleep(payloads.PROCESS_DELAY_S)
    return JSONResponse(answer)


async def stream_file(request):
    content = payloads.chunk(payloads.chunk_index(request.query_params.get("chunk_index")))
    return Response(content, media_type="application/octet-stream")


async def single(request):
    return PlainTextResponse(await client.single())


async def multiple(request):
    return PlainTextResponse(await client.multiple())


async def io_bound(request):
    delay = upstream.delay(request.query_params.get("delay"))
    return PlainTextResponse(await client.io_bound(delay))


async def cpu(request):
    return PlainTextResponse(cpu_bound.products(request.query_params.get("num")))


app = Starlette(
    routes=[
        Route("/", ready),
        Route("/text", text),
        Route("/json", sample),
        Route("/simple-response", simple_response),
        Route("/process-jwe", process_jwe, methods=["POST"]),
        Route("/stream-file", stream_file),
        Route("/single", single),
        Route("/multiple", multiple),
        Route("/io_bound", io_bound),
        Route("/cpu_bound", cpu),
        Mount("/static", StaticFiles(directory=payloads.STATIC_FOLDER)),
    ],
    exception_handlers={payloads.Refused: refused},
)
