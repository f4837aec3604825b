"""Links to digital receipts: an address nobody can guess, short enough for a small display.

    HTTPS://BON.EXAMPLE.AT/ABCDEFGHIJKLMNOPQRSTUVWXYZ

The token is 128 bits in base32 (RFC 4648, 26 signs), capital as the whole link, so that a QR code
takes it in alphanumeric mode. The till makes it from a secret of its own and the receipt's number:
so the same receipt has the same link, and no list of links is kept anywhere. Its journal, and with
that the archive, keep only the SHA-256 of a token that was shown.
"""

import hmac
import re
from base64 import b32encode
from hashlib import sha256
from typing import Final

from firmware.accord.errors import AccordError

SECRET_BYTES: Final = 32
TOKEN_BYTES: Final = 16
TOKEN_SIGNS: Final = 26
_TOKEN: Final = re.compile(r"[A-Z2-7]{25}[AEIMQUY4]")
_DOMAIN: Final = b"standlkassa link 1\n"
#: As much as QR version 3 (29 modules) takes in alphanumeric mode at level L.
MAX_LINK: Final = 77
_BASE: Final = re.compile(
    r"(HTTPS://|HTTP://(LOCALHOST|127\.0\.0\.1))[A-Z0-9.-]*(:[0-9]{1,5})?(/[A-Z0-9.-]+)*/"
)


def token(secret: bytes, register_id: str, number: int) -> str:
    """The token of a register's receipt."""
    if len(secret) != SECRET_BYTES:
        raise AccordError(f"a secret of links has {SECRET_BYTES} bytes")
    said = _DOMAIN + f"{register_id}\n{number}".encode()
    return b32encode(hmac.digest(secret, said, "sha256")[:TOKEN_BYTES]).decode().rstrip("=")


def is_token(text: str) -> bool:
    """Whether it has the form of a token."""
    return _TOKEN.fullmatch(text) is not None


def token_sha256(text: str) -> str:
    """What is kept of a token: 64 hex digits."""
    return sha256(text.encode()).hexdigest()


def link(base: str, text: str) -> str:
    """The link of a token; `base` ends in a slash.

    Raises:
        AccordError: the base is none, or too long for the display.
    """
    capital = base.upper()
    if _BASE.fullmatch(capital) is None:
        raise AccordError(f"{base!r} is no address of receipts, such as https://bon.example.at/")
    if len(capital) + TOKEN_SIGNS > MAX_LINK:
        raise AccordError(f"{base!r} is longer than {MAX_LINK - TOKEN_SIGNS} signs")
    return capital + text
