"""Each certificate that FinanzOnline would refuse is refused before, with its own sentence."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from firmware.app.config_stall import Company
from firmware.app.life.checks import (
    HOLDER_OID,
    CommissionError,
    check_certificate,
    check_clock,
    check_company,
    issuer_chain,
)
from hal.card.emulator_pki import CASH_REGISTER_HOLDER, Flaw, derive_key, issue_card_credential
from hal.clock.port import Instant
from tests.store.till import SoftwareCard

NOW_UTC = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
UID = "ATU12345678"
OURS = Company(name="HUBER", uid=UID)
SEED, SERIAL = "card", 0x1A2B
CREDENTIAL = issue_card_credential(SEED, UID, SERIAL)
#: 1.2.840.10045.3.1.7, as DER has it.
P256_OID = bytes.fromhex("06082a8648ce3d030107")


def der(holder: str = UID, flaw: Flaw | None = None) -> bytes:
    """A certificate of the emulated authority."""
    return issue_card_credential(SEED, holder, SERIAL, flaw).certificate


def refusal(certificate: bytes, company: Company = OURS) -> CommissionError:
    """Why it is refused."""
    with pytest.raises(CommissionError) as caught:
        check_certificate(certificate, "1a2b", company, NOW_UTC)
    return caught.value


def test_a_good_certificate_says_whose_it_is() -> None:
    """§ 15 Abs 3 RKSV: holder and validity, for the technician to compare."""
    facts = check_certificate(CREDENTIAL.certificate, "1a2b", OURS, NOW_UTC)
    assert UID == facts.holder
    assert datetime(2035, 1, 1, tzinfo=UTC) == facts.valid_until_utc


@pytest.mark.parametrize(
    ("flaw", "words", "sentence"),
    [
        (Flaw.EXPIRED, "Zertifikat abgelaufen", r"2019-01-01 to 2024-01-01, not today .*41"),
        (Flaw.OF_THE_FUTURE, "noch nicht gültig", r"not today .*rc 41"),
        (Flaw.NO_HOLDER, "keine Kassenkarte", r"1\.2\.40\.0\.10\.1\.11\.1 is missing .*rc 6"),
        (Flaw.STRANGE_HOLDER, "Inhaber unlesbar", r"020105 .*rc 8"),
        (Flaw.RSA_KEY, "kein P-256", "no P-256 key"),
    ],
)
def test_flaws_are_refused_by_name(flaw: Flaw, words: str, sentence: str) -> None:
    """Rc 6, 8, 41, and a key ES256 cannot use (Anlage Z 2 RKSV)."""
    error = refusal(der(flaw=flaw))
    assert words == error.words
    with pytest.raises(CommissionError, match=sentence):
        raise error


@pytest.mark.parametrize(
    "garbage",
    [b"", b"\x30\x03abc", CREDENTIAL.certificate[:-1], SoftwareCard().damaged],
    # A certificate is another one in each process, and a test is known by its name to all.
    ids=["empty", "torn head", "a byte short", "damaged"],
)
def test_garbage_is_refused(garbage: bytes) -> None:
    """What is no certificate is called so."""
    error = refusal(garbage)
    assert "Zertifikat defekt" == error.words
    assert "cannot be read" in str(error)


def test_an_extension_nobody_can_read() -> None:
    """Read by a till that sells (F 68), it is refused in words like any other."""
    key = derive_key(SEED)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "odd")])
    odd = x509.UnrecognizedExtension(x509.OID_BASIC_CONSTRAINTS, b"\x01\x01")
    built = (
        x509.CertificateBuilder(name, name, key.public_key(), SERIAL)
        .not_valid_before(datetime(2026, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2030, 1, 1, tzinfo=UTC))
        .add_extension(odd, critical=False)
        .sign(key, SHA256())
    )
    assert "Zertifikat defekt" == refusal(built.public_bytes(Encoding.DER)).words


def test_another_company_is_refused() -> None:
    """Rc 7: the certificate names another undertaking than the settings; both are told."""
    error = refusal(der("ATU87654321"))
    assert "fremde Firma" == error.words
    assert "ATU87654321" in str(error)
    assert UID in str(error)


@pytest.mark.parametrize(
    ("holder", "company"),
    [
        ("atu12345678", OURS),
        ("U:ATU12345678", OURS),
        ("68 123/4567", Company(name="HUBER", tax_number="681234567")),
        ("S:681234567", Company(name="HUBER", uid=UID, tax_number="68-123/4567")),
    ],
)
def test_spelling_does_not_matter(holder: str, company: Company) -> None:
    """§ 15 Abs 3 RKSV: UID or tax number, however either is written."""
    assert holder == check_certificate(der(holder), "1a2b", company, NOW_UTC).holder


def with_holder(*, value: bytes | None = None, name: str = "") -> bytes:
    """A certificate with the identifier as these bytes, or as a part of the subject's name."""
    key = derive_key("other way")
    attributes = [x509.NameAttribute(HOLDER_OID, name)] if name else []
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name(attributes))
        .issuer_name(x509.Name([]))
        .public_key(key.public_key())
        .serial_number(SERIAL)
        .not_valid_before(datetime(2025, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2035, 1, 1, tzinfo=UTC))
    )
    if value is not None:
        extension = x509.UnrecognizedExtension(CASH_REGISTER_HOLDER, value)
        builder = builder.add_extension(extension, critical=False)
    return builder.sign(key, SHA256()).public_bytes(Encoding.DER)


