"""firmware.till.stall.table: every field has a column, every column a field."""

from dataclasses import replace

import pytest

from firmware.till.stall.build import facts_of
from firmware.till.stall.catalog import ReceiptForm
from firmware.till.stall.fault import StallError
from firmware.till.stall.masterdata import Sort
from firmware.till.stall.table import COLUMNS, OPTION_COLUMNS, _unword
from tests.till.stall.test_build import FULL

#: What a file never says: PINs are set on the till.
KEPT_ON_THE_TILL = {"has_pin"}


def test_every_field_has_a_column() -> None:
    """What rows can say, files can say, and nothing else."""
    named = {sort: {column.name for column in columns} for sort, columns in COLUMNS.items()}
    said: dict[Sort, set[str]] = {}
    for (sort, _), fields in facts_of(FULL).items():
        said.setdefault(sort, set()).update(fields)
    assert named == {sort: said[sort] - KEPT_ON_THE_TILL for sort in COLUMNS}


def test_every_option_has_a_column() -> None:
    """Limits and options likewise."""
    named = {f"{section}.{column.name}" for section, column in OPTION_COLUMNS}
    assert named == {key for sort, key in facts_of(FULL) if sort is Sort.OPTION}


def test_every_value_comes_back() -> None:
    """read(write(x)) = x for every field of a full stall."""
    asking = replace(FULL, options=replace(FULL.options, receipt_form=ReceiptForm.ASK))
    facts = facts_of(asking)
    options = {f"{section}.{column.name}": column for section, column in OPTION_COLUMNS}
    for (sort, key), fields in facts.items():
        columns = (
            {"value": options[key]}
            if sort is Sort.OPTION
            else {column.name: column for column in COLUMNS.get(sort, ())}
        )
        for name, column in columns.items():
            assert column.read(column.write(fields[name])) == fields[name]


@pytest.mark.parametrize(
    ("key", "text"),
    [("counting", "gar nicht"), ("receipt", "mail"), ("discount", "101")],
)
def test_a_word_that_cannot_stand_there_is_refused(key: str, text: str) -> None:
    """Each option takes its own words and no others."""
    column = next(one for _, one in OPTION_COLUMNS if one.key == key)
    with pytest.raises(StallError):
        column.read(text)


def test_a_choice_nobody_knows_is_told_as_it_stands() -> None:
    """A row that another program wrote breaks no page and no examination."""
    assert "-1" == _unword({"papier": ReceiptForm.PAPER})(-1)
    assert "papier" == _unword({"papier": ReceiptForm.PAPER})(ReceiptForm.PAPER.value)
