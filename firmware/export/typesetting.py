"""Setting German words into narrow places: as large as they fit, in one line or two."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from firmware.export.pdf import MM_PER_POINT, Ruler, Style

#: German breaks before the last consonant of several; ch, sch and ck sound as one.
_BREAK: Final = re.compile(
    r"(?<=[^\W\d_]{3})(?<!c)(?<!s(?=ch))(?=(?:sch|ch|ck|[bcdfghjklmnpqrstvwxz])[aeiouyäöü][^\W\d_])",
    re.IGNORECASE,
)
HYPHEN: Final = "-"
#: After these a name or a path is cut rather than in one of its words.
_JOINTS: Final = "._/"
#: From base line to base line, in heights of the letters.
LEADING: Final = 1.12


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """How large a place is, and which sizes its words may have, the largest first.

    Above `comfortable_pt` they are rather made smaller than broken in two lines.
    """

    width_mm: float
    height_mm: float
    sizes_pt: Sequence[float]
    comfortable_pt: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """Words as they are set: their lines, and the size that all of them have."""

    lines: tuple[str, ...]
    size_pt: float

    @property
    def line_mm(self) -> float:
        """From one base line to the next."""
        return self.size_pt * MM_PER_POINT * LEADING

    @property
    def height_mm(self) -> float:
        """Of all lines together."""
        return len(self.lines) * self.line_mm


def fit(text: str, style: Style, room: Room, ruler: Ruler) -> Setting:
    """`text` in the largest letters that its room allows.

    One line while the letters are comfortable, then two; a word that fits nowhere in the smallest
    letters is broken wherever the line ends.

    Raises:
        LetterError: it holds a sign that cannot be drawn.
    """
    for size_pt in room.sizes_pt:
        if size_pt >= room.comfortable_pt and _fits([text], size_pt, style, room, ruler):
            return Setting(lines=(text,), size_pt=size_pt)
    for size_pt in room.sizes_pt:
        for lines in _halves(text):
            if _fits(lines, size_pt, style, room, ruler):
                return Setting(lines=lines, size_pt=size_pt)
        if _fits([text], size_pt, style, room, ruler):
            return Setting(lines=(text,), size_pt=size_pt)
    smallest = replace(style, size_pt=room.sizes_pt[-1])
    return Setting(
        lines=tuple(wrap(text, smallest, room.width_mm, ruler)), size_pt=smallest.size_pt
    )


def shrink(text: str, style: Style, width_mm: float, ruler: Ruler) -> Style:
    """`style`, or one with smaller letters, in which `text` fits one line of `width_mm`.

    Raises:
        LetterError: it holds a sign that cannot be drawn.
    """
    wide_mm = ruler.width_mm(text, style)
    if wide_mm <= width_mm:
        return style
    return replace(style, size_pt=style.size_pt * width_mm / wide_mm)


def wrap(text: str, style: Style, width_mm: float, ruler: Ruler) -> list[str]:
    """`text` in as many lines as it takes, broken between words, inside one only when it must be.

    Raises:
        LetterError: it holds a sign that cannot be drawn.
    """
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if ruler.width_mm(longer, style) <= width_mm:
            line = longer
            continue
        if line:
            lines.append(line)
        *full, line = _pieces(word, style, width_mm, ruler)
        lines += full
    return [*lines, line] if line else lines


def _fits(lines: Sequence[str], size_pt: float, style: Style, room: Room, ruler: Ruler) -> bool:
    if Setting(lines=tuple(lines), size_pt=size_pt).height_mm > room.height_mm:
        return False
    sized = replace(style, size_pt=size_pt)
    return all(ruler.width_mm(line, sized) <= room.width_mm for line in lines)


def _halves(text: str) -> Iterator[tuple[str, str]]:
    """Two lines of `text`: at its last blank first, then at its syllables, the evenest first."""
    blanks = [(text[: one.start()], text[one.end() :]) for one in re.finditer(" +", text)]
    yield from reversed(blanks)
    breaks = [one.start() for one in _BREAK.finditer(text)]
    syllables = [(text[:place] + HYPHEN, text[place:]) for place in breaks]
    yield from sorted(syllables, key=lambda pair: max(len(pair[0]), len(pair[1])))


def _pieces(word: str, style: Style, width_mm: float, ruler: Ruler) -> list[str]:
    """`word` cut into what fits a line; one letter always does.

    In a digest or a path a hyphen would be taken for one of its signs: they are cut without, where
    one of their own signs stands if there is one.
    """
    hyphen = HYPHEN if word[:-1].isalpha() else ""
    pieces: list[str] = []
    while ruler.width_mm(word, style) > width_mm and len(word) > 1:
        length = len(word) - 1
        while length > 1 and ruler.width_mm(word[:length] + hyphen, style) > width_mm:
            length -= 1
        joint = max(word.rfind(sign, 0, length) for sign in _JOINTS) + 1
        length = joint or length
        pieces.append(word[:length] + hyphen)
        word = word[length:]
    return [*pieces, word]