@pytest.mark.parametrize(
    "certificate",
    [
        with_holder(value=UID.encode()),
        with_holder(value=b"\x13\x0b" + UID.encode()),
        with_holder(value=b"\x04\x0d\x0c\x0b" + UID.encode()),
        with_holder(name=UID),
    ],
    ids=["plain", "printable", "wrapped", "subject"],
)
def test_identifier_is_found_however_it_is_written(certificate: bytes) -> None:
    """Anlage Z 16 RKSV says which identifier, not in which form of DER."""
    assert UID == check_certificate(certificate, "1a2b", OURS, NOW_UTC).holder


@pytest.mark.parametrize(
    "certificate",
    [
        with_holder(name=UID).replace(UID.encode(), b"\xff" + UID[1:].encode()),
        with_holder(name=f"\0{UID}").replace(b"\x0c\x0c\0", b"\x03\x0c\0"),
    ],
    ids=["no UTF-8", "bits"],
)
def test_a_subject_that_is_no_text(certificate: bytes) -> None:
    """A library reads the names only when they are asked for: refused then."""
    assert "Zertifikat defekt" == refusal(certificate).words


@pytest.mark.parametrize("value", [b"\xff\xfe1", b"", b"\x0c\x00", b"abc"])
def test_identifier_that_is_none(value: bytes) -> None:
    """Rc 8: bytes that are no text, or a text without any digit."""
    assert "Inhaber unlesbar" == refusal(with_holder(value=value)).words


def test_settings_must_name_the_company() -> None:
    """Rc 7 cannot be foreseen without UID or tax number."""
    with pytest.raises(CommissionError, match=r"company\.uid"):
        check_company(Company(name="HUBER"))
    check_company(OURS)
    check_company(Company(name="HUBER", tax_number="68 123/4567"))


def test_clock_must_be_vouched_for() -> None:
    """§ 6 RKSV: the Startbeleg's time is checked against FinanzOnline's clock."""
    with pytest.raises(CommissionError, match="clock"):
        check_clock(Instant(utc=NOW_UTC, monotonic_s=0.0, is_trusted=False))
    check_clock(Instant(utc=NOW_UTC, monotonic_s=0.0, is_trusted=True))


def pem(*certificates: bytes) -> bytes:
    """One file of several certificates."""
    loaded = (x509.load_der_x509_certificate(one) for one in certificates)
    return b"".join(one.public_bytes(Encoding.PEM) for one in loaded)


def test_issuers_come_nearest_first(tmp_path: Path) -> None:
    """Anlage Z 3 RKSV: from the issuer up to the root, in whatever order and form the files are."""
    issuer, root = CREDENTIAL.chain
    both, one = tmp_path / "both.pem", tmp_path / "issuer.der"
    both.write_bytes(pem(root, issuer))
    one.write_bytes(issuer)
    assert (issuer, root) == issuer_chain(CREDENTIAL.certificate, [str(both)])
    assert (issuer,) == issuer_chain(CREDENTIAL.certificate, [str(one)])
    assert () == issuer_chain(CREDENTIAL.certificate, [])


def test_strange_issuers_are_refused(tmp_path: Path) -> None:
    """Anlage Z 3 RKSV: what did not sign the certificate has no place in the DEP."""
    issuer, root = CREDENTIAL.chain
    stranger = tmp_path / "stranger.pem"
    for content in (pem(root), pem(issuer, with_holder(name=UID))):
        stranger.write_bytes(content)
        with pytest.raises(CommissionError, match=r"stranger\.pem did not issue"):
            issuer_chain(CREDENTIAL.certificate, [str(stranger)])


@pytest.mark.parametrize("content", [None, b"", b"-----BEGIN nothing", b"\x30" * 100_000])
def test_issuer_files_that_are_none(tmp_path: Path, content: bytes | None) -> None:
    """A file that is missing, empty or something else is named."""
    path = tmp_path / "issuer.pem"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CommissionError, match=r"card\.issuers: .*issuer\.pem"):
        issuer_chain(CREDENTIAL.certificate, [str(path)])


def test_an_issuer_whose_key_nobody_knows(tmp_path: Path) -> None:
    """A curve that is none: it signed nothing, and the file is named."""
    path = tmp_path / "issuer.der"
    path.write_bytes(CREDENTIAL.chain[0].replace(P256_OID, P256_OID[:-1] + b"\x17"))
    with pytest.raises(CommissionError, match=r"issuer\.der did not issue"):
        issuer_chain(CREDENTIAL.certificate, [str(path)])
