# SPDX-License-Identifier: GPL-3.0-or-later
"""Every workload on FastAPI; any ASGI server serves `app`."""

import asyncio
from typing import Annotated

import cpu_bound
import payloads
import upstream
from fastapi import FastAPI, Query, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from fastapi.staticfiles import StaticFiles

IN_CHUNKS = payloads.offers("stream_chunked")
OCTETS = "application/octet-stream"

client = upstream.asyncio_client()

app = FastAPI()
app.mount("/static", StaticFiles(directory=payloads.STATIC_FOLDER))


@app.exception_handler(payloads.Refused)
async def refused(request: Request, error: payloads.Refused):
    return JSONResponse(error.body, status_code=error.status)


@app.get("/")
async def ready():
    return PlainTextResponse(payloads.READY)


@app.get("/text")
async def text():
    return PlainTextResponse(payloads.TEXT)


@app.get("/json")
async def sample():
    return JSONResponse(payloads.SAMPLE)


@app.get("/simple-response")
async def simple_response():
    return JSONResponse(payloads.SIMPLE)


@app.post("/process-jwe")
async def process_jwe(request: Request):
    answer = payloads.processed(await request.body())
    await asyncio.sleep(payloads.PROCESS_DELAY_S)
    return JSONResponse(answer)


@app.get("/stream-file")
async def stream_file(chunk_index: Annotated[int, Query(ge=0, lt=10**15)]):
    content = payloads.chunk(chunk_index)
    if IN_CHUNKS:
        return StreamingResponse(iter([content]), media_type=OCTETS)
    return Response(content, media_type=OCTETS)


@app.get("/single")
async def single():
    return PlainTextResponse(await client.single())


@app.get("/multiple")
async def multiple():
    return PlainTextResponse(await client.multiple())


@app.get("/io_bound")
async def io_bound(delay: str | None = None):
    return PlainTextResponse(await client.io_bound(upstream.delay(delay)))


@app.get("/cpu_bound")
async def cpu(num: str | None = None):
    return PlainTextResponse(cpu_bound.products(num))
