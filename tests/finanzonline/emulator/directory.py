"""What trust service providers publish: the certificates the office looks up (§ 15 RKSV)."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec

from hal.card.emulator_pki import CASH_REGISTER_HOLDER

#: Tax number, VAT id or GLN: how an undertaking may be named in a certificate (Anlage Z 16).
_IDENTIFIER: Final = r"ATU[0-9]{8}|[0-9]{9}|[0-9]{13}"
_DER_UTF8_STRING: Final = 0x0C


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """An undertaking as the office knows it."""

    uid: str = "ATU12345678"
    fastnr: str = "911234567"
    gln: str = ""

    @property
    def identifiers(self) -> frozenset[str]:
        """Every way to name it."""
        return frozenset({self.uid, self.fastnr, self.gln} - {""})


@dataclass(slots=True, kw_only=True)
class Published:
    """A certificate at its provider."""

    certificate: bytes
    vda_id: str
    issuer: bytes | None
    is_revoked: bool = False


@dataclass(slots=True)
class Directory:
    """All providers together; they may be out of reach."""

    is_reachable: bool = True
    published: dict[tuple[str, int], Published] = field(default_factory=dict)

    def publish(
        self,
        certificate: bytes,
        vda_id: str = "AT1",
        *,
        issuer: bytes | None = None,
        serial: int | None = None,
    ) -> None:
        """List a certificate in DER; `serial` where it cannot be read from it."""
        if serial is None:
            serial = x509.load_der_x509_certificate(certificate).serial_number
        self.published[vda_id, serial] = Published(
            certificate=certificate, vda_id=vda_id, issuer=issuer
        )

    def revoke(self, vda_id: str, serial: int) -> None:
        """The provider withdraws a certificate."""
        self.published[vda_id, serial].is_revoked = True

    def is_revoked(self, vda_id: str, serial: int) -> bool:
        """Whether it is listed as withdrawn."""
        listed = self.published.get((vda_id, serial))
        return listed is not None and listed.is_revoked


def judge(certificate: bytes, company: Company, now_utc: datetime) -> str | None:
    """The return code that refuses this certificate of this company, None if it is good."""
    try:
        read = x509.load_der_x509_certificate(certificate)
        key = read.public_key()
    except ValueError:
        return "9"
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        return "9"
    if not read.not_valid_before_utc <= now_utc <= read.not_valid_after_utc:
        return "41"
    return _judge_holder(read, company)


def _judge_holder(certificate: x509.Certificate, company: Company) -> str | None:
    try:
        found = certificate.extensions.get_extension_for_oid(CASH_REGISTER_HOLDER).value
    except x509.ExtensionNotFound:
        return "6"
    assert isinstance(found, x509.UnrecognizedExtension)
    raw = found.value
    if len(raw) < 2 or (raw[0], raw[1]) != (_DER_UTF8_STRING, len(raw) - 2):
        return "8"
    holder = raw[2:].decode("utf-8", "replace")
    if not re.fullmatch(_IDENTIFIER, holder):
        return "8"
    return None if holder in company.identifiers else "7"


def is_issued_by(certificate: bytes, issuer: bytes) -> bool:
    """Whether the issuer's key has signed the certificate."""
    try:
        x509.load_der_x509_certificate(certificate).verify_directly_issued_by(
            x509.load_der_x509_certificate(issuer)
        )
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True
