"""What must be true of clock, company and certificate before a signature unit is entered.

FinanzOnline refuses the same at registration, days later and in numbers (rc 5 to 9, 41); here the
technician still stands before the till. Each reason has its own sentence.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from firmware.app.config_stall import Company
from hal.clock.port import Instant

#: „Österreichische Finanzverwaltung Registrierkasseninhaber" (Anlage Z 16 RKSV)
HOLDER_OID = x509.ObjectIdentifier("1.2.40.0.10.1.11.1")
MAX_ISSUER_BYTES = 64 * 1024
#: DER of the text types an identifier is written in: UTF8, Printable, T61, IA5.
_DER_TEXTS = (0x0C, 0x13, 0x14, 0x16)
#: A certificate may carry its extension's text once more wrapped.
_DER_OCTETS = 0x04
#: How Anlage Z 2 prefixes an identifier elsewhere: tax number, UID, GLN.
_PREFIXES = ("S:", "U:", "G:")


class CommissionError(Exception):
    """The register was not put into operation; `words` are for the display, the message for all.

    The message says what to do.
    """

    def __init__(self, words: str, detail: str) -> None:
        super().__init__(detail)
        self.words = words


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateFacts:
    """What people compare: whose certificate it is (Ordnungsbegriff), and how long it is valid."""

    holder: str
    valid_until_utc: datetime


def check_clock(now: Instant) -> None:
    """Refuse a clock nobody vouches for: a Startbeleg with a wrong time fails its check.

    Raises:
        CommissionError: not trusted.
    """
    if not now.is_trusted:
        raise CommissionError(
            "Uhr unsicher", "the clock is not trustworthy: set it before the Startbeleg"
        )


def check_company(company: Company) -> None:
    """Refuse settings that do not say whose certificate is expected.

    Raises:
        CommissionError: neither UID nor tax number.
    """
    if not company.uid and not company.tax_number:
        raise CommissionError(
            "UID fehlt",
            "company.uid or company.tax_number is missing in the settings: without it nobody can "
            "tell whether the certificate is this undertaking's",
        )


def check_certificate(
    der: bytes, serial: str, company: Company, now_utc: datetime
) -> CertificateFacts:
    """What the certificate says, if this undertaking can register it now.

    Raises:
        CommissionError: no certificate, no P-256 key (Anlage Z 2), not valid now (rc 41), without
            the holder's identifier (rc 6) or with an unreadable one (rc 8), another's (rc 7).
    """
    try:
        certificate = x509.load_der_x509_certificate(der)
        key = certificate.public_key()
    except (ValueError, UnsupportedAlgorithm, x509.InvalidVersion) as error:
        raise _unreadable(serial, error) from error
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise CommissionError("kein P-256", f"certificate {serial} has no P-256 key")
    valid_from, valid_until = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    if not valid_from <= now_utc <= valid_until:
        raise CommissionError(
            "Zertifikat abgelaufen" if now_utc > valid_until else "noch nicht gültig",
            f"certificate {serial} is valid from {valid_from:%Y-%m-%d} "
            f"to {valid_until:%Y-%m-%d}, not today (FinanzOnline rc 41)",
        )
    holder = _holder(certificate, serial)
    if _plain(holder) not in _identifiers(company):
        raise CommissionError(
            "fremde Firma",
            f"certificate {serial} was issued to {holder}, the settings say "
            f"{company.uid or company.tax_number}: order a card for this undertaking, or correct "
            "company.uid or company.tax_number (FinanzOnline rc 7)",
        )
    return CertificateFacts(holder=holder, valid_until_utc=valid_until)


def issuer_chain(certificate_der: bytes, files: Sequence[str]) -> tuple[bytes, ...]:
    """The certificates in `files`, nearest to the card first, each proved to sign the one before.

    Raises:
        CommissionError: unreadable, no certificate, or one that signed nothing of it.
    """
    left = [pair for name in files for pair in _issuers_in(Path(name))]
    chain: list[bytes] = []
    below = x509.load_der_x509_certificate(certificate_der)
    while left:
        found = next((pair for pair in left if _has_signed(pair[1], below)), None)
        if found is None:
            names = ", ".join(sorted({str(path) for path, _ in left}))
            raise CommissionError(
                "Aussteller falsch", f"card.issuers: {names} did not issue this certificate"
            )
        left.remove(found)
        below = found[1]
        chain.append(below.public_bytes(Encoding.DER))
    return tuple(chain)


def _issuers_in(path: Path) -> Iterator[tuple[Path, x509.Certificate]]:
    try:
        with path.open("rb") as file:
            content = file.read(MAX_ISSUER_BYTES)
    except OSError as error:
        raise CommissionError(
            "Aussteller fehlt", f"card.issuers: {path} cannot be read: {error.strerror}"
        ) from error
    is_pem = content.lstrip().startswith(b"-----BEGIN")
    try:
        # What is larger than any certificate was read in part, and is none as it stands here.
        loaded = (
            x509.load_pem_x509_certificates(content)
            if is_pem
            else [x509.load_der_x509_certificate(content)]
        )
    except (ValueError, x509.InvalidVersion) as error:
        raise CommissionError(
            "Aussteller falsch", f"card.issuers: {path} holds no certificate: {error}"
        ) from error
    yield from ((path, one) for one in loaded)


def _has_signed(issuer: x509.Certificate, below: x509.Certificate) -> bool:
    try:
        below.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def _named_holder(certificate: x509.Certificate, serial: str) -> bytes:
    try:
        # Read only now: a certificate may have been loaded whose names are none.
        named = certificate.subject.get_attributes_for_oid(HOLDER_OID)
    except (ValueError, TypeError) as error:  # no text, or bits where none may be
        raise _unreadable(serial, error) from error
    if not named:
        raise CommissionError(
            "keine Kassenkarte",
            f"certificate {serial} is none for cash registers: the identifier "
            f"{HOLDER_OID.dotted_string} is missing (FinanzOnline rc 6)",
        )
    return str(named[0].value).encode()


def _unreadable(serial: str, error: Exception) -> CommissionError:
    return CommissionError("Zertifikat defekt", f"certificate {serial} cannot be read: {error}")


def _holder(certificate: x509.Certificate, serial: str) -> str:
    """The identifier under the holder's OID: an extension, or a part of the subject's name."""
    try:
        value = certificate.extensions.get_extension_for_oid(HOLDER_OID).value.public_bytes()
    except x509.ExtensionNotFound:
        value = _named_holder(certificate, serial)
    except (ValueError, x509.DuplicateExtension, x509.UnsupportedGeneralNameType) as error:
        raise _unreadable(serial, error) from error
    text = _text(value)
    if not any(sign.isdigit() for sign in text) or not text.isprintable():
        raise CommissionError(
            "Inhaber unlesbar",
            f"certificate {serial} names its holder in a way nobody can read: "
            f"{value.hex()} (FinanzOnline rc 8)",
        )
    return text


def _text(value: bytes) -> str:
    """The text in `value`, whether it is wrapped in DER or stands there as it is."""
    is_wrapped = len(value) > 2 and value[1] == len(value) - 2
    if is_wrapped and value[0] == _DER_OCTETS:
        return _text(value[2:])
    if is_wrapped and value[0] in _DER_TEXTS:
        value = value[2:]
    return value.decode("ascii").strip() if value.isascii() else ""


def _identifiers(company: Company) -> frozenset[str]:
    return frozenset(_plain(one) for one in (company.uid, company.tax_number) if one)


def _plain(identifier: str) -> str:
    """An identifier as it is compared: upper case, letters and digits alone, no prefix."""
    upper = identifier.upper()
    for prefix in _PREFIXES:
        upper = upper.removeprefix(prefix)
    return "".join(sign for sign in upper if sign.isalnum())
