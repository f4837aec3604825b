"""Documents to bytes."""

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hal.printer.codec import (
    BAND_ROWS,
    MODULE_DOTS_MAX,
    MODULE_DOTS_MIN,
    QR_BYTES_MAX,
    QUIET_MODULES,
    DocumentError,
    encode,
    encode_pulse,
    encode_separation,
    encode_silence,
    plan_qr,
    printable,
    process_id_request,
)
from hal.printer.model import MODELS, printer_model
from hal.printer.port import Align, Block, Cut, Document, Feed, OcrText, Picture, QrCode, Text
from tests.hal.printer.samples import MACHINE_CODE

EPSON = printer_model("epson-tm-t20ii")
GENERIC = printer_model("generic-58mm")
OPENING = b"\x1b@\x1bt\x13\x1da\x0e"
PAYLOADS = st.text(alphabet=st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1)


def encoded(*blocks: Block) -> bytes:
    """The bytes behind the opening, on the Epson."""
    output = encode(Document(blocks=blocks), EPSON)
    assert output.startswith(OPENING)
    return output.removeprefix(OPENING)


def test_an_epson_is_opened_with_code_page_and_automatic_status() -> None:
    """Reset, code page 858, `GS a`."""
    assert encode(Document(blocks=()), EPSON) == OPENING


def test_a_generic_printer_is_talked_out_of_chinese() -> None:
    """Reset, code page 858, `FS .`; no command it might not know."""
    assert encode(Document(blocks=()), GENERIC) == b"\x1b@\x1bt\x13\x1c."


def test_a_plain_line_needs_no_style() -> None:
    """The printer's own style after a reset is ours."""
    assert encoded(Text(text="Honig")) == b"Honig\n"


def test_style_is_sent_when_it_changes() -> None:
    """Two bold lines cost one change, and one back."""
    bold = Text(text="x", is_bold=True, align=Align.CENTER)

    output = encoded(bold, bold, Text(text="y"))

    assert output == (
        b"\x1d!\x00\x1bE\x01\x1bM\x00\x1ba\x01x\nx\n\x1d!\x00\x1bE\x00\x1bM\x00\x1ba\x00y\n"
    )


@pytest.mark.parametrize(
    ("is_wide", "is_tall", "size"), [(True, False, 0x10), (False, True, 0x01), (True, True, 0x11)]
)
def test_sizes(*, is_wide: bool, is_tall: bool, size: int) -> None:
    """`GS !` doubles in each direction."""
    output = encoded(Text(text="x", is_wide=is_wide, is_tall=is_tall))

    assert output.startswith(bytes((0x1D, 0x21, size)))


def test_feed_and_cut_with_and_without_a_knife() -> None:
    """A knife is fed to by the printer itself; without one the tear bar is `ESC d` away."""
    assert encoded(Feed(lines=2), Cut()) == b"\n\n\x1dVB\x00"
    assert encode(Document(blocks=(Cut(),)), GENERIC).endswith(b"\x1bd\x05")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Käse – „mild“ …", 'Käse - "mild" .'),
        ("a\u0308pfel", "äpfel"),
        ("tab\tesc\x1bdel\x7fnel\x85", "tab esc del nel "),
        ("中文 ✓ 😀", "?? ? ?"),
        ("10 € × ½", "10 € × ½"),
        ("a\u00a0b", "a b"),
    ],
)
def test_texts_a_seller_may_type(text: str, expected: str) -> None:
    """Marks become plain, controls blank, strangers question marks."""
    assert printable(text) == expected


@given(text=st.text())
def test_printable_text_is_in_the_code_page_and_of_its_length(text: str) -> None:
    """Nothing below 0x20, nothing outside code page 858, every composed sign one byte."""
    data = printable(text).encode("cp858")

    assert len(unicodedata.normalize("NFC", text)) == len(data)
    assert all(byte >= 0x20 and byte != 0x7F for byte in data)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (Text(text="x" * 49), "block 1: 49 characters on a line of 48"),
        (Text(text="x" * 25, is_wide=True), "block 1: 25 characters on a line of 24"),
    ],
)
def test_a_line_too_long_is_refused(text: Text, reason: str) -> None:
    """Cutting or wrapping it would be the printer's guess."""
    with pytest.raises(DocumentError, match=reason):
        encode(Document(blocks=(text,)), EPSON)


def test_native_qr_commands() -> None:
    """RKSV § 10: model 2, module size, level M, the machine code byte by byte, print."""
    output = encoded(QrCode(payload=MACHINE_CODE))

    size = (len(MACHINE_CODE) + 3).to_bytes(2, "little")
    assert b"\x1d(k\x04\x001A2\x00\x1d(k\x03\x001C\x05\x1d(k\x03\x001E1" in output
    assert b"\x1d(k" + size + b"1P0" + MACHINE_CODE.encode() + b"\x1d(k\x03\x001Q0" in output


@given(dots=st.sampled_from([384, 512, 546, 576]), length=st.integers(1, QR_BYTES_MAX))
@settings(max_examples=30)
def test_every_code_of_the_law_fits_every_paper(dots: int, length: int) -> None:
    """RKSV § 10: up to 1000 characters; the light border included, the modules large enough."""
    plan = plan_qr("x" * length, dots)

    assert MODULE_DOTS_MIN <= plan.module_dots <= MODULE_DOTS_MAX
    assert plan.level in {"m", "l"}


