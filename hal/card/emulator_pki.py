"""Keys and certificates of emulated cards: everything follows from a seed, nothing is ever valid.

The chain has the shape of a trust service's (root, issuing authority, card), and the card's
certificate carries what RKSV § 15 Abs 3 and Anlage Z 16 ask for: the identifier of the undertaking,
under the fiscal authority's object identifier for holders of cash registers. The names say what it
is.
Same seed, same bytes: keys are derived and signatures deterministic (RFC 6979).
"""

import datetime as dt
import hashlib
from dataclasses import dataclass
from enum import Enum, unique

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

# "Österreichische Finanzverwaltung Registrierkasseninhaber" (RKSV Anlage Z 16)
CASH_REGISTER_HOLDER = x509.ObjectIdentifier("1.2.40.0.10.1.11.1")
NEVER_REAL = "NEVER FOR REAL RECEIPTS"

_P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_DER_UTF8_STRING = 0x0C
_DER_INTEGER_5 = b"\x02\x01\x05"
_SHORT_DER_BYTES_MAX = 127
_COORDINATE_BYTES = 32
_VALID_FROM = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
_CARD_VALID_TO = dt.datetime(2035, 1, 1, tzinfo=dt.UTC)
_AUTHORITY_VALID_TO = dt.datetime(2045, 1, 1, tzinfo=dt.UTC)
# Long before any till of this firmware, and long after.
_EXPIRED = (dt.datetime(2019, 1, 1, tzinfo=dt.UTC), dt.datetime(2024, 1, 1, tzinfo=dt.UTC))
_OF_THE_FUTURE = (dt.datetime(2044, 1, 1, tzinfo=dt.UTC), _AUTHORITY_VALID_TO)
_RSA_BITS = 2048
_USAGE = x509.KeyUsage(
    digital_signature=True,
    content_commitment=False,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=False,
    crl_sign=False,
    encipher_only=False,
    decipher_only=False,
)


@unique
class Flaw(Enum):
    """What is wrong with a certificate that a till must not be put into operation with."""

    EXPIRED = "no longer valid (rc 41)"
    OF_THE_FUTURE = "not yet valid (rc 41)"
    NO_HOLDER = "without the object identifier of cash registers (rc 6)"
    STRANGE_HOLDER = "a number where the undertaking's identifier belongs (rc 8)"
    RSA_KEY = "for a key that no receipt can be signed with"


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """A key, its certificate in DER, and the certificates above it, nearest first, root last."""

    key: ec.EllipticCurvePrivateKey
    certificate: bytes
    chain: tuple[bytes, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Authority:
    name: x509.Name
    key: ec.EllipticCurvePrivateKey
    certificate: bytes


def derive_key(seed: str) -> ec.EllipticCurvePrivateKey:
    """A P-256 key that follows from `seed`."""
    wide = int.from_bytes(hashlib.sha512(seed.encode()).digest(), "big")
    return ec.derive_private_key(wide % (_P256_ORDER - 1) + 1, ec.SECP256R1())


def derive_number(seed: str, length_bytes: int) -> bytes:
    """`length_bytes` (at most 32) that follow from `seed`."""
    return hashlib.sha256(seed.encode()).digest()[:length_bytes]


def sign_digest(key: ec.EllipticCurvePrivateKey, digest: bytes) -> bytes:
    """Return r and s, 64 bytes, over a SHA-256 digest; the same for the same key and digest."""
    encoded = key.sign(digest, ec.ECDSA(Prehashed(SHA256()), deterministic_signing=True))
    r, s = decode_dss_signature(encoded)
    return r.to_bytes(_COORDINATE_BYTES, "big") + s.to_bytes(_COORDINATE_BYTES, "big")


def issue_card_credential(
    key_seed: str, company_id: str, serial: int, flaw: Flaw | None = None
) -> Credential:
    """Key and certificate of one card, from the emulated authority, with `flaw` if one is wanted.

    Raises:
        ValueError: `company_id` is empty or longer than 127 bytes, `serial` not of 1 to 20 bytes.
    """
    key = derive_key(key_seed)
    identifier = company_id.encode()
    if not 1 <= len(identifier) <= _SHORT_DER_BYTES_MAX:
        raise ValueError(f"company identifier must be 1 to {_SHORT_DER_BYTES_MAX} bytes")
    root, issuer = _authorities()
    public_key = _rsa_key() if flaw is Flaw.RSA_KEY else key.public_key()
    valid_from, valid_to = _validity(flaw)
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(f"{NEVER_REAL} {company_id}"))
        .issuer_name(issuer.name)
        .public_key(public_key)
        .serial_number(serial)
        .not_valid_before(valid_from)
        .not_valid_after(valid_to)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_USAGE, critical=True)
    )
    if flaw is not Flaw.NO_HOLDER:
        value = bytes([_DER_UTF8_STRING, len(identifier)]) + identifier
        if flaw is Flaw.STRANGE_HOLDER:
            value = _DER_INTEGER_5
        holder = x509.UnrecognizedExtension(CASH_REGISTER_HOLDER, value)
        builder = builder.add_extension(holder, critical=False)
    certificate = builder.sign(issuer.key, SHA256(), ecdsa_deterministic=True)
    return Credential(
        key=key,
        certificate=certificate.public_bytes(Encoding.DER),
        chain=(issuer.certificate, root.certificate),
    )


def _validity(flaw: Flaw | None) -> tuple[dt.datetime, dt.datetime]:
    match flaw:
        case Flaw.EXPIRED:
            return _EXPIRED
        case Flaw.OF_THE_FUTURE:
            return _OF_THE_FUTURE
        case _:
            return _VALID_FROM, _CARD_VALID_TO


def _rsa_key() -> rsa.RSAPublicKey:
    """An RSA key that nobody has the other half of; the same each time."""
    wide = b"".join(hashlib.sha512(f"emulated rsa {n}".encode()).digest() for n in range(4))
    modulus = int.from_bytes(wide, "big") | 1 << (_RSA_BITS - 1) | 1
    return rsa.RSAPublicNumbers(e=65537, n=modulus).public_key()


def _authorities() -> tuple[_Authority, _Authority]:
    """Root and issuing authority; the same for every emulated card."""
    root = _authority("root", None)
    return root, _authority("issuer", root)


def _authority(role: str, issuer: _Authority | None) -> _Authority:
    key = derive_key(f"emulated authority {role}")
    name = _name(f"{NEVER_REAL} emulated {role}")
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name if issuer is None else issuer.name)
        .public_key(key.public_key())
        .serial_number(int.from_bytes(derive_number(f"authority {role}", 8), "big") | 1)
        .not_valid_before(_VALID_FROM)
        .not_valid_after(_AUTHORITY_VALID_TO)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key if issuer is None else issuer.key, SHA256(), ecdsa_deterministic=True)
    )
    return _Authority(name=name, key=key, certificate=certificate.public_bytes(Encoding.DER))


def _name(common_name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "AT"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Standlkassa emulation"),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name[:64]),
        ]
    )
