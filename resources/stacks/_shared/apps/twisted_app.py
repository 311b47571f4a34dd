# SPDX-License-Identifier: GPL-3.0-or-later
"""Every workload as resources of Twisted Web; a `Site` serves `root`."""

import payloads
from twisted.internet import reactor, task
from twisted.web.resource import Resource
from twisted.web.server import NOT_DONE_YET
from twisted.web.static import File


def answer(request, content, content_type):
    request.setHeader("Content-Type", content_type)
    request.setHeader("Content-Length", str(len(content)))
    return content


def answer_json(request, value, status=200):
    request.setResponseCode(status)
    return answer(request, payloads.dumps(value).encode(), "application/json")


class Text(Resource):
    isLeaf = True

    def __init__(self, text):
        super().__init__()
        self.text = text

    def render_GET(self, request):
        return answer(request, self.text.encode(), "text/plain")


class Json(Resource):
    isLeaf = True

    def __init__(self, value):
        super().__init__()
        self.value = value

    def render_GET(self, request):
        return answer_json(request, self.value)


class ProcessJwe(Resource):
    isLeaf = True

    def render_POST(self, request):
        try:
            value = payloads.processed(request.content.read())
        except payloads.Refused as error:
            return answer_json(request, error.body, error.status)
        if not payloads.PROCESS_DELAY_S:
            return answer_json(request, value)
        self.answer_later(request, value)
        return NOT_DONE_YET

    def answer_later(self, request, value):
        def write():
            request.write(answer_json(request, value))
            request.finish()

        delayed = task.deferLater(reactor, payloads.PROCESS_DELAY_S, write)
        # The client may have disconnected before the response.
        request.notifyFinish().addErrback(lambda failure: delayed.cancel())
        delayed.addErrback(lambda failure: failure.trap(task.CancelledError))


class StreamFile(Resource):
    isLeaf = True

    def render_GET(self, request):
        index = request.args.get(b"chunk_index", [b""])[0].decode(errors="replace")
        try:
            content = payloads.chunk(payloads.chunk_index(index))
        except payloads.Refused as error:
            return answer_json(request, error.body, error.status)
        return answer(request, content, "application/octet-stream")


root = Resource()
root.putChild(b"", Text(payloads.READY))
root.putChild(b"text", Text(payloads.TEXT))
root.putChild(b"json", Json(payloads.SAMPLE))
root.putChild(b"simple-response", Json(payloads.SIMPLE))
root.putChild(b"process-jwe", ProcessJwe())
root.putChild(b"stream-file", StreamFile())
root.putChild(b"static", File(payloads.STATIC_FOLDER))
