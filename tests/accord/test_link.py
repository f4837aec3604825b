"""firmware.accord.link: addresses of digital receipts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.accord.errors import AccordError
from firmware.accord.link import MAX_LINK, is_token, link, token, token_sha256

SECRET = bytes(range(32))


@given(secret=st.binary(min_size=32, max_size=32), number=st.integers(1, 10**9))
def test_a_token_is_a_token(secret: bytes, number: int) -> None:
    """26 signs of base32, the same each time, of this receipt alone."""
    made = token(secret, "MARKT-01", number)
    assert is_token(made)
    assert made == token(secret, "MARKT-01", number)
    assert made != token(secret, "MARKT-01", number + 1)
    assert made != token(secret, "MARKT-02", number)
    assert len(token_sha256(made)) == 64


@pytest.mark.parametrize("text", ["", "A" * 25, "A" * 27, "a" * 26, "A" * 25 + "B", "1" * 26])
def test_what_is_no_token(text: str) -> None:
    """128 bits leave two bits of the last sign zero."""
    assert not is_token(text)


def test_a_link_is_capital_and_fits_the_display() -> None:
    """Version 3 of a QR code in alphanumeric mode takes it."""
    made = link("https://bon.example.at/", token(SECRET, "MARKT-01", 1))
    assert made.startswith("HTTPS://BON.EXAMPLE.AT/")
    assert made == made.upper()
    assert len(made) <= MAX_LINK


@pytest.mark.parametrize(
    "base", ["", "https://bon.example.at", "http://bon.example.at/", "https://bon.example.at/?x=/"]
)
def test_what_is_no_base(base: str) -> None:
    """TLS, and nothing a QR code could not say in capitals."""
    with pytest.raises(AccordError, match="no address"):
        link(base, "A" * 26)


def test_a_base_too_long_for_the_display() -> None:
    """Says by how much."""
    with pytest.raises(AccordError, match="longer than 51"):
        link("https://" + "b" * 50 + "/", "A" * 26)


def test_a_secret_has_32_bytes() -> None:
    """Nothing shorter signs a link."""
    with pytest.raises(AccordError, match="32 bytes"):
        token(b"short", "MARKT-01", 1)
