"""Bytes as text, read as strictly as written: one text for one value.

base64 (RFC 4648 § 4) stands in the payload and in QR codes, base64url without padding (§ 5) in a
JWS, base32 (§ 6) in OCR text. Common decoders forgive foreign characters and stray bits; a receipt
with a turned bit must never be read as the same receipt, so whatever is decoded here is written
again and compared.
"""

from base64 import b32decode, b32encode
from binascii import Error as Base64Error
from binascii import a2b_base64, b2a_base64
from typing import Final

from firmware.rksv.errors import MalformedError

# base64url to base64, with the two characters that only base64 knows made invalid.
FROM_URL: Final = bytes.maketrans(b"-_+/", b"+/**")
_TO_URL: Final = bytes.maketrans(b"+/", b"-_")


def encode_utf8(text: str, field: str) -> bytes:
    """Encode a text as UTF-8.

    Raises:
        MalformedError: the text holds half a surrogate pair and has no UTF-8 form.
    """
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise MalformedError(field, f"character at {error.start} has no UTF-8 form") from error


def encode_base64(raw: bytes) -> str:
    """Write padded base64."""
    return b2a_base64(raw, newline=False).decode("ascii")


def decode_base64(text: str, field: str) -> bytes:
    """Decode canonical, padded base64.

    Raises:
        MalformedError: naming `field`: foreign characters, missing padding or stray bits.
    """
    try:
        raw = a2b_base64(text)
    except ValueError as error:
        raise MalformedError(field, "not base64") from error
    if encode_base64(raw) != text:
        raise MalformedError(field, "not canonical base64")
    return raw


def encode_base64url(raw: bytes) -> str:
    """Write base64url without padding."""
    return b2a_base64(raw, newline=False).translate(_TO_URL).rstrip(b"=").decode("ascii")


def decode_base64url(segment: bytes, field: str) -> bytes:
    """Decode canonical base64url without padding, given as ASCII bytes.

    Raises:
        MalformedError: naming `field`: padding, foreign characters or stray bits.
    """
    if b"=" in segment:
        raise MalformedError(field, "padded with '='")
    try:
        raw = a2b_base64(segment.translate(FROM_URL) + b"=" * (-len(segment) % 4))
    except Base64Error as error:
        raise MalformedError(field, "not base64url") from error
    if b2a_base64(raw, newline=False).translate(_TO_URL).rstrip(b"=") != segment:
        raise MalformedError(field, "not canonical base64url")
    return raw


def encode_base32(raw: bytes) -> str:
    """Write padded base32."""
    return b32encode(raw).decode("ascii")


def decode_base32(text: str, field: str) -> bytes:
    """Decode canonical, padded base32.

    Raises:
        MalformedError: naming `field`: foreign characters, missing padding or stray bits.
    """
    try:
        raw = b32decode(text)
    except ValueError as error:
        raise MalformedError(field, "not base32") from error
    if encode_base32(raw) != text:
        raise MalformedError(field, "not canonical base32")
    return raw
