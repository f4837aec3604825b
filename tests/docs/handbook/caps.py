"""Key sequences as caps: SVG in the colours of the inlays, the same bytes on every machine."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final
from xml.sax.saxutils import escape

from firmware.app.key_paper import _SECOND, GROUP_KEYS, Arrangement, caps
from firmware.export.key_inlay import _INKS, Cap, Paint
from firmware.export.pdf import BLACK, MM_PER_POINT, WHITE, Colour, Ruler, Style, Weight
from firmware.export.typesetting import Room, fit
from firmware.till.stall.catalog import DEPOSIT_GROUP
from hal.keypad.port import LAYOUT_5X6, Key
from tests.till.playbook import STALL

#: One millimetre of a cap on the screen.
PX: Final = 4
CAP_MM: Final = 12.0
GAP_MM: Final = 0.8
WORD_GAP_MM: Final = 3.0
#: A wider row is no longer seen at one glance, and makes the table too wide.
ROW_MM: Final = 96.0
#: A longer number goes on in the next row.
ROW_CAPS: Final = 8

_EDGE: Final = Colour(120, 115, 108)
_PLATE_MM: Final = 1.1
_ROOM_MM: Final = CAP_MM - 2.6
_DROP: Final = 0.36
_LEGEND: Final = Room(
    width_mm=_ROOM_MM,
    height_mm=6.0,
    sizes_pt=(15.0, 13.0, 12.0, 11.0, 10.0, 9.0, 8.0, 7.0),
    comfortable_pt=7.0,
)
_BELOW: Final = Room(
    width_mm=_ROOM_MM + 1.0,
    height_mm=5.2,
    sizes_pt=(7.5, 7.0, 6.5, 6.0, 5.5),
    comfortable_pt=6.5,
)
_CAPS: Final = {
    key: cap
    for keys, row in zip(LAYOUT_5X6, caps(Arrangement.STANDARD, STALL), strict=True)
    for key, cap in zip(keys, row, strict=True)
}
_LEGENDS: Final = frozenset(key.value for key in Key)
_FAMILY: Final = "'DejaVu Sans Condensed','Arial Narrow',sans-serif"
_SLUG: Final = str.maketrans({"×": "mal", ",": "komma", "%": "prozent", " ": "-"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Drawn:
    """One cap: what stands on it, large and below."""

    cap: Cap
    legend: str
    below: str


def slug(keys: str) -> str:
    """The name of the picture of `keys`."""
    return f"tasten-{keys.translate(_SLUG)}.svg"


def keys_svg(keys: str) -> str:
    """The caps of a sequence in the manual's notation, in as many rows as it takes."""
    return _svg(keys, list(_rows(_words(keys))), WORD_GAP_MM)


def pad_svg(arrangement: Arrangement) -> str:
    """All caps as they lie before the cashier."""
    rows = [
        [(_Drawn(cap=cap, legend=cap.legend, below=cap.name or cap.second),) for cap in row]
        for row in caps(arrangement, STALL)
    ]
    return _svg(f"Tastatur {arrangement.value}", rows, 0.0)


def _svg(title: str, rows: Sequence[Sequence[Sequence[_Drawn]]], gap_mm: float) -> str:
    """Rows of words of caps, `gap_mm` more between words than between caps."""
    width_mm = max(_width_mm(row, gap_mm) for row in rows)
    height_mm = len(rows) * (CAP_MM + GAP_MM) - GAP_MM
    ruler = Ruler()
    marks: list[str] = []
    for index, row in enumerate(rows):
        x_mm = 0.0
        for word in row:
            for cap in word:
                marks += _cap_svg(cap, x_mm, index * (CAP_MM + GAP_MM), ruler)
                x_mm += CAP_MM + GAP_MM
            x_mm += gap_mm
    size = f'width="{width_mm * PX:.0f}" height="{height_mm * PX:.0f}"'
    box = f'viewBox="0 0 {width_mm:.1f} {height_mm:.1f}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} {box} font-family="{_FAMILY}">'
    return "\n".join((head, f"<title>{escape(title)}</title>", *marks, "</svg>")) + "\n"


def _words(keys: str) -> Iterator[tuple[_Drawn, ...]]:
    """Each word of `keys` as caps; what follows F says what it does there."""
    is_shifted = False
    for word in keys.split():
        if word in _LEGENDS:
            yield (_drawn(Key(word), is_shifted=is_shifted),)
            is_shifted = word == Key.F.value
        else:
            for start in range(0, len(word), ROW_CAPS):
                piece = word[start : start + ROW_CAPS]
                yield tuple(_drawn(Key(sign), is_shifted=False) for sign in piece)
            is_shifted = False


