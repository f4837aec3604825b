"""What is examined before a receipt counts: the draft, its text, its signature."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from firmware.rksv import jws, machine_code
from firmware.rksv.chain import Draft, Register, Tail, prepare, seal
from firmware.rksv.errors import MustBeSignedError, SelfCheckError
from firmware.rksv.receipt import ReceiptKind
from firmware.rksv.vat import Buckets

K = ReceiptKind
LATER = datetime(2026, 11, 20, 6, 30, tzinfo=UTC)
SALE = Buckets(ermaessigt_1=560, besonders=1234)


def draft_of(
    register: Register, tail: Tail | None, kind: ReceiptKind = K.STANDARD, buckets: Buckets = SALE
) -> Draft:
    return prepare(
        register,
        tail,
        kind=kind,
        buckets=buckets,
        issued_at_utc=LATER,
        certificate_serial="1a2b3c4d",
    )


def test_the_failure_form_is_sealed(register: Register, tail: Tail) -> None:
    """§ 17 Abs 4 RKSV: without signature the third part is the failure text, the chain goes on."""
    draft = draft_of(register, tail)
    compact = seal(register, tail, draft, None, None)
    assert compact.endswith(f".{jws.FAILURE_SEGMENT}")


@pytest.mark.parametrize("kind", [K.JAHRESBELEG, K.SAMMELBELEG, K.MONATSBELEG])
def test_other_zero_receipts_may_fail(kind: ReceiptKind, register: Register, tail: Tail) -> None:
    """§ 17 Abs 4 RKSV: a draft once on disk must be storable; what it was for stays owed."""
    draft = draft_of(register, tail, kind, Buckets())
    assert jws.split(seal(register, tail, draft, None, None)).signature is None


def test_a_startbeleg_must_be_signed(register: Register) -> None:
    """§ 6 Abs 4 RKSV: without signature the till was never put into operation."""
    draft = draft_of(register, None, K.STARTBELEG, Buckets())
    with pytest.raises(MustBeSignedError):
        seal(register, None, draft, None, None)


def other_payload(draft: Draft, **change: Any) -> Draft:
    payload = replace(machine_code.parse(draft.payload), **change)
    return replace(draft, payload=machine_code.build(payload))


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"number": 4}, "number"),
        ({"kind": K.STARTBELEG, "buckets": Buckets()}, "kind"),
        ({"kind": K.SAMMELBELEG}, "amounts"),
        ({"buckets": Buckets(normal=1794)}, "amounts"),
        ({"turnover_cents": 3589}, "turnover"),
        ({"issued_at_utc": LATER + timedelta(seconds=1)}, "time"),
        ({"kind": K.TRAINING}, "turnover"),
        ({"kind": K.STORNO}, "counter"),
        ({"payload": "_R1-AT1"}, "payload"),
    ],
)
def test_a_draft_that_contradicts_itself_is_not_sealed(
    register: Register, tail: Tail, change: dict[str, Any], rule: str
) -> None:
    """§ 8 RKSV: whatever the book gives back is examined, and the broken rule is named."""
    draft = replace(draft_of(register, tail), **change)
    with pytest.raises(SelfCheckError) as refusal:
        seal(register, tail, draft, None, None)
    assert rule == refusal.value.rule


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"number_text": "2"}, "number"),
        ({"register_id": "MARKT-02"}, "register"),
        ({"rka": "R1-AT2"}, "register"),
        ({"previous_link": "wBcOZaEAjJU="}, "link"),
        ({"local_time": "2026-11-20T07:29:59"}, "time"),
        ({"buckets": Buckets(normal=1794)}, "amounts"),
        ({"turnover_field": "RjXWde9mD24="}, "counter"),
        ({"turnover_field": "VFJB"}, "counter"),
    ],
)
def test_a_payload_that_is_not_the_drafts_is_not_sealed(
    register: Register, tail: Tail, change: dict[str, Any], rule: str
) -> None:
    """§ 8, Anlage Z 4 RKSV: every field of the signed text is held against the last receipt."""
    draft = other_payload(draft_of(register, tail), **change)
    with pytest.raises(SelfCheckError) as refusal:
        seal(register, tail, draft, None, None)
    assert rule == refusal.value.rule


def test_a_counter_of_another_length_is_not_sealed(register: Register, tail: Tail) -> None:
    """Anlage Z 9 RKSV: the right turnover in five bytes is not this till's counter."""
    short = replace(register, counter_bytes=5)
    with pytest.raises(SelfCheckError) as refusal:
        seal(register, tail, draft_of(short, tail), None, None)
    assert refusal.value.rule == "counter"


