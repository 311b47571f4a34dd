# SPDX-License-Identifier: GPL-3.0-or-later
"""Every workload as a bare WSGI application, for comparing servers without a framework."""

import os
import time
from http import HTTPStatus
from urllib.parse import parse_qs
from wsgiref.util import FileWrapper

import payloads


def ready(environ):
    return payloads.READY.encode(), "text/plain"


def text(environ):
    return payloads.TEXT.encode(), "text/plain"


def sample(environ):
    return payloads.dumps(payloads.SAMPLE).encode(), "application/json"


def simple_response(environ):
    return payloads.dumps(payloads.SIMPLE).encode(), "application/json"


def process_jwe(environ):
    length = int(environ.get("CONTENT_LENGTH") or 0)
    answer = payloads.processed(environ["wsgi.input"].read(length))
    time.sleep(payloads.PROCESS_DELAY_S)
    return payloads.dumps(answer).encode(), "application/json"


def stream_file(environ):
    index = parse_qs(environ.get("QUERY_STRING", "")).get("chunk_index", [""])[0]
    return payloads.chunk(payloads.chunk_index(index)), "application/octet-stream"


ROUTES = {
    ("GET", "/"): ready,
    ("GET", "/text"): text,
    ("GET", "/json"): sample,
    ("GET", "/simple-response"): simple_response,
    ("POST", "/process-jwe"): process_jwe,
    ("GET", "/stream-file"): stream_file,
}
STATIC_FILE = os.path.join(payloads.STATIC_FOLDER, "small.txt")


def head(content_type, length):
    return [("Content-Type", content_type), ("Content-Length", str(length))]


def send_static(environ, start_response):
    """Leaves sending to the server, which may use sendfile()."""
    file = open(STATIC_FILE, "rb")
    start_response("200 OK", head("text/plain", os.fstat(file.fileno()).st_size))
    return environ.get("wsgi.file_wrapper", FileWrapper)(file)


def app(environ, start_response):
    request = (environ["REQUEST_METHOD"], environ.get("PATH_INFO") or "/")
    if request == ("GET", "/static/small.txt"):
        return send_static(environ, start_response)
    status = HTTPStatus.OK
    try:
        if request not in ROUTES:
            raise payloads.Refused(404, "There is nothing at this address.")
        content, content_type = ROUTES[request](environ)
    except payloads.Refused as error:
        status = HTTPStatus(error.status)
        content, content_type = payloads.dumps(error.body).encode(), "application/json"
    start_response(f"{status.value} {status.phrase}", head(content_type, len(content)))
    return [content]
