"""What the driver reads from a certificate."""

import datetime as dt

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from hal.card.certificate import CertificateError, normal_serial, parse_certificate
from hal.card.emulator_pki import issue_card_credential, sign_digest

DIGEST = bytes(range(32))
CREDENTIAL = issue_card_credential("key", "ATU12345678", 0x0A2B3C4D)


def test_serial_is_the_text_of_field_11() -> None:
    """Lower-case hex without leading zeros."""
    assert parse_certificate(CREDENTIAL.certificate).serial == "a2b3c4d"


def test_own_signature_is_confirmed() -> None:
    """A signature by the key is one by the certificate."""
    certificate = parse_certificate(CREDENTIAL.certificate)
    assert certificate.confirms(sign_digest(CREDENTIAL.key, DIGEST), DIGEST)


@given(st.integers(0, 511))
def test_any_turned_bit_is_noticed(bit: int) -> None:
    """A signature with one bit changed, anywhere, is not confirmed."""
    signature = bytearray(sign_digest(CREDENTIAL.key, DIGEST))
    signature[bit // 8] ^= 1 << bit % 8
    assert not parse_certificate(CREDENTIAL.certificate).confirms(bytes(signature), DIGEST)


@pytest.mark.parametrize("length", [0, 63, 65])
def test_other_lengths_are_no_signature(length: int) -> None:
    """A signature is 64 bytes, no more and no less."""
    assert not parse_certificate(CREDENTIAL.certificate).confirms(bytes(length), DIGEST)


def test_other_digest_is_not_confirmed() -> None:
    """The signature is one over its digest alone, and a digest has 32 bytes."""
    certificate = parse_certificate(CREDENTIAL.certificate)
    signature = sign_digest(CREDENTIAL.key, DIGEST)
    assert not certificate.confirms(signature, bytes(32))
    assert not certificate.confirms(signature, DIGEST[:31])


@pytest.mark.parametrize("der", [b"", b"\x30\x00", b"\xff" * 64, CREDENTIAL.certificate[:-1]])
def test_other_bytes_are_no_certificate(der: bytes) -> None:
    """A torn certificate is none."""
    with pytest.raises(CertificateError):
        parse_certificate(der)


def test_key_on_another_curve_is_refused() -> None:
    """RKSV Anlage Z 2: the suite R1 signs on P-256 and nothing else."""
    key = ec.derive_private_key(7, ec.SECP384R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "other curve")])
    day = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
    certificate = x509.CertificateBuilder(name, name, key.public_key(), 1, day, day).sign(
        key, SHA256()
    )
    with pytest.raises(CertificateError, match="P-256"):
        parse_certificate(certificate.public_bytes(Encoding.DER))


@pytest.mark.parametrize(
    ("text", "normal"), [("1a2b3c4d", "1a2b3c4d"), ("0FFFFFF", "ffffff"), ("00A", "a")]
)
def test_serials_have_one_spelling(text: str, normal: str) -> None:
    """Capitals and leading zeros are spelling."""
    assert normal == normal_serial(text)


@pytest.mark.parametrize("text", ["", "0", "000", "0x1a", "-1", "1 a", "xyz"])
def test_what_is_no_serial_is_refused(text: str) -> None:
    """Nothing, zero, a prefix, a sign."""
    with pytest.raises(ValueError, match="no certificate serial"):
        normal_serial(text)
