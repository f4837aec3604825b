"""Every letter the till writes is there, and no two look alike."""

import string

import pytest
from PIL import Image

from hal.display import glyphs

NEEDED = string.ascii_letters + string.digits + string.punctuation + " ÄÖÜäöüß€×−–…✓•↑↓█§°½·"
SIGNS = "⇧░▏▎▌▋▉▕"


@pytest.mark.parametrize("character", NEEDED + SIGNS)
def test_small_letters_are_all_there(character: str) -> None:
    """Each character of German, of prices and of the status bar has its 6 x 8 drawing."""
    assert glyphs.small().has(character)
    assert glyphs.small().glyphs[character].size == (6, 8)


def test_no_two_small_letters_look_alike() -> None:
    """A cashier must be able to tell any character from any other."""
    drawings = {glyph.tobytes() for glyph in glyphs.small().glyphs.values()}
    assert len(glyphs.small().glyphs) == len(drawings)


def test_numerals_differ_and_are_as_high_as_said() -> None:
    """Digits are 14 pixels wide, all glyphs 28 high, no two alike."""
    sheet = glyphs.numerals()
    assert sheet.has("0123456789,.:−-+×%€ ")
    assert {(14, 28)} == {sheet.glyphs[digit].size for digit in string.digits}
    assert {28} == {glyph.height for glyph in sheet.glyphs.values()}
    assert len(sheet.glyphs) == len({glyph.tobytes() for glyph in sheet.glyphs.values()})


def test_an_unknown_letter_is_a_box() -> None:
    """What a sheet does not have is shown as a box, not left out."""
    expected, actual = Image.new("1", (12, 8)), Image.new("1", (12, 8))
    glyphs.small().draw(expected, (0, 0), "□a")
    glyphs.small().draw(actual, (0, 0), "漢a")
    assert expected.tobytes() == actual.tobytes()
    assert glyphs.small().width_px("漢a") == 12


@pytest.mark.parametrize("name", ["mono", "bold"])
@pytest.mark.parametrize("size_px", [11, 14, 24])
def test_outline_fonts_have_the_letters_of_the_till(name: str, size_px: int) -> None:
    """DejaVu draws each of them, and none as its box for missing glyphs."""
    font = getattr(glyphs, name)(size_px)
    missing = bytes(font.getmask("\ufffe", mode="1"))
    for character in "ÄÖÜäöüß€×−–…✓•↑":
        assert missing != bytes(font.getmask(character, mode="1"))


@pytest.mark.parametrize(
    ("sheet", "reason"),
    [
        ("x\n\n= A B\n## ##\n##\n", "too many or too few"),
        ("x\n\n= A A\n## ##\n## ##\n", "'A' comes twice"),
        ("x\n\n= A\n##\n#\n", "not a rectangle"),
        ("x\n\n= A\n##\n\n= B\n##\n##\n", "glyphs of \\[1, 2\\] rows"),
        ("no blocks\n", "glyphs of \\[\\] rows"),
    ],
)
def test_a_malformed_sheet_is_refused(sheet: str, reason: str) -> None:
    """The error names the file and what is wrong in it."""
    with pytest.raises(glyphs.SheetError, match=f"^mine.txt: .*{reason}"):
        glyphs.parse_sheet(sheet, name="mine.txt")


def test_a_blank_has_a_name_in_sheets() -> None:
    """A space cannot stand in a heading of blanks, so it is named."""
    sheet = glyphs.parse_sheet("x\n\n= ␣ i\n.. #\n", name="mine.txt")
    assert sheet.has(" i")
    assert sheet.width_px("i i") == 4
