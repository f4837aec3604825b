"""The chain: from the last stored receipt to the next one (§ 8 and Anlage Z 4, 6, 9, 11 RKSV).

Number, turnover and link of the next receipt follow from the last stored one and nothing else.
`prepare` writes the text to be signed; `seal` joins the signature, or the failure text, and
examines the whole receipt against the last one before anybody stores it. The check does not
trust `prepare`: it opens the counter, hashes the predecessor and verifies the signature anew.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec

from firmware.rksv import jws as jws_form
from firmware.rksv import machine_code, turnover
from firmware.rksv.coding import decode_base64, encode_base64, encode_utf8
from firmware.rksv.errors import (
    ClockBackwardsError,
    ImplausibleTimeError,
    MalformedError,
    MustBeSignedError,
    NotZeroError,
    ReceiptOrderError,
    SelfCheckError,
)
from firmware.rksv.receipt import Payload, ReceiptKind, local_time_text, require_utc
from firmware.rksv.vat import Buckets

LINK_BYTES: Final = 8
FIRST_NUMBER: Final = 1
# The machine code of this regulation exists since then; an earlier clock was never set.
EARLIEST_RECEIPT_UTC: Final = datetime(2015, 9, 1, tzinfo=UTC)

# The regulation only forbids "_"; these forms print, scan and register everywhere.
_REGISTER_ID: Final = re.compile(r"[0-9A-Za-z-]{1,20}")
_RKA_OPEN_SYSTEM: Final = re.compile(r"R1-[A-Z]{2}[1-9][0-9]*")
_SERIAL: Final = re.compile(r"[1-9a-f][0-9a-f]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """Who this till is, for as long as it lives.

    `register_id` is the Kassenidentifikationsnummer, `rka` suite and trust service provider
    ("R1-AT1"), `aes_key` the 32 bytes of the turnover counter, `counter_bytes` its length.

    Raises:
        MalformedError: on construction, naming the field that is not in its form.
    """

    register_id: str
    rka: str
    aes_key: bytes = field(repr=False)
    counter_bytes: int = 8

    def __post_init__(self) -> None:
        if _REGISTER_ID.fullmatch(self.register_id) is None:
            raise MalformedError("register_id", f"{self.register_id[:40]!r} is not in its form")
        if _RKA_OPEN_SYSTEM.fullmatch(self.rka) is None:
            raise MalformedError("rka", f"{self.rka[:20]!r} is no open system of suite R1")
        if len(self.aes_key) != turnover.KEY_BYTES:
            raise MalformedError("aes_key", f"{len(self.aes_key)} bytes instead of 32")
        turnover.require_length(self.counter_bytes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tail:
    """The last stored receipt: all that the next one follows from."""

    number: int
    jws: str
    turnover_cents: int
    issued_at_utc: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A receipt before its signature: `payload` is final, `turnover_cents` counts it already."""

    number: int
    kind: ReceiptKind
    buckets: Buckets
    issued_at_utc: datetime
    turnover_cents: int
    payload: str

    @property
    def signing_input(self) -> bytes:
        """The bytes that ES256 signs."""
        return jws_form.signing_input(self.payload)

    @property
    def digest(self) -> bytes:
        """The 32 bytes a signature card gets."""
        return jws_form.digest(self.payload)

    @property
    def local_time(self) -> str:
        """Field 4, which is also the time the slip prints."""
        return local_time_text(self.issued_at_utc)


def link(jws: str) -> str:
    """Return field 12 of the successor: it hashes the whole compact JWS (Anlage Z 4).

    Failure form and training are links like any other.

    Raises:
        MalformedError: the text has no UTF-8 form.
    """
    return encode_base64(sha256(encode_utf8(jws, "jws")).digest()[:LINK_BYTES])


def first_link(register_id: str) -> str:
    """Return field 12 of the Startbeleg: it hashes the Kassenidentifikationsnummer (Anlage Z 4).

    Raises:
        MalformedError: the id has no UTF-8 form.
    """
    return encode_base64(sha256(encode_utf8(register_id, "register_id")).digest()[:LINK_BYTES])


