"""firmware.app.sheet_toml: the sections of the settings as a file of changes."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.app.sheet import SheetError, Spot
from firmware.app.sheet_toml import read_toml, write_toml
from firmware.till.stall.build import facts_of
from firmware.till.stall.catalog import Profile
from firmware.till.stall.masterdata import Sort
from tests.app.sheets import imported, stalls
from tests.till.plain_stall import ALONE, STALL


@given(stalls())
def test_what_is_written_is_read(stall: Profile) -> None:
    """fold(import(export(x))) = x, into an empty book."""
    assert imported(read_toml(write_toml(facts_of(stall)))) == facts_of(stall)


@given(stalls())
def test_what_is_so_already_changes_nothing(stall: Profile) -> None:
    """A till that reads its own export has nothing to do."""
    assert imported(read_toml(write_toml(facts_of(stall))), stall) == facts_of(stall)


def test_only_what_is_said_changes() -> None:
    """A price alone leaves the name; true and numbers may stand as TOML has them."""
    sheet = read_toml("[[group]]\nnumber = 1\nprice = '3'\nreturnable = true\n")
    before, after = facts_of(STALL), imported(sheet, STALL)
    changed = {**before[Sort.GROUP, "1"], "price_cents": 300, "is_returnable": True}
    assert after == {**before, (Sort.GROUP, "1"): changed}


def test_options_and_company() -> None:
    """The stall's other sections count, too."""
    sheet = read_toml(
        "[company]\nname = 'Gruber'\nlines = ['Graz']\nfooter = []\n"
        "[limits]\nvoid = ''\ndiscount = 5\n[options]\ncounting = 'summe'\nz_for_chief = true\n"
    )
    after = imported(sheet, STALL)
    assert after[Sort.HEADER, ""] == {"lines": ["Gruber", "Graz"]}
    assert after[Sort.FOOTER, ""] == {"lines": []}
    assert after[Sort.OPTION, "options.counting"] == {"value": "summe"}
    assert after[Sort.OPTION, "limits.discount_percent"] == {"value": 5}
    assert after[Sort.OPTION, "limits.void_cents"] == {"value": None}


def test_remove() -> None:
    """A group goes with its rate."""
    after = imported(read_toml("[[group]]\nnumber = 10\nremove = true\n"), STALL)
    assert not {(Sort.GROUP, "10"), (Sort.VAT, "10")} & set(after)


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("[[group]\nnumber = 1", 1, 8, "cannot be read"),
        ("\n[[group]]\nnumber = 1\nprice = '2.50'", 4, 9, r"group 1\.price"),
        ("[[group]]\nnumber = 1\n[[group]]\nnumber = 2\nvat = '21'", 5, 7, r"group 2\.vat"),
        ("[[group]]\nnumber = 1\ncolour = 'red'", 3, 10, r"group 1\.colour: is unknown"),
        ("[[group]]\nname = 'X'", 1, 1, r"group\.number: is missing"),
        ("[[group]]\nnumber = 'X'", 2, 10, r"group\.number"),
        ("[[group]]\nnumber = 1\nprice = 2.5", 3, 9, r"group 1\.price"),
        ("[[group]]\nnumber = 1\n[[group]]\nnumber = 1", 3, 1, "is given twice"),
        ("[[article]]\nnumber = 1\nname = 'A'\ngroup = 14", 4, 9, r"article 1\.group"),
        ("[printer]\nmodel = 'x'", 1, 1, "printer: is unknown"),
        ("[group]\nnumber = 1", 1, 1, "cannot be read"),
        ("[[company]]\nname = 'X'", 1, 1, "cannot be read"),
        ("[company]\nlines = ['X']", 2, 9, r"company\.name: is missing"),
        ("[company]\nname = ''", 2, 8, "company"),
        ("[company]\nowner = 'X'", 2, 9, r"company\.owner: is unknown"),
        ("[options]\nfloat = 'viel'", 2, 9, r"options\.float"),
        ("[options]\ncolour = 'red'", 2, 10, r"options\.colour: is unknown"),
        ("a=" + "[" * 5000, 0, 0, "cannot be read"),
        ("[[group]]\nnumber = " + "9" * 5000, 0, 0, "cannot be read"),
        ("[[group]]\nnumber = 1\nprice = '" + "9" * 5000 + "'", 3, 9, r"group 1\.price"),
    ],
)
def test_refused_with_line_and_column(text: str, line: int, column: int, words: str) -> None:
    """Nothing of a file that is wrong somewhere is taken."""
    with pytest.raises(SheetError, match=words) as refusal:
        imported(read_toml(text), ALONE)
    assert refusal.value.spot == Spot(line=line, column=column)


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    """No file makes the reader fail in any other way than by its own error."""
    try:
        read_toml(text)
    except SheetError as error:
        assert str(error)  # noqa: PT017 - whatever was raised says something


def test_quotes_come_back() -> None:
    """What TOML must escape is escaped."""
    stall = replace(STALL, footer=('Sagt "ja" \\ nein',))
    assert imported(read_toml(write_toml(facts_of(stall))), STALL) == facts_of(stall) | {
        thing: fields for thing, fields in facts_of(STALL).items() if thing[0] is Sort.CLERK
    }
