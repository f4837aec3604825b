"""What till and terminal say to each other, as values: commands out, reports in.

Card numbers (BMP 22, the tracks 23, 24, 2D) are skipped by their length and never read: what is
not kept cannot leak.
"""

from dataclasses import dataclass

from hal.terminal.apdu import Apdu, Control, ZvtError, from_bcd, to_bcd
from hal.terminal.bitmap import (
    AMOUNT,
    CARD_NAME,
    CURRENCY,
    RECEIPT,
    RESULT,
    SERVICE_BYTE,
    TERMINAL_ID,
    TLV,
    TRACE,
    encode_container,
    encode_tag,
    parse_bitmaps,
    walk_tags,
)
from hal.terminal.port import SlipKind

#: Euro, ISO 4217.
EURO = 978
#: The till prints payment receipts (02) and others (04) from the terminal's lines (80), wants to
#: know what goes on (08), and alone says amounts (10).
CONFIG_BYTE = 0x02 | 0x04 | 0x08 | 0x10 | 0x80
#: Of `REPEAT_RECEIPT`: no printing, but the status information of the last payment.
STATUS_ONLY = 0x03

#: A list of commands the till understands besides the lines: whole text blocks.
_PERMITTED, _COMMAND = 0x26, 0x0A
_TEXT_LINE, _SLIP_KIND = 0x07, 0x1F07
#: Attribute of a printed line: empty lines, their number follows.
_FEED = 0xFF
#: Shown while the terminal says nothing that we could read.
_PLEASE_WAIT = 0x17
#: Printed in place of a slip that cannot be read: the money is not in doubt, the paper is.
_UNREADABLE = "(Terminalbeleg nicht lesbar)"
_SLIP_KINDS = {1: SlipKind.MERCHANT, 2: SlipKind.CUSTOMER, 3: SlipKind.ADMINISTRATION}


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusInformation:
    """The result of something (04 0F); fields that were not sent are None or empty."""

    result_code: int | None
    amount_cents: int | None
    currency: int | None
    receipt_number: int | None
    trace_number: int | None
    terminal_id: str
    card_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IntermediateStatus:
    """What the terminal waits for (04 FF): a code, or its own words."""

    code: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintLines:
    """Lines for paper (06 D1), `is_last` ends a slip."""

    lines: tuple[str, ...]
    is_last: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintBlock:
    """A whole slip for paper (06 D3)."""

    kind: SlipKind
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """The terminal is through (06 0F); `body` depends on the command."""

    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Abort:
    """The terminal has given up (06 1E)."""

    result_code: int | None


Message = StatusInformation | IntermediateStatus | PrintLines | PrintBlock | Completion | Abort


def registration(password: int) -> Apdu:
    """The first command of a conversation."""
    permitted = encode_tag(_COMMAND, Control.PRINT_BLOCK.to_bytes(2, "big"))
    container = encode_container(encode_tag(_PERMITTED, permitted))
    body = to_bcd(password, 3) + bytes((CONFIG_BYTE,)) + to_bcd(EURO, 2) + container
    return Apdu(control=Control.REGISTRATION, body=body)


def authorisation(amount_cents: int) -> Apdu:
    """Let somebody pay.

    Raises:
        ValueError: Not from 1 cent up to twelve digits.
    """
    if amount_cents <= 0:
        raise ValueError(f"{amount_cents} cents cannot be paid by card")
    body = bytes((AMOUNT,)) + to_bcd(amount_cents, 6) + bytes((CURRENCY,)) + to_bcd(EURO, 2)
    return Apdu(control=Control.AUTHORISATION, body=body)


def repeat_status(password: int) -> Apdu:
    """What was the last payment?"""
    body = to_bcd(password, 3) + bytes((SERVICE_BYTE, STATUS_ONLY))
    return Apdu(control=Control.REPEAT_RECEIPT, body=body)


def reversal(password: int, receipt_number: int) -> Apdu:
    """Take a payment back."""
    body = to_bcd(password, 3) + bytes((RECEIPT,)) + to_bcd(receipt_number, 2)
    return Apdu(control=Control.REVERSAL, body=body)


