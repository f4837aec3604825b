"""Blocks as pieces: nothing runs over an edge, heights are what they take."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware.export.papers.document import (
    Block,
    Bullets,
    Chapter,
    Heading,
    Pairs,
    Paragraph,
    Signatures,
    Table,
)
from firmware.export.papers.pieces import MARGIN_MM, Piece, moved, pieces_of
from firmware.export.pdf import WIDTH_MM, Box, Line, Mark, Ruler, Style, Words

RULER = Ruler()
TEXTS = st.text(alphabet="abcÄß 0123456789./_-", max_size=60)
HASH = "0123456789abcdef" * 4


def made(*blocks: Block) -> list[Piece]:
    """The pieces of a chapter."""
    return list(pieces_of(3, Chapter(title="Titel", blocks=blocks), RULER))


def texts(pieces: list[Piece]) -> list[str]:
    """The words on them, in their order."""
    return [mark.text for piece in pieces for mark in piece.marks if isinstance(mark, Words)]


def is_inside(piece: Piece, mark: Mark) -> bool:
    """Whether a mark keeps the margins and the height of its piece."""
    right_mm = WIDTH_MM - MARGIN_MM + 0.01
    match mark:
        case Words():
            wide_mm = RULER.width_mm(mark.text, mark.style)
            return mark.x_mm >= MARGIN_MM and mark.x_mm + wide_mm <= right_mm
        case Box():
            return mark.x_mm + mark.width_mm <= right_mm
        case Line():
            return mark.to_mm[0] <= right_mm and mark.to_mm[1] <= piece.height_mm


@settings(max_examples=40, deadline=None)
@given(cells=st.lists(st.tuples(TEXTS, TEXTS, TEXTS), min_size=1, max_size=4))
def test_no_cell_leaves_its_column(cells: list[tuple[str, str, str]]) -> None:
    """Whatever names a stall gives its groups."""
    table = Table(head=("Eins", "Zwei", "Drei"), shares=(1, 5, 2), rows=tuple(cells))
    pieces = made(table, Pairs(rows=tuple((one, two) for one, two, _ in cells)))
    outside = [mark for piece in pieces for mark in piece.marks if not is_inside(piece, mark)]
    assert [] == outside


def test_a_chapter_begins_with_its_number() -> None:
    """And its title stays with what comes below it."""
    title, *_ = made(Paragraph(text="Satz."))
    assert title.stays
    assert ["3. Titel", "Satz."] == texts(made(Paragraph(text="Satz.")))


def test_lists_are_numbered_where_order_counts() -> None:
    """Otherwise they have a point each."""
    assert ["3. Titel", "1.", "a", "2.", "b"] == texts(
        made(Bullets(items=("a", "b"), is_numbered=True))
    )
    assert ["3. Titel", "•", "a"] == texts(made(Bullets(items=("a",))))


def test_a_digest_is_one_line() -> None:
    """Made smaller rather than broken; what is empty is a dash."""
    assert ["3. Titel", "Hash", HASH] == texts(made(Pairs(rows=(("Hash", HASH),))))
    assert ["3. Titel", "leer", "–"] == texts(made(Pairs(rows=(("leer", ""),))))


def test_a_broken_digest_has_no_hyphen() -> None:
    """In a narrow cell it is cut, and nothing comes in."""
    table = Table(head=("A", "B"), shares=(4, 1), rows=(("x", HASH),))
    *_, row = made(table)
    assert HASH == "".join(texts([row])[1:])


def test_rows_know_their_head() -> None:
    """On the next page it is set once more."""
    _, head, row = made(Table(head=("A",), shares=(1,), rows=(("x",),)))
    assert head.stays
    assert row.again is not None
    assert texts([head]) == texts([row.again])


def test_a_heading_stays() -> None:
    """It never ends a page."""
    _, heading, _ = made(Heading(text="Unter"), Signatures(labels=("Ort", "Name")))
    assert heading.stays


@pytest.mark.parametrize(
    ("mark", "expected"),
    [
        (
            Words(text="a", x_mm=1, y_mm=2, style=Style(size_pt=9)),
            Words(text="a", x_mm=1, y_mm=12, style=Style(size_pt=9)),
        ),
        (
            Box(x_mm=1, y_mm=2, width_mm=3, height_mm=4),
            Box(x_mm=1, y_mm=12, width_mm=3, height_mm=4),
        ),
        (Line(from_mm=(0, 1), to_mm=(5, 1)), Line(from_mm=(0, 11), to_mm=(5, 11))),
    ],
)
def test_marks_move_down(mark: Mark, expected: Mark) -> None:
    """Each by the same way, and not aside."""
    assert expected == moved(mark, 10)
