# SPDX-License-Identifier: GPL-3.0-or-later
"""Every workload on Bottle; any WSGI server serves `app`."""

import time

import bottle
import cpu_bound
import payloads
import upstream

client = upstream.wsgi_client()

app = bottle.Bottle(autojson=False)
app.install(bottle.JSONPlugin(json_dumps=payloads.dumps))


def refusals(callback):
    """Responds to payloads.Refused with its status."""

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


def plain(content):
    bottle.response.content_type = "text/plain"
    return content


@app.get("/single")
def single():
    return plain(client.single())


@app.get("/multiple")
def multiple():
    return plain(client.multiple())


@app.get("/io_bound")
def io_bound():
    return plain(client.io_bound(upstream.delay(bottle.request.query.get("delay"))))


@app.get("/cpu_bound")
def cpu():
    return plain(cpu_bound.products(bottle.request.query.get("num")))
