# SPDX-License-Identifier: GPL-3.0-or-later
"""Shared by the gRPC stacks of all programming models: the responses, the options
of a server, and which status a refused request ends with.
"""

import cpu_bound
import grpc
import myapp_pb2
import payloads
import upstream
from grpc_reflection.v1alpha import reflection

ADDRESS = f"{payloads.HOST}:{payloads.PORT}"
# By default gRPC lets a second server listen on the same port, and distributes calls between both.
OPTIONS = [("grpc.so_reuseport", 0)]
# Seconds for calls in progress to end after the signal.
GRACE_S = 2

READY = myapp_pb2.MyAppResponse(text=payloads.READY)

_CODES = {
    400: grpc.StatusCode.INVALID_ARGUMENT,
    502: grpc.StatusCode.UNAVAILABLE,
    503: grpc.StatusCode.FAILED_PRECONDITION,
}


def response(text):
    return myapp_pb2.MyAppResponse(text=text)


def refusal(error):
    """Status and message of payloads.Refused, as arguments of context.abort()."""
    return _CODES.get(error.status, grpc.StatusCode.UNKNOWN), str(error)


def delay_s(request):
    """Delay of the slow upstream: from the message, else from the stack's parameter, else from
    the profile.
    """
    return upstream.delay(str(request.num or payloads.number("empty_delay_s") or ""))


def products(request):
    return response(cpu_bound.products(str(request.num or "")))


def reflect(server):
    """Enables clients without the .proto to query the service."""
    names = [myapp_pb2.DESCRIPTOR.services_by_name["MyApp"].full_name, reflection.SERVICE_NAME]
    reflection.enable_server_reflection(names, server)
