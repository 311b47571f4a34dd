# SPDX-License-Identifier: GPL-3.0-or-later
"""Every workload on Bottle; any WSGI server serves `app`."""

import time

import bottle
import payloads

app = bottle.Bottle(autojson=False)
app.install(bottle.JSONPlugin(json_dumps=payloads.dumps))


def refusals(callback):
    """Answers payloads.Refused with its status."""

    def answer(*args, **kwargs):
        try:
            return callback(*args, **kwargs)
        except payloads.Refused as error:
            bottle.response.status = error.status
            return error.body

    return answer


app.install(refusals)


@app.get("/")
def ready():
    bottle.response.content_type = "text/plain"
    return payloads.READY


@app.get("/text")
def text():
    bottle.response.content_type = "text/plain"
    return payloads.TEXT


@app.get("/json")
def sample():
    return payloads.SAMPLE


@app.get("/simple-response")
def simple_response():
    return payloads.SIMPLE


@app.post("/process-jwe")
def process_jwe():
    answer = payloads.processed(bottle.request.body.read())
    time.sleep(payloads.PROCESS_DELAY_S)
    return answer


@app.get("/stream-file")
def stream_file():
    content = payloads.chunk(payloads.chunk_index(bottle.request.query.get("chunk_index")))
    bottle.response.content_type = "application/octet-stream"
    return content


@app.get("/static/<path:path>")
def static(path):
    return bottle.static_file(path, root=payloads.STATIC_FOLDER)
