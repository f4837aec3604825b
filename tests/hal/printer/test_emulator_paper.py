"""The paper: what is printed can be seen, read and scanned."""

from dataclasses import replace

import pytest
from PIL import Image
from pyzbar import pyzbar

from hal.printer import emulator_paper
from hal.printer.codec import encode
from hal.printer.emulator_ops import Command, Interpreter, RasterRow, Sign
from hal.printer.emulator_paper import LEAD_DOTS, Sheet, Slip
from hal.printer.emulator_style import LINE_SPACING_DOTS
from hal.printer.model import PrinterModel, printer_model
from hal.printer.port import Cut, Document, QrCode, Text
from tests.hal.printer.rigs import InProcessRig, printer
from tests.hal.printer.samples import MACHINE_CODE, sale, storno

T20 = printer_model("epson-tm-t20ii")
LONG_PAYLOAD = MACHINE_CODE + "x" * (230 - len(MACHINE_CODE))

SALE_32 = """\
        MARKTSTAND HUBER
    Hauptplatz 3, 8010 Graz
          ATU12345678

BELEG 000412       Kasse GRAZ-01
20.11.2026 10:43:07       Bed. 2
--------------------------------
Äpfel                     5,00 A
Honig                     3,33 B
Korb                      4,44 C
Rabatt 10 %              -0,50 A
Rabatt 10 %              -0,33 B
Rabatt 10 %              -0,45 C
--------------------------------
SUMME €    11,49
BAR gegeben                20,00
RÜCKGELD                    8,51
--------------------------------
Satz       Netto     USt  Brutto
A  4,9%     4,29    0,21    4,50
B 10,0%     2,73    0,27    3,00
C 20,0%     3,32    0,67    3,99

[QR]

   Danke! www.markt-huber.at"""

STORNO_32 = """\
        === TRAINING ===
     STORNOBELEG
         zu Bon 000412
Grund: Fehleingabe    Bon 000415
--------------------------------
Äpfel                    -5,00 A
Honig                    -3,33 B
Korb                     -4,44 C
Rabatt                    1,28
--------------------------------
SUMME EUR                 -11,49
AUSZAHLUNG BAR             11,49

     SICHERHEITSEINRICHTUNG
          AUSGEFALLEN

[QR]

         TRAININGSBELEG
          KEIN VERKAUF"""


def printed(document: Document, model: PrinterModel) -> Slip:
    """The slip that `document` becomes."""
    rig = InProcessRig(printer(model.name))
    rig.printer.model = model
    rig.driver.print(document, 10.0)
    return rig.printer.slips[0]


def sheet_with(data: bytes, model: PrinterModel = T20) -> Sheet:
    """A sheet on which `data` was printed, without the printer around it."""
    sheet, interpreter = Sheet(model), Interpreter()
    for byte in data:
        match op := interpreter.push(byte):
            case Sign():
                sheet.sign(op)
            case RasterRow():
                sheet.raster_row(op)
            case Command(b"\n"):
                sheet.feed_line()
            case Command(b"\x1dv"):
                sheet.begin_raster(op.arguments)
            case Command():
                sheet.set_style(op)
    return sheet


def torn(data: bytes, model: PrinterModel = T20) -> Slip:
    """The slip of `data`."""
    slip = sheet_with(data, model).tear(is_complete=True)
    assert slip is not None
    return slip


def lines_of(slip: Slip, height: int = LINE_SPACING_DOTS) -> list[Image.Image]:
    """The picture in strips of one line."""
    tops = range(LEAD_DOTS, slip.image.height, height)
    return [slip.image.crop((0, top, slip.image.width, top + height)) for top in tops]


def ink(picture: Image.Image) -> tuple[int, int, int, int] | None:
    """Where the black is."""
    return picture.convert("L").point(lambda value: 255 - value).getbbox()


def test_the_sample_slips_read_as_in_the_manual() -> None:
    """The sale and the void of the operator's manual, line by line, on 58 mm paper."""
    model = printer_model("epson-tm-p20")

    assert "\n".join(printed(sale(32), model).text) == SALE_32
    assert "\n".join(printed(storno(32), model).text) == STORNO_32


