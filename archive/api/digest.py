"""Content-Digest of RFC 9530: what a body was when it was sent, so that damage on the way shows."""

import binascii
import re
from base64 import b64decode, b64encode
from hashlib import sha256
from typing import Final

HEADER: Final = "content-digest"
_SHA256: Final = re.compile(r"(?:^|,)[ \t]*sha-256=:([A-Za-z0-9+/=]{1,64}):[ \t]*(?=,|$)")
_DIGEST_BYTES: Final = 32


class DigestError(Exception):
    """No digest, or not that of the body; the message says which."""


def digest_of(body: bytes) -> str:
    """The header's value for a body."""
    return f"sha-256=:{b64encode(sha256(body).digest()).decode()}:"


def claimed(header: str) -> bytes:
    """The SHA-256 a header claims; other algorithms beside it are passed over.

    Raises:
        DigestError: it claims none.
    """
    found = _SHA256.findall(header)
    if len(found) != 1:
        raise DigestError("Content-Digest: sha-256=:…: is wanted")
    try:
        digest = b64decode(found[0], validate=True)
    except binascii.Error as error:
        raise DigestError("Content-Digest: not base64") from error
    if len(digest) != _DIGEST_BYTES:
        raise DigestError("Content-Digest: a SHA-256 has 32 bytes")
    return digest


def require(header: str, body: bytes) -> None:
    """See that the body is the one the header speaks of.

    Raises:
        DigestError: it is not, or the header claims nothing.
    """
    if claimed(header) != sha256(body).digest():
        raise DigestError("the body is not the one that was sent")
