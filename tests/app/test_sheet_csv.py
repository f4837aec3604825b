"""firmware.app.sheet_csv: a table as spreadsheets write it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.app.sheet import SheetError, Spot, decode
from firmware.app.sheet_csv import read_csv, write_csv
from firmware.till.stall.build import facts_of
from firmware.till.stall.catalog import Profile
from firmware.till.stall.masterdata import Sort, State
from tests.app.sheets import imported, stalls
from tests.till.plain_stall import ALONE, STALL

IN_TABLE = frozenset({Sort.GROUP, Sort.VAT, Sort.ARTICLE, Sort.CLERK})


def in_table(state: State) -> State:
    """What of a state a table says."""
    return {thing: fields for thing, fields in state.items() if thing[0] in IN_TABLE}


@given(stalls())
def test_what_is_written_is_read(stall: Profile) -> None:
    """fold(import(export(x))) = x for groups, articles and clerks."""
    text = decode(write_csv(facts_of(stall)).encode())
    bare = Profile(register_id="GRAZ-01", header=ALONE.header)
    assert in_table(imported(read_csv(text), bare)) == in_table(facts_of(stall))


def test_a_price_list() -> None:
    """Number, name, group, price: what somebody has in a spreadsheet already."""
    text = "\ufeffNr;Name;WG;Preis;je kg\r\n12;Äpfel;1;2,40;ja\r\n13;Birnen;1;1.234,5;\r\n\r\n"
    after = imported(read_csv(decode(text.encode())), STALL)
    assert after[Sort.ARTICLE, "12"]["price_cents"] == 240
    assert after[Sort.ARTICLE, "12"]["is_weight"]
    assert after[Sort.ARTICLE, "13"]["price_cents"] == 123_450


def test_only_the_columns_that_are_there() -> None:
    """A list of new prices leaves names and groups."""
    first = imported(read_csv("Nr;Name;WG;Preis\n12;Apfel;1;2,40"), STALL)
    assert first[Sort.ARTICLE, "12"]["price_cents"] == 240
    after = imported(read_csv("Art;Nr;Preis\nWG;1;2,80"), STALL)
    assert after[Sort.GROUP, "1"]["name"] == "Obst"
    assert after[Sort.GROUP, "1"]["price_cents"] == 280


def test_groups_with_rate_and_removal() -> None:
    """A group's rate is a column; „löschen" takes a line's thing off."""
    text = "Art;Nr;Name;USt;löschen\nWG;8;Wolle;20;\nWG;10;;;ja"
    after = imported(read_csv(text), STALL)
    assert after[Sort.VAT, "8"] == {"per_mille": 200}
    assert (Sort.GROUP, "10") not in after


@pytest.mark.parametrize("delimiter", [";", "\t", ","])
def test_delimiters(delimiter: str) -> None:
    """Semicolons, tabs, or commas where prices are quoted."""
    text = delimiter.join(["Nr", "Name", "WG", "Preis"]) + "\n"
    text += delimiter.join(["12", "Apfel", "1", '"2,40"'])
    assert imported(read_csv(text), STALL)[Sort.ARTICLE, "12"]["price_cents"] == 240


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("", 0, 0, "Nr: is missing"),
        ("Name;Preis\nA;1", 1, 1, "Nr: is missing"),
        ("Nr;Farbe\n1;rot", 1, 2, '"Farbe" is unknown'),
        ("Nr;Name;name\n1;a;b", 1, 3, "given twice"),
        ("Nr;Name;WG;Preis\n12;A;1;2.50", 2, 4, r"article 12\.price"),
        ("Nr;Name;WG\n\n12;A;99", 3, 3, r"article 12\.group"),
        ("Nr;Name\nx;A", 2, 1, "PLU"),
        ("Nr;Name\n1;A;B", 2, 3, '"B" is unknown'),
        ("Art;Nr\nHund;1", 2, 1, '"Hund"'),
        ("Art;Nr;Name;Pfand\nWG;1;A;0,25", 2, 4, r"group 1\.deposit"),
        ("Nr;löschen\n1;vielleicht", 2, 2, "vielleicht"),
        ("Nr;Name;WG\n1;A;1\n1;B;1", 3, 1, "given twice"),
        ('Nr;Name\n1;"A', 2, 1, "cannot be read"),
    ],
)
def test_refused_with_line_and_column(text: str, line: int, column: int, words: str) -> None:
    """Nothing of a table that is wrong somewhere is taken."""
    with pytest.raises(SheetError, match=words) as refusal:
        imported(read_csv(text), STALL)
    assert refusal.value.spot == Spot(line=line, column=column)


@given(st.text(max_size=120))
def test_any_text_is_read_or_refused(text: str) -> None:
    """No file makes the reader fail in any other way than by its own error."""
    try:
        read_csv("Nr;Name\n" + text)
    except SheetError as error:
        assert str(error)  # noqa: PT017 - whatever was raised says something
