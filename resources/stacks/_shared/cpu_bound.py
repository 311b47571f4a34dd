# SPDX-License-Identifier: GPL-3.0-or-later
"""The work behind /cpu_bound: products of matrices of 100 × 100."""

import os

import payloads

PRODUCTS = 1000
MOST_PRODUCTS = 1_000_000


def products(text):
    """Multiplies as often as the query's num says, and tells how often that was."""
    count = PRODUCTS
    if text:
        if not (text.isascii() and text.isdigit() and len(text) < 8 and int(text) <= MOST_PRODUCTS):
            raise payloads.Refused(400, "num has to be a whole number from 0 to 1000000.")
        count = int(text)
    # One thread: the server's threads and workers are what is compared, not the library's.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # Not above: most servers are never asked for this, and it takes time and memory.
    import numpy

    matrix = numpy.ones((100, 100))
    for _ in range(count):
        numpy.matmul(matrix, matrix)
    return f"{count} products"
