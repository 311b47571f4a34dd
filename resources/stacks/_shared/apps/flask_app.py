# SPDX-License-Identifier: GPL-3.0-or-later
"""Every workload on Flask; any WSGI server serves `app`."""

import json
import time
from datetime import datetime, timezone

import cpu_bound
import payloads
import upstream
from flask import Flask, Response, request
from flask.json.provider import DefaultJSONProvider, JSONProvider


class EqualBytes(JSONProvider):
    """JSON as all other stacks write it: Flask's own sorts the keys and ends with a line feed."""

    def dumps(self, obj, **kwargs):
        return payloads.dumps(obj)

    def loads(self, s, **kwargs):
        return json.loads(s, **kwargs)


client = upstream.wsgi_client()

app = Flask(__name__, static_folder=payloads.STATIC_FOLDER, static_url_path="/static")
app.json = EqualBytes(app)


@app.errorhandler(payloads.Refused)
def refused(error):
    return error.body, error.status


@app.get("/")
def ready():
    return Response(payloads.READY, mimetype="text/plain")


@app.get("/text")
def text():
    return Response(payloads.TEXT, mimetype="text/plain")


@app.get("/json")
def sample():
    if payloads.offers("faithful"):
        # 128 bytes: sorted keys, the time as an HTTP date, a line feed.
        time_of_answer = datetime.fromtimestamp(payloads.SAMPLE["date"], timezone.utc)
        return DefaultJSONProvider(app).response({**payloads.SAMPLE, "date": time_of_answer})
    return payloads.SAMPLE


@app.get("/simple-response")
def simple_response():
    return payloads.SIMPLE


@app.post("/process-jwe")
def process_jwe():
    answer = payloads.processed(request.get_data())
    time.sleep(payloads.PROCESS_DELAY_S)
    return answer


@app.get("/stream-file")
def stream_file():
    content = payloads.chunk(payloads.chunk_index(request.args.get("chunk_index")))
    return Response(content, mimetype="application/octet-stream")


def plain(content):
    return Response(content, mimetype="text/plain")


@app.get("/single")
def single():
    return plain(client.single())


@app.get("/multiple")
def multiple():
    return plain(client.multiple())


@app.get("/io_bound")
def io_bound():
    return plain(client.io_bound(upstream.delay(request.args.get("delay"))))


@app.get("/cpu_bound")
def cpu():
    return plain(cpu_bound.products(request.args.get("num")))
