"""The commands that change how what follows looks."""

import pytest

from hal.printer.emulator_ops import Command
from hal.printer.emulator_style import LINE_SPACING_DOTS, PrintStyle, restyled


@pytest.mark.parametrize(
    ("code", "argument", "expected"),
    [
        (b"\x1b!", 0xB9, PrintStyle(
            is_small=True, is_bold=True, width=2, height=2, is_underlined=True)),
        (b"\x1d!", 0x21, PrintStyle(width=3, height=2)),
        (b"\x1bE", 1, PrintStyle(is_bold=True)),
        (b"\x1bG", 1, PrintStyle(is_bold=True)),
        (b"\x1b-", 0x31, PrintStyle(is_underlined=True)),
        (b"\x1dB", 1, PrintStyle(is_inverse=True)),
        (b"\x1bM", 1, PrintStyle(is_small=True)),
        (b"\x1ba", 0x32, PrintStyle(align=2)),
        (b"\x1bt", 19, PrintStyle(code_page=19)),
        (b"\x1b3", 40, PrintStyle(line_spacing_dots=40)),
        (b"\x1c&", 0, PrintStyle(is_kanji=True)),
    ],
)  # fmt: skip
def test_each_command_changes_its_part(code: bytes, argument: int, expected: PrintStyle) -> None:
    """One command, one change."""
    assert expected == restyled(PrintStyle(), Command(code, bytes((argument,))))


def test_defaults_come_back() -> None:
    """`ESC 2` and `FS .` take no argument."""
    changed = PrintStyle(line_spacing_dots=40, is_kanji=True)

    spaced = restyled(changed, Command(b"\x1b2"))
    assert spaced == PrintStyle(line_spacing_dots=LINE_SPACING_DOTS, is_kanji=True)
    assert restyled(changed, Command(b"\x1c.")) == PrintStyle(line_spacing_dots=40)


def test_other_commands_are_left_alone() -> None:
    """None is the word for: not mine."""
    assert restyled(PrintStyle(), Command(b"\x1bp", b"\x0022")) is None