@pytest.mark.parametrize(
    ("name", "has_native_qr"),
    [
        ("epson-tm-p20", True),
        ("generic-58mm", False),
        ("epson-tm-t88v", True),
        ("epson-tm-t20ii-42", True),
        ("epson-tm-t20ii", True),
        ("generic-80mm", False),
    ],
)
@pytest.mark.parametrize("payload", [MACHINE_CODE, LONG_PAYLOAD, "x" * 1000])
def test_the_code_on_the_paper_scans_as_what_was_signed(
    *, name: str, has_native_qr: bool, payload: str
) -> None:
    """RKSV § 10: a reader gets the machine code from the picture, native or drawn by us."""
    model = printer_model(name)
    assert model.has_native_qr is has_native_qr

    slip = printed(Document(blocks=(Text(text="x"), QrCode(payload=payload), Cut())), model)

    (symbol,) = pyzbar.decode(slip.image.convert("L"))
    assert payload == symbol.data.decode()


@pytest.mark.parametrize("name", ["epson-tm-t20ii-42", "epson-tm-t88v"])
def test_the_drawn_code_scans_on_42_columns(name: str) -> None:
    """A printer of 42 columns without native codes prints our picture; odd widths are padded."""
    model = replace(printer_model(name), has_native_qr=False)
    sheet = sheet_with(encode(Document(blocks=(QrCode(payload=LONG_PAYLOAD),)), model), model)

    slip = sheet.tear(is_complete=True)

    assert slip is not None
    assert [symbol.data.decode() for symbol in pyzbar.decode(slip.image.convert("L"))] == [
        LONG_PAYLOAD
    ]
    assert slip.text[0].startswith("[picture ")


@pytest.mark.parametrize("name", ["epson-tm-p20", "generic-58mm", "epson-tm-t20ii"])
def test_euro_and_umlauts_are_on_the_paper(name: str) -> None:
    """The signs look as those of the typeface and not as those of another code page."""
    model = printer_model(name)
    signs = "€äöüÄÖÜß§°"

    slip = printed(Document(blocks=(Text(text=signs), Text(text="?" * 10), Cut())), model)

    assert slip.text == (signs, "?" * 10)
    first, second = lines_of(slip)[:2]
    width = model.dots // model.columns
    cells = [first.crop((i * width, 0, (i + 1) * width, 24)).tobytes() for i in range(10)]
    assert len(set(cells)) == 10
    assert second.crop((0, 0, width, 24)).tobytes() not in cells


def test_another_code_page_prints_other_signs() -> None:
    """The euro's byte is no euro before code page 858 is selected."""
    assert torn(b"\xd5\n\x1bt\x13\xd5\n\x1bt\x10\x80\n\x1bt\x63\xd5\n").text == (
        b"\xd5".decode("cp437"), "€", "€", "\ufffd",
    )  # fmt: skip


def test_a_printer_in_chinese_mode_eats_two_bytes_for_one_sign() -> None:
    """What happens to umlauts when nobody sends `FS .`."""
    generic = printer_model("generic-58mm")

    assert torn(b"\x1bt\x13\x84\x94a\n\x1c.\x84\x94a\n", generic).text == ("□a", "äöa")


