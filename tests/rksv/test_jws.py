"""The signed form: coded exactly, read strictly, verified."""

from base64 import urlsafe_b64encode
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware.rksv import jws
from firmware.rksv.errors import AlgorithmError, MalformedError

PAYLOAD = "_R1-AT1_MARKT-01_2_…"


def segment(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def test_constants_of_the_regulation() -> None:
    """Anlage Z 6 RKSV: the header is fifteen bytes, the failure text has one coding."""
    assert jws.HEADER_SEGMENT == "eyJhbGciOiJFUzI1NiJ9"
    assert len(jws.HEADER) == 15
    assert jws.FAILURE_SEGMENT == "U2ljaGVyaGVpdHNlaW5yaWNodHVuZyBhdXNnZWZhbGxlbg"


def test_worked_example_is_signed_and_joined(
    worked_example: dict[str, Any], worked_card: Any
) -> None:
    """Anlage Z 6 RKSV: digest, signature and compact form of all nine receipts."""
    for receipt in worked_example["receipts"]:
        payload = receipt["payload"]
        assert receipt["digest_hex"] == jws.digest(payload).hex()
        signature = worked_card.sign(jws.signing_input(payload)) if receipt["is_signed"] else None
        assert receipt["signature_hex"] == (signature and signature.hex())
        assert receipt["jws"] == jws.compact(payload, signature)


def test_worked_example_is_verified(worked_example: dict[str, Any], worked_card: Any) -> None:
    """Anlage Z 6 RKSV: a signed receipt verifies under its key, the failure form never does."""
    for receipt in worked_example["receipts"]:
        parts = jws.split(receipt["jws"])
        assert receipt["payload"] == parts.payload
        assert parts.header == jws.HEADER
        assert receipt["is_signed"] == (parts.signature is not None)
        assert receipt["is_signed"] == jws.verify_signature(worked_card.key.public_key(), parts)


def test_signature_of_another_key_or_text_is_invalid(
    worked_example: dict[str, Any], card: Any
) -> None:
    """ES256 holds for one key and one text."""
    first, second = (jws.split(r["jws"]) for r in worked_example["receipts"][:2])
    assert not jws.verify_signature(card.key.public_key(), first)
    swapped = jws.split(jws.compact(first.payload, second.signature))
    assert not jws.verify_signature(card.key.public_key(), swapped)


def test_zero_is_no_signature(card: Any) -> None:
    """Two zeros must not verify, whatever the library thinks of its DER."""
    parts = jws.split(jws.compact(PAYLOAD, bytes(64)))
    assert not jws.verify_signature(card.key.public_key(), parts)


@given(
    st.text(st.characters(exclude_categories=["Cs"])),
    st.none() | st.binary(min_size=64, max_size=64),
)
@settings(deadline=None)
def test_split_undoes_compact(payload: str, signature: bytes | None) -> None:
    """Every payload and signature come back, and the signing input is what was hashed."""
    parts = jws.split(jws.compact(payload, signature))
    assert (payload, signature) == (parts.payload, parts.signature)
    assert parts.signing_input == jws.signing_input(payload)
    assert jws.digest(payload) == sha256(parts.signing_input).digest()


SIGNATURE = segment(bytes(range(64)))
BODY = segment(PAYLOAD.encode())
HEADER = jws.HEADER_SEGMENT


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("", "jws"),
        (f"{HEADER}.{BODY}", "jws"),
        (f"{HEADER}.{BODY}.{SIGNATURE}.", "jws"),
        (f"{HEADER}.{BODY}.ä", "jws"),
        (f"{HEADER}=.{BODY}.{SIGNATURE}", "header"),
        (f"!.{BODY}.{SIGNATURE}", "header"),
        (f"{segment(bytes([255]))}.{BODY}.{SIGNATURE}", "header"),
        (f"{HEADER}.{BODY}=.{SIGNATURE}", "payload"),
        (f"{HEADER}.{BODY}+.{SIGNATURE}", "payload"),
        (f"{HEADER}.{segment(b'_R1' + bytes([0xE4]))}.{SIGNATURE}", "payload"),
        (f"{HEADER}.{BODY}.{SIGNATURE}==", "signature"),
        (f"{HEADER}.{BODY}.", "signature"),
        (f"{HEADER}.{BODY}.{segment(bytes(63))}", "signature"),
        (f"{HEADER}.{BODY}.{segment(bytes(65))}", "signature"),
        (f"{HEADER}.{BODY}.{segment(b'Sicherheitseinrichtung ausgefallen!')}", "signature"),
        (f"{HEADER}.{BODY}.{SIGNATURE[:-1]}x", "signature"),
        (f"{HEADER}.{BODY}.{SIGNATURE}\n", "signature"),
    ],
)
def test_other_forms_are_refused_by_name(text: str, field: str) -> None:
    """Anlage Z 6 RKSV: three segments, canonical base64url, 64 bytes or the failure text."""
    with pytest.raises(MalformedError) as refusal:
        jws.split(text)
    assert field == refusal.value.field
    assert not isinstance(refusal.value, AlgorithmError)


