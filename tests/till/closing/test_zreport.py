"""firmware.till.closing.zreport: the Z row and back."""

from datetime import UTC, datetime

import msgspec

from firmware.till.closing.counting import CashCount, CountStep, Move, Purpose
from firmware.till.closing.figures import Drawer, Figures, Tally
from firmware.till.closing.zreport import ZReport, closed, from_content, open_period, to_content
from tests.till.playbook import Playbook

AT = datetime(2026, 11, 20, 18, tzinfo=UTC)
COUNT = CashCount(
    purpose=Purpose.Z,
    steps=(CountStep(move=Move.AMOUNT, unit_cents=200, pieces=37),),
    reason="Falschgeld",
    skimmed_cents=400,
)


def report_of(keys: str) -> ZReport:
    """A Z of the till after these keys."""
    book = Playbook(clerk=1).type(keys)
    period = open_period(book.book.diary.rows, None, anchor="a" * 64)
    return closed(period, COUNT, AT)


def test_there_and_back() -> None:
    """The row holds the whole report: integers, texts, lists and maps."""
    report = report_of("250 WG1 10 % F WG8 STO 500 WG3 BAR F 02 5000 BAR 1")
    row = msgspec.json.decode(msgspec.json.encode(to_content(report)))
    assert report == from_content(row)


def test_first_period() -> None:
    """Before the first Z nothing is carried."""
    book = Playbook().type("250 WG1 BAR")
    period = open_period(book.book.diary.rows, None, anchor="a" * 64)
    assert (1, 1, 4, 0) == (
        period.number,
        period.first_seq,
        period.last_seq,
        period.carried_cents,
    )


def test_next_period() -> None:
    """One more than the last, and what it left; practice begins with nothing."""
    last = report_of("250 WG1 BAR")
    rows = Playbook().type("F 60").book.diary.rows
    period = open_period(rows, last, anchor="a" * 64)
    assert (2, 7400) == (period.number, period.carried_cents)
    practice = open_period(rows, last, anchor="a" * 64, is_training=True)
    assert (2, 0) == (practice.number, practice.carried_cents)


def test_difference_and_rest() -> None:
    """Ist less Soll; Ist less what was skimmed."""
    drawer = Drawer(opening_cents=7500, skimmed=Tally(count=1, cents=400))
    report = ZReport(
        number=57,
        first_seq=1,
        last_seq=9,
        anchor="a" * 64,
        began_utc=AT,
        ended_utc=AT,
        figures=Figures(drawer=drawer),
        count=COUNT,
    )
    assert (7400, -100, 7000) == (
        report.counted_cents,
        report.difference_cents,
        report.left_cents,
    )
    assert report.name == "Z 57"