def prepare(  # noqa: PLR0913 - what a receipt is made of; a value around it would only be unpacked
    register: Register,
    tail: Tail | None,
    *,
    kind: ReceiptKind,
    buckets: Buckets,
    issued_at_utc: datetime,
    certificate_serial: str,
) -> Draft:
    """Write the text to be signed for the receipt after `tail` (None: the very first).

    `certificate_serial` is the number of the certificate that signs, or should have signed, in
    lower-case hex without leading zeros. The same arguments always give the same draft.

    Raises:
        ReceiptOrderError: a Startbeleg after another receipt, or a first receipt that is none.
        NotZeroError: amounts on a receipt whose kind must be zero.
        ClockBackwardsError: the time lies before the last receipt; equal is allowed.
        ImplausibleTimeError: the time lies before the regulation.
        NotUtcError: the time does not say that it is UTC.
        NumberOverflowError: the turnover outgrows the counter.
        MalformedError: the serial is not in its form.
    """
    _refuse_disorder(tail, kind, buckets)
    _refuse_time(tail, issued_at_utc)
    if _SERIAL.fullmatch(certificate_serial) is None:
        raise MalformedError(
            "certificate_serial", f"{certificate_serial[:64]!r} is not lower-case hex"
        )
    number = _next_number(tail)
    turnover_cents = _next_turnover(tail, kind, buckets)
    # Sealed even where only a marker shows it: an overflow must not wait for the next sale.
    turnover_field = turnover.seal(
        turnover_cents,
        key=register.aes_key,
        register_id=register.register_id,
        number_text=str(number),
        length=register.counter_bytes,
    )
    marker = kind.counter_marker
    payload = machine_code.build(
        Payload(
            rka=register.rka,
            register_id=register.register_id,
            number_text=str(number),
            local_time=local_time_text(issued_at_utc),
            buckets=buckets,
            turnover_field=turnover_field if marker is None else machine_code.marker_field(marker),
            certificate_serial=certificate_serial,
            previous_link=_expected_link(register, tail),
        )
    )
    return Draft(
        number=number,
        kind=kind,
        buckets=buckets,
        issued_at_utc=issued_at_utc,
        turnover_cents=turnover_cents,
        payload=payload,
    )


def seal(
    register: Register,
    tail: Tail | None,
    draft: Draft,
    signature: bytes | None,
    certificate: bytes | None,
) -> str:
    """Join draft and signature to the compact JWS and examine the whole receipt.

    `signature` is r and s, 64 bytes, or None for the failure form (§ 17 Abs 4 RKSV); `certificate`
    is the DER that belongs to the signature, and is not looked at in failure form.

    Raises:
        MustBeSignedError: a Startbeleg in failure form (§ 6 Abs 4 RKSV).
        SelfCheckError: naming the rule the receipt breaks; it must not be stored. If the rule is
            "signature" or "certificate", the same draft may still be sealed in failure form.
    """
    try:
        payload = machine_code.parse(draft.payload)
    except MalformedError as error:
        raise SelfCheckError("payload", str(error)) from error
    _check_position(register, tail, draft, payload)
    _check_amounts(register, tail, draft, payload)
    if draft.kind is ReceiptKind.STARTBELEG and signature is None:
        raise MustBeSignedError("the Startbeleg must be signed, the failure form is no Startbeleg")
    try:
        compact = jws_form.compact(draft.payload, signature)
    except MalformedError as error:
        raise SelfCheckError("signature", error.text) from error
    parts = jws_form.split(compact)
    _require(parts.payload == draft.payload, "jws", "does not carry the draft's payload")
    if signature is not None:
        _check_signature(parts, payload, certificate)
    rebuilt = machine_code.jws_from_qr(machine_code.qr_from_jws(compact))
    _require(rebuilt == compact, "machine code", "does not lead back to the JWS")
    return compact


def _next_number(tail: Tail | None) -> int:
    return FIRST_NUMBER if tail is None else tail.number + 1


def _next_turnover(tail: Tail | None, kind: ReceiptKind, buckets: Buckets) -> int:
    turnover_cents = 0 if tail is None else tail.turnover_cents
    return turnover_cents + buckets.total if kind.changes_counter else turnover_cents


def _expected_link(register: Register, tail: Tail | None) -> str:
    return first_link(register.register_id) if tail is None else link(tail.jws)


