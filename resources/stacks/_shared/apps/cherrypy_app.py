# SPDX-License-Identifier: GPL-3.0-or-later
"""Every workload on CherryPy: `cherrypy.quickstart(Application(), config=CONFIG)` serves it."""

import time

import cherrypy
import payloads

CONFIG = {"/static": {"tools.staticdir.on": True, "tools.staticdir.dir": payloads.STATIC_FOLDER}}


def write_json(*args, **kwargs):
    value = cherrypy.serving.request._json_inner_handler(*args, **kwargs)
    return payloads.dumps(value).encode()


def refuse(error):
    cherrypy.response.status = error.status
    return error.body


class Application:
    @cherrypy.expose
    @cherrypy.tools.allow(methods=["GET", "HEAD"])
    def index(self):
        cherrypy.response.headers["Content-Type"] = "text/plain"
        return payloads.READY

    @cherrypy.expose
    @cherrypy.tools.allow(methods=["GET", "HEAD"])
    def text(self):
        cherrypy.response.headers["Content-Type"] = "text/plain"
        return payloads.TEXT

    @cherrypy.expose("json")
    @cherrypy.tools.json_out(handler=write_json)
    @cherrypy.tools.allow(methods=["GET", "HEAD"])
    def sample(self):
        return payloads.SAMPLE

    @cherrypy.expose("simple-response")
    @cherrypy.tools.json_out(handler=write_json)
    @cherrypy.tools.allow(methods=["GET", "HEAD"])
    def simple_response(self):
        return payloads.SIMPLE

    @cherrypy.expose("process-jwe")
    @cherrypy.tools.json_out(handler=write_json)
    @cherrypy.tools.allow(methods=["POST"])
    # The raw body: CherryPy would otherwise parse it as form fields.
    @cherrypy.config(**{"request.process_request_body": False})
    def process_jwe(self):
        length = int(cherrypy.request.headers.get("Content-Length") or 0)
        try:
            answer = payloads.processed(cherrypy.request.rfile.read(length))
        except payloads.Refused as error:
            return refuse(error)
        time.sleep(payloads.PROCESS_DELAY_S)
        return answer

    @cherrypy.expose("stream-file")
    @cherrypy.tools.allow(methods=["GET", "HEAD"])
    def stream_file(self, chunk_index=None):
        try:
            content = payloads.chunk(payloads.chunk_index(chunk_index))
        except payloads.Refused as error:
            cherrypy.response.headers["Content-Type"] = "application/json"
            return payloads.dumps(refuse(error)).encode()
        cherrypy.response.headers["Content-Type"] = "application/octet-stream"
        return content
