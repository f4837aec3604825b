"""Seals: what the signature card says beside receipts, of the journal's head and of an export.

A seal is a compact JWS like a receipt's (ES256, RKSV Anlage Z 6), made by the unit that signs the
receipts, over a payload that no receipt can be: canonical JSON, where a receipt begins with `_`.

    {"format":1,"register_id":"MARKT-01","seal":"journal",...}

The journal's chain has no key: who rewrites every row to the last makes a new, whole chain. Sealed
at each Z, the rows up to it can be rewritten only by whoever has the card as well; and the anchor
on paper tells also of that one.
"""

import json
import re
from base64 import b32encode
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Final

from firmware.rksv import jws as jws_form
from firmware.rksv.errors import RksvError
from firmware.store.canonical import Json, canonical
from firmware.store.errors import StoreError, StoreFault

FORMAT: Final = 1
#: The journal rows that carry a seal of the journal (`JournalKind.SIEGEL`).
ROW_KIND: Final = "SIEGEL"
ANCHOR_CHARACTERS: Final = 12
ANCHOR_GROUP: Final = 4
#: As a person types it: with or without its row, capital or small.
_TYPED: Final = re.compile(
    r"(?:(?:(?:journal|archiv)\s*)?([1-9][0-9]{0,17})\s*[: ]\s*)?"
    r"([a-z0-9]{4})[- ]?([a-z0-9]{4})[- ]?([a-z0-9]{4})",
    re.IGNORECASE | re.ASCII,
)
_SIGNS: Final = re.compile(r"[A-Z2-7-]+")
#: There is no 0 and no 8 in an anchor.
_MISREAD: Final = str.maketrans("08", "OB")


class SealKind(StrEnum):
    """What is sealed."""

    JOURNAL = "journal"
    EXPORT = "export"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What a seal says: canonical JSON, with at least `format`, `seal` and `register_id`."""

    text: str

    @property
    def digest(self) -> bytes:
        """The 32 bytes the card signs."""
        return jws_form.digest(self.text)


def statement(kind: SealKind, register_id: str, content: Mapping[str, Json]) -> Statement:
    """What is to be sealed.

    Raises:
        StoreError: REFUSED, naming the place in the content.
    """
    head: dict[str, Json] = {"format": FORMAT, "seal": kind.value, "register_id": register_id}
    return Statement(text=canonical({**content, **head}, f"seal {kind.value}"))


def sealed(said: Statement, signature: bytes) -> str:
    """The seal: `said` with the 64 bytes of the card."""
    return jws_form.compact(said.text, signature)


def read(seal: str, kind: SealKind) -> Mapping[str, Json]:
    """What a seal says; whether it is true is for `is_signed_by`.

    Raises:
        StoreError: REFUSED: no JWS, no signature, no such JSON, or of another kind or format.
    """
    place = f"seal {kind.value}"
    try:
        parts = jws_form.split(seal)
        content: Json = json.loads(parts.payload)
    except (RksvError, ValueError, RecursionError) as error:
        raise StoreError(StoreFault.REFUSED, place, f"cannot be read: {error}") from error
    if parts.signature is None or not isinstance(content, dict):
        raise StoreError(StoreFault.REFUSED, place, "is not signed, or says nothing")
    said = (content.get("format"), content.get("seal"))
    if said != (FORMAT, kind.value):
        raise StoreError(StoreFault.REFUSED, place, f"is {said}, not {(FORMAT, kind.value)}")
    return content


def is_signed_by(seal: str, certificate_der: bytes) -> bool:
    """Whether the key of this certificate made the seal."""
    from firmware.rksv.trust import (  # noqa: PLC0415 - certificates, which an anchor needs not
        DeviceKey,
        DeviceKind,
        load_device_key,
    )

    key = load_device_key(DeviceKey(kind=DeviceKind.CERTIFICATE, der=certificate_der))
    try:
        return key is not None and jws_form.verify_signature(key, jws_form.split(seal))
    except RksvError:
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedAnchor:
    """What a person reads from a Z slip; `journal_seq` is None where only the signs were typed."""

    text: str
    journal_seq: int | None = None


def read_anchor(text: str) -> PrintedAnchor:
    """`ABCD-EFGH-2345`, or with its row: `9120:ABCD-EFGH-2345`, `Journal 9120  ABCD-EFGH-2345`.

    Raises:
        StoreError: REFUSED: it is written otherwise.
    """
    found = _TYPED.fullmatch(text.strip())
    if found is not None:
        seq, *groups = found.groups()
        signs = "-".join(groups).upper().translate(_MISREAD)
        if _SIGNS.fullmatch(signs) is not None:
            return PrintedAnchor(text=signs, journal_seq=None if seq is None else int(seq))
    detail = f"{text!r} is no anchor of a Z slip, such as ABCD-EFGH-2345"
    raise StoreError(StoreFault.REFUSED, "anchor", detail)


def anchor(journal_seq: int, journal_hash: str) -> str:
    """The journal's head as a Z shows it, short enough to be typed: `ABCD-EFGH-2345`.

    60 bits of SHA-256 over seq and hash, in base32 (RFC 4648: no 0, 1, 8 or 9).
    """
    digest = sha256(f"{journal_seq}:{journal_hash}".encode()).digest()
    text = b32encode(digest)[:ANCHOR_CHARACTERS].decode()
    groups = range(0, ANCHOR_CHARACTERS, ANCHOR_GROUP)
    return "-".join(text[at : at + ANCHOR_GROUP] for at in groups)
