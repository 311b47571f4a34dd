# SPDX-License-Identifier: GPL-3.0-or-later
"""Every workload on Pyramid; any WSGI server serves `app`."""

import time

import payloads
from pyramid.config import Configurator
from pyramid.renderers import JSON
from pyramid.response import Response
from pyramid.view import exception_view_config, view_config


def compact(value, **options):
    return payloads.dumps(value)


@exception_view_config(payloads.Refused, renderer="json")
def refused(error, request):
    request.response.status_code = error.status
    return error.body


@view_config(route_name="ready")
def ready(request):
    return Response(payloads.READY, content_type="text/plain")


@view_config(route_name="text")
def text(request):
    return Response(payloads.TEXT, content_type="text/plain")


@view_config(route_name="json", renderer="json")
def sample(request):
    if payloads.offers("faithful"):
        # 122 bytes: the published view wrote JSON, and the renderer encoded it as a string.
        return payloads.dumps(payloads.SAMPLE)
    return payloads.SAMPLE


@view_config(route_name="simple-response", renderer="json")
def simple_response(request):
    return payloads.SIMPLE


@view_config(route_name="process-jwe", renderer="json", request_method="POST")
def process_jwe(request):
    answer = payloads.processed(request.body)
    time.sleep(payloads.PROCESS_DELAY_S)
    return answer


@view_config(route_name="stream-file")
def stream_file(request):
    content = payloads.chunk(payloads.chunk_index(request.params.get("chunk_index")))
    return Response(content, content_type="application/octet-stream")


with Configurator() as config:
    # Pyramid's own encoder spends bytes on spaces.
    config.add_renderer("json", JSON(serializer=compact))
    config.add_route("ready", "/")
    config.add_route("text", "/text")
    config.add_route("json", "/json")
    config.add_route("simple-response", "/simple-response")
    config.add_route("process-jwe", "/process-jwe")
    config.add_route("stream-file", "/stream-file")
    config.add_static_view("static", payloads.STATIC_FOLDER)
    config.scan()
    app = config.make_wsgi_app()
