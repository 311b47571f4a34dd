# SPDX-License-Identifier: GPL-3.0-or-later
"""A real JWE in place of the published delay: RSA-OAEP-256 for the key, A256GCM for the content.

The key is made when the process starts. What is encrypted is decrypted again by the same process,
so no key has to be shared and the response keeps its bytes.
"""

from joserfc import jwe
from joserfc.jwk import RSAKey

_HEADER = {"alg": "RSA-OAEP-256", "enc": "A256GCM"}
_ALGORITHMS = list(_HEADER.values())
_KEY = RSAKey.generate_key(2048)


def encrypted(text):
    """The text as a compact token."""
    return jwe.encrypt_compact(_HEADER, text, _KEY, algorithms=_ALGORITHMS)


def decrypted(token):
    """The bytes that the token protects."""
    return jwe.decrypt_compact(token, _KEY, algorithms=_ALGORITHMS).plaintext
