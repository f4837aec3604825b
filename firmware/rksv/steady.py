"""Steady runs: entries one after the other in which nothing is out of the ordinary.

Nearly every receipt of a till is signed by the device that signed the one before, bears the next
number, is chained to its predecessor, and lies in the same month. Of such a run the sequence need
not know each entry, but where it begins and ends, which costs a third of what `entry` and `verify`
take. Whatever is not so (a failure, another month, a gap, a turned bit) makes the run unsteady:
then nothing is said here, and the entries are examined one by one.
"""

from binascii import a2b_base64, b2a_base64
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from itertools import pairwise
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from firmware.rksv import machine_code
from firmware.rksv.chain import LINK_BYTES
from firmware.rksv.coding import FROM_URL, decode_base64
from firmware.rksv.counter_opening import CounterOpener
from firmware.rksv.entry import (
    CLOSED_SYSTEM,
    CODE_CHARACTERS_MAX,
    CODE_CHARACTERS_MIN,
    KNOWN_SUITE,
)
from firmware.rksv.errors import MalformedError
from firmware.rksv.jws import COORDINATE_BYTES, HEADER_SEGMENT
from firmware.rksv.number_runs import split_number
from firmware.rksv.time_check import is_in_missing_hour
from firmware.rksv.trust import (
    DeviceKey,
    DeviceKind,
    GroupKeys,
    find_device,
    load_device_key,
    serial_matches,
)
from firmware.rksv.turnover import COUNTER_BYTES_MAX, COUNTER_BYTES_MIN, iv

_HEADER: Final = HEADER_SEGMENT.encode("ascii")
_SIGNATURE_CHARACTERS: Final = 86
#: With the underscore and the signature in padded base64.
_CODE_REST_CHARACTERS: Final = 89
#: By the length of a base64url text modulo 4: what pads it, and the ends without stray bits.
_PADS: Final = (b"", None, b"==", b"=")
_ENDS: Final = (
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_",
    b"",
    b"AQgw",
    b"AEIMQUYcgkosw048",
)
_ES256: Final = ec.ECDSA(SHA256())
_TRAINING: Final = machine_code.marker_field("TRA")
_STORNO: Final = machine_code.marker_field("STO")
_ZERO: Final = "0,00"
_MONTH_CHARACTERS: Final = 7
_TIME_CHARACTERS: Final = 19
_TIME_SIGNS: Final = "--T::"

# The twelve fields of a payload as texts.
Fields = tuple[str, ...]


class SteadyRun(NamedTuple):
    """What the sequence must know of a run.

    `base_cents` is the counter before the first entry, as the opened counters of the run say with
    one voice; None where none was opened. `growth_cents` is what the run adds to it.
    `counter_bytes` is the length of all counters, 0 where only markers stand. The month of the run
    has sales if `has_sale`; zero receipts stand before the first of them, after the last.
    """

    entries: int
    register_id: str
    first_number: str
    last_number: str
    first_time: str
    last_time: str
    base_cents: int | None
    growth_cents: int
    counter_bytes: int
    has_sale: bool
    has_zero_before: bool
    has_zero_after: bool
    previous_link: str
    own_link: str


class UnsteadyError(Exception):
    """Something is out of the ordinary; what, is found by looking entry by entry."""


class SteadyExaminer:
    """Examines runs of entries of one group; built anew for each batch, as `EntryExaminer`."""

    def __init__(self, keys: GroupKeys, aes_key: bytes | None) -> None:
        self._keys = keys
        self._opener = None if aes_key is None else CounterOpener(aes_key)

    def examine(self, entries: Sequence[str]) -> SteadyRun | None:
        """The run these entries are, or None if they are none."""
        if not entries or not self._keys.is_judged:
            return None
        try:
            return self._examine(entries)
        # Whatever a hostile text makes a reader say: one by one it is said properly.
        except (UnsteadyError, ValueError, MalformedError, InvalidSignature):
            return None

    def _examine(self, entries: Sequence[str]) -> SteadyRun:
        coded = [entry.encode("ascii") for entry in entries]
        parts = [_split(entry) for entry in coded]
        fields = [_fields(payload) for payload, _, _ in parts]
        first, last = fields[0], fields[-1]
        _require_one_source(fields)
        _require_steady_times([one[3] for one in fields])
        links = [_link(entry) for entry in coded]
        if any(one[11] != link for one, link in zip(fields[1:], links, strict=False)):
            raise UnsteadyError
        decode_base64(first[11], "previous_link")
        key = self._key(first[10])
        for _, signature, signed in parts:
            key.verify(_der(signature), signed, _ES256)
        totals = [_total_cents(one) for one in fields]
        zeros = [total == 0 and _is_zero(one) for total, one in zip(totals, fields, strict=True)]
        growths = [0 if one[9] == _TRAINING else t for one, t in zip(fields, totals, strict=True)]
        counter_bytes, base_cents = self._counters(fields, growths)
        sales = [
            not is_zero or one[9] == _STORNO
            for is_zero, one in zip(zeros, fields, strict=True)
            if one[9] != _TRAINING
        ]
        return SteadyRun(
            entries=len(entries),
            register_id=first[1],
            first_number=first[2],
            last_number=last[2],
            first_time=first[3],
            last_time=last[3],
            base_cents=base_cents,
            growth_cents=sum(growths),
            counter_bytes=counter_bytes,
            has_sale=any(sales),
            has_zero_before=bool(sales) and not sales[0],
            has_zero_after=bool(sales) and not sales[-1],
            previous_link=first[11],
            own_link=links[-1],
        )

    def _key(self, serial: str) -> ec.EllipticCurvePublicKey:
        keys = self._keys
        if keys.certificate_serial is None:
            device = find_device(keys.devices, serial)
        elif serial_matches(serial, keys.certificate_serial) and keys.public_key_der is not None:
            device = DeviceKey(kind=DeviceKind.PUBLIC_KEY, der=keys.public_key_der)
        else:
            device = None
        key = None if device is None else load_device_key(device)
        if key is None:
            raise UnsteadyError
        return key

    def _counters(self, fields: Sequence[Fields], growths: Sequence[int]) -> tuple[int, int | None]:
        """Their length, and the counter before the first entry."""
        sealed: list[bytes] = []
        ivs: list[bytes] = []
        sums: list[int] = []
        running_cents = 0
        for one, growth_cents in zip(fields, growths, strict=True):
            running_cents += growth_cents
            counter = one[9]
            if counter not in (_TRAINING, _STORNO):
                sealed.append(_counter(counter))
                ivs.append(iv(one[1], one[2]))
                sums.append(running_cents)
        lengths = {len(one) for one in sealed}
        if len(lengths) > 1:
            raise UnsteadyError
        counter_bytes = lengths.pop() if lengths else 0
        if self._opener is None or not sealed:
            return counter_bytes, None
        opened = self._opener.open_all(sealed, ivs)
        bases = {cents - sum_cents for cents, sum_cents in zip(opened, sums, strict=True)}
        if len(bases) > 1:
            raise UnsteadyError
        return counter_bytes, bases.pop()


