# SPDX-License-Identifier: GPL-3.0-or-later
"""The mixed workload on Sanic and its own server."""

import asyncio

import payloads
from sanic import Sanic
from sanic.response import json, raw

app = Sanic("loadstone", dumps=payloads.dumps)
app.config.KEEP_ALIVE_TIMEOUT = payloads.number("keep_alive_s")
app.config.GRACEFUL_SHUTDOWN_TIMEOUT = 3.0


@app.exception(payloads.Refused)
async def refused(request, error):
    return json(error.body, status=error.status)


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


# Workers import this module again: only the first process may start the server.
if __name__ == "__main__":
    workers = payloads.number("workers")
    options = {"workers": workers}
    if workers == 1 and not payloads.switch("worker_manager"):
        options = {"single_process": True}
    app.run(
        host=payloads.HOST,
        port=payloads.PORT,
        backlog=payloads.number("backlog"),
        access_log=payloads.switch("access_log"),
        motd=False,
        **options,
    )