def status_enquiry(password: int) -> Apdu:
    """Is the terminal at rest?"""
    return Apdu(control=Control.STATUS_ENQUIRY, body=to_bcd(password, 3))


def end_of_day(password: int) -> Apdu:
    """Close the day."""
    return Apdu(control=Control.END_OF_DAY, body=to_bcd(password, 3))


#: Test the line to the bank.
DIAGNOSIS = Apdu(control=Control.DIAGNOSIS)
#: Give up, if it is not too late.
ABORT_COMMAND = Apdu(control=Control.ABORT_COMMAND)


def parse_message(apdu: Apdu) -> Message | None:
    """What the terminal reports; None for what we have no word for.

    Raises:
        ZvtError: A report that cannot be read.
    """
    match apdu.control:
        case Control.STATUS_INFORMATION:
            return _status_information(parse_bitmaps(apdu.body))
        case Control.INTERMEDIATE_STATUS:
            return _intermediate_status(apdu.body)
        case Control.PRINT_LINE:
            return _print_lines(apdu.body)
        case Control.PRINT_BLOCK:
            return _print_block(apdu.body)
        case Control.COMPLETION:
            return Completion(body=apdu.body)
        case Control.ABORT:
            return Abort(result_code=apdu.body[0] if apdu.body else None)
        case _:
            return None


def terminal_status(completion: Completion) -> int | None:
    """The status byte at the end of a status enquiry; 0 is at rest, None was not sent."""
    body = completion.body
    if body[:1] == b"\xf0":
        digits = body[1:4]
        if len(digits) < 3 or any(not 0xF0 <= digit <= 0xF9 for digit in digits):
            raise ZvtError(f"no length of the version: {digits.hex(' ')}")
        body = body[4 + int("".join(str(digit & 0x0F) for digit in digits)) :]
    return body[0] if body else None


def readable(text: bytes) -> str:
    """Text of the terminal (code page 437) without what would command a printer."""
    return "".join(one for one in text.decode("cp437") if one.isprintable()).rstrip()


def _status_information(fields: dict[int, bytes]) -> StatusInformation:
    def number(field: int) -> int | None:
        return from_bcd(fields[field]) if field in fields else None

    result = fields.get(RESULT)
    return StatusInformation(
        result_code=None if result is None else result[0],
        amount_cents=number(AMOUNT),
        currency=number(CURRENCY),
        receipt_number=number(RECEIPT),
        trace_number=number(TRACE),
        terminal_id=fields.get(TERMINAL_ID, b"").hex(),
        card_name=readable(fields.get(CARD_NAME, b"")),
    )


def _intermediate_status(body: bytes) -> IntermediateStatus:
    """A code, perhaps the minutes it may last, perhaps a container with words.

    No payment hangs on it: what cannot be read is a code without words.
    """
    try:
        container = parse_bitmaps(body[2:]).get(TLV, b"")
        lines = [readable(value) for tag, value in walk_tags(container) if tag == _TEXT_LINE]
    except ZvtError:
        lines = []
    words = " ".join(line for line in lines if line)
    return IntermediateStatus(code=body[0] if body else _PLEASE_WAIT, words=words)


def _print_lines(body: bytes) -> PrintLines:
    if not body:
        return PrintLines(lines=(_UNREADABLE,), is_last=False)
    attribute = body[0]
    if attribute == _FEED:
        return PrintLines(lines=("",) * (body[1] if len(body) > 1 else 1), is_last=False)
    # 80 alone is reserved; with any other bit it marks the end.
    is_last = attribute > 0x80
    return PrintLines(lines=(readable(body[1:]),), is_last=is_last)


def _print_block(body: bytes) -> PrintBlock:
    try:
        tags = list(walk_tags(parse_bitmaps(body).get(TLV, b"")))
    except ZvtError:
        return PrintBlock(kind=SlipKind.UNKNOWN, lines=(_UNREADABLE,))
    kinds = [value[0] for tag, value in tags if tag == _SLIP_KIND and value]
    lines = tuple(readable(value) for tag, value in tags if tag == _TEXT_LINE)
    kind = _SLIP_KINDS.get(kinds[0], SlipKind.UNKNOWN) if kinds else SlipKind.UNKNOWN
    return PrintBlock(kind=kind, lines=lines)
