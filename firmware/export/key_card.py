"""The card in the lid: what is typed and what happens, in sections that flow over two columns."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from firmware.export.pdf import (
    BLACK,
    HEIGHT_MM,
    WHITE,
    WIDTH_MM,
    Box,
    Colour,
    Line,
    Mark,
    Ruler,
    Side,
    Style,
    Weight,
    Words,
)
from firmware.export.typesetting import shrink, wrap

MARGIN_MM: Final = 12.0
COLUMNS: Final = 2
GAP_MM: Final = 7.0
COLUMN_MM: Final = (WIDTH_MM - 2 * MARGIN_MM - (COLUMNS - 1) * GAP_MM) / COLUMNS
#: Where the columns begin and end on every page.
TOP_MM: Final = 31.0
BOTTOM_MM: Final = HEIGHT_MM - 15.0

_TITLE_MM: Final = 5.6
_AFTER_TITLE_MM: Final = 1.2
_BETWEEN_MM: Final = 3.0
_LINE_MM: Final = 3.75
_AFTER_ENTRY_MM: Final = 1.05
_BEFORE_NOTE_MM: Final = 2.0
_CAP_MM: Final = 4.1
_CAP_PADDING_MM: Final = 0.9
_CAP_GAP_MM: Final = 0.8
_RISE_MM: Final = 2.95

_BLUE: Final = Colour(31, 63, 122)
_PALE: Final = Colour(226, 232, 243)
_SOFT: Final = Colour(95, 90, 84)
_HAIR: Final = Colour(205, 202, 196)
_BODY: Final = Style(size_pt=8.5)
_LEAD: Final = Style(size_pt=8.5, weight=Weight.BOLD)
_NUMBER: Final = re.compile(r"[0-9,]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row: what is typed or shown, what it means, and a word at the right edge."""

    lead: str
    text: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Rows under a title; `lead_mm` is kept for the leads, with `has_caps` drawn as keys."""

    title: str
    entries: tuple[Entry, ...]
    lead_mm: float
    has_caps: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """The card: each of `sides` begins a page of its own; `footer` stands on all of them."""

    heading: str
    subheading: str
    sides: tuple[tuple[Section, ...], ...]
    footer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """As much of a section as stands in one column, and where: column 0, 1, 2 … of its side."""

    column: int
    top_mm: float
    section: Section


def card_pages(card: Card, ruler: Ruler) -> list[list[Mark]]:
    """The pages of `card`, in order.

    Raises:
        LetterError: a text holds a sign that cannot be drawn.
    """
    pages: list[list[Mark]] = []
    for side in card.sides:
        parts = flow(side, ruler)
        count = 1 + max((part.column for part in parts), default=0) // COLUMNS
        sheets: list[list[Mark]] = [[] for _ in range(count)]
        for part in parts:
            sheets[part.column // COLUMNS] += _part_marks(part, ruler)
        pages += sheets
    total = len(pages)
    return [
        [*_frame(card, f"{number}/{total}", ruler), *marks]
        for number, marks in enumerate(pages, start=1)
    ]


def flow(sections: Sequence[Section], ruler: Ruler) -> list[Part]:
    """Where each section stands: below the one before, or at the top of the next column.

    A section that is longer than a column goes on in the next one under the same title.
    """
    parts: list[Part] = []
    column, top_mm = 0, TOP_MM
    for section in sections:
        for piece in _pieces(section, ruler):
            height_mm = _height_mm(piece, ruler)
            if top_mm + height_mm > BOTTOM_MM and top_mm > TOP_MM:
                column, top_mm = column + 1, TOP_MM
            parts.append(Part(column=column, top_mm=top_mm, section=piece))
            top_mm += height_mm + _BETWEEN_MM
    return parts


def _pieces(section: Section, ruler: Ruler) -> list[Section]:
    """`section` whole, or what of it fits column by column."""
    pieces: list[Section] = []
    entries: tuple[Entry, ...] = ()
    for entry in section.entries:
        longer = replace(section, entries=(*entries, entry))
        if entries and _height_mm(longer, ruler) > BOTTOM_MM - TOP_MM:
            pieces.append(replace(section, entries=entries))
            entries = ()
        entries = (*entries, entry)
    return [*pieces, replace(section, entries=entries)]


def _height_mm(section: Section, ruler: Ruler) -> float:
    rows = sum(_entry_mm(entry, section, ruler) for entry in section.entries)
    return _TITLE_MM + _AFTER_TITLE_MM + rows


def _entry_mm(entry: Entry, section: Section, ruler: Ruler) -> float:
    lines = max(len(_lines(entry, section, ruler)), 1)
    return max(lines * _LINE_MM, _CAP_MM if section.has_caps else 0.0) + _AFTER_ENTRY_MM


def _lines(entry: Entry, section: Section, ruler: Ruler) -> list[str]:
    width_mm = COLUMN_MM - section.lead_mm
    if entry.note:
        width_mm -= ruler.width_mm(entry.note, _LEAD) + _BEFORE_NOTE_MM
    return wrap(entry.text, _BODY, width_mm, ruler)


def _part_marks(part: Part, ruler: Ruler) -> Iterator[Mark]:
    section = part.section
    left_mm = MARGIN_MM + (part.column % COLUMNS) * (COLUMN_MM + GAP_MM)
    yield Box(
        x_mm=left_mm,
        y_mm=part.top_mm,
        width_mm=COLUMN_MM,
        height_mm=_TITLE_MM,
        fill=_BLUE,
        radius_mm=0.9,
    )
    title = Style(size_pt=9.5, weight=Weight.BOLD, colour=WHITE)
    yield Words(
        text=section.title,
        x_mm=left_mm + 2,
        y_mm=part.top_mm + 3.95,
        style=shrink(section.title, title, COLUMN_MM - 4, ruler),
    )
    top_mm = part.top_mm + _TITLE_MM + _AFTER_TITLE_MM
    for index, entry in enumerate(section.entries):
        if index:
            edge_mm = top_mm - _AFTER_ENTRY_MM / 2
            yield Line(
                from_mm=(left_mm, edge_mm), to_mm=(left_mm + COLUMN_MM, edge_mm), colour=_HAIR
            )
        yield from _entry_marks(entry, section, (left_mm, top_mm), ruler)
        top_mm += _entry_mm(entry, section, ruler)


def _entry_marks(
    entry: Entry, section: Section, at_mm: tuple[float, float], ruler: Ruler
) -> Iterator[Mark]:
    left_mm, top_mm = at_mm
    drop_mm = (_CAP_MM - _LINE_MM) / 2 if section.has_caps else 0.0
    base_mm = top_mm + drop_mm + _RISE_MM
    if section.has_caps:
        yield from _cap_marks(entry.lead, left_mm, top_mm, ruler)
    else:
        lead = replace(_LEAD, colour=_BLUE)
        yield Words(text=entry.lead, x_mm=left_mm + 0.8, y_mm=base_mm, style=lead)
    for index, line in enumerate(_lines(entry, section, ruler)):
        yield Words(
            text=line,
            x_mm=left_mm + section.lead_mm,
            y_mm=base_mm + index * _LINE_MM,
            style=_BODY,
        )
    if entry.note:
        yield Words(
            text=entry.note,
            x_mm=left_mm + COLUMN_MM - 0.8,
            y_mm=base_mm,
            style=replace(_LEAD, colour=_SOFT),
            side=Side.RIGHT,
        )


def _cap_marks(keys: str, left_mm: float, top_mm: float, ruler: Ruler) -> Iterator[Mark]:
    """Numbers as they are typed, every other key as a cap."""
    x_mm = left_mm
    for word in keys.split():
        width_mm = ruler.width_mm(word, _LEAD)
        if _NUMBER.fullmatch(word):
            yield Words(text=word, x_mm=x_mm + 0.3, y_mm=top_mm + _RISE_MM + 0.18, style=_LEAD)
            x_mm += width_mm + 0.6 + _CAP_GAP_MM
            continue
        yield Box(
            x_mm=x_mm,
            y_mm=top_mm,
            width_mm=width_mm + 2 * _CAP_PADDING_MM,
            height_mm=_CAP_MM,
            fill=_PALE,
            edge=_BLUE,
            edge_mm=0.15,
            radius_mm=0.8,
        )
        yield Words(
            text=word, x_mm=x_mm + _CAP_PADDING_MM, y_mm=top_mm + _RISE_MM + 0.18, style=_LEAD
        )
        x_mm += width_mm + 2 * _CAP_PADDING_MM + _CAP_GAP_MM


def _frame(card: Card, number: str, ruler: Ruler) -> Iterator[Mark]:
    """What stands on every page: who and which till above, the footer below."""
    right_mm = WIDTH_MM - MARGIN_MM
    heading = shrink(
        card.heading, Style(size_pt=17, weight=Weight.BOLD), right_mm - MARGIN_MM, ruler
    )
    yield Words(text=card.heading, x_mm=MARGIN_MM, y_mm=18.5, style=heading)
    small = Style(size_pt=9, colour=_SOFT)
    yield Words(text=card.subheading, x_mm=MARGIN_MM, y_mm=24, style=small)
    yield Words(text=number, x_mm=right_mm, y_mm=24, style=small, side=Side.RIGHT)
    yield Line(from_mm=(MARGIN_MM, 27), to_mm=(right_mm, 27), width_mm=0.4, colour=_BLUE)
    foot = Style(size_pt=8, colour=BLACK)
    yield Words(text=card.footer, x_mm=MARGIN_MM, y_mm=HEIGHT_MM - 10.5, style=foot)
