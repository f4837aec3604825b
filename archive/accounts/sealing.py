"""Secrets that must be read again lie sealed in the database: who has a copy of it has no key.

AES-256-GCM (NIST SP 800-38D) by a key that is not in the database, bound to whose secret it is:
a sealed secret put into another's row opens nothing.
"""

import os
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_FORM: Final = "1:"
_NONCE_BYTES: Final = 12


def sealed(key: bytes, secret: str, whose: str) -> str:
    """What is kept of a secret."""
    nonce = os.urandom(_NONCE_BYTES)
    raw = nonce + AESGCM(key).encrypt(nonce, secret.encode(), whose.encode())
    return _FORM + b64encode(raw).decode()


def opened(key: bytes, kept: str, whose: str) -> str | None:
    """The secret; None: sealed by another key, for somebody else, or damaged."""
    try:
        raw = b64decode(kept.removeprefix(_FORM), validate=True)
        nonce, locked = raw[:_NONCE_BYTES], raw[_NONCE_BYTES:]
        return AESGCM(key).decrypt(nonce, locked, whose.encode()).decode()
    except (InvalidTag, Base64Error, ValueError):
        return None
