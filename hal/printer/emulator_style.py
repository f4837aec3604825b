"""How the emulated printer sets type: the style and the commands that change it."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from hal.printer.emulator_ops import Command

LINE_SPACING_DOTS = 30


@dataclass(frozen=True, slots=True)
class PrintStyle:
    """What the next character and line will look like; `align` is 0 left, 1 centre, 2 right."""

    align: int = 0
    width: int = 1
    height: int = 1
    is_bold: bool = False
    is_inverse: bool = False
    is_underlined: bool = False
    is_small: bool = False
    is_kanji: bool = False
    line_spacing_dots: int = LINE_SPACING_DOTS
    code_page: int = 0


def restyled(style: PrintStyle, command: Command) -> PrintStyle | None:
    """`style` after `command`; None when the command is about something else."""
    change = _CHANGES.get(command.code)
    if change is None:
        return None
    return change(style, command.arguments[0] if command.arguments else 0)


def _print_mode(style: PrintStyle, value: int) -> PrintStyle:
    """`ESC !`: several at once."""
    return replace(
        style,
        is_small=bool(value & 0x01),
        is_bold=bool(value & 0x08),
        height=2 if value & 0x10 else 1,
        width=2 if value & 0x20 else 1,
        is_underlined=bool(value & 0x80),
    )


#: Many arguments may be a number or its ASCII digit: 1 and 0x31 are the same.
_DIGIT = 0x30

_CHANGES: dict[bytes, Callable[[PrintStyle, int], PrintStyle]] = {
    b"\x1b!": _print_mode,
    b"\x1d!": lambda style, value: replace(
        style, width=(value >> 4 & 7) + 1, height=(value & 7) + 1
    ),
    b"\x1bE": lambda style, value: replace(style, is_bold=bool(value & 1)),
    b"\x1bG": lambda style, value: replace(style, is_bold=bool(value & 1)),
    b"\x1b-": lambda style, value: replace(style, is_underlined=value % _DIGIT > 0),
    b"\x1dB": lambda style, value: replace(style, is_inverse=bool(value & 1)),
    b"\x1bM": lambda style, value: replace(style, is_small=value % _DIGIT == 1),
    b"\x1ba": lambda style, value: replace(style, align=value % _DIGIT % 3),
    b"\x1bt": lambda style, value: replace(style, code_page=value),
    b"\x1b2": lambda style, _: replace(style, line_spacing_dots=LINE_SPACING_DOTS),
    b"\x1b3": lambda style, value: replace(style, line_spacing_dots=value),
    b"\x1c.": lambda style, _: replace(style, is_kanji=False),
    b"\x1c&": lambda style, _: replace(style, is_kanji=True),
}
