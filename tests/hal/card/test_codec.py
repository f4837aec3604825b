"""Commands and answers byte by byte, against the sequences the cards are known to take."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hal.card import codec
from hal.card.codec import Command, MalformedAnswerError, PinForm, Response

DIGEST = bytes(range(32))
PINS = st.text("0123456789", min_size=codec.PIN_DIGITS_MIN, max_size=codec.PIN_DIGITS_MAX)


@pytest.mark.parametrize(
    ("command", "text"),
    [
        (codec.select_file(0xDF01), "00A4000C02DF01"),
        (codec.select_application(bytes.fromhex("D0400000220001")), "00A4040007D040000022000100"),
        (codec.read_binary(0), "00B0000000"),
        (codec.read_binary(0x0100), "00B0010000"),
        (codec.read_short_file(6), "00B0860000"),
        (codec.get_response(64), "00C0000040"),
        (codec.get_response(256), "00C0000000"),
        (codec.query_pin(0x8A), "0020008A"),
        (
            codec.verify_pin(0x81, codec.pin_block("123456", PinForm.FORMAT_2)),
            "002000810826123456FFFFFFFF",
        ),
        (
            codec.verify_pin(0x81, codec.pin_block("123456", PinForm.ASCII)),
            "00200081083132333435360000",
        ),
        (codec.set_signature_environment(bytes.fromhex("840188800144")), "002241B606840188800144"),
        (codec.put_hash(DIGEST), "002A908120" + DIGEST.hex()),
        (codec.compute_signature(DIGEST), "002A9E9A20" + DIGEST.hex() + "00"),
        (codec.compute_signature(), "002A9E9A00"),
    ],
)
def test_commands_are_the_bytes_cards_take(command: Command, text: str) -> None:
    """Each command of the three card generations, in full."""
    assert bytes.fromhex(text) == command.encode()


@pytest.mark.parametrize(
    "fields",
    [
        {"ins": 0x100, "p1": 0, "p2": 0},
        {"ins": 0, "p1": -1, "p2": 0},
        {"ins": 0, "p1": 0, "p2": 256},
        {"ins": 0, "p1": 0, "p2": 0, "payload": bytes(256)},
        {"ins": 0, "p1": 0, "p2": 0, "le": 0},
        {"ins": 0, "p1": 0, "p2": 0, "le": 257},
    ],
)
def test_command_refuses_what_does_not_fit(fields: dict[str, int]) -> None:
    """A value that does not fit its field is no command."""
    with pytest.raises(ValueError, match="must"):
        Command(**fields)


def test_command_does_not_show_its_payload() -> None:
    """The PIN in a VERIFY is not in the command's representation, in no form."""
    command = codec.verify_pin(0x81, codec.pin_block("123456", PinForm.ASCII))

    assert "123456" not in repr(command)
    assert "payload" not in repr(command)


@pytest.mark.parametrize("offset", [-1, 0x8000])
def test_reading_stays_below_short_file_identifiers(offset: int) -> None:
    """An offset whose P1 would name a file is refused."""
    with pytest.raises(ValueError, match="offset"):
        codec.read_binary(offset)


@pytest.mark.parametrize("short_file_id", [0, 31])
def test_short_file_identifiers_have_a_range(short_file_id: int) -> None:
    """0 and 31 name no file."""
    with pytest.raises(ValueError, match="short file"):
        codec.read_short_file(short_file_id)


@given(st.binary(max_size=300), st.integers(0, 0xFFFF))
def test_answers_are_split_without_loss(body: bytes, sw: int) -> None:
    """Body and status word come out as they went in."""
    assert Response(body=body, sw=sw) == codec.parse_response(body + sw.to_bytes(2, "big"))


@pytest.mark.parametrize("answer", [b"", b"\x90"])
def test_answer_without_status_word_is_malformed(answer: bytes) -> None:
    """What a pulled card leaves behind is no answer."""
    with pytest.raises(MalformedAnswerError):
        codec.parse_response(answer)


@pytest.mark.parametrize(
    ("sw", "waiting", "corrected", "tries"),
    [
        (0x9000, None, None, None),
        (0x6140, 64, None, None),
        (0x6100, 256, None, None),
        (0x6C10, None, 16, None),
        (0x6C00, None, 256, None),
        (0x63C2, None, None, 2),
        (0x63C0, None, None, 0),
        (0x6300, None, None, None),
        (0x6983, None, None, 0),
        (0x6984, None, None, 0),
    ],
)
def test_status_words_with_a_number(
    sw: int, waiting: int | None, corrected: int | None, tries: int | None
) -> None:
    """61xx, 6Cxx, 63Cx carry their number, blocked means none, the rest says nothing."""
    told = (codec.waiting_bytes(sw), codec.corrected_le(sw), codec.tries_left(sw))
    assert (waiting, corrected, tries) == told


@given(PINS)
def test_pin_can_be_read_back_from_both_blocks(pin: str) -> None:
    """Eight bytes each: length, digits and F in format 2, characters and zeros in ASCII."""
    packed = codec.pin_block(pin, PinForm.FORMAT_2).hex()
    plain = codec.pin_block(pin, PinForm.ASCII)

    assert (f"2{len(pin)}{pin}", 16) == (packed.rstrip("f"), len(packed))
    assert (pin.encode(), 8) == (plain.rstrip(b"\0"), len(plain))


@pytest.mark.parametrize("pin", ["", "123", "123456789", "12345a", "١٢٣٤٥٦", "1234 6"])
@pytest.mark.parametrize("form", PinForm)
def test_impossible_pin_is_refused_without_being_named(pin: str, form: PinForm) -> None:
    """The error says what a PIN is and not what this one was."""
    with pytest.raises(ValueError, match=re.escape("the PIN must be 4 to 8 digits")):
        codec.pin_block(pin, form)


@given(st.binary(max_size=1000), st.binary(max_size=50))
def test_certificate_is_cut_at_its_own_length(inner: bytes, padding: bytes) -> None:
    """Whatever follows the sequence is left out, for every form of its length."""
    length = len(inner)
    if length < 0x80:
        head = bytes([0x30, length])
    elif length <= 0xFF:
        head = bytes([0x30, 0x81, length])
    else:
        head = b"\x30\x82" + length.to_bytes(2, "big")

    assert head + inner == codec.cut_certificate(head + inner + padding)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x30",
        b"\x31\x00",
        b"\x30\x80",
        b"\x30\x83\x01\x00\x00",
        b"\x30\x82\x01",
        b"\x30\x05\x00",
        b"\xff" * 100,
    ],
)
def test_what_is_no_certificate_is_malformed(content: bytes) -> None:
    """No sequence, an endless or too long one, or one that the file cuts off."""
    with pytest.raises(MalformedAnswerError):
        codec.cut_certificate(content)


@given(st.binary(max_size=20))
def test_cutting_any_bytes_gives_a_start_of_them_or_an_error(content: bytes) -> None:
    """Nothing a card can hold makes the cut fail in another way."""
    try:
        cut = codec.cut_certificate(content)
    except MalformedAnswerError:
        return
    assert content.startswith(cut)
