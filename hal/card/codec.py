"""Card commands and answers as bytes (ISO 7816-4, short form), PIN blocks, certificate lengths.

Pure: nothing here knows a reader, a clock or a secret's origin. A command that carries a PIN never
shows it: the payload of a command is left out of its representation.
"""

from dataclasses import dataclass, field
from enum import Enum, IntEnum, unique
from typing import assert_never

BYTE_MAX = 0xFF
LE_MAX = 256
OFFSET_MAX = 0x7FFF
SFI_MAX = 0x1E
MASTER_FILE = 0x3F00
DIGEST_BYTES = 32
SIGNATURE_BYTES = 64
PIN_DIGITS_MIN = 4
PIN_DIGITS_MAX = 8
PIN_BLOCK_BYTES = 8

_SW_BYTES = 2
_DER_SEQUENCE = 0x30
_DER_LONG_FORM = 0x80
_DER_HEAD_BYTES_MAX = 4


@unique
class Instruction(IntEnum):
    """The INS bytes an RKSV card needs (ISO 7816-4 and 7816-8)."""

    VERIFY = 0x20
    MANAGE_SECURITY_ENVIRONMENT = 0x22
    PERFORM_SECURITY_OPERATION = 0x2A
    SELECT = 0xA4
    READ_BINARY = 0xB0
    GET_RESPONSE = 0xC0


@unique
class StatusWord(IntEnum):
    """Status words with a meaning of their own; for 61xx, 63Cx, 6Cxx there are functions below."""

    OK = 0x9000
    END_OF_FILE = 0x6282
    PIN_REFUSED = 0x6300
    MEMORY_FAILURE = 0x6581
    WRONG_LENGTH = 0x6700
    SECURITY_STATUS = 0x6982
    PIN_BLOCKED = 0x6983
    PIN_UNUSABLE = 0x6984
    CONDITIONS = 0x6985
    WRONG_PAYLOAD = 0x6A80
    FILE_NOT_FOUND = 0x6A82
    RECORD_NOT_FOUND = 0x6A83
    WRONG_P1_P2 = 0x6A86
    REFERENCE_NOT_FOUND = 0x6A88
    WRONG_OFFSET = 0x6B00
    INSTRUCTION_UNKNOWN = 0x6D00
    CLASS_UNKNOWN = 0x6E00


@unique
class PinForm(Enum):
    """How a card wants the digits of its PIN in eight bytes."""

    FORMAT_2 = "format 2"
    ASCII = "ascii"