def _drawn(key: Key, *, is_shifted: bool) -> _Drawn:
    cap = _CAPS[key]
    below = cap.name
    if is_shifted:
        below = _SECOND.get(key, "")
        if key.value.startswith("WG"):
            below = _second_group(int(key.value.removeprefix("WG")) + GROUP_KEYS)
    return _Drawn(cap=cap, legend=cap.legend, below=below)


def _second_group(number: int) -> str:
    if number == DEPOSIT_GROUP:
        return "Pfand"
    group = STALL.groups.get(number)
    return str(number) if group is None else f"{number} {group.name}"


def _rows(words: Iterator[tuple[_Drawn, ...]]) -> Iterator[list[tuple[_Drawn, ...]]]:
    row: list[tuple[_Drawn, ...]] = []
    for word in words:
        if row and _width_mm([*row, word], WORD_GAP_MM) > ROW_MM:
            yield row
            row = []
        row.append(word)
    yield row


def _width_mm(row: Sequence[Sequence[_Drawn]], gap_mm: float) -> float:
    count = sum(map(len, row))
    return count * (CAP_MM + GAP_MM) - GAP_MM + (len(row) - 1) * gap_mm


def _cap_svg(drawn: _Drawn, x_mm: float, y_mm: float, ruler: Ruler) -> Iterator[str]:
    ink = _INKS[drawn.cap.paint]
    is_group = drawn.cap.legend.startswith("WG")
    yield _rect(x_mm, y_mm, CAP_MM, ink.fill)
    if is_group or drawn.cap.paint is Paint.GREEN_WHITE:
        side_mm = CAP_MM - 2 * _PLATE_MM
        yield _rect(x_mm + _PLATE_MM, y_mm + _PLATE_MM, side_mm, WHITE)
    bold = Style(size_pt=1, weight=Weight.BOLD, colour=_letters(drawn.cap))
    middle_mm = x_mm + CAP_MM / 2
    if not drawn.below:
        yield from _words_svg(drawn.legend, bold, _LEGEND, (middle_mm, y_mm + CAP_MM / 2), ruler)
        return
    upper = replace(_LEGEND, height_mm=4.2, sizes_pt=_LEGEND.sizes_pt[2:])
    yield from _words_svg(drawn.legend, bold, upper, (middle_mm, y_mm + 3.9), ruler)
    below = replace(bold, weight=Weight.REGULAR)
    yield from _words_svg(drawn.below, below, _BELOW, (middle_mm, y_mm + 8.5), ruler)


def _words_svg(
    text: str, style: Style, room: Room, middle_mm: tuple[float, float], ruler: Ruler
) -> Iterator[str]:
    setting = fit(text, style, room, ruler)
    first_mm = middle_mm[1] - (setting.height_mm - setting.line_mm) / 2
    weight = ' font-weight="bold"' if style.weight is Weight.BOLD else ""
    for index, line in enumerate(setting.lines):
        size_mm = setting.size_pt * MM_PER_POINT
        y_mm = first_mm + index * setting.line_mm + size_mm * _DROP
        width_mm = ruler.width_mm(line, replace(style, size_pt=setting.size_pt))
        # Whatever typeface the reader has, the word stays on its cap.
        yield (
            f'<text x="{middle_mm[0]:.2f}" y="{y_mm:.2f}" font-size="{size_mm:.2f}"{weight} '
            f'fill="{_hex(style.colour)}" text-anchor="middle" textLength="{width_mm:.2f}" '
            f'lengthAdjust="spacingAndGlyphs">{escape(line)}</text>'
        )


def _rect(x_mm: float, y_mm: float, side_mm: float, fill: Colour) -> str:
    inside_mm = side_mm - 0.3
    return (
        f'<rect x="{x_mm + 0.15:.2f}" y="{y_mm + 0.15:.2f}" width="{inside_mm:.2f}" '
        f'height="{inside_mm:.2f}" rx="1.4" fill="{_hex(fill)}" stroke="{_hex(_EDGE)}" '
        f'stroke-width="0.3"/>'
    )


def _hex(colour: Colour) -> str:
    return f"#{colour.red:02x}{colour.green:02x}{colour.blue:02x}"


def colours() -> dict[str, tuple[str, str]]:
    """Fill and letters of every key, for whoever writes it into a line of text."""
    return {
        re.sub(r"\W", "", key.value) or key.name: (_hex(_face(cap)), _hex(_letters(cap)))
        for key, cap in _CAPS.items()
    }


def _face(cap: Cap) -> Colour:
    return WHITE if cap.paint is Paint.GREEN_WHITE else _INKS[cap.paint].fill


def _letters(cap: Cap) -> Colour:
    return BLACK if cap.legend.startswith("WG") else _INKS[cap.paint].legend
