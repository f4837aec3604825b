"""journal.txt: lines a person reads, under a head on every page."""

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

from firmware.export.package.part import Part, Sight
from firmware.export.tables import journal_text
from firmware.export.tables.journal_text import FILE, LEGEND, ROWS_A_PAGE
from firmware.store.canonical import Json
from tests.export.tables import big_book
from tests.store.till import Till


def lines_of(text: bytes) -> list[str]:
    """The lines of the file."""
    assert text.startswith(b"\xef\xbb\xbf")
    *lines, rest = text.decode("utf-8-sig").split("\r\n")
    assert rest == ""
    assert not any("\n" in line or "\r" in line for line in lines)
    return lines


def test_a_line_for_each_row_and_a_head_for_each_page(
    sight: Sight, written: Callable[[Part], bytes]
) -> None:
    """The columns stand one under the other; every page says whose journal it is, and from when."""
    lines = lines_of(written(Part(name=FILE, write=journal_text.write)))
    assert ["MARKTSTAND HUBER", "Hauptplatz 3; 8010 Graz"] == lines[1:3]
    assert f"Kontrollsumme vor der ersten Zeile: {'0' * 64}" in lines
    assert LEGEND in lines
    rows = [line for line in lines if line[:8].strip().isdigit()]
    assert list(range(1, sight.journal.last + 1)) == [int(row[:8]) for row in rows]
    heads = [line for line in lines if line.startswith("Kasse GRAZ-01   24.10.2026 bis 25.10.2026")]
    assert [f"Seite {page + 1}" for page in range(len(heads))] == [
        head[-7:].strip() for head in heads
    ]
    assert -(-sight.journal.last // ROWS_A_PAGE) == len(heads)
    assert f"Ende: Zeile 1 bis {sight.journal.last}" == lines[-1]


def test_lines_at_a_glance(written: Callable[[Part], bytes]) -> None:
    """Number, time, who, business case or not, what, receipt, amount, words."""
    lines = lines_of(written(Part(name=FILE, write=journal_text.write)))
    words = {" ".join(line.split()[1:]) for line in lines}
    assert {
        '2026-10-24 20:00:01 1 =Anna;"A" Position erfasst 2,50 WG1, 1 × =1+1;"Äpfel" zu 2,50',
        '2026-10-24 20:00:02 1 =Anna;"A" G Beleg erstellt 000002 2,50 Standardbeleg, BAR',
    } <= words
    heading = next(line for line in lines if line.endswith("  Text"))
    sale = next(line for line in lines if line.endswith("  Standardbeleg, BAR"))
    assert heading.index("Text") == sale.index("Standardbeleg")


def test_what_was_typed_breaks_no_line(small_till: Till) -> None:
    """A name with a line break stays on its line."""
    words: dict[str, Json] = {"words": "zwei\r\nZeilen"}
    small_till.book.append([small_till.entry("FEHLER", **words)])
    sight = replace(big_book.sight_of(small_till.book), firm=("eine\nFirma",))
    out = BytesIO()
    journal_text.write(sight, out)
    lines = lines_of(out.getvalue())
    assert any(line.endswith("zwei␍␊Zeilen") for line in lines)
    assert "eine␊Firma" in lines
