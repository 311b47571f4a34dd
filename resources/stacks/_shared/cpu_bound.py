# SPDX-License-Identifier: GPL-3.0-or-later
"""The work behind /cpu_bound: products of 100 × 100 matrices."""

import os

import payloads

PRODUCTS = 1000
MOST_PRODUCTS = 1_000_000


def products(text):
    """Multiplies num times, as given by the query, and returns the number."""
    count = PRODUCTS
    if text:
        if not (text.isascii() and text.isdigit() and len(text) < 8 and int(text) <= MOST_PRODUCTS):
            raise payloads.Refused(400, "num has to be a whole number from 0 to 1000000.")
        count = int(text)
    # One thread: the comparison is about the server's threads and workers, not the library's.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # Imported on demand: most servers never need it, and it takes time and memory.
    import numpy

    matrix = numpy.ones((100, 100))
    for _ in range(count):
        numpy.matmul(matrix, matrix)
    return f"{count} products"
