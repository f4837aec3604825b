"""The card: sections flow over two columns and as many pages as they need, and nothing is lost."""

from hypothesis import given, settings
from hypothesis import strategies as st

from firmware.export.key_card import (
    BOTTOM_MM,
    COLUMN_MM,
    GAP_MM,
    MARGIN_MM,
    TOP_MM,
    Card,
    Entry,
    Section,
    card_pages,
    flow,
)
from firmware.export.pdf import HEIGHT_MM, WIDTH_MM, Box, Mark, Ruler, Side, Words

RULER = Ruler()


def section(rows: int, title: str = "Verkaufen") -> Section:
    """So many rows of one line."""
    entries = tuple(Entry(lead=f"F {row:02}", text=f"Zeile {row}") for row in range(rows))
    return Section(title=title, entries=entries, lead_mm=12.0)


def card(*sides: tuple[Section, ...]) -> Card:
    """A card with these sides."""
    return Card(heading="HUBER", subheading="Kassa GRAZ-01", sides=sides, footer="K Kassier")


def texts(page: list[Mark]) -> list[str]:
    """The words of a page in the order of drawing."""
    return [mark.text for mark in page if isinstance(mark, Words)]


def test_sections_follow_each_other_in_a_column() -> None:
    """Short ones stand below each other at the left."""
    parts = flow([section(3), section(2)], RULER)
    assert [0, 0] == [part.column for part in parts]
    assert TOP_MM == parts[0].top_mm < parts[1].top_mm


def test_a_section_that_does_not_fit_begins_the_next_column() -> None:
    """It is rather kept together than filled in."""
    parts = flow([section(30), section(30)], RULER)
    assert [(0, TOP_MM), (1, TOP_MM)] == [(part.column, part.top_mm) for part in parts]


def test_a_section_longer_than_a_column_goes_on_under_its_title() -> None:
    """No row is lost, none is there twice."""
    long = section(120)
    parts = flow([long], RULER)
    assert {"Verkaufen"} == {part.section.title for part in parts}
    assert long.entries == tuple(entry for part in parts for entry in part.section.entries)
    assert [0, 1, 2] == [part.column for part in parts]


@settings(max_examples=15, deadline=None)
@given(rows=st.lists(st.integers(1, 90), min_size=1, max_size=6))
def test_nothing_is_below_the_edge(rows: list[int]) -> None:
    """However long the sections are, every row stands between top and bottom, in its order."""
    sections = [section(count, title=str(index)) for index, count in enumerate(rows)]
    pages = card_pages(card(tuple(sections)), RULER)
    found = [
        mark for page in pages for mark in page if isinstance(mark, Words) and "Zeile" in mark.text
    ]
    expected = [entry.text for one in sections for entry in one.entries]
    assert expected == [mark.text for mark in found]
    assert all(TOP_MM < mark.y_mm < BOTTOM_MM for mark in found)


def test_each_side_begins_a_page() -> None:
    """Front and back of the card, numbered; heading and footer on both."""
    pages = card_pages(card((section(2),), (section(1, "Berichte"),)), RULER)
    assert 2 == len(pages)
    for number, page in enumerate(pages, start=1):
        assert {"HUBER", "Kassa GRAZ-01", f"{number}/2", "K Kassier"} <= set(texts(page))
    assert "Berichte" in texts(pages[1])
    assert "Berichte" not in texts(pages[0])


def test_a_side_without_sections_is_a_page() -> None:
    """Nothing to say is said."""
    assert 1 == len(card_pages(card(()), RULER))


def test_long_texts_are_wrapped_beside_their_lead_and_before_their_note() -> None:
    """They touch neither."""
    text = "Teilretoure mit vielen Worten, die nicht in eine Zeile gehen und auch nicht sollen"
    entry = Entry(lead="F 31", text=text, note="C*")
    one = Section(title="Nach dem Bon", entries=(entry,), lead_mm=12.0)
    page = card_pages(card((one,)), RULER)[0]
    body = [mark for mark in page if isinstance(mark, Words) and mark.text in text]
    note = next(mark for mark in page if isinstance(mark, Words) and mark.text == "C*")
    assert text == " ".join(mark.text for mark in body)
    assert 2 == len(body)
    note_mm = note.x_mm - RULER.width_mm(note.text, note.style)
    for mark in body:
        assert MARGIN_MM + 12.0 == mark.x_mm
        assert mark.x_mm + RULER.width_mm(mark.text, mark.style) < note_mm
    assert note.x_mm <= MARGIN_MM + COLUMN_MM
    assert Side.RIGHT is note.side


def test_keys_are_drawn_as_caps_and_numbers_as_numbers() -> None:
    """`3 × 250 WG1`: two caps, two numbers, in a row."""
    entry = Entry(lead="3 × 250 WG1", text="drei Stück")
    one = Section(title="Verkaufen", entries=(entry,), lead_mm=33.0, has_caps=True)
    page = card_pages(card((one,)), RULER)[0]
    typed = [mark for mark in page if isinstance(mark, Words) and mark.text in entry.lead.split()]
    assert ["3", "×", "250", "WG1"] == [mark.text for mark in typed]
    assert sorted(mark.x_mm for mark in typed) == [mark.x_mm for mark in typed]
    caps = [mark for mark in page if isinstance(mark, Box)][1:]
    assert 2 == len(caps)
    assert max(cap.x_mm + cap.width_mm for cap in caps) < MARGIN_MM + 33.0


def test_headings_fit_their_place() -> None:
    """The longest name of a company, and a title wider than its column."""
    wide = Card(
        heading="M" * 48,
        subheading="",
        sides=((section(1, "Verkaufen: zuerst der Preis, dann erst die Warengruppe, dann BAR"),),),
        footer="",
    )
    for mark in card_pages(wide, RULER)[0]:
        if isinstance(mark, Words) and mark.side is Side.LEFT:
            right_mm = mark.x_mm + RULER.width_mm(mark.text, mark.style)
            assert right_mm <= WIDTH_MM - MARGIN_MM + 1e-9
            if "Verkaufen" in mark.text:
                assert right_mm < MARGIN_MM + COLUMN_MM


def test_the_columns_fill_the_width() -> None:
    """Two columns and the gap between the margins; the foot below them is on the paper."""
    assert WIDTH_MM == 2 * MARGIN_MM + 2 * COLUMN_MM + GAP_MM
    assert BOTTOM_MM < HEIGHT_MM - 10
