"""Emulated certificates: well formed, chained, and plainly not real."""

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from hal.card.emulator_pki import (
    CASH_REGISTER_HOLDER,
    NEVER_REAL,
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
