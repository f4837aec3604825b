"""Pictures of the test page, made dot by dot: a stall, grey bars, a barcode."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Dots:
    """A picture: rows of whole bytes, the leftmost dot is the highest bit, 1 is black."""

    width: int
    bits: bytes


#: A stall: awning, posts, counter. Each sign is so many dots wide and high.
_STALL: Final = (
    "........................",
    ".######################.",
    ".##..##..##..##..##..##.",
    ".##..##..##..##..##..##.",
    ".##..##..##..##..##..##.",
    "..#..#.##.##.##.##.#..#.",
    "...##...#..#..#..#..##..",
    "...#................#...",
    "...#....##....##....#...",
    "...#...####..####...#...",
    "...#...####..####...#...",
    "...#....##....##....#...",
    ".######################.",
    ".#....................#.",
    ".#.###.#.#.##.###.##..#.",
    ".#....................#.",
    ".######################.",
    "..##................##..",
    "..##................##..",
    "........................",
)
_SIGN_DOTS: Final = 8
#: Every second dot, every fourth …: a head with dead dots shows white lines in the full bar.
_BAR_WIDTH: Final = 384
_BAR_HEIGHT: Final = 24
_SHARES: Final = (16, 12, 8, 4, 2)
_ORDER: Final = (0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5)

_CODE_HEIGHT: Final = 60
_MODULE_DOTS: Final = 3
_QUIET: Final = 11
_LEFT: Final = (
    "0001101", "0011001", "0010011", "0111101", "0100011",
    "0110001", "0101111", "0111011", "0110111", "0001011",
)  # fmt: skip
#: Which of the left digits are mirrored, by the digit that is not drawn (ISO/IEC 15420).
_PARITIES: Final = (
    "LLLLLL", "LLGLGG", "LLGGLG", "LLGGGL", "LGLLGG",
    "LGGLLG", "LGGGLL", "LGLGLG", "LGLGGL", "LGGLGL",
)  # fmt: skip
_GUARD, _CENTRE = "101", "01010"


def stall() -> Dots:
    """A market stall, 192 dots wide: large black and white, thin posts."""
    width, height = len(_STALL[0]) * _SIGN_DOTS, len(_STALL) * _SIGN_DOTS
    return _drawn(width, height, lambda x, y: _STALL[y // _SIGN_DOTS][x // _SIGN_DOTS] == "#")


def bars() -> Dots:
    """From black to light grey across the narrowest paper."""

    def is_black(x: int, y: int) -> bool:
        return _ORDER[x % 4 + 4 * (y % 4)] < _SHARES[y // _BAR_HEIGHT]

    return _drawn(_BAR_WIDTH, _BAR_HEIGHT * len(_SHARES), is_black)


def barcode(digits: str) -> Dots:
    """EAN-13 of twelve digits and the check digit that follows from them."""
    if len(digits) != 12 or not (digits.isascii() and digits.isdigit()):
        raise ValueError(f"an EAN-13 has twelve digits and a check digit, not {digits!r}")
    modules = ("0" * _QUIET) + "".join(_modules(digits + check_digit(digits))) + ("0" * _QUIET)
    width = len(modules) * _MODULE_DOTS
    return _drawn(width, _CODE_HEIGHT, lambda x, _: modules[x // _MODULE_DOTS] == "1")


def check_digit(digits: str) -> str:
    """The thirteenth, by weights 1 and 3."""
    weighted = sum(int(digit) * (1 + 2 * (place % 2)) for place, digit in enumerate(digits))
    return str(-weighted % 10)


def _modules(digits: str) -> Iterable[str]:
    yield _GUARD
    for digit, parity in zip(digits[1:7], _PARITIES[int(digits[0])], strict=True):
        left = _LEFT[int(digit)]
        yield left if parity == "L" else _inverted(left)[::-1]
    yield _CENTRE
    for digit in digits[7:]:
        yield _inverted(_LEFT[int(digit)])
    yield _GUARD


def _inverted(modules: str) -> str:
    return modules.translate({ord("0"): "1", ord("1"): "0"})


def _drawn(width: int, height: int, is_black: Callable[[int, int], bool]) -> Dots:
    rows = bytearray()
    for y in range(height):
        for begin in range(0, width, 8):
            byte = 0
            for x in range(begin, min(begin + 8, width)):
                byte |= is_black(x, y) << (7 - (x - begin))
            rows.append(byte)
    return Dots(width=width, bits=bytes(rows))
