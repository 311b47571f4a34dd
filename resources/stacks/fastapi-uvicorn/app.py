# SPDX-License-Identifier: GPL-3.0-or-later
"""The mixed workload on FastAPI; uvicorn serves `app`."""

import asyncio
from typing import Annotated

import payloads
from fastapi import FastAPI, Query, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

IN_CHUNKS = payloads.switch("stream_chunked")
OCTETS = "application/octet-stream"

app = FastAPI()


@app.exception_handler(payloads.Refused)
async def refused(request: Request, error: payloads.Refused):
    return JSONResponse(error.body, status_code=error.status)


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
