"""positionen.csv: every position as it was keyed, and what was taken off again."""

import csv
from collections.abc import Callable, Iterator
from io import BytesIO, StringIO

import pytest

from firmware.export.package.part import Part, Sight
from firmware.export.tables import csv_form, positions
from firmware.export.tables.positions import POSITIONS
from firmware.store.canonical import Json
from firmware.till.sales.basket import fold
from tests.export.tables import big_book
from tests.store.till import Till

Line = dict[str, str]


@pytest.fixture(name="text")
def _text(written: Callable[[Part], bytes]) -> bytes:
    return written(Part(name=POSITIONS.file, write=positions.write))


@pytest.fixture(name="lines")
def _lines(text: bytes) -> list[Line]:
    return list(csv.DictReader(StringIO(text.decode("utf-8-sig"), newline=""), delimiter=";"))


def cents(text: str) -> int:
    """`-1,20` as -120."""
    return int(text.replace(",", ""))


def test_every_position_event_is_a_line(sight: Sight, lines: list[Line]) -> None:
    """G023: nothing that was keyed is left out; each names its row of the journal."""
    kinds = ("POS", "POS_STORNO", "RABATT")
    rows = [row for row in sight.book.journal() if row.kind in kinds]
    assert [(row.seq, row.uuid) for row in rows] == [
        (int(line["seq"]), line["uuid"]) for line in lines
    ]
    assert {"Position erfasst", "Position storniert", "Rabatt oder Aufschlag"} == {
        line["Aktion"] for line in lines
    }


def test_amounts_are_what_the_sums_changed_by(sight: Sight, lines: list[Line]) -> None:
    """Added up between two receipts they are what was open then."""
    amounts = {int(line["seq"]): cents(line["Betrag"]) for line in lines}
    seen = 0
    for total, seqs in _sales(sight):
        assert total == sum(amounts.get(seq, 0) for seq in seqs)
        seen += 1
    assert seen > 15


def _sales(sight: Sight) -> Iterator[tuple[int, list[int]]]:
    """For each sale: what it came to before it was paid, and the seqs of its rows."""
    rows: list[tuple[str, dict[str, object]]] = []
    seqs: list[int] = []
    total = 0
    for row in sight.book.journal():
        if row.kind == "BELEG" or row.kind in ("BON_ABBRUCH", "LIEFERSCHEIN"):
            if seqs:
                yield total, seqs
            rows, seqs, total = [], [], 0
        elif row.kind in ("POS", "POS_STORNO", "RABATT"):
            rows.append((row.kind, dict(row.content)))
            seqs.append(row.seq)
            total = fold(rows).total_cents


def test_hard_names_and_weights(lines: list[Line]) -> None:
    """Names that no file likes; kilograms with three digits."""
    first = lines[0]
    assert '\'=1+1;"Äpfel"' == first["Bezeichnung"]
    assert ("1,000", "Stk", "2,50", "4,9") == (
        first["Menge"],
        first["Einheit"],
        first["Einzelpreis"],
        first["Steuersatz"],
    )
    weighed = next(line for line in lines if line["Einheit"] == "kg")
    assert ("1,345", "von Hand", "33,49") == (
        weighed["Menge"],
        weighed["Gewogen"],
        weighed["Betrag"],
    )
    back = next(line for line in lines if line["Rückgabe"] == "ja")
    assert ("-1,000", "-0,25") == (back["Menge"], back["Betrag"])
    assert {"ja", "nein"} == {line["Training"] for line in lines}


def test_it_is_read_back_exactly(text: bytes, lines: list[Line]) -> None:
    """The house's own strict reader takes it."""
    assert len(lines) == len(list(csv_form.read(POSITIONS, BytesIO(text), POSITIONS.file)))


def test_a_position_that_is_none_is_told_without_figures(small_till: Till) -> None:
    """A journal somebody meddled with leaves the till all the same."""
    content: dict[str, Json] = {"line": 5}
    small_till.book.append([small_till.entry("POS", **content)])
    out = BytesIO()
    positions.write(big_book.sight_of(small_till.book), out)
    (row,) = csv_form.read(POSITIONS, BytesIO(out.getvalue()), POSITIONS.file)
    cells = dict(zip(POSITIONS.heading, row, strict=True))
    assert small_till.book.last_journal().seq == cells["seq"]
    assert ("(Inhalt nicht lesbar)", None) == (cells["Bezeichnung"], cells["Betrag"])
