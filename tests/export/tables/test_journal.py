"""The journal's files: the chain from the CSV alone, the words beside it, the text for people."""

import csv
import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO, StringIO

import pytest

from firmware.export.package.manifest import Span
from firmware.export.package.part import Part, Sight
from firmware.export.tables import csv_form, journal
from firmware.export.tables.journal import JOURNAL
from firmware.store.journal import BEFORE_FIRST

#: As a second program would: nothing of the firmware, column names and a recipe.
_HASHED = ("seq", "at_utc", "uuid", "clerk", "kind", "content")


def lines_of(text: bytes) -> list[dict[str, str]]:
    """The rows of a file, by the reader of the library alone."""
    assert text.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(StringIO(text.decode("utf-8-sig"), newline=""), delimiter=";"))


def broken_at(lines: list[dict[str, str]], previous: str) -> str | None:
    """The seq of the first row whose hash is not that of its texts and the row before."""
    for line in lines:
        fields = [previous, *(line[name] for name in _HASHED)]
        netstrings = "".join(f"{len(field.encode())}:{field}," for field in fields)
        digest = hashlib.sha256(f"standlkassa journal 1\n{netstrings}".encode()).hexdigest()
        if digest != line["hash"]:
            return line["seq"]
        previous = line["hash"]
    return None


@pytest.fixture(name="file")
def _file(sight: Sight, written: Callable[[Part], bytes]) -> Callable[[str], bytes]:
    """One of the files, by its name."""
    found = {part.name: part for part in journal.parts(sight)}
    return lambda name: written(found[f"journal/{name}"])


def test_the_three_files(sight: Sight) -> None:
    """One text, two tables, as the seeds call for."""
    assert ["journal/journal.txt", "journal/journal.csv", "journal/positionen.csv"] == [
        part.name for part in journal.parts(sight)
    ]


def test_the_chain_is_reckoned_from_the_file_alone(
    sight: Sight, file: Callable[[str], bytes]
) -> None:
    """§ 131 BAO: whoever changes a row, here or in the book, cannot hide it from its hash."""
    lines = lines_of(file("journal.csv"))
    assert sight.journal.last == len(lines)
    assert broken_at(lines, BEFORE_FIRST) is None
    lines[17]["content"] = lines[17]["content"].replace('"', "'", 1)
    assert "18" == broken_at(lines, BEFORE_FIRST)


def test_a_part_of_the_journal_goes_on_from_its_previous_hash(sight: Sight) -> None:
    """Rows 50 to 80 alone: chain, Bearbeitungstag and names are those of the whole file."""
    before = next(sight.book.journal_cells(49, 49))
    some = replace(sight, journal=Span(first=50, last=80), previous_hash=before[-1])
    whole, part = BytesIO(), BytesIO()
    _, write, *_ = [one.write for one in journal.parts(sight)]
    write(sight, whole)
    write(some, part)
    assert lines_of(whole.getvalue())[49:80] == lines_of(part.getvalue())
    assert broken_at(lines_of(part.getvalue()), some.previous_hash) is None


def test_raw_columns_are_the_texts_of_the_book(sight: Sight, file: Callable[[str], bytes]) -> None:
    """Character by character, also of names that no file likes."""
    expected = [
        tuple("" if cell is None else str(cell) for cell in cells)
        for cells in sight.book.journal_cells()
    ]
    lines = lines_of(file("journal.csv"))
    assert expected == [tuple(line[name] for name in (*_HASHED, "hash")) for line in lines]
    assert any('"=1+1;\\"Äpfel\\""' in line["content"] for line in lines)


def test_it_is_read_back_exactly(sight: Sight, file: Callable[[str], bytes]) -> None:
    """The house's own strict reader takes it."""
    rows = list(csv_form.read(JOURNAL, BytesIO(file("journal.csv")), "journal.csv"))
    assert list(range(1, sight.journal.last + 1)) == [row[0] for row in rows]


def test_what_an_auditor_looks_for(file: Callable[[str], bytes]) -> None:
    """K011 to K025, G022: who, what, how much, business case or not, in words."""
    lines = lines_of(file("journal.csv"))
    first = {line["kind"]: line for line in reversed(lines)}

    def cells(kind: str, *names: str) -> list[str]:
        return [first[kind][name] for name in names]

    assert ["Bediener angemeldet", "nein", "1"] == cells("EIN", "Aktion", "Geschäftsfall", "clerk")
    assert ["Position erfasst", "nein", "WG1", "2,50"] == cells(
        "POS", "Aktion", "Geschäftsfall", "Artikel", "Betrag"
    )
    assert ["Position storniert", "nein", "WG3", "-4,50"] == cells(
        "POS_STORNO", "Aktion", "Geschäftsfall", "Artikel", "Betrag"
    )
    assert ["Bon abgebrochen", "nein", "9,50"] == cells(
        "BON_ABBRUCH", "Aktion", "Geschäftsfall", "Betrag"
    )
    assert ["Zahlung erfasst", "BAR, gegeben 20,00, Rückgeld 17,50"] == cells(
        "ZAHLUNG", "Aktion", "Text"
    )
    assert ["Beleg storniert", "ja", "-7,00"] == cells(
        "STORNO", "Aktion", "Geschäftsfall", "Betrag"
    )
    assert ["Rechnung 2026017"] == cells("KUNDE", "Kunde")
    sale = next(line for line in lines if line["kind"] == "BELEG" and line["Belegnummer"] == "2")
    assert ("Beleg erstellt", "ja", "2,50") == (
        sale["Aktion"],
        sale["Geschäftsfall"],
        sale["Betrag"],
    )
    assert '\'=Anna;"A"' == sale["Bediener"]
    practised = {line["Geschäftsfall"] for line in lines if line["Training"] == "ja"}
    assert {"nein"} == practised


def test_rows_belong_to_the_z_that_closes_them(file: Callable[[str], bytes]) -> None:
    """K019: up to and including a Z to that Z, behind the last one to the one to come."""
    days: dict[str, list[dict[str, str]]] = {}
    for line in lines_of(file("journal.csv")):
        days.setdefault(line["Bearbeitungstag"], []).append(line)
    assert ["1", "2", "3"] == list(days)
    for number in ("1", "2"):
        last = days[number][-1]
        assert ("Z", int(number)) == (last["kind"], json.loads(last["content"])["number"])


def test_the_doubled_hour_is_in_order(file: Callable[[str], bytes]) -> None:
    """Ortszeit runs back at the end of summer time; seq and at_utc do not."""
    lines = lines_of(file("journal.csv"))
    local = [line["Zeit"] for line in lines]
    assert sorted(local) != local
    moments = [line["at_utc"] for line in lines]
    assert sorted(moments) == moments
    assert "2026-10-25 02:10:00" in local