@pytest.mark.parametrize(
    "header", ['{"alg":"ES384"}', '{"alg": "ES256"}', '{"typ":"JWT","alg":"ES256"}', "{}"]
)
def test_another_algorithm_is_told_apart(header: str) -> None:
    """Anlage Z 6 RKSV: a header that reads well but is not ours is another algorithm."""
    with pytest.raises(AlgorithmError, match="header"):
        jws.split(f"{segment(header.encode())}.{BODY}.{SIGNATURE}")


@given(st.data())
@settings(deadline=None)
def test_every_turned_bit_is_noticed(worked_jws: tuple[str, Any], data: st.DataObject) -> None:
    """A JWS with one bit turned is malformed or does not verify; it is never the same receipt."""
    text, key = worked_jws
    place = data.draw(st.integers(0, len(text) - 1))
    bit = data.draw(st.integers(0, 7))
    turned = text[:place] + chr(ord(text[place]) ^ (1 << bit)) + text[place + 1 :]
    try:
        parts = jws.split(turned)
    except MalformedError:
        return
    assert not jws.verify_signature(key, parts)


@pytest.fixture(scope="module")
def worked_jws(make_card: Callable[..., Any]) -> tuple[str, ec.EllipticCurvePublicKey]:
    made = make_card(77, 1)
    return jws.compact(PAYLOAD, made.sign(jws.signing_input(PAYLOAD))), made.key.public_key()


def test_short_numbers_are_padded_to_32_bytes() -> None:
    """Anlage Z 6 RKSV: r and s are 32 bytes each, DER drops leading zeros."""
    raw = (1).to_bytes(32, "big") + (0x80).to_bytes(32, "big")
    assert jws.raw_to_der(raw) == encode_dss_signature(1, 0x80)
    assert raw == jws.der_to_raw(encode_dss_signature(1, 0x80))


@given(st.binary(min_size=64, max_size=64))
@settings(deadline=None)
def test_der_and_raw_are_the_same_numbers(raw: bytes) -> None:
    """Both ways give the bytes back."""
    assert raw == jws.der_to_raw(jws.raw_to_der(raw))


@pytest.mark.parametrize("length", [0, 63, 65])
def test_a_signature_of_another_length_is_refused(length: int) -> None:
    """A card's answer that was cut is no signature."""
    with pytest.raises(MalformedError, match=f"signature: {length} bytes"):
        jws.compact(PAYLOAD, bytes(length))
    with pytest.raises(MalformedError, match=f"signature: {length} bytes"):
        jws.raw_to_der(bytes(length))


@pytest.mark.parametrize("der", [b"", b"0\x00", bytes(70), encode_dss_signature(1 << 256, 1)])
def test_other_der_is_refused(der: bytes) -> None:
    """DER of another curve, or none at all, has no 64 bytes."""
    with pytest.raises(MalformedError, match="not a DER signature"):
        jws.der_to_raw(der)


def test_a_payload_without_utf8_form_is_refused() -> None:
    """Half a surrogate pair cannot be signed."""
    with pytest.raises(MalformedError, match="payload"):
        jws.signing_input("_\ud800")
