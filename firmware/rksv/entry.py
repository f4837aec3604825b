"""One entry of the DEP on its own: its form, its fields, its signature, its counter opened.

This is the costly part of an examination and needs nothing of the entries around, so that it can
run in as many processes as there are cores; `verify` puts the results in sequence.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from cryptography.hazmat.primitives.asymmetric import ec

from firmware.rksv import jws as jws_form
from firmware.rksv import machine_code
from firmware.rksv.chain import link
from firmware.rksv.coding import decode_base64url
from firmware.rksv.counter_opening import CounterOpener
from firmware.rksv.errors import AlgorithmError, MalformedError
from firmware.rksv.receipt import Payload, ReceiptKind
from firmware.rksv.rules import Fault, Rule, shown
from firmware.rksv.trust import (
    DeviceKey,
    DeviceKind,
    GroupKeys,
    find_device,
    load_device_key,
    serial_matches,
)

CLOSED_SYSTEM: Final = "AT0"
KNOWN_SUITE: Final = "R1"
CODE_CHARACTERS_MIN: Final = 100
CODE_CHARACTERS_MAX: Final = 1000

# Field 10 when it carries no counter; the signed text tells no other kinds.
_KIND_BY_MARKER: Final[Mapping[str, ReceiptKind]] = MappingProxyType(
    {
        machine_code.marker_field("TRA"): ReceiptKind.TRAINING,
        machine_code.marker_field("STO"): ReceiptKind.STORNO,
    }
)
_RULE_BY_FIELD: Final[Mapping[str, Rule]] = MappingProxyType(
    {
        "jws": Rule.JWS_PARTS,
        "header": Rule.JWS_CODING,
        "payload": Rule.JWS_CODING,
        "register_id": Rule.IDENTIFIER,
        "number": Rule.IDENTIFIER,
        "local_time": Rule.TIME_FORM,
        "normal": Rule.AMOUNT_FORM,
        "ermaessigt_1": Rule.AMOUNT_FORM,
        "ermaessigt_2": Rule.AMOUNT_FORM,
        "null": Rule.AMOUNT_FORM,
        "besonders": Rule.AMOUNT_FORM,
        "turnover": Rule.COUNTER_FORM,
        "certificate_serial": Rule.SERIAL_FORM,
        "previous_link": Rule.LINK_FORM,
    }
)


class EntryFacts(NamedTuple):
    """What the sequence needs to know of one entry.

    A tuple, because a hundred thousand of them travel between processes. `kind` is STANDARD,
    TRAINING or STORNO, which is all that the signed text tells. `turnover_cents` is None when
    field 10 is a marker or no AES key is at hand; `counter_bytes` is 0 for a marker.
    """

    register_id: str
    number: str
    local_time: str
    total_cents: int
    is_zero: bool
    is_signed: bool
    is_closed_system: bool
    kind: ReceiptKind
    turnover_cents: int | None
    counter_bytes: int
    serial: str
    previous_link: str
    own_link: str
    faults: tuple[Fault, ...]


class UnreadableEntry(NamedTuple):
    """An entry whose fields cannot be known; the chain still runs through its text.

    `number` is the Belegnummer if at least that can be read, else "".
    """

    number: str
    own_link: str
    fault: Fault


class EntryExaminer:
    """Examines entries of one group; built anew for each batch, keeps the keys it has loaded."""

    def __init__(self, keys: GroupKeys, aes_key: bytes | None) -> None:
        self._keys = keys
        self._opener = None if aes_key is None else CounterOpener(aes_key)
        self._loaded: dict[str, ec.EllipticCurvePublicKey | None] = {}
        self._group_key = (
            None
            if keys.public_key_der is None
            else load_device_key(DeviceKey(kind=DeviceKind.PUBLIC_KEY, der=keys.public_key_der))
        )

    def examine(self, compact: str) -> EntryFacts | UnreadableEntry:
        """Read one compact JWS and check whatever can be checked on it alone."""
        try:
            parts = jws_form.split(compact)
            payload = machine_code.parse(parts.payload)
        except MalformedError as error:
            return _unreadable(compact, error)
        suite, _, provider = payload.rka.partition("-")
        is_closed_system = provider == CLOSED_SYSTEM
        faults: list[Fault] = []
        if suite != KNOWN_SUITE:
            faults.append(Fault(rule=Rule.RKA_KNOWN_SUITE, detail=f"suite {shown(suite)}"))
        elif is_closed_system != (":" in payload.certificate_serial):
            faults.append(
                Fault(
                    rule=Rule.RKA_SERIAL_KIND,
                    detail=f"{payload.rka} with {shown(payload.certificate_serial)}",
                )
            )
        else:
            self._judge_signature(parts, payload, faults)
        _judge_code_length(parts, faults)
        kind, turnover_cents, counter_bytes = self._open_counter(payload)
        # By position: names would cost a hundredth of the examination.
        return EntryFacts(
            payload.register_id,
            payload.number_text,
            payload.local_time,
            payload.buckets.total,
            payload.buckets.is_zero,
            parts.signature is not None,
            is_closed_system,
            kind,
            turnover_cents,
            counter_bytes,
            payload.certificate_serial,
            payload.previous_link,
            link(compact),
            tuple(faults),
        )

    def _judge_signature(self, parts: jws_form.Jws, payload: Payload, faults: list[Fault]) -> None:
        serial = payload.certificate_serial
        expected = self._keys.certificate_serial
        if expected is not None and not serial_matches(serial, expected):
            # Also an unsigned receipt names the device that should have signed.
            detail = f"{shown(serial)} is not the serial {expected:x} of the group's certificate"
            faults.append(Fault(rule=Rule.SERIAL_MATCH, detail=detail))
            return
        if parts.signature is None or not self._keys.is_judged:
            return
        key = self._device_key(serial) if expected is None else self._group_key
        if key is None:
            detail = f"no P-256 key for {shown(serial)} at hand"
            faults.append(Fault(rule=Rule.KEY_KNOWN, detail=detail))
        elif not jws_form.verify_signature(key, parts):
            faults.append(Fault(rule=Rule.SIGNATURE, detail="not valid under the key"))

    def _device_key(self, serial: str) -> ec.EllipticCurvePublicKey | None:
        if serial not in self._loaded:
            device = find_device(self._keys.devices, serial)
            self._loaded[serial] = None if device is None else load_device_key(device)
        return self._loaded[serial]

    def _open_counter(self, payload: Payload) -> tuple[ReceiptKind, int | None, int]:
        kind = _KIND_BY_MARKER.get(payload.turnover_field)
        if kind is not None:
            return kind, None, 0
        counter_bytes = _decoded_bytes(payload.turnover_field)
        if self._opener is None:
            return ReceiptKind.STANDARD, None, counter_bytes
        turnover_cents = self._opener.open(
            payload.turnover_field, register_id=payload.register_id, number=payload.number_text
        )
        return ReceiptKind.STANDARD, turnover_cents, counter_bytes


def _decoded_bytes(base64_text: str) -> int:
    return len(base64_text) * 3 // 4 - base64_text.count("=")


def _judge_code_length(parts: jws_form.Jws, faults: list[Fault]) -> None:
    """FinanzOnline takes machine readable codes of 100 to 1000 characters."""
    signature_bytes = len(jws_form.FAILURE_BYTES) if parts.signature is None else 64
    characters = len(parts.payload) + 1 + (signature_bytes + 2) // 3 * 4
    if not CODE_CHARACTERS_MIN <= characters <= CODE_CHARACTERS_MAX:
        faults.append(Fault(rule=Rule.CODE_LENGTH, detail=f"{characters} characters"))


def _unreadable(compact: str, error: MalformedError) -> UnreadableEntry:
    try:
        own_link = link(compact)
    except MalformedError:  # half a surrogate pair: nothing can be linked to it
        own_link = ""
    return UnreadableEntry(
        number=_salvaged_number(compact),
        own_link=own_link,
        fault=Fault(rule=_rule_of(compact, error), detail=str(error)),
    )


def _rule_of(compact: str, error: MalformedError) -> Rule:
    """Name the check that failed, finer than the reader does."""
    match error.field:
        case "header" if isinstance(error, AlgorithmError):
            return Rule.JWS_HEADER
        case "header" | "payload" | "signature" if "=" in compact:
            return Rule.JWS_PADDING
        case "signature":
            return _signature_rule(compact)
        case "payload" if _is_decodable(compact.split(".")[1]):
            return Rule.PAYLOAD_FIELDS
        case "rka":
            return _rka_rule(_salvaged_field(compact, 1))
        case field:
            return _RULE_BY_FIELD[field]


def _signature_rule(compact: str) -> Rule:
    """Well coded bytes of a strange length are no signature; anything else is no base64url."""
    try:
        decode_base64url(compact.split(".")[2].encode("ascii"), "signature")
    except MalformedError:
        return Rule.JWS_CODING
    return Rule.SIGNATURE


def _is_decodable(segment: str) -> bool:
    try:
        decode_base64url(segment.encode("ascii"), "payload").decode("utf-8")
    except (MalformedError, UnicodeDecodeError):
        return False
    return True


def _rka_rule(rka: str) -> Rule:
    suite, hyphen, _ = rka.partition("-")
    is_suite = bool(hyphen) and suite[:1] == "R" and suite[1:].isdecimal() and suite[1:2] != "0"
    return Rule.RKA_PROVIDER if is_suite and suite.isascii() else Rule.RKA_SUITE


def _salvaged_number(compact: str) -> str:
    return _salvaged_field(compact, 3)


def _salvaged_field(compact: str, position: int) -> str:
    """Read one field of a text that as a whole is not in its form; "" if that cannot be done."""
    segments = compact.split(".")
    if len(segments) < 2 or not segments[1].isascii():
        return ""
    try:
        payload = decode_base64url(segments[1].rstrip("=").encode("ascii"), "payload")
        fields = payload.decode("utf-8").split(machine_code.SEPARATOR)
    except (MalformedError, UnicodeDecodeError):
        return ""
    return fields[position] if position < len(fields) else ""
