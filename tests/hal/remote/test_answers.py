"""What services write into their answers."""

import base64
from collections.abc import Callable

import msgspec
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given
from hypothesis import strategies as st

from hal.remote.answers import (
    read_base64,
    read_certificate_file,
    read_certificates,
    read_json,
    read_json_of_any_case,
    read_signature,
    read_vda_id,
)
from hal.remote.emulator import EmulatedUnit
from hal.remote.unit import UnknownAnswerError
from tests.store.till import SoftwareCard

UNIT = EmulatedUnit("answers")


class Pair(msgspec.Struct):
    one: str
    two: int = 2


@given(st.binary(min_size=64, max_size=64))
def test_signature_in_either_alphabet(signature: bytes) -> None:
    """Base64 of both alphabets, with and without padding, in quotes and with a line end."""
    for text in (
        base64.urlsafe_b64encode(signature).decode(),
        base64.urlsafe_b64encode(signature).decode().rstrip("="),
        base64.b64encode(signature).decode(),
        f'"{base64.b64encode(signature).decode()}"\n',
    ):
        assert signature == read_signature(text)


@pytest.mark.parametrize(
    "text", ["", "A", "!!!!", "geheim ", base64.b64encode(bytes(63)).decode(), "A" * 96, "ä" * 86]
)
def test_what_is_no_signature(text: str) -> None:
    """Another length (DER among it) or other characters are refused."""
    with pytest.raises(UnknownAnswerError):
        read_signature(text)


@pytest.mark.parametrize("body", [b'{"one":"\xff","two":1}', b'{"two":' + b"[" * 100_000])
@pytest.mark.parametrize("read", [read_json, read_json_of_any_case])
def test_text_that_is_no_text(read: Callable[[bytes, type[Pair]], Pair], body: bytes) -> None:
    """JSON of bytes that are no UTF-8, and JSON nested without end: refused like any other."""
    with pytest.raises(UnknownAnswerError):
        read(body, Pair)


@given(st.binary(max_size=200))
def test_any_bytes_are_json_or_refused(body: bytes) -> None:
    """Whatever a server sends, the answer is a value or a refusal."""
    for read in (read_json, read_json_of_any_case):
        try:
            assert isinstance(read(body, Pair), Pair)
        except UnknownAnswerError:
            continue


def test_json_beyond_what_was_asked_is_not_looked_at() -> None:
    """A service may say more tomorrow."""
    assert Pair(one="x") == read_json(b'{"one": "x", "three": 3}', Pair)


@pytest.mark.parametrize(
    "body", [b"", b"{}", b'{"one": 1}', b"[]", b'{"one": "x"', b"<html>", b"[" * 60000]
)
def test_other_json_is_refused(body: bytes) -> None:
    """A missing name, another kind, half a text, a page, a nest."""
    for read in (read_json, read_json_of_any_case):
        with pytest.raises(UnknownAnswerError, match="not the JSON that was asked for"):
            read(body, Pair)


def test_capitals_do_not_matter_where_they_may_not() -> None:
    """Names in any case are the lower ones; values stay as they are."""
    assert Pair(one="X", two=3) == read_json_of_any_case(b'{"One": "X", "TWO": 3}', Pair)
    with pytest.raises(UnknownAnswerError):
        read_json(b'{"One": "X"}', Pair)


def test_certificates_of_a_list() -> None:
    """Each is one, or the answer is refused."""
    texts = [base64.b64encode(der).decode() for der in UNIT.chain]
    assert UNIT.chain == read_certificates(texts)
    assert () == read_certificates([])
    with pytest.raises(UnknownAnswerError, match="no certificate"):
        read_certificates([*texts, base64.b64encode(b"none").decode()])
    with pytest.raises(UnknownAnswerError, match="no certificate"):
        read_certificates([base64.b64encode(SoftwareCard().damaged).decode()])


def test_certificate_file_in_both_forms() -> None:
    """DER of one; PEM of one or of one with its issuers."""
    pem = [x509.load_der_x509_certificate(der).public_bytes(Encoding.PEM) for der in UNIT.chain]
    own = x509.load_der_x509_certificate(UNIT.certificate).public_bytes(Encoding.PEM)
    assert (UNIT.certificate, ()) == read_certificate_file(UNIT.certificate)
    assert (UNIT.certificate, ()) == read_certificate_file(own)
    assert (UNIT.certificate, UNIT.chain) == read_certificate_file(own + b"".join(pem))
    assert b"\r\n" not in own
    assert (UNIT.certificate, ()) == read_certificate_file(own.replace(b"\n", b"\r\n"))


@pytest.mark.parametrize(
    "body", [b"", b"none", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"]
)
def test_file_without_certificate(body: bytes) -> None:
    """Nothing to sign with."""
    with pytest.raises(UnknownAnswerError, match="no certificate"):
        read_certificate_file(body)


def test_base64_is_strict() -> None:
    """Characters that do not belong there are not skipped."""
    assert b"ab" == read_base64("YWI=")
    for text in ("YWI", "Y WI=", "YW!I=", "ä"):
        with pytest.raises(UnknownAnswerError):
            read_base64(text)


@pytest.mark.parametrize(
    ("text", "vda_id"), [("AT1", "AT1"), ("AT12", "AT12"), ("AT0", ""), ("at1", ""), ("X", "")]
)
def test_provider_in_the_form_of_the_law(text: str, vda_id: str) -> None:
    """Anlage Z 2; another form says nothing."""
    assert vda_id == read_vda_id(text)
