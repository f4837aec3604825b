"""Which key belongs to which receipt: the certificates of a DEP group, and a verifier's key store.

RKSV § 15 and Anlage Z 16. A certificate is used after its expiry as long as its algorithm counts
as secure (§ 15 Abs 3), so nothing here looks at dates.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum
from hashlib import sha256
from itertools import pairwise
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_public_key,
)

from firmware.rksv.rules import Fault, Rule, shown

# "Österreichische Finanzverwaltung Registrierkasseninhaber" (Anlage Z 16).
REGISTER_OWNER_OID: Final = x509.ObjectIdentifier("1.2.40.0.10.1.11.1")
CERTIFICATES_MAX: Final = 1024
HEX_SERIAL: Final = re.compile(r"[0-9A-Fa-f]{1,64}")
# What the library raises for a certificate or key it cannot read.
_UNREADABLE: Final = (ValueError, UnsupportedAlgorithm, x509.InvalidVersion)


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
    """What a verifier knows beforehand: the AES key, and devices by the text of field 11.

    `judges_trust` is false where somebody had the key alone: then certificates are believed.
    """

    aes_key: bytes | None = field(repr=False)
    devices: Mapping[str, DeviceKey]
    judges_trust: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupKeys:
    """What is needed to judge the signatures of one group, small enough to send to a process.

    With `certificate_serial` every receipt must name that serial and is judged with
    `public_key_der`; without it the receipts' serials choose among `devices`. When `is_judged`
    is false the certificate itself is at fault, and its receipts' signatures say nothing.
    """

    certificate_serial: int | None = None
    public_key_der: bytes | None = None
    devices: Mapping[str, DeviceKey] = field(default_factory=dict)
    is_judged: bool = True


def serial_matches(text: str, serial: int) -> bool:
    """Tell whether field 11 names this serial: hex of either case, or (still seen) decimal."""
    try:
        return int(text, 16) == serial or (text.isdecimal() and int(text) == serial)
    except ValueError:
        return False


def find_device(devices: Mapping[str, DeviceKey], serial: str) -> DeviceKey | None:
    """Find the device that field 11 names: the same text, or the same hex number."""
    device = devices.get(serial)
    if device is not None or HEX_SERIAL.fullmatch(serial) is None:
        return device
    number = int(serial, 16)
    same = (name for name in devices if HEX_SERIAL.fullmatch(name) and int(name, 16) == number)
    return next((devices[name] for name in same), None)


def load_device_key(device: DeviceKey) -> ec.EllipticCurvePublicKey | None:
    """Return the P-256 key of a device, or None when it has none."""
    try:
        match device.kind:
            case DeviceKind.CERTIFICATE:
                return _p256(x509.load_der_x509_certificate(device.der).public_key())
            case DeviceKind.PUBLIC_KEY:
                return _p256(load_der_public_key(device.der))
    except _UNREADABLE:
        return None


def examine_group(
    certificate_der: bytes | None, chain: tuple[bytes, ...], store: KeyStore | None
) -> tuple[GroupKeys, tuple[Fault, ...]]:
    """Examine the certificates of a group and say with which keys its receipts are judged.

    Without a store that judges trust nothing is said about it: the certificate is believed.
    """
    if certificate_der is None:
        return GroupKeys(devices={} if store is None else store.devices), ()
    faults: list[Fault] = []
    certificates = tuple(_load_all((certificate_der, *chain), faults))
    if len(certificates) <= len(chain):
        return GroupKeys(is_judged=False), tuple(faults)
    leaf = certificates[0]
    key = _certificate_key(leaf)
    if key is None:
        faults.append(Fault(rule=Rule.CERTIFICATE_KEY, detail="the key is not of the curve P-256"))
    if not _has_purpose(leaf):
        faults.append(
            Fault(
                rule=Rule.CERTIFICATE_PURPOSE,
                detail=f"no extension {REGISTER_OWNER_OID.dotted_string}",
            )
        )
    faults += _chain_faults(certificates)
    if store is not None and store.judges_trust:
        faults += _trust_faults(certificates, store)
    return (
        GroupKeys(
            certificate_serial=leaf.serial_number,
            public_key_der=None if key is None else _public_der(key),
            is_judged=key is not None,
        ),
        tuple(faults),
    )


class GroupExaminer:
    """Examines the certificates of many groups; a certificate met again costs and says nothing.

    When signature devices alternate, the same few certificates stand in thousands of groups.
    """

    def __init__(self, store: KeyStore | None) -> None:
        self._store = store
        self._keys_by_digest: dict[bytes, GroupKeys] = {}

    @property
    def aes_key(self) -> bytes | None:
        """The AES key of the store, if there are both."""
        return None if self._store is None else self._store.aes_key

    def examine(
        self, certificate_der: bytes | None, chain: tuple[bytes, ...]
    ) -> tuple[GroupKeys, tuple[Fault, ...]]:
        """Do as `examine_group` does; faults are told when a certificate is met first."""
        ders = (certificate_der or b"", *chain)
        digest = sha256(b"".join(sha256(der).digest() for der in ders)).digest()
        known = self._keys_by_digest.get(digest)
        if known is not None:
            return known, ()
        keys, faults = examine_group(certificate_der, chain, self._store)
        if len(self._keys_by_digest) >= CERTIFICATES_MAX:
            self._keys_by_digest.clear()
        self._keys_by_digest[digest] = keys
        return keys, faults


def _load_all(ders: tuple[bytes, ...], faults: list[Fault]) -> Iterator[x509.Certificate]:
    for position, der in enumerate(ders):
        try:
            certificate = x509.load_der_x509_certificate(der)
            certificate.signature_hash_algorithm  # noqa: B018  parsed late, and may then fail
        except _UNREADABLE as error:
            where = "certificate" if position == 0 else f"issuer {position}"
            faults.append(
                Fault(rule=Rule.CERTIFICATE_FORM, detail=f"{where}: not DER X.509: {error}")
            )
        else:
            yield certificate


def _chain_faults(certificates: tuple[x509.Certificate, ...]) -> Iterator[Fault]:
    for position, (certificate, issuer) in enumerate(pairwise(certificates), start=1):
        try:
            certificate.verify_directly_issued_by(issuer)
        except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
            yield Fault(
                rule=Rule.CERTIFICATE_CHAIN,
                detail=f"certificate {position} of the group is not signed by issuer {position}",
            )


def _trust_faults(certificates: tuple[x509.Certificate, ...], store: KeyStore) -> Iterator[Fault]:
    """Trusted is who stands in the store himself or has an issuer there; a twin is an attack."""
    known = {sha256(device.der).digest() for device in store.devices.values()}
    if any(_fingerprints(certificate) & known for certificate in certificates):
        return
    twins = (
        name
        for name, device in store.devices.items()
        for certificate in certificates
        if _serial_of(name, device) == certificate.serial_number
    )
    twin = next(twins, None)
    if twin is not None:
        yield Fault(
            rule=Rule.CERTIFICATE_COLLISION,
            detail=f"the key store knows another certificate with the serial {shown(twin)}",
        )
    else:
        yield Fault(
            rule=Rule.CERTIFICATE_TRUST,
            detail="neither the certificate nor one of its issuers is in the key store",
        )


def _serial_of(name: str, device: DeviceKey) -> int | None:
    if device.kind is DeviceKind.CERTIFICATE:
        try:
            return x509.load_der_x509_certificate(device.der).serial_number
        except _UNREADABLE:
            return None
    return int(name, 16) if HEX_SERIAL.fullmatch(name) else None


def _fingerprints(certificate: x509.Certificate) -> set[bytes]:
    """Return what a store may know of it: the certificate, or only its public key."""
    ders = [certificate.public_bytes(Encoding.DER)]
    # A key that cannot be read is in nobody's store.
    with suppress(*_UNREADABLE):
        key = certificate.public_key()
        ders.append(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))
    return {sha256(der).digest() for der in ders}


def _has_purpose(certificate: x509.Certificate) -> bool:
    try:
        return any(extension.oid == REGISTER_OWNER_OID for extension in certificate.extensions)
    except ValueError:  # an extension twice, or one that cannot be read
        return False


def _certificate_key(certificate: x509.Certificate) -> ec.EllipticCurvePublicKey | None:
    try:
        return _p256(certificate.public_key())
    except _UNREADABLE:
        return None


def _p256(key: object) -> ec.EllipticCurvePublicKey | None:
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1):
        return key
    return None


def _public_der(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