def _split(entry: bytes) -> tuple[str, bytes, bytes]:
    """Payload, signature (64 bytes), and what was signed."""
    header, payload, signature = entry.split(b".")
    rest = len(payload) % 4
    pad = _PADS[rest]
    is_usual = (
        header == _HEADER
        and len(signature) == _SIGNATURE_CHARACTERS
        and signature[-1] in _ENDS[2]
        and payload
        and payload[-1] in _ENDS[rest]
    )
    if not is_usual or pad is None:
        raise UnsteadyError
    raw = a2b_base64(signature.translate(FROM_URL) + b"==", strict_mode=True)
    text = a2b_base64(payload.translate(FROM_URL) + pad, strict_mode=True).decode()
    if not CODE_CHARACTERS_MIN <= len(text) + _CODE_REST_CHARACTERS <= CODE_CHARACTERS_MAX:
        raise UnsteadyError
    return text, raw, entry[: -_SIGNATURE_CHARACTERS - 1]


def _fields(payload: str) -> Fields:
    match = machine_code.PAYLOAD.fullmatch(payload)
    if match is None:
        raise UnsteadyError
    return match.groups()


def _require_one_source(fields: Sequence[Fields]) -> None:
    """One register, one device of an open system, one series of numbers without a gap."""
    rka, register_id, number, *_ = fields[0]
    serial = fields[0][10]
    suite, _, provider = rka.partition("-")
    if suite != KNOWN_SUITE or provider == CLOSED_SYSTEM or ":" in serial:
        raise UnsteadyError
    series, tail = split_number(number)
    if tail < 0:
        raise UnsteadyError
    for expected, one in enumerate(fields, start=tail):
        if (one[0], one[1], one[10]) != (rka, register_id, serial):
            raise UnsteadyError
        if one[2] != f"{series}{expected}":
            raise UnsteadyError


def _require_steady_times(times: Sequence[str]) -> None:
    """One month, never back, each a moment that Austrian clocks have shown."""
    month = times[0][:_MONTH_CHARACTERS]
    for text in times:
        if text[:_MONTH_CHARACTERS] != month or text[4::3] != _TIME_SIGNS:
            raise UnsteadyError
        datetime.fromisoformat(text)
        if is_in_missing_hour(text):
            raise UnsteadyError
    if any(later < earlier for earlier, later in pairwise(times)):
        raise UnsteadyError


def _link(entry: bytes) -> str:
    return b2a_base64(sha256(entry).digest()[:LINK_BYTES], newline=False).decode()


def _der(signature: bytes) -> bytes:
    return encode_dss_signature(
        int.from_bytes(signature[:COORDINATE_BYTES], "big"),
        int.from_bytes(signature[COORDINATE_BYTES:], "big"),
    )


def _total_cents(fields: Fields) -> int:
    return sum(int(one.replace(",", "")) for one in fields[4:9] if one != _ZERO)


def _is_zero(fields: Fields) -> bool:
    return not any(int(one.replace(",", "")) for one in fields[4:9])


def _counter(field: str) -> bytes:
    """The sealed counter of field 10."""
    sealed = a2b_base64(field, strict_mode=True)
    is_counter = COUNTER_BYTES_MIN <= len(sealed) <= COUNTER_BYTES_MAX
    if not is_counter or b2a_base64(sealed, newline=False).decode() != field:
        raise UnsteadyError
    return sealed
