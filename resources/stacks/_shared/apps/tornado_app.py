# SPDX-License-Identifier: GPL-3.0-or-later
"""Every workload on Tornado; `app` is served by Tornado's own server, alone or under gunicorn."""

import asyncio

import cpu_bound
import payloads
import upstream
from tornado.web import Application, RequestHandler

client = upstream.asyncio_client()


class Handler(RequestHandler):
    def answer(self, content, content_type):
        self.set_header("Content-Type", content_type)
        self.finish(content)

    def answer_json(self, value):
        # Tornado's own encoder spends bytes on spaces.
        self.answer(payloads.dumps(value), "application/json")

    def refuse(self, error):
        self.set_status(error.status)
        self.answer_json(error.body)


class Ready(Handler):
    async def get(self):
        self.answer(payloads.READY, "text/plain")


class Text(Handler):
    async def get(self):
        self.answer(payloads.TEXT, "text/plain")


class Sample(Handler):
    async def get(self):
        self.answer_json(payloads.SAMPLE)


class SimpleResponse(Handler):
    async def get(self):
        self.answer_json(payloads.SIMPLE)


class ProcessJwe(Handler):
    async def post(self):
        try:
            answer = payloads.processed(self.request.body)
        except payloads.Refused as error:
            self.refuse(error)
            return
        await asyncio.sleep(payloads.PROCESS_DELAY_S)
        self.answer_json(answer)


class StreamFile(Handler):
    async def get(self):
        try:
            index = payloads.chunk_index(self.get_query_argument("chunk_index", None))
            content = payloads.chunk(index)
        except payloads.Refused as error:
            self.refuse(error)
            return
        self.answer(content, "application/octet-stream")


class Called(Handler):
    """Responds with the text of `content`, or with the reason for its absence."""

    async def get(self):
        try:
            self.answer(await self.content(), "text/plain")
        except payloads.Refused as error:
            self.refuse(error)


class Single(Called):
    async def content(self):
        return await client.single()


class Multiple(Called):
    async def content(self):
        return await client.multiple()


class IoBound(Called):
    async def content(self):
        return await client.io_bound(upstream.delay(self.get_query_argument("delay", None)))


class CpuBound(Called):
    async def content(self):
        return cpu_bound.products(self.get_query_argument("num", None))


app = Application(
    [
        (r"/", Ready),
        (r"/text", Text),
        (r"/json", Sample),
        (r"/simple-response", SimpleResponse),
        (r"/process-jwe", ProcessJwe),
        (r"/stream-file", StreamFile),
        (r"/single", Single),
        (r"/multiple", Multiple),
        (r"/io_bound", IoBound),
        (r"/cpu_bound", CpuBound),
    ],
    static_path=payloads.STATIC_FOLDER,
)