def _refuse_disorder(tail: Tail | None, kind: ReceiptKind, buckets: Buckets) -> None:
    is_startbeleg = kind is ReceiptKind.STARTBELEG
    if is_startbeleg and tail is not None:
        raise ReceiptOrderError(f"a Startbeleg cannot follow receipt {tail.number}")
    if tail is None and not is_startbeleg:
        raise ReceiptOrderError(f"the first receipt is the Startbeleg, not {kind.name}")
    if kind.must_be_zero and not buckets.is_zero:
        raise NotZeroError(f"{kind.name} must be zero, amounts are {buckets.amounts}")


def _refuse_time(tail: Tail | None, issued_at_utc: datetime) -> None:
    if require_utc(issued_at_utc) < EARLIEST_RECEIPT_UTC:
        raise ImplausibleTimeError(f"{issued_at_utc.isoformat()} lies before the regulation")
    if tail is not None and issued_at_utc < tail.issued_at_utc:
        raise ClockBackwardsError(tail.issued_at_utc, issued_at_utc)


def _require(condition: bool, rule: str, text: str) -> None:  # noqa: FBT001 - reads as an assertion
    if not condition:
        raise SelfCheckError(rule, text)


def _check_position(register: Register, tail: Tail | None, draft: Draft, payload: Payload) -> None:
    number = _next_number(tail)
    _require(
        draft.number == number and payload.number_text == str(number),
        "number",
        f"draft {draft.number}, payload {payload.number_text}, expected {number}",
    )
    _require(
        (payload.rka, payload.register_id) == (register.rka, register.register_id),
        "register",
        f"payload is of {payload.rka} {payload.register_id}",
    )
    _require(
        payload.previous_link == _expected_link(register, tail),
        "link",
        f"{payload.previous_link} does not hash the predecessor of {number}",
    )
    _require(
        (draft.kind is ReceiptKind.STARTBELEG) == (tail is None),
        "kind",
        f"{draft.kind.name} cannot be number {number}",
    )
    _require(
        payload.local_time == draft.local_time
        and (tail is None or tail.issued_at_utc <= draft.issued_at_utc),
        "time",
        f"{payload.local_time} is not {draft.local_time} or lies before the last receipt",
    )


def _check_amounts(register: Register, tail: Tail | None, draft: Draft, payload: Payload) -> None:
    _require(payload.buckets == draft.buckets, "amounts", "differ from the draft's")
    _require(
        draft.buckets.is_zero or not draft.kind.must_be_zero,
        "amounts",
        f"{draft.kind.name} is not zero",
    )
    _require(
        draft.turnover_cents == _next_turnover(tail, draft.kind, draft.buckets),
        "turnover",
        "is not the last turnover and this receipt",
    )
    marker = draft.kind.counter_marker
    if marker is not None:
        is_marked = payload.turnover_field == machine_code.marker_field(marker)
        _require(is_marked, "counter", f"does not carry the marker {marker}")
        return
    # A marker, too, has another length than any counter.
    _require(
        len(decode_base64(payload.turnover_field, "turnover")) == register.counter_bytes,
        "counter",
        f"has not {register.counter_bytes} bytes",
    )
    opened = turnover.unseal(
        payload.turnover_field,
        key=register.aes_key,
        register_id=register.register_id,
        number_text=payload.number_text,
    )
    _require(opened == draft.turnover_cents, "counter", "does not open to the turnover")


def _check_signature(parts: jws_form.Jws, payload: Payload, certificate: bytes | None) -> None:
    if certificate is None:
        raise SelfCheckError("certificate", "a signature needs its certificate")
    from cryptography import x509  # noqa: PLC0415 - who only reads a chain goes without: 3 MiB

    try:
        parsed = x509.load_der_x509_certificate(certificate)
        key = parsed.public_key()
    except (ValueError, UnsupportedAlgorithm, x509.InvalidVersion) as error:
        raise SelfCheckError("certificate", f"cannot be read: {error}") from error
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise SelfCheckError("certificate", "holds no key of P-256")
    serial = f"{parsed.serial_number:x}"
    _require(
        serial == payload.certificate_serial,
        "certificate",
        f"has serial {serial}, payload says {payload.certificate_serial}",
    )
    _require(jws_form.verify_signature(key, parts), "signature", "is not valid")
