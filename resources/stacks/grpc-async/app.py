# SPDX-License-Identifier: GPL-3.0-or-later
"""The service MyApp on gRPC's asyncio server."""

import asyncio
import signal

import grpc
import myapp_pb2_grpc
import payloads
import rpc
import upstream

client = upstream.asyncio_client()


class MyApp(myapp_pb2_grpc.MyAppServicer):
    async def index(self, request, context):
        return rpc.READY

    async def io_bound(self, request, context):
        try:
            return rpc.response(await client.io_bound(rpc.delay_s(request)))
        except payloads.Refused as error:
            await context.abort(*rpc.refusal(error))

    async def cpu_bound(self, request, context):
        try:
            return rpc.products(request)
        except payloads.Refused as error:
            await context.abort(*rpc.refusal(error))


async def main():
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    server = grpc.aio.server(options=rpc.OPTIONS)
    myapp_pb2_grpc.add_MyAppServicer_to_server(MyApp(), server)
    rpc.reflect(server)
    server.add_insecure_port(rpc.ADDRESS)
    await server.start()
    await stopped.wait()
    await server.stop(rpc.GRACE_S)


if __name__ == "__main__":
    asyncio.run(main())
