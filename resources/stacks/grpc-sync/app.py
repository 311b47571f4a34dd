# SPDX-License-Identifier: GPL-3.0-or-later
"""The service MyApp on gRPC's server with a thread pool."""

import signal
import threading
from concurrent import futures

import grpc
import myapp_pb2_grpc
import payloads
import rpc
import upstream

threads = payloads.number("threads")

if upstream.URL:
    # Not grequests, as published: it patches sockets in the process of gRPC.
    import upstream_session

    callers = futures.ThreadPoolExecutor(max_workers=threads * upstream.CALLS)


def call_upstream(seconds):
    """All calls concurrently, each in a thread."""
    if not upstream.URL:
        return upstream.Absent.io_bound(seconds)
    return upstream.joined(callers.map(upstream_session.call, [seconds] * upstream.CALLS))


class MyApp(myapp_pb2_grpc.MyAppServicer):
    def index(self, request, context):
        return rpc.READY

    def io_bound(self, request, context):
        try:
            return rpc.response(call_upstream(rpc.delay_s(request)))
        except payloads.Refused as error:
            context.abort(*rpc.refusal(error))

    def cpu_bound(self, request, context):
        try:
            return rpc.products(request)
        except payloads.Refused as error:
            context.abort(*rpc.refusal(error))


def main():
    stopped = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopped.set())
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=threads), options=rpc.OPTIONS)
    myapp_pb2_grpc.add_MyAppServicer_to_server(MyApp(), server)
    rpc.reflect(server)
    server.add_insecure_port(rpc.ADDRESS)
    server.start()
    stopped.wait()
    server.stop(rpc.GRACE_S).wait()


if __name__ == "__main__":
    main()
