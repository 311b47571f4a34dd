# SPDX-License-Identifier: GPL-3.0-or-later
"""Every workload on Starlette; any ASGI server serves `app`."""

import asyncio

import payloads
from starlette.applications import Starlette
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles


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


app = Starlette(
    routes=[
        Route("/", ready),
        Route("/text", text),
        Route("/json", sample),
        Route("/simple-response", simple_response),
        Route("/process-jwe", process_jwe, methods=["POST"]),
        Route("/stream-file", stream_file),
        Mount("/static", StaticFiles(directory=payloads.STATIC_FOLDER)),
    ],
    exception_handlers={payloads.Refused: refused},
)
