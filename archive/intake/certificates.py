"""Certificates as a log brings them: which serial has which key (Anlage Z 3 RKSV)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from firmware.rksv.trust import (
    HEX_SERIAL,
    DeviceKey,
    DeviceKind,
    load_device_key,
    serial_matches,
)

#: The keys of a log's certificates by the serial that receipts name.
Keys: TypeAlias = Mapping[str, ec.EllipticCurvePublicKey]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """A certificate of row `seq`, to be found again without reading the log."""

    seq: int
    serial: str
    rka: str
    der: bytes


def key_of(serial: str, der: bytes) -> ec.EllipticCurvePublicKey | None:
    """The P-256 key of a certificate that has this serial; None if it is not such a one."""
    key = load_device_key(DeviceKey(kind=DeviceKind.CERTIFICATE, der=der))
    if key is None or HEX_SERIAL.fullmatch(serial) is None:
        return None
    return (
        key if serial_matches(serial, x509.load_der_x509_certificate(der).serial_number) else None
    )
