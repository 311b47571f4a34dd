# SPDX-License-Identifier: GPL-3.0-or-later
"""What the gRPC stacks have in common, whatever their programming model: the answers, the options
of a server, and which status a refused request ends with.
"""

import cpu_bound
import grpc
import myapp_pb2
import payloads
import upstream
from grpc_reflection.v1alpha import reflection

ADDRESS = f"{payloads.HOST}:{payloads.PORT}"
# gRPC lets a second server listen on the same port by default, and splits the calls between them.
OPTIONS = [("grpc.so_reuseport", 0)]
# Seconds that running calls may take to end after the signal.
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
    """Status and words of payloads.Refused, as context.abort() takes them."""
    return _CODES.get(error.status, grpc.StatusCode.UNKNOWN), str(error)


def delay_s(request):
    """How long the slow upstream is to wait: as the message says, else as the stack's parameter, else as
    the profile.
    """
    return upstream.delay(str(request.num or payloads.number("empty_delay_s") or ""))


def products(request):
    return response(cpu_bound.products(str(request.num or "")))


def reflect(server):
    """Lets clients without the .proto ask for the service."""
    names = [myapp_pb2.DESCRIPTOR.services_by_name["MyApp"].full_name, reflection.SERVICE_NAME]
    reflection.enable_server_reflection(names, server)
