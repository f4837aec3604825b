"""The table of cases, run."""

import pytest

from firmware.till.slip import Mark, receipt_document
from hal.display.codec import render
from tests.till.cases import CASES, Case
from tests.till.paper import lines_of
from tests.till.playbook import ALONE, STALL, Playbook, view_of

#: What of the operator's manual this till can do so far (6.3, 6.4, 6.6, 6.9).
COVERED = (
    *(f"R{number}" for number in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 16, 17, 27, 28)),
    *(f"S{number}" for number in (1, 2, 3, 4, 5, 7, 9)),
    *(f"B{number}" for number in (1, 2, 3, 4, 5, 6, 7, 10, 11, 12, 13, 19, 21)),
    *(f"C{number}" for number in (1, 3, 4, 6, 8, 10)),
)


@pytest.fixture(params=CASES, ids=lambda case: case.number)
def case(request: pytest.FixtureRequest) -> Case:
    """One row of the table."""
    assert isinstance(request.param, Case)
    return request.param


@pytest.fixture
def played(case: Case) -> Playbook:
    """The till after the keys of the row."""
    book = Playbook(ALONE if case.is_alone else STALL, clerk=case.clerk)
    return book.type(case.keys)


def test_display(case: Case, played: Playbook) -> None:
    """The cashier sees what the table says, and it fits the panel."""
    assert case.display == played.zones
    render(played.screen)


def test_journal(case: Case, played: Playbook) -> None:
    """The journal has these rows and no others."""
    assert case.journal == tuple(played.kinds)


def test_slip(case: Case, played: Playbook) -> None:
    """The lines stand on the last receipt in this order; a row without slip prints what it did."""
    lines = []
    for sale in played.sales[-1:]:
        document = receipt_document(view_of(sale), STALL, 32, Mark.NONE)
        lines = [line.rstrip() for line in lines_of(document)]
    positions = [lines.index(line) for line in case.slip]
    assert sorted(positions) == positions
    assert ("BELEG" in case.journal) == bool(played.sales)


def test_numbers_are_unique() -> None:
    """A number names one row."""
    numbers = [case.number for case in CASES]
    assert sorted(set(numbers)) == sorted(numbers)


def test_every_covered_row_has_a_case() -> None:
    """What the manual promises and the till can do is in the table."""
    assert set() == set(COVERED) - {case.number for case in CASES}
