"""What an emulated terminal says, as bytes."""

from dataclasses import dataclass

from hal.terminal.apdu import Apdu, Control, encode, to_bcd
from hal.terminal.bitmap import (
    AMOUNT,
    CARD_NAME,
    CURRENCY,
    RECEIPT,
    RESULT,
    TERMINAL_ID,
    TRACE,
    encode_container,
    encode_digits,
    encode_tag,
)
from hal.terminal.message import EURO

TID = b"\x52\x50\x00\x48"
_PAN = 0x22
_FINAL_LINE = 0x81
_MERCHANT = b"\x01"


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """A payment in the terminal's own book; result code 0 is money."""

    amount_cents: int
    receipt_number: int
    result_code: int


def status(booking: Booking, *, has_amount: bool = True, currency: int = EURO) -> bytes:
    """The result of a payment, with a card number in it that nobody may keep."""
    amount = bytes((AMOUNT,)) + to_bcd(booking.amount_cents, 6) if has_amount else b""
    body = (
        bytes((RESULT, booking.result_code))
        + amount
        + bytes((CURRENCY,))
        + to_bcd(currency, 2)
        + bytes((TRACE,))
        + to_bcd(booking.receipt_number + 100, 3)
        + encode_digits(_PAN, bytes.fromhex("4999999999999996"))
        + bytes((TERMINAL_ID,))
        + TID
        + bytes((RECEIPT,))
        + to_bcd(booking.receipt_number, 2)
        + encode_digits(CARD_NAME, b"Debit Mastercard\x00")
    )
    return encode(Apdu(control=Control.STATUS_INFORMATION, body=body))


def intermediate(code: int, words: str = "") -> bytes:
    """What it waits for; minutes and words only where there are any."""
    texts = encode_tag(0x24, encode_tag(0x07, words.encode("cp437")))
    body = bytes((code, 1)) + (encode_container(texts) if words else b"")
    return encode(Apdu(control=Control.INTERMEDIATE_STATUS, body=body))


def completion() -> bytes:
    """Through."""
    return encode(Apdu(control=Control.COMPLETION))


def registered() -> bytes:
    """Through with the registration: status byte, terminal id, currency."""
    body = b"\x19\x00\x29" + TID + bytes((CURRENCY,)) + to_bcd(EURO, 2)
    return encode(Apdu(control=Control.COMPLETION, body=body))


def enquiry_answer() -> bytes:
    """At rest, with the name of its software before."""
    return encode(Apdu(control=Control.COMPLETION, body=encode_version(b"EMU 1.0") + b"\x00"))


def encode_version(name: bytes) -> bytes:
    """The version field of a status enquiry: F0 with a length of three digits."""
    return b"\xf0" + bytes(0xF0 | int(digit) for digit in f"{len(name):03d}") + name


def abort(code: int) -> bytes:
    """Given up."""
    return encode(Apdu(control=Control.ABORT, body=bytes((code,))))


def print_lines(lines: tuple[str, ...]) -> tuple[bytes, ...]:
    """A slip line by line; the attribute of the last says so."""
    attributes = [0] * (len(lines) - 1) + [_FINAL_LINE]
    return tuple(
        encode(Apdu(control=Control.PRINT_LINE, body=bytes((attribute,)) + line.encode("cp437")))
        for attribute, line in zip(attributes, lines, strict=True)
    )


def block(lines: tuple[str, ...]) -> bytes:
    """A slip for the merchant in one piece."""
    texts = b"".join(encode_tag(0x07, line.encode("cp437")) for line in lines)
    content = encode_tag(0x1F07, _MERCHANT) + encode_tag(0x25, texts)
    return encode(Apdu(control=Control.PRINT_BLOCK, body=encode_container(content)))


def slip_lines(booking: Booking) -> tuple[str, ...]:
    """What a slip says, with the masked number of the card."""
    euros = f"{booking.amount_cents // 100},{booking.amount_cents % 100:02d}"
    return ("HÄNDLERBELEG", f"Beleg {booking.receipt_number:04d}", "####9996", f"EUR {euros}")
