# SPDX-License-Identifier: GPL-3.0-or-later
"""The mixed workload on CherryPy and its own server, Cheroot."""

import time

import cherrypy
import payloads
from cherrypy._cpwsgi_server import CPWSGIServer


def write_json(*args, **kwargs):
    value = cherrypy.serving.request._json_inner_handler(*args, **kwargs)
    return payloads.dumps(value).encode()


def refuse(error):
    cherrypy.response.status = error.status
    return error.body


class Application:
    @cherrypy.expose("simple-response")
    @cherrypy.tools.json_out(handler=write_json)
    @cherrypy.tools.allow(methods=["GET", "HEAD"])
    def simple_response(self):
        return payloads.SIMPLE

    @cherrypy.expose("process-jwe")
    @cherrypy.tools.json_out(handler=write_json)
    @cherrypy.tools.allow(methods=["POST"])
    # The body is read as it is: CherryPy would otherwise look for form fields in it.
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


def main():
    # No configuration key reaches this limit of Cheroot; None is "as many as come".
    CPWSGIServer.keep_alive_conn_limit = payloads.number("keep_alive_limit") or None
    cherrypy.config.update(
        {
            "server.socket_host": payloads.HOST,
            "server.socket_port": payloads.PORT,
            "server.thread_pool": payloads.number("threads"),
            "server.socket_queue_size": payloads.number("backlog"),
            "server.socket_timeout": payloads.number("keep_alive_s"),
            "engine.autoreload.on": payloads.switch("autoreload"),
            "log.screen": payloads.switch("access_log"),
        }
    )
    cherrypy.quickstart(Application())


if __name__ == "__main__":
    main()
