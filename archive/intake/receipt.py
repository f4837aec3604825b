"""A receipt of a log against the receipt before it, its certificate, and its own signed text.

The same that `firmware.store.examiner` looks at in a book, with the signature, and fast: this
stands between a till and its answer.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, TypeAlias

from archive.intake.certificates import Keys
from archive.intake.rules import Rule
from firmware.rksv import jws as jws_form
from firmware.rksv import machine_code
from firmware.rksv.errors import MalformedError
from firmware.rksv.receipt import Payload, ReceiptKind, local_time_text
from firmware.store.canonical import digest as fields_digest
from firmware.store.canonical import utc_of
from firmware.store.errors import StoreError
from firmware.store.raw import RawReceipt
from firmware.store.row import RECEIPT_DOMAIN

#: A rule that is broken, and how.
Fault: TypeAlias = tuple[Rule, str]

# All texts of `utc_text` are so long, and sort as their times do.
_TIME_CHARACTERS: Final = 32
_KINDS: Final = {kind.value: kind for kind in ReceiptKind}


@dataclass(slots=True, kw_only=True)
class Before:
    """What a receipt follows: the number, time and counter before, the link it must carry.

    Only whoever looks from receipt to receipt changes it.
    """

    number: int
    link: str
    issued: str
    turnover_cents: int
    register_id: str


def content_text(receipt: RawReceipt) -> str:
    """What the journal row of this receipt must say (`store.row.receipt_content`, canonical)."""
    number, kind, issued, jws, turnover, serial, is_signed, _, content = receipt
    digest = fields_digest(
        RECEIPT_DOMAIN,
        (
            b"%d" % number,
            kind.encode(),
            issued.encode(),
            jws.encode(),
            b"%d" % turnover,
            serial.encode(),
            b"%d" % is_signed,
            content.encode(),
        ),
    )
    jws_sha256 = sha256(jws.encode()).hexdigest()
    return f'{{"jws_sha256":"{jws_sha256}","number":{number},"row_digest":"{digest}"}}'


def is_time(text: str) -> bool:
    """Whether it is a time as books write it."""
    try:
        utc_of(text, "")
    except StoreError:
        return False
    return len(text) == _TIME_CHARACTERS


def faults(receipt: RawReceipt, before: Before, keys: Keys) -> Iterator[Fault]:
    """What is wrong with a receipt; nothing if it is the one that must follow."""
    number, issued = receipt[0], receipt[2]
    if number != before.number + 1:
        yield Rule.NUMBER, f"receipt {number} follows {before.number}"
    is_dated = is_time(issued)
    if not is_dated:
        yield Rule.TIME, f"receipt {number}: {issued[:40]!r} is no time"
    elif issued < before.issued:
        yield Rule.TIME, f"receipt {number}: issued {issued}, the one before {before.issued}"
    try:
        parts = jws_form.split(receipt[3])
        payload = machine_code.parse(parts.payload)
    except MalformedError as error:
        yield Rule.FORM, f"receipt {number}: {error}"
        return
    yield from _text_faults(receipt, payload, before, is_dated=is_dated)
    yield from _kind_faults(receipt, payload, before)
    yield from _signature_faults(receipt, parts, keys)


def _text_faults(
    receipt: RawReceipt, payload: Payload, before: Before, *, is_dated: bool
) -> Iterator[Fault]:
    """Anlage Z 4 RKSV: the signed text names register, number, time and the receipt before."""
    number, serial = receipt[0], receipt[5]
    if payload.register_id != before.register_id:
        yield (
            Rule.REGISTER,
            f"receipt {number}: of register {payload.register_id!r}, not {before.register_id!r}",
        )
    if payload.previous_link != before.link:
        yield (
            Rule.CHAIN,
            f"receipt {number}: links to {payload.previous_link}, the one before is {before.link}",
        )
    if payload.number_text != str(number):
        yield Rule.TEXT, f"receipt {number}: signed as number {payload.number_text!r}"
    if payload.certificate_serial != serial:
        yield Rule.TEXT, f"receipt {number}: signed text names another certificate"
    if is_dated and payload.local_time != local_time_text(utc_of(receipt[2], "")):
        yield Rule.TEXT, f"receipt {number}: signed for {payload.local_time}"
    if payload.buckets.is_zero != bool(receipt[7]):
        yield Rule.TEXT, f"receipt {number}: is_zero is not what was signed"


def _kind_faults(receipt: RawReceipt, payload: Payload, before: Before) -> Iterator[Fault]:
    """§ 8 Abs 1, § 6 Abs 4, Anlage Z 4 RKSV: markers, zero receipts and the counter."""
    number, turnover_cents = receipt[0], receipt[4]
    kind = _KINDS.get(receipt[1])
    if kind is None:
        yield Rule.KIND, f"receipt {number}: no kind {receipt[1][:40]!r}"
        return
    if (kind is ReceiptKind.STARTBELEG) != (before.number == 0):
        yield Rule.KIND, f"receipt {number}: {kind.value} after receipt {before.number}"
    if kind.must_be_zero and not payload.buckets.is_zero:
        yield Rule.KIND, f"receipt {number}: {kind.value} with amounts"
    if kind is ReceiptKind.STARTBELEG and not receipt[6]:
        yield Rule.KIND, f"receipt {number}: a Startbeleg must be signed"
    marker, field = kind.counter_marker, payload.turnover_field
    if (marker is None) == (field in machine_code.MARKER_FIELDS) or (
        marker is not None and field != machine_code.marker_field(marker)
    ):
        yield Rule.KIND, f"receipt {number}: {kind.value} with another marker"
    expected = before.turnover_cents + (payload.buckets.total if kind.changes_counter else 0)
    if turnover_cents != expected:
        yield Rule.TURNOVER, f"receipt {number}: counter {turnover_cents}, should be {expected}"


def _signature_faults(receipt: RawReceipt, parts: jws_form.Jws, keys: Keys) -> Iterator[Fault]:
    """Anlage Z 6 RKSV: ES256 by the certificate named, or the failure form, said to be one."""
    number, serial = receipt[0], receipt[5]
    if (parts.signature is not None) != bool(receipt[6]):
        yield Rule.TEXT, f"receipt {number}: is_signed is not what its text is"
    if parts.signature is None:
        return
    key = keys.get(serial)
    if key is None:
        yield Rule.CERTIFICATE, f"receipt {number}: certificate {serial[:64]!r} was not entered"
    elif not jws_form.verify_signature(key, parts):
        yield Rule.SIGNATURE, f"receipt {number}: not signed by {serial}"