def test_alignment_places_the_ink() -> None:
    """Left, centre, right: the same five characters at three places."""
    slip = torn(b"HHHHH\n\x1ba\x01HHHHH\n\x1ba\x02HHHHH\n")

    boxes = [ink(line) for line in lines_of(slip)]
    assert None not in boxes
    left, centre, right = (box[0] for box in boxes if box is not None)
    assert left < 12
    assert abs(centre - (576 - 60) // 2) < 12
    assert right >= 576 - 60


def test_double_size_doubles_every_dot() -> None:
    """A wide, tall line is the plain one with each dot twice in both directions."""
    plain, double = torn(b"Ag\n"), torn(b"\x1d!\x11Ag\n")

    small = plain.image.crop((0, LEAD_DOTS, 24, LEAD_DOTS + 24))
    large = double.image.crop((0, LEAD_DOTS, 48, LEAD_DOTS + 48))
    assert small.resize((48, 48), Image.Resampling.NEAREST).tobytes() == large.tobytes()


def test_inverse_bold_and_underline() -> None:
    """Each adds ink in its own way."""
    plain, bold, under, inverse = (
        torn(data + b"ee\n").image.histogram()[0]
        for data in (b"", b"\x1bE\x01", b"\x1b-\x01", b"\x1dB\x01")
    )

    assert plain < bold
    assert under - plain == 2 * 24
    assert inverse == 2 * 12 * 24 - plain


def test_mixed_sizes_stand_on_one_line() -> None:
    """Small beside large: both end at the bottom of the line."""
    slip = torn(b"H\x1d!\x01H\n")

    picture = slip.image.crop((0, LEAD_DOTS, 24, LEAD_DOTS + 48))
    feet = [ink(picture.crop((x, 0, x + 12, 48))) for x in (0, 12)]
    assert None not in feet
    assert abs(feet[0][3] - feet[1][3]) <= 5


def test_the_small_font_takes_64_signs_and_wraps_the_next() -> None:
    """The printer breaks by itself what is too long; nothing is lost."""
    slip = torn(b"\x1bM\x01" + b"x" * 64 + b"y\n")

    assert slip.text == ("x" * 64, "y")


def test_line_spacing_is_obeyed() -> None:
    """`ESC 3` sets it in dots, letters never overlap."""
    assert torn(b"x\n").image.height == LEAD_DOTS + LINE_SPACING_DOTS
    assert torn(b"\x1b3\x50x\n").image.height == LEAD_DOTS + 80
    assert torn(b"\x1b3\x00x\n").image.height == LEAD_DOTS + 24


def test_pictures_are_drawn_dot_by_dot_and_doubled_on_demand() -> None:
    """`GS v 0` mode 0 and mode 3; two bands of one shape are one picture."""
    rows = b"\xf0\x0f"
    plain = torn(b"\x1dv0\x00\x01\x00\x02\x00" + rows + b"\x1dv0\x00\x01\x00\x01\x00\xff")
    double = torn(b"\x1dv0\x03\x01\x00\x02\x00" + rows)

    assert plain.text == ("[picture 8x3]",)
    assert [plain.image.getpixel((x, LEAD_DOTS)) for x in (0, 3, 4, 8)] == [0, 0, 255, 255]
    assert double.text == ("[picture 16x4]",)
    assert [double.image.getpixel((x, LEAD_DOTS + 1)) for x in (0, 7, 8)] == [0, 0, 255]


def test_pictures_of_different_shapes_are_two() -> None:
    """The head does not mix their rows."""
    slip = torn(
        b"\x1dv0\x00\x01\x00\x01\x00\xff\x1dv0\x00\x02\x00\x01\x00\xff\xff\x1dv0\x01\x02\x00\x01\x00\xff\xff"
    )

    assert slip.text == ("[picture 8x1]", "[picture 16x1]", "[picture 32x1]")


@pytest.mark.parametrize(
    ("arguments", "is_understood"),
    [
        (b"1A2\x00", True),
        (b"1A1\x00", False),
        (b"1C\x05", True),
        (b"1C\x11", False),
        (b"1E3", True),
        (b"1E4", False),
        (b"1Q0", False),
        (b"0C\x05", False),
        (b"1", False),
        (b"", False),
    ],
)
def test_symbol_functions(arguments: bytes, *, is_understood: bool) -> None:
    """Only QR model 2, modules of 1 to 16, the four levels; nothing stored is nothing printed."""
    assert is_understood is Sheet(T20).symbol(arguments)


@pytest.mark.parametrize("payload", [b"x" * 1000, b"x" * 3000])
def test_a_code_too_large_is_not_printed(payload: bytes) -> None:
    """As a real printer: no code, no word."""
    sheet = Sheet(T20)
    sheet.symbol(b"1C\x10")
    sheet.symbol(b"1P0" + payload)

    assert not sheet.symbol(b"1Q0")
    assert sheet.peek() is None


def test_blank_paper_is_no_slip() -> None:
    """Feeding and cutting without a word gives nothing to hand out."""
    assert sheet_with(b"\n\n\n").tear(is_complete=True) is None


def test_peeking_changes_nothing() -> None:
    """What hangs out can be looked at in the middle of a picture."""
    sheet = sheet_with(b"Honig\n\x1dv0\x00\x01\x00\x02\x00\xff")

    seen = sheet.peek()

    assert seen is not None
    assert not seen.is_complete
    assert seen.text == ("Honig", "[picture 8x1]")
    assert sheet.tear(is_complete=True) is not None


@pytest.mark.parametrize("level", ["l", "m", "q", "h"])
@pytest.mark.parametrize("payload", ["x", "ö" * 9, "x" * 17, "x" * 100, "€" * 77, LONG_PAYLOAD])
def test_a_code_is_as_large_as_the_paper_that_was_fed_for_it(payload: str, level: str) -> None:
    """Where the paper ends is known before anybody has drawn the code."""
    modules = emulator_paper._modules(len(payload.encode()), level)
    assert (modules * 3, modules * 3) == emulator_paper._code(payload, level, 3).size


def test_there_is_no_code_for_so_much() -> None:
    """More than the largest holds."""
    assert 0 == emulator_paper._modules(3000, "l")
