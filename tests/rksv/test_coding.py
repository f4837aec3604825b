"""Codings are read as strictly as they are written."""

from base64 import b32encode, b64encode, urlsafe_b64encode
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware.rksv import coding
from firmware.rksv.errors import MalformedError


@given(st.binary(max_size=80))
@settings(deadline=None)
def test_codings_are_those_of_rfc_4648(raw: bytes) -> None:
    """All three agree with the standard library and read back."""
    assert b64encode(raw).decode() == coding.encode_base64(raw)
    assert urlsafe_b64encode(raw).decode().rstrip("=") == coding.encode_base64url(raw)
    assert b32encode(raw).decode() == coding.encode_base32(raw)
    assert raw == coding.decode_base64(coding.encode_base64(raw), "x")
    assert raw == coding.decode_base64url(coding.encode_base64url(raw).encode(), "x")
    assert raw == coding.decode_base32(coding.encode_base32(raw), "x")


@pytest.mark.parametrize(
    "text",
    ["VFJ", "VFJC=", "AB==", "AAB=", "A A=", "VFJ_", "VFJ-", "VFJB\n", "====", "A", "ä", "VF=JB"],
)
def test_other_base64_is_refused(text: str) -> None:
    """Missing padding, stray bits, blanks and the alphabet of base64url are no base64."""
    with pytest.raises(MalformedError) as refusal:
        coding.decode_base64(text, "turnover")
    assert refusal.value.field == "turnover"


@pytest.mark.parametrize(
    "segment", [b"VFJC=", b"AB", b"AAB", b"VFJ+", b"VFJ/", b"VF JB", b"VFJB\n", b"A", b"\xff\xff"]
)
def test_other_base64url_is_refused(segment: bytes) -> None:
    """Padding, stray bits and the alphabet of base64 are no base64url (RFC 7515)."""
    with pytest.raises(MalformedError) as refusal:
        coding.decode_base64url(segment, "payload")
    assert refusal.value.field == "payload"


@pytest.mark.parametrize("text", ["KRJEC", "krjec===", "KRJED===", "KRJE1===", "KRJEC==="[1:], "ä"])
def test_other_base32_is_refused(text: str) -> None:
    """Missing padding, small letters, stray bits and foreign characters are no base32."""
    with pytest.raises(MalformedError) as refusal:
        coding.decode_base32(text, "signature")
    assert refusal.value.field == "signature"


@pytest.mark.parametrize(
    ("decode", "text"),
    [(coding.decode_base64, "QQ=="), (coding.decode_base32, "IE======")],
)
def test_stray_bits_are_the_only_difference(decode: Callable[[str, str], bytes], text: str) -> None:
    """The canonical text of a byte is read; its neighbour with a stray bit is not."""
    assert decode(text, "x") == b"A"
    with pytest.raises(MalformedError, match="canonical"):
        decode(text.replace("Q=", "R=").replace("E=", "F=", 1), "x")


def test_half_a_surrogate_pair_has_no_bytes() -> None:
    """A text from hostile JSON is refused by name, not by a codec error."""
    assert coding.encode_utf8("Bär", "payload") == b"B\xc3\xa4r"
    with pytest.raises(MalformedError, match="character at 1 has no UTF-8 form"):
        coding.encode_utf8("a\ud800", "payload")


def test_padding_in_a_jws_is_called_padding() -> None:
    """The commonest mistake of foreign tills gets its own words (RFC 7515)."""
    with pytest.raises(MalformedError, match="padded"):
        coding.decode_base64url(b"QQ==", "signature")
