"""The words of an emulated terminal are those of the protocol."""

import pytest

from hal.terminal.emulator_word import (
    Booking,
    abort,
    block,
    completion,
    encode_version,
    enquiry_answer,
    intermediate,
    print_lines,
    registered,
    slip_lines,
    status,
)

BOOKING = Booking(amount_cents=1980, receipt_number=412, result_code=0)


@pytest.mark.parametrize(
    ("word", "data"),
    [
        (completion(), "06 0f 00"),
        (abort(0x6C), "06 1e 01 6c"),
        (intermediate(0x0A), "04 ff 02 0a 01"),
        (intermediate(0xFF, "ä"), "04 ff 09 ff 01 06 05 24 03 07 01 84"),
        (registered(), "06 0f 0a 19 00 29 52 50 00 48 49 09 78"),
        (enquiry_answer(), "06 0f 0c f0 f0 f0 f7 45 4d 55 20 31 2e 30 00"),
        (block(("x",)), "06 d3 0b 06 09 1f 07 01 01 25 03 07 01 78"),
    ],
)
def test_words(word: bytes, data: str) -> None:
    """Byte for byte, as they go over the line."""
    assert bytes.fromhex(data) == word


def test_lines() -> None:
    """The last line's attribute says so."""
    assert (b"\x06\xd1\x02\x00a", b"\x06\xd1\x02\x81b") == print_lines(("a", "b"))


def test_status_with_and_without_amount() -> None:
    """The amount is twelve digits after 04; the card number is there for nobody to read."""
    amount = bytes.fromhex("04 00 00 00 00 19 80")
    assert amount in status(BOOKING)
    assert amount not in status(BOOKING, has_amount=False)
    assert b"\x49\x07\x56" in status(BOOKING, currency=756)
    assert bytes.fromhex("22 f0 f8 4999999999999996") in status(BOOKING)


def test_slip() -> None:
    """A slip has the amount and the masked card."""
    assert ("HÄNDLERBELEG", "Beleg 0412", "####9996", "EUR 19,80") == slip_lines(BOOKING)


def test_version() -> None:
    """Three digits of length before the name."""
    assert b"\xf0\xf0\xf0\xf3abc" == encode_version(b"abc")