def test_a_draft_after_another_tail_is_not_sealed(register: Register, tail: Tail) -> None:
    """Anlage Z 11 RKSV: two receipts never share a predecessor, and none goes back in time."""
    draft = draft_of(register, tail)
    compact = seal(register, tail, draft, None, None)
    moved = replace(tail, jws=compact)
    later_tail = replace(tail, issued_at_utc=LATER + timedelta(seconds=1))
    for other, rule in ((None, "number"), (moved, "link"), (later_tail, "time")):
        with pytest.raises(SelfCheckError) as refusal:
            seal(register, other, draft, None, None)
        assert rule == refusal.value.rule


def test_a_wrong_signature_is_not_sealed(register: Register, tail: Tail, card: Any) -> None:
    """Anlage Z 6 RKSV: a card that answers nonsense is found out before anything is stored."""
    draft = draft_of(register, tail)
    signature = card.sign(draft.signing_input)
    turned = bytes([signature[0] ^ 1]) + signature[1:]
    for wrong in (turned, signature[:63], b"", bytes(64), card.sign(b"another text")):
        with pytest.raises(SelfCheckError) as refusal:
            seal(register, tail, draft, wrong, card.certificate)
        assert refusal.value.rule == "signature"
    assert seal(register, tail, draft, signature, card.certificate).endswith(
        f".{jws.compact('', signature).split('.')[2]}"
    )


def rsa_certificate() -> bytes:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([])
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .serial_number(0x1A2B3C4D)
        .public_key(key.public_key())
        .not_valid_before(LATER)
        .not_valid_after(LATER + timedelta(days=1))
        .sign(key, SHA256())
        .public_bytes(Encoding.DER)
    )


def with_unknown_curve(certificate: bytes) -> bytes:
    """The certificate, its curve (prime256v1, RFC 5480) named by a number nobody has given out."""
    prime256v1 = bytes.fromhex("06082a8648ce3d030107")
    assert certificate.count(prime256v1) == 1
    return certificate.replace(prime256v1, bytes.fromhex("06082a8648ce3d03017f"))


def test_a_certificate_that_does_not_fit_is_refused(
    register: Register, tail: Tail, card: Any, make_card: Callable[..., Any]
) -> None:
    """Anlage Z 16 RKSV: the certificate of field 11, with a key of P-256, or none at all."""
    draft = draft_of(register, tail)
    signature = card.sign(draft.signing_input)
    other_serial = make_card(0x5EED, 0x99)
    other_curve = make_card(0x5EED, 0x1A2B3C4D, ec.SECP384R1())
    for certificate in (
        None,
        b"",
        card.certificate[:-1],
        other_serial.certificate,
        other_curve.certificate,
        rsa_certificate(),
        with_unknown_curve(card.certificate),
    ):
        with pytest.raises(SelfCheckError) as refusal:
            seal(register, tail, draft, signature, certificate)
        assert refusal.value.rule == "certificate"


def test_the_key_of_another_card_is_found_out(
    register: Register, tail: Tail, card: Any, make_card: Callable[..., Any]
) -> None:
    """Anlage Z 6 RKSV: same serial, other key: the signature is not valid."""
    draft = draft_of(register, tail)
    other = make_card(0xBAD, 0x1A2B3C4D)
    with pytest.raises(SelfCheckError) as refusal:
        seal(register, tail, draft, card.sign(draft.signing_input), other.certificate)
    assert refusal.value.rule == "signature"
