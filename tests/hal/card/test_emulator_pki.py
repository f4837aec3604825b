"""Emulated certificates: well formed, chained, and plainly not real."""

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from hal.card.emulator_pki import (
    CASH_REGISTER_HOLDER,
    NEVER_REAL,
    Flaw,
    issue_card_credential,
)

CREDENTIAL = issue_card_credential("key", "ATU12345678", 0x1A2B3C4D)


def load(*ders: bytes) -> list[x509.Certificate]:
    return [x509.load_der_x509_certificate(der) for der in ders]


def test_chain_leads_to_a_self_signed_root() -> None:
    """Each certificate is issued by the next one, the last one by itself."""
    card, issuer, root = load(CREDENTIAL.certificate, *CREDENTIAL.chain)

    card.verify_directly_issued_by(issuer)
    issuer.verify_directly_issued_by(root)
    root.verify_directly_issued_by(root)


def test_certificate_names_the_undertaking() -> None:
    """§ 15 Abs 3 RKSV: the undertaking's identifier, under the object identifier of Anlage Z 16."""
    (card,) = load(CREDENTIAL.certificate)
    extension = card.extensions.get_extension_for_oid(CASH_REGISTER_HOLDER)

    assert CASH_REGISTER_HOLDER.dotted_string == "1.2.40.0.10.1.11.1"
    assert extension.value.public_bytes() == b"\x0c\x0bATU12345678"
    assert card.serial_number == 0x1A2B3C4D


def test_every_name_says_what_it_is() -> None:
    """Nobody can take an emulated certificate for a real one."""
    for certificate in load(CREDENTIAL.certificate, *CREDENTIAL.chain):
        (name,) = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        assert name.value.startswith(NEVER_REAL)


def test_key_is_on_p256_and_may_sign() -> None:
    """RKSV Anlage Z 2: ES256; the certificate's key is the credential's."""
    (card,) = load(CREDENTIAL.certificate)
    assert isinstance(CREDENTIAL.key.curve, ec.SECP256R1)
    assert card.public_key() == CREDENTIAL.key.public_key()
    assert card.extensions.get_extension_for_class(x509.KeyUsage).value.digital_signature


@pytest.mark.parametrize(
    ("company_id", "serial"), [("", 1), ("x" * 128, 1), ("ATU12345678", 0), ("ATU1", 1 << 160)]
)
def test_impossible_certificates_are_refused(company_id: str, serial: int) -> None:
    """An identifier or a serial that does not fit is an error, not a strange certificate."""
    with pytest.raises(ValueError, match=r"company identifier|serial number"):
        issue_card_credential("key", company_id, serial)


def flawed(flaw: Flaw) -> x509.Certificate:
    """A certificate with that flaw, well issued all the same."""
    credential = issue_card_credential("key", "ATU12345678", 5, flaw)
    card, issuer, _ = load(credential.certificate, *credential.chain)
    card.verify_directly_issued_by(issuer)
    return card


@pytest.mark.parametrize(
    ("flaw", "first", "last"), [(None, 2025, 2035), (Flaw.EXPIRED, 2019, 2024)]
)
def test_validity(flaw: Flaw | None, first: int, last: int) -> None:
    """Rc 41: what is no longer valid was so once."""
    (card,) = load(issue_card_credential("key", "ATU12345678", 5, flaw).certificate)
    assert (card.not_valid_before_utc.year, card.not_valid_after_utc.year) == (first, last)


def test_flaws_show_in_the_certificate() -> None:
    """Rc 6, 8, 41: each flaw is where a till must find it, and nowhere else."""
    assert flawed(Flaw.OF_THE_FUTURE).not_valid_before_utc.year == 2044
    with pytest.raises(x509.ExtensionNotFound):
        flawed(Flaw.NO_HOLDER).extensions.get_extension_for_oid(CASH_REGISTER_HOLDER)
    strange = flawed(Flaw.STRANGE_HOLDER).extensions.get_extension_for_oid(CASH_REGISTER_HOLDER)
    assert strange.value.public_bytes() == b"\x02\x01\x05"
    key = flawed(Flaw.RSA_KEY).public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    assert key.key_size == 2048
