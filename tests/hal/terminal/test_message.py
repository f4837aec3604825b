"""Commands as bytes, and what terminals report as values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hal.terminal import message
from hal.terminal.apdu import Apdu, Control, ZvtError, encode, split
from hal.terminal.bitmap import encode_container, encode_tag
from hal.terminal.emulator_word import Booking, block, encode_version, print_lines, status
from hal.terminal.message import (
    Abort,
    Completion,
    IntermediateStatus,
    PrintBlock,
    PrintLines,
    StatusInformation,
    parse_message,
    terminal_status,
)
from hal.terminal.port import SlipKind

BOOKING = Booking(amount_cents=1980, receipt_number=412, result_code=0)
PAN = "4999999999999996"


def only(data: bytes) -> Apdu:
    """The one frame in `data`."""
    (apdu,), rest = split(data)
    assert rest == b""
    return apdu


@pytest.mark.parametrize(
    ("command", "data"),
    [
        (message.registration(0), "06 00 0e 00 00 00 9e 09 78 06 06 26 04 0a 02 06 d3"),
        (message.registration(123456), "06 00 0e 12 34 56 9e 09 78 06 06 26 04 0a 02 06 d3"),
        (message.authorisation(1980), "06 01 0a 04 00 00 00 00 19 80 49 09 78"),
        (message.repeat_status(0), "06 20 05 00 00 00 03 03"),
        (message.reversal(0, 412), "06 30 06 00 00 00 87 04 12"),
        (message.status_enquiry(0), "05 01 03 00 00 00"),
        (message.end_of_day(0), "06 50 03 00 00 00"),
        (message.DIAGNOSIS, "06 70 00"),
        (message.ABORT_COMMAND, "06 b0 00"),
    ],
)
def test_commands(command: Apdu, data: str) -> None:
    """Each as it goes over the line."""
    assert bytes.fromhex(data) == encode(command)


@pytest.mark.parametrize("amount_cents", [0, -1, 10**12])
def test_amounts_that_cannot_be_paid(amount_cents: int) -> None:
    """Nothing, less than nothing, and more than twelve digits."""
    with pytest.raises(ValueError, match=r"cannot be paid|does not fit"):
        message.authorisation(amount_cents)


def test_status_information() -> None:
    """Result, amount, numbers and the card's name; of its number nothing at all."""
    heard = parse_message(only(status(BOOKING)))
    assert heard == StatusInformation(
        result_code=0,
        amount_cents=1980,
        currency=978,
        receipt_number=412,
        trace_number=512,
        terminal_id="52500048",
        card_name="Debit Mastercard",
    )
    assert bytes.fromhex(PAN) in status(BOOKING)
    assert PAN not in repr(heard)


def test_result_without_anything_else() -> None:
    """A refusal need not say more than its code."""
    heard = parse_message(Apdu(control=Control.STATUS_INFORMATION, body=b"\x27\x6c"))
    assert isinstance(heard, StatusInformation)
    assert (0x6C, None, None) == (heard.result_code, heard.amount_cents, heard.receipt_number)


@pytest.mark.parametrize("body", ["04 00 00 00 00 1a 80", "27", "04 00 00"])
def test_result_that_cannot_be_read(body: str) -> None:
    """Money is not guessed."""
    with pytest.raises(ZvtError):
        parse_message(Apdu(control=Control.STATUS_INFORMATION, body=bytes.fromhex(body)))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"\x0a", IntermediateStatus(code=0x0A, words="")),
        (b"\x0a\x01", IntermediateStatus(code=0x0A, words="")),
        (b"\x0a\x01\x06\x01", IntermediateStatus(code=0x0A, words="")),
        (b"", IntermediateStatus(code=0x17, words="")),
        (
            b"\xff\x01"
            + encode_container(
                encode_tag(0x24, encode_tag(0x07, b"Trinkgeld") + encode_tag(0x07, b"w\x84hlen"))
            ),
            IntermediateStatus(code=0xFF, words="Trinkgeld wählen"),
        ),
    ],
)
def test_intermediate_status(body: bytes, expected: IntermediateStatus) -> None:
    """A code, or words in code page 437; no payment hangs on what cannot be read of it."""
    assert expected == parse_message(Apdu(control=Control.INTERMEDIATE_STATUS, body=body))


def test_printed_lines() -> None:
    """The attribute of the last line ends the slip; commands of a printer are not let through."""
    heard = [parse_message(only(word)) for word in print_lines(("Zürich", "x\x1bp\x00y", "Ende"))]
    assert heard == [
        PrintLines(lines=("Zürich",), is_last=False),
        PrintLines(lines=("xpy",), is_last=False),
        PrintLines(lines=("Ende",), is_last=True),
    ]


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        (b"\xff\x02", ("", "")),
        (b"\xff", ("",)),
        (b"\x80x", ("x",)),
        (b"", ("(Terminalbeleg nicht lesbar)",)),
    ],
)
def test_odd_lines(body: bytes, lines: tuple[str, ...]) -> None:
    """Feeds, the reserved attribute, and a line without any."""
    heard = parse_message(Apdu(control=Control.PRINT_LINE, body=body))
    assert PrintLines(lines=lines, is_last=False) == heard


def test_printed_block() -> None:
    """A whole slip with the one it is for."""
    heard = parse_message(only(block(("HÄNDLERBELEG", "EUR 19,80"))))
    assert PrintBlock(kind=SlipKind.MERCHANT, lines=("HÄNDLERBELEG", "EUR 19,80")) == heard


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", PrintBlock(kind=SlipKind.UNKNOWN, lines=())),
        (
            encode_container(encode_tag(0x1F07, b"\x09") + encode_tag(0x07, b"x")),
            PrintBlock(kind=SlipKind.UNKNOWN, lines=("x",)),
        ),
        (b"\x06\x05", PrintBlock(kind=SlipKind.UNKNOWN, lines=("(Terminalbeleg nicht lesbar)",))),
    ],
)
def test_odd_blocks(body: bytes, expected: PrintBlock) -> None:
    """A slip that cannot be read says so on paper; the payment is not in doubt."""
    assert expected == parse_message(Apdu(control=Control.PRINT_BLOCK, body=body))


def test_endings() -> None:
    """Through, or given up with or without a reason."""
    assert Completion(body=b"") == parse_message(Apdu(control=Control.COMPLETION))
    assert Abort(result_code=0x6C) == parse_message(Apdu(control=Control.ABORT, body=b"\x6c"))
    assert Abort(result_code=None) == parse_message(Apdu(control=Control.ABORT))
    assert parse_message(Apdu(control=Control.SET_TIME)) is None


@pytest.mark.parametrize(
    ("body", "expected"),
    [(b"\x00", 0), (encode_version(b"EMU 1.0") + b"\x9c", 0x9C), (b"", None)],
)
def test_terminal_status(body: bytes, expected: int | None) -> None:
    """The byte at the end, with or without the name of the software before it."""
    assert expected == terminal_status(Completion(body=body))


def test_terminal_status_that_cannot_be_read() -> None:
    """A version without its length."""
    with pytest.raises(ZvtError, match="version"):
        terminal_status(Completion(body=b"\xf0\x31"))


@given(st.sampled_from(Control), st.binary(max_size=200))
def test_any_body(control: Control, body: bytes) -> None:
    """Whatever a terminal sends, it is understood, unknown or refused."""
    try:
        parse_message(Apdu(control=control, body=body))
    except ZvtError:
        assert control is Control.STATUS_INFORMATION
