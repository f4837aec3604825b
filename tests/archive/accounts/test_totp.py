from base64 import b32decode, b32encode
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.accounts import totp

#: RFC 6238 Appendix B: this secret, SHA-1; the last six of its eight digits.
SECRET = b32encode(b"12345678901234567890").decode()
VECTORS = (
    (1234567890, "005924"),
    (1111111109, "081804"),
    (1111111111, "050471"),
    (20000000000, "353130"),
)


@pytest.mark.parametrize(("seconds", "code"), VECTORS)
def test_rfc_6238(seconds: int, code: str) -> None:
    """Appendix B: the codes of the standard, and a neighbour of each, are of their step."""
    now = datetime.fromtimestamp(seconds, UTC)

    assert seconds // 30 == totp.step_of(SECRET, code, now)
    assert seconds // 30 == totp.step_of(SECRET, code, now + timedelta(seconds=30))
    assert seconds // 30 == totp.step_of(SECRET, code, now - timedelta(seconds=30))
    assert totp.step_of(SECRET, code, now + timedelta(seconds=60)) is None
    assert totp.step_of(SECRET, code, now - timedelta(seconds=60)) is None


@given(st.text(max_size=20))
def test_any_other_code(code: str) -> None:
    """No text but the right digits passes."""
    now = datetime.fromtimestamp(59, UTC)
    right = {"755224", "287082", "359152"}

    assert (code.replace(" ", "") in right) == (totp.step_of(SECRET, code, now) is not None)


def test_typed_with_a_gap() -> None:
    """As the device shows it."""
    assert 1 == totp.step_of(SECRET, "287 082", datetime.fromtimestamp(59, UTC))


def test_secrets() -> None:
    """RFC 4226 § 4 R6: 160 bits."""
    secret = totp.fresh_secret()

    assert 20 == len(b32decode(secret))
    assert secret != totp.fresh_secret()


def test_what_a_device_reads() -> None:
    """Names are escaped: an archive's name cannot add parameters."""
    uri = totp.uri(SECRET, "käthe@example.at", "a&secret=B")

    assert uri.startswith("otpauth://totp/a%26secret%3DB:k%C3%A4the%40example.at?")
    assert f"secret={SECRET}" in uri


def test_codes_for_recovery() -> None:
    """Ten different ones of 80 bits."""
    codes = totp.fresh_recovery_codes()

    assert 10 == len(set(codes))
    assert {19} == {len(code) for code in codes}
    code = codes[0]
    kept = totp.recovery_sha256(code)
    assert kept == totp.recovery_sha256(code.lower().replace("-", " "))
    assert kept != totp.recovery_sha256(codes[1])
    totp.recovery_sha256("\udcff" * 10_000)