def test_a_longer_code_takes_smaller_modules_then_less_correction() -> None:
    """58 mm paper: 230 characters at 5 dots, 500 at 4, 800 at 3, 1000 only with level L."""
    plans = [plan_qr("x" * length, 384) for length in (230, 500, 800, 1000)]

    assert [(plan.level, plan.module_dots) for plan in plans] == [
        ("m", 5), ("m", 4), ("m", 3), ("l", 3),
    ]  # fmt: skip


@pytest.mark.parametrize("payload", ["", "x" * (QR_BYTES_MAX + 1), "a\x10\x04\x01", "ä" * 501])
def test_payloads_that_are_no_machine_code_are_refused(payload: str) -> None:
    """Empty, too long, or with control bytes a printer would obey."""
    with pytest.raises(DocumentError, match="block 1: QR payload"):
        encode(Document(blocks=(QrCode(payload=payload),)), EPSON)


def test_a_code_too_wide_for_the_paper_is_refused() -> None:
    """Printers leave it out without a word."""
    with pytest.raises(DocumentError, match="does not fit 100 dots"):
        plan_qr("x" * 200, 100)


@settings(max_examples=20, deadline=None)
@given(payload=PAYLOADS)
def test_no_picture_holds_a_real_time_command(payload: str) -> None:
    """DLE EOT or DLE DC4 in a picture would be obeyed; with modules of 3 dots none can arise."""
    output = encode(Document(blocks=(QrCode(payload=payload),)), GENERIC)

    assert not any(command in output for command in (b"\x10\x04", b"\x10\x05", b"\x10\x14"))


def test_a_picture_goes_out_in_bands() -> None:
    """No band is larger than 24 rows, and together they are the code with its border."""
    plan = plan_qr(MACHINE_CODE, GENERIC.dots)
    output = encode(Document(blocks=(QrCode(payload=MACHINE_CODE),)), GENERIC)

    bands = output.split(b"\x1dv0\x00")[1:]
    rows = [int.from_bytes(band[2:4], "little") for band in bands]
    assert max(rows) == BAND_ROWS
    assert sum(rows) % plan.module_dots == 0
    assert sum(rows) // plan.module_dots > 2 * QUIET_MODULES


def test_the_ocr_form_is_small_text_broken_to_the_paper() -> None:
    """RKSV Anlage Z 14: every character of the code, in lines of the small font."""
    output = encoded(OcrText(text=MACHINE_CODE))

    assert output.startswith(b"\x1d!\x00\x1bE\x00\x1bM\x01\x1ba\x00")
    lines = output.removeprefix(b"\x1d!\x00\x1bE\x00\x1bM\x01\x1ba\x00").split(b"\n")
    assert b"".join(lines) == MACHINE_CODE.encode()
    assert max(map(len, lines)) == EPSON.small_columns


def test_pulse() -> None:
    """100 ms on pin 2."""
    assert encode_pulse(EPSON) == b"\x1bp\x0022"


@pytest.mark.parametrize("name", sorted(MODELS))
def test_silence_outlasts_the_longest_command(name: str) -> None:
    """As many NULs as a band of a picture or a payload can still be waiting for."""
    model = replace(printer_model(name), has_native_qr=False)

    picture = encode(Document(blocks=(QrCode(payload="x" * QR_BYTES_MAX),)), model)

    silence = encode_silence(model)
    assert set(silence) == {0}
    assert len(silence) >= QR_BYTES_MAX + 8
    assert len(silence) >= max(map(len, picture.split(b"\x1dv0")))


def test_separation_is_a_reset_and_a_cut() -> None:
    """In this order: a cut is no good in the middle of a style."""
    assert encode_separation(EPSON) == OPENING + b"\x1dVB\x00"
    assert encode_separation(GENERIC) == b"\x1b@\x1bt\x13\x1c.\x1bd\x05"


def test_process_id() -> None:
    """Four printable bytes, or the printer would not send them back."""
    assert process_id_request(b"0042") == b"\x1d(H\x06\x00000042"


@pytest.mark.parametrize("process_id", [b"", b"42", b"00042", b"004\n"])
def test_process_ids_that_are_none(process_id: bytes) -> None:
    """Refused before they reach the printer."""
    with pytest.raises(ValueError, match="four printable"):
        process_id_request(process_id)


def test_dots_come_out_as_they_are() -> None:
    """The very rows, in the middle, in bands."""
    rows = bytes(range(64, 64 + 2 * BAND_ROWS + 2))
    sent = encoded(Picture(width=16, bits=rows))
    assert 2 == sent.count(b"\x1dv0")
    assert rows[: 2 * BAND_ROWS] in sent


@pytest.mark.parametrize(
    ("picture", "told"),
    [
        (Picture(width=600, bits=bytes(75)), "600 dots on paper of 576"),
        (Picture(width=16, bits=b"\x01"), "no rows of 2"),
        (Picture(width=16, bits=b""), "no rows of 2"),
        (Picture(width=16, bits=b"\x10\x04"), "real-time"),
        (Picture(width=8, bits=b"\x10\x14"), "real-time"),
    ],
)
def test_dots_that_are_refused(picture: Picture, told: str) -> None:
    """The block is named."""
    with pytest.raises(DocumentError, match=f"block 1: .*{told}"):
        encoded(picture)
