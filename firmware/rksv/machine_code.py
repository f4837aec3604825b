"""The machine readable code: the signed text, its QR, OCR and link forms (Anlage Z 5, 12, 14).

The same receipt exists as payload (12 fields), QR text (13 fields, signature in base64), OCR text
(13 fields, coded parts in base32) and compact JWS. Every form leads back to the same JWS.
"""

import re
from datetime import datetime
from hashlib import sha256
from typing import Final, NoReturn

from firmware.rksv import jws as jws_form
from firmware.rksv.coding import (
    decode_base32,
    decode_base64,
    encode_base32,
    encode_base64,
    encode_base64url,
    encode_utf8,
)
from firmware.rksv.errors import MalformedError
from firmware.rksv.money import AMOUNT_PATTERN, format_amount
from firmware.rksv.receipt import Payload
from firmware.rksv.turnover import require_length
from firmware.rksv.vat import Buckets

SEPARATOR: Final = "_"
LINK_HASH_BYTES: Final = 8

RKA_PATTERN: Final = r"R[1-9][0-9]*-(?:AT0|[A-Z]{2}[1-9][0-9]*)"
# Open system: certificate number in hex; closed system: company id and name of its key.
SERIAL_PATTERN: Final = (
    r"[0-9A-Fa-f]{1,64}|S:[0-9]{9}-[0-9A-Za-z]+|U:[0-9A-Z]+-[0-9A-Za-z]+|G:[0-9]{13}-[0-9A-Za-z]+"
)
# Name of each field, in order, with its form.
FIELDS: Final[tuple[tuple[str, str], ...]] = (
    ("rka", RKA_PATTERN),
    ("register_id", r"[^_]+"),
    ("number", r"[^_]+"),
    ("local_time", r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}"),
    ("normal", AMOUNT_PATTERN),
    ("ermaessigt_1", AMOUNT_PATTERN),
    ("ermaessigt_2", AMOUNT_PATTERN),
    ("null", AMOUNT_PATTERN),
    ("besonders", AMOUNT_PATTERN),
    ("turnover", r"[0-9A-Za-z+/]+={0,2}"),
    ("certificate_serial", SERIAL_PATTERN),
    ("previous_link", r"[0-9A-Za-z+/]{11}="),
)
# What stands in field 10 of training and cancellation: "TRA" and "STO", coded like a counter.
MARKER_FIELDS: Final = frozenset({encode_base64(b"TRA"), encode_base64(b"STO")})
PAYLOAD: Final = re.compile("".join(f"_({pattern})" for _, pattern in FIELDS))
_TURNOVER: Final = 9
_LINK: Final = 11
_CODED_FIELDS: Final = ((_TURNOVER, "turnover"), (_LINK, "previous_link"), (12, "signature"))


def marker_field(marker: str) -> str:
    """Return field 10 for a marker of `ReceiptKind.counter_marker`: "TRA" gives "VFJB"."""
    return encode_base64(marker.encode("ascii"))


def build(payload: Payload) -> str:
    """Write the signed text: twelve fields, each with a leading underscore (Anlage Z 5).

    Raises:
        MalformedError: naming the field whose value cannot stand there.
    """
    texts = (
        payload.rka,
        payload.register_id,
        payload.number_text,
        payload.local_time,
        *(format_amount(cents) for cents in payload.buckets.amounts),
        payload.turnover_field,
        payload.certificate_serial,
        payload.previous_link,
    )
    text = "".join(f"{SEPARATOR}{field}" for field in texts)
    # Twelve good fields mean that no value held the separator: what was written reads back.
    parse(text)
    return text


def parse(text: str) -> Payload:
    """Read the signed text strictly.

    Raises:
        MalformedError: naming the first field that is not in its form.
    """
    match = PAYLOAD.fullmatch(text)
    if match is None:
        _refuse(text)
    (rka, register_id, number, local_time, a, b, c, d, e, turnover, serial, link) = match.groups()
    _require_moment(local_time)
    if turnover not in MARKER_FIELDS:
        require_length(len(decode_base64(turnover, "turnover")))
    decode_base64(link, "previous_link")
    return Payload(
        rka=rka,
        register_id=register_id,
        number_text=number,
        local_time=local_time,
        buckets=Buckets(
            normal=int(a.replace(",", "")),
            ermaessigt_1=int(b.replace(",", "")),
            ermaessigt_2=int(c.replace(",", "")),
            null=int(d.replace(",", "")),
            besonders=int(e.replace(",", "")),
        ),
        turnover_field=turnover,
        certificate_serial=serial,
        previous_link=link,
    )


def qr_from_jws(jws: str) -> str:
    """Return the text of the QR code: payload and signature in standard base64 (Anlage Z 12).

    Raises:
        MalformedError: the JWS is not in its form.
    """
    parts = jws_form.split(jws)
    signature = jws_form.FAILURE_BYTES if parts.signature is None else parts.signature
    return f"{parts.payload}{SEPARATOR}{encode_base64(signature)}"


def jws_from_qr(text: str) -> str:
    """Rebuild the compact JWS from the text of a QR code.

    Raises:
        MalformedError: not 13 fields, or the signature is neither 64 bytes nor the failure text.
    """
    fields = _split_code(text)
    signature = decode_base64(fields[-1], "signature")
    payload = text[: text.rindex(SEPARATOR)]
    is_failure = signature == jws_form.FAILURE_BYTES
    return jws_form.compact(payload, None if is_failure else signature)


def ocr_from_jws(jws: str) -> str:
    """Return the OCR text: fields 10, 12 and 13 in base32 (Anlage Z 14).

    Raises:
        MalformedError: the JWS is not in its form.
    """
    fields = _split_code(qr_from_jws(jws))
    for index, name in _CODED_FIELDS:
        fields[index] = encode_base32(decode_base64(fields[index], name))
    return "".join(f"{SEPARATOR}{field}" for field in fields)


def jws_from_ocr(text: str) -> str:
    """Rebuild the compact JWS from an OCR text.

    Raises:
        MalformedError: not 13 fields, or a coded field is not canonical base32.
    """
    fields = _split_code(text)
    for index, name in _CODED_FIELDS:
        fields[index] = encode_base64(decode_base32(fields[index], name))
    return jws_from_qr("".join(f"{SEPARATOR}{field}" for field in fields))


def link_hash(qr: str) -> str:
    """Return the 11 characters by which a link names a receipt: they depend on its signature."""
    return encode_base64url(sha256(encode_utf8(qr, "machine code")).digest()[:LINK_HASH_BYTES])


def _split_code(text: str) -> list[str]:
    empty, *fields = text.split(SEPARATOR)
    if empty or len(fields) != len(FIELDS) + 1 or not all(fields):
        raise MalformedError("machine code", "is not 13 fields, each after an underscore")
    return fields


def _require_moment(local_time: str) -> None:
    try:
        datetime.fromisoformat(local_time)
    except ValueError as error:
        raise MalformedError("local_time", f"{local_time} does not exist") from error


def _refuse(text: str) -> NoReturn:
    """Find the field that is wrong; only called when one is."""
    empty, *fields = text.split(SEPARATOR)
    if empty:
        raise MalformedError("payload", "does not begin with an underscore")
    if len(fields) != len(FIELDS):
        raise MalformedError("payload", f"{len(fields)} fields instead of {len(FIELDS)}")
    name, field = next(
        (name, field)
        for (name, pattern), field in zip(FIELDS, fields, strict=True)
        if re.fullmatch(pattern, field) is None
    )
    raise MalformedError(name, f"{field[:60]!r} is not in its form")
