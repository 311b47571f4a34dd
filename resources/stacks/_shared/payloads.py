# SPDX-License-Identifier: GPL-3.0-or-later
"""The responses of every stack, and its settings from the environment.

The bodies live here once, so that stacks are compared by how they serve and not by how many bytes
their JSON encoders spend on spaces.
"""

import json
import os

HOST = os.environ["LOADSTONE_HOST"]
PORT = int(os.environ["LOADSTONE_PORT"])
PROCESS_DELAY_S = int(os.environ.get("LOADSTONE_PROCESS_DELAY_MS", "0")) / 1000
STREAM_FILE = os.environ.get("LOADSTONE_STREAM_FILE", "")

CHUNK_BYTES = 1024 * 1024
STATIC_FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "static")

READY = "ready"
TEXT = "Hello World!"
SIMPLE = {"message": "Hello, world!"}
# 106 bytes. The published comparison wrote the current time; a fixed one keeps bodies equal.
SAMPLE = {
    "test": True,
    "date": 1551000000,
    "values": [1, 2, 3, 4, 5],
    "sub_attributes": {"attribute1": 1, "attribute2": "True"},
}


def parameter(name):
    """A parameter of the stack as text; every declared one is set."""
    return os.environ["LOADSTONE_PARAM_" + name.upper()]


def number(name):
    return int(parameter(name))


def switch(name):
    return parameter(name) == "true"


def offers(name):
    """Whether the stack declares the switch and it is on: stacks that share an application need not
    all have the same switches.
    """
    return os.environ.get("LOADSTONE_PARAM_" + name.upper()) == "true"


TLS = offers("tls")
# Files for a server with TLS, empty without.
CERTIFICATE = os.environ.get("LOADSTONE_CERTIFICATE", "")
CERTIFICATE_KEY = os.environ.get("LOADSTONE_CERTIFICATE_KEY", "")

REAL_JWE = offers("real_jwe")
if REAL_JWE:
    # On demand: some environments do not have the package, and generating the key takes time.
    import jwe


class Refused(Exception):
    """A request that gets an error status."""

    def __init__(self, status, reason):
        super().__init__(reason)
        self.status = status
        self.body = {"error": reason}


def dumps(value):
    """JSON without white space; text stays text."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _no_constant(name):
    # Python accepts NaN and Infinity, which are not valid JSON.
    raise ValueError(name)


def processed(body):
    """The response of /process-jwe to a request body."""
    try:
        data = json.loads(body, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise Refused(400, "The body is not JSON.") from None
    if REAL_JWE:
        data = json.loads(jwe.decrypted(jwe.encrypted(dumps(data))))
    return {"status": "Processed", "data": data}


def chunk_index(text):
    """The query's chunk_index as a number, for frameworks that pass it as text."""
    if text and text.isascii() and text.isdigit() and len(text) < 16:
        return int(text)
    raise Refused(400, "chunk_index has to be a whole number from 0.")


def chunk(index):
    """One MiB of the stream file; the last one may be shorter."""
    try:
        with open(STREAM_FILE, "rb") as file:
            file.seek(index * CHUNK_BYTES)
            content = file.read(CHUNK_BYTES)
    except FileNotFoundError:
        raise Refused(404, "There is no stream file.") from None
    if not content:
        raise Refused(416, "The chunk lies behind the end of the file.")
    return content
