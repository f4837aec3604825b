"""Which key belongs to which receipt: the certificates of a DEP group, and a verifier's key store.

RKSV § 15 and Anlage Z 16. A certificate is used after its expiry as long as its algorithm counts
as secure (§ 15 Abs 3), so nothing here looks at dates.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from hashlib import sha256
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_der_public_key

from firmware.rksv.rules import Fault, Rule, shown

# "Österreichische Finanzverwaltung Registrierkasseninhaber" (Anlage Z 16).
REGISTER_OWNER_OID: Final = x509.ObjectIdentifier("1.2.40.0.10.1.11.1")


class DeviceKind(Enum):
    """What a key store holds for a signature device; the value is the name in its file."""

    CERTIFICATE = "CERTIFICATE"
    PUBLIC_KEY = "PUBLIC_KEY"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceKey:
    """A certificate (DER) or, in closed systems, a public key (DER SubjectPublicKeyInfo)."""

    kind: DeviceKind
    der: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyStore:
    """What a verifier knows beforehand: the AES key, and devices by the text of field 11."""

    aes_key: bytes | None = field(repr=False)
    devices: Mapping[str, DeviceKey]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupKeys:
    """What is needed to judge the signatures of one group, small enough to send to a process.

    With `certificate_serial` every receipt must name that serial and is judged with
    `public_key_der`; None there means that the fault is the certificate's and was reported.
    Without it the receipts' serials choose among `devices`.
    """

    certificate_serial: int | None = None
    public_key_der: bytes | None = None
    devices: Mapping[str, DeviceKey] = field(default_factory=dict)


def serial_matches(text: str, serial: int) -> bool:
    """Tell whether field 11 names this serial: hex of either case, or (still seen) decimal."""
    try:
        return int(text, 16) == serial or (text.isdecimal() and int(text) == serial)
    except ValueError:
        return False


def load_public_key(key: DeviceKey) -> ec.EllipticCurvePublicKey | None:
    """Return the P-256 key of a device, or None when it has none."""
    try:
        match key.kind:
            case DeviceKind.CERTIFICATE:
                public_key = x509.load_der_x509_certificate(key.der).public_key()
            case DeviceKind.PUBLIC_KEY:
                public_key = load_der_public_key(key.der)
    except (ValueError, UnsupportedAlgorithm):
        return None
    is_p256 = isinstance(public_key, ec.EllipticCurvePublicKey) and isinstance(
        public_key.curve, ec.SECP256R1
    )
    return public_key if is_p256 else None
