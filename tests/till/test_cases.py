"""The table of cases, run."""

import pytest

from firmware.desk.manual.case import Case
from firmware.desk.manual.chapters import CASES as ALL_CASES
from firmware.desk.manual.chapters import ROWS, WAITING
from firmware.till.codes import FUNCTIONS
from firmware.till.papers.paper import to_document
from firmware.till.papers.slip import Mark, receipt_document
from hal.display.codec import render
from tests.till.always import fits
from tests.till.paper import lines_of
from tests.till.playbook import ALONE, STALL, Playbook, stall_with, view_of

#: Those that need real devices are run on the bench (tests/desk/manual).
CASES = tuple(case for case in ALL_CASES if not case.bench_only)


@pytest.fixture(params=CASES, ids=lambda case: case.number)
def case(request: pytest.FixtureRequest) -> Case:
    """One row of the table."""
    assert isinstance(request.param, Case)
    return request.param


@pytest.fixture
def played(case: Case) -> Playbook:
    """The till after the keys of the row."""
    stall = stall_with(case.settings) if case.settings else STALL
    book = Playbook(ALONE if case.is_alone else stall, clerk=case.clerk)
    return book.play(case.keys)


def test_display(case: Case, played: Playbook) -> None:
    """The cashier sees what the table says, and it fits the panel."""
    assert case.display == played.zones
    render(played.screen)


def test_nothing_is_cut(played: Playbook) -> None:
    """No key of the row leads to a text that is longer than its zone of the display."""
    assert [] == [shown for shown in played.seen if not fits(shown)]


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
    paper = []
    for one in played.papers[-1:]:
        document = to_document(one, STALL.header, 32, "")
        paper = [line.rstrip() for line in lines_of(document)]
    positions = [paper.index(line) for line in case.paper]
    assert sorted(positions) == positions
    assert ("BELEG" in case.journal) == bool(played.sales)


def test_numbers_are_unique() -> None:
    """A number names one row."""
    numbers = [case.number for case in ALL_CASES]
    assert sorted(set(numbers)) == sorted(numbers)


def test_every_row_has_a_case() -> None:
    """Every row of the manual 6.3 to 6.7 and 6.9 to 6.11 is in the table, or waits by name."""
    numbers = {case.number for case in ALL_CASES}
    assert list(WAITING) == [row for row in ROWS if row not in numbers]


def test_every_function_has_a_case() -> None:
    """Every code of 6.8 that the till knows is typed somewhere in the table."""
    typed = "\n".join(case.keys for case in ALL_CASES)
    assert [] == [code for code in FUNCTIONS if f"F {code:02}" not in typed]