class MalformedAnswerError(ValueError):
    """The card's bytes are no answer, or not the structure they claim to be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One short command APDU with class byte 00.

    `payload` holds 0 to 255 bytes; `le` is the greatest number of bytes wanted back, 1 to 256, or
    None where none is expected.

    Raises:
        ValueError: on a value that does not fit its field.
    """

    ins: int
    p1: int
    p2: int
    payload: bytes = field(default=b"", repr=False)
    le: int | None = None

    def __post_init__(self) -> None:
        for name, value in (("ins", self.ins), ("p1", self.p1), ("p2", self.p2)):
            if not 0 <= value <= BYTE_MAX:
                raise ValueError(f"{name} must fit one byte")
        if len(self.payload) > BYTE_MAX:
            raise ValueError(f"payload must be at most {BYTE_MAX} bytes")
        if self.le is not None and not 1 <= self.le <= LE_MAX:
            raise ValueError(f"le must be 1 to {LE_MAX}")

    def encode(self) -> bytes:
        """Bytes for the card: cases 1 to 4 of ISO 7816-3, where Le 256 is written 00."""
        length = bytes([len(self.payload)]) if self.payload else b""
        expected = b"" if self.le is None else bytes([self.le % LE_MAX])
        return bytes([0x00, self.ins, self.p1, self.p2]) + length + self.payload + expected


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What came back: the body, perhaps empty, and the status word."""

    body: bytes
    sw: int

    @property
    def is_ok(self) -> bool:
        """True for 9000 alone."""
        return self.sw == StatusWord.OK


def parse_response(answer: bytes) -> Response:
    """Split body and status word.

    Raises:
        MalformedAnswerError: fewer than two bytes, as when a card is pulled inside a command.
    """
    if len(answer) < _SW_BYTES:
        raise MalformedAnswerError(f"{len(answer)} bytes instead of a status word")
    return Response(body=answer[:-_SW_BYTES], sw=int.from_bytes(answer[-_SW_BYTES:], "big"))


def waiting_bytes(sw: int) -> int | None:
    """61xx: how many bytes GET RESPONSE can fetch (00 says 256); None for any other status word."""
    return (sw & BYTE_MAX) or LE_MAX if sw >> 8 == 0x61 else None


def corrected_le(sw: int) -> int | None:
    """6Cxx: the Le with which the same command works; None for any other status word."""
    return (sw & BYTE_MAX) or LE_MAX if sw >> 8 == 0x6C else None


def tries_left(sw: int) -> int | None:
    """What an answer to VERIFY says of the counter: 63Cx is x, blocked is 0, all else nothing."""
    if sw in (StatusWord.PIN_BLOCKED, StatusWord.PIN_UNUSABLE):
        return 0
    return sw & 0x0F if sw & 0xFFF0 == 0x63C0 else None


def select_application(application_id: bytes) -> Command:
    """SELECT by application identifier, 5 to 16 bytes."""
    return Command(ins=Instruction.SELECT, p1=0x04, p2=0x00, payload=application_id, le=LE_MAX)


def select_file(file_id: int) -> Command:
    """SELECT a file by its two-byte identifier, asking for no description in return."""
    return Command(ins=Instruction.SELECT, p1=0x00, p2=0x0C, payload=file_id.to_bytes(2, "big"))


def read_binary(offset: int) -> Command:
    """READ BINARY of the selected file from `offset`, as much as one answer holds.

    Raises:
        ValueError: beyond 7FFF, where P1 would mean a short file identifier.
    """
    if not 0 <= offset <= OFFSET_MAX:
        raise ValueError(f"offset must be 0 to {OFFSET_MAX}")
    return Command(ins=Instruction.READ_BINARY, p1=offset >> 8, p2=offset & BYTE_MAX, le=LE_MAX)


def read_short_file(short_file_id: int) -> Command:
    """READ BINARY from the start of a file named by its short identifier, 1 to 30.

    Raises:
        ValueError: for an identifier outside that range.
    """
    if not 1 <= short_file_id <= SFI_MAX:
        raise ValueError(f"short file identifier must be 1 to {SFI_MAX}")
    return Command(ins=Instruction.READ_BINARY, p1=0x80 | short_file_id, p2=0x00, le=LE_MAX)


def get_response(length: int) -> Command:
    """GET RESPONSE for the bytes that 61xx announced."""
    return Command(ins=Instruction.GET_RESPONSE, p1=0x00, p2=0x00, le=length)


def query_pin(reference: int) -> Command:
    """VERIFY without a PIN: asks for the counter and does not touch it (ISO 7816-4, 11.5.6)."""
    return Command(ins=Instruction.VERIFY, p1=0x00, p2=reference)


def verify_pin(reference: int, block: bytes) -> Command:
    """VERIFY with the eight bytes of `pin_block`."""
    return Command(ins=Instruction.VERIFY, p1=0x00, p2=reference, payload=block)


def set_signature_environment(template: bytes) -> Command:
    """MANAGE SECURITY ENVIRONMENT: set the digital signature template (B6) to compute with."""
    return Command(ins=Instruction.MANAGE_SECURITY_ENVIRONMENT, p1=0x41, p2=0xB6, payload=template)


def put_hash(digest: bytes) -> Command:
    """PSO HASH: leave the finished digest in the card for `compute_signature`."""
    return Command(ins=Instruction.PERFORM_SECURITY_OPERATION, p1=0x90, p2=0x81, payload=digest)


def compute_signature(digest: bytes = b"") -> Command:
    """PSO COMPUTE DIGITAL SIGNATURE over `digest`, or over the hash put before when empty."""
    return Command(
        ins=Instruction.PERFORM_SECURITY_OPERATION, p1=0x9E, p2=0x9A, payload=digest, le=LE_MAX
    )


def check_pin(pin: str) -> None:
    """Refuse what no RKSV card takes as a PIN.

    Raises:
        ValueError: not 4 to 8 ASCII digits. The message never holds the PIN.
    """
    if not (pin.isascii() and pin.isdigit() and PIN_DIGITS_MIN <= len(pin) <= PIN_DIGITS_MAX):
        raise ValueError(f"the PIN must be {PIN_DIGITS_MIN} to {PIN_DIGITS_MAX} digits")


def pin_block(pin: str, form: PinForm) -> bytes:
    """The eight bytes that carry a PIN.

    FORMAT_2 is ISO 9564-1 format 2 (2 and length, one digit per half byte, filled with F); ASCII is
    one digit per byte, filled with 00.

    Raises:
        ValueError: as `check_pin`.
    """
    check_pin(pin)
    match form:
        case PinForm.FORMAT_2:
            return bytes.fromhex(f"2{len(pin):X}{pin}".ljust(2 * PIN_BLOCK_BYTES, "F"))
        case PinForm.ASCII:
            return pin.encode("ascii").ljust(PIN_BLOCK_BYTES, b"\0")
        case _:
            assert_never(form)


def der_length(head: bytes) -> int:
    """Length in bytes, head included, of the DER SEQUENCE that starts `head`.

    Raises:
        MalformedAnswerError: no SEQUENCE, or a length no card file can have (over 65,535).
    """
    if len(head) < 2 or head[0] != _DER_SEQUENCE:
        raise MalformedAnswerError("no DER sequence at the start of the file")
    if head[1] < _DER_LONG_FORM:
        return 2 + head[1]
    head_bytes = 2 + (head[1] & ~_DER_LONG_FORM)
    if not 2 < head_bytes <= _DER_HEAD_BYTES_MAX or len(head) < head_bytes:
        raise MalformedAnswerError("a DER length that no card file can have")
    return head_bytes + int.from_bytes(head[2:head_bytes], "big")


def cut_certificate(content: bytes) -> bytes:
    """The certificate at the start of a card file, without the padding behind it.

    Raises:
        MalformedAnswerError: as `der_length`, and when the file ends before the certificate does.
    """
    length = der_length(content)
    if length > len(content):
        raise MalformedAnswerError(f"{len(content)} bytes of a certificate of {length}")
    return content[:length]
