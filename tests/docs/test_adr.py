"""docs/adr: decisions are numbered without gap, indexed, and of one form."""

import re
from pathlib import Path
from typing import Final

import pytest

from tests.docs.pages import DOCS, links, name

FOLDER: Final = DOCS / "adr"
RECORDS: Final = sorted(FOLDER.glob("[0-9]*.md"))
SECTIONS: Final = ("## Context", "## Options", "## Decision", "## Consequences")


def test_numbers_have_no_gap() -> None:
    """A record is never taken away; one that is overruled says by which."""
    assert [f"{number:04}" for number in range(1, len(RECORDS) + 1)] == [
        record.name[:4] for record in RECORDS
    ]


def test_the_index_lists_every_record() -> None:
    """The index links each record once, in order."""
    linked = [link for link in links(FOLDER / "README.md") if re.match(r"[0-9]{4}-", link)]

    assert [record.name for record in RECORDS] == linked


@pytest.mark.parametrize("record", RECORDS, ids=name)
def test_a_record_weighs_options(record: Path) -> None:
    """Context, at least two options, decision, consequences, in this order."""
    text = record.read_text(encoding="utf-8")
    places = [text.find(f"\n{section}\n") for section in SECTIONS]
    options = text[places[1] : places[2]].count("\n- ")

    assert -1 not in places
    assert sorted(places) == places
    assert options >= 2
