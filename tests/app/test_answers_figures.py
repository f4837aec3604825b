"""firmware.app.answers_figures: the book's answers to reports and Z, on a whole till."""

from datetime import date
from pathlib import Path

import pytest

from firmware.app.answers_figures import FigureAnswers
from firmware.app.config import Config
from firmware.store.entry import Entry
from firmware.store.errors import StoreError, StoreFault
from firmware.till.closing.figures import Tallied, Tally
from firmware.till.requests import FindDays, FindPeriod, FindZ, FoundZ, Missing
from hal.printer.port import Paper
from tests.app.day import Day

CLOSE = "F 20 BAR ZW ZW"


@pytest.fixture
def day(tmp_path: Path, config: Config) -> Day:
    """A till in operation."""
    return Day(tmp_path, config)


def answers(day: Day) -> FigureAnswers:
    """Of its book."""
    return FigureAnswers(day.stand.book)


def test_open_period(day: Day) -> None:
    """All rows since the first, and the hash of the last."""
    day.type("250 WG1 BAR")
    period = answers(day).period(FindPeriod()).period
    last = day.stand.book.last_journal()
    assert last is not None
    assert (1, 1, last.seq, last.hash) == (
        period.number,
        period.first_seq,
        period.last_seq,
        period.anchor,
    )
    assert period.figures.total.cents == 250


def test_the_z_names_the_row_before(day: Day) -> None:
    """§ 7 RKSV: whoever changes an earlier row does not fit the paper any more."""
    day.type("250 WG1 BAR")
    day.wait(5)
    day.type(f"{CLOSE} 2 9")
    (z,) = day.rows("Z")
    before = next(row for row in day.stand.book.journal() if row.seq == z.seq - 1)
    assert before.hash == z.content["anchor"]
    assert (1, z.seq - 1) == (z.content["first_seq"], z.content["last_seq"])


def test_next_period(day: Day) -> None:
    """It begins behind the Z, with what was left."""
    day.type("250 WG1 BAR F 20 BAR 1 × 250 BAR ZW BAR 500 WG1 BAR")
    period = answers(day).period(FindPeriod()).period
    (z,) = day.rows("Z")
    assert (2, z.seq + 1, 250, 500) == (
        period.number,
        period.first_seq,
        period.carried_cents,
        period.figures.total.cents,
    )


def test_closings_by_number(day: Day) -> None:
    """Any of them, the last, or none."""
    day.type(f"{CLOSE} BAR 250 WG1 BAR {CLOSE} 2 9")
    found = [answers(day).closing(FindZ(number=number)) for number in (1, 2, None, 3)]
    numbers = [one.report.number if isinstance(one, FoundZ) else one for one in found]
    assert [1, 2, 2, Missing()] == numbers


def test_opening(day: Day) -> None:
    """Before the first Z, after it, and when the drawer was declared."""
    before = answers(day).opening()
    assert (None, 0, False, None) == (
        before.last_number,
        before.carried_cents,
        before.is_opened,
        before.first_sale_utc,
    )
    day.type("250 WG1 BAR F 20 BAR 1 × 250 BAR ZW BAR F 04 700 BAR F 60 C 500 WG1 BAR")
    after = answers(day).opening()
    assert (1, 250, True) == (after.last_number, after.carried_cents, after.is_opened)
    assert after.first_sale_utc == day.receipts()[-1].issued_at_utc


def test_days(day: Day) -> None:
    """A receipt belongs to its day, in Austria; at midnight the next begins."""
    day.type("250 WG1 BAR")
    day.until("2026-11-21T00:10:00")
    day.type("500 WG1 BAR")
    friday, saturday = date(2026, 11, 20), date(2026, 11, 21)

    def cents(first: date, last: date) -> int:
        return answers(day).days(FindDays(first=first, last=last)).figures.total.cents

    assert (250, 500, 750) == (
        cents(friday, friday),
        cents(saturday, saturday),
        cents(friday, saturday),
    )
    assert cents(date(2026, 11, 22), date(2026, 11, 30)) == 0


@pytest.mark.parametrize("kind", ["Z", "BELEG"])
def test_a_row_that_is_not_ours(day: Day, kind: str) -> None:
    """The book is broken there, and says where: no figure is made without it."""
    at_utc = day.stand.clock.now().utc
    day.stand.book.append([Entry(kind=kind, clerk=None, content={"number": 1}, at_utc=at_utc)])
    with pytest.raises(StoreError) as caught:
        answers(day).period(FindPeriod())
    assert caught.value.fault is StoreFault.BROKEN
    if kind == "BELEG":
        with pytest.raises(StoreError):
            answers(day).days(FindDays(first=date(2026, 11, 20), last=date(2026, 11, 20)))


def test_a_cut_prints_the_z_again(day: Day) -> None:
    """The row is there, the paper is not: a boot prints it from the row, with its number."""
    day.bench.set_paper(Paper.OUT)
    day.type(f"{CLOSE} BAR")
    day.cut()
    day.bench.set_paper(Paper.OK)
    day.wait(30)
    text = ["\n".join(slip.text) for slip in day.slips if slip.is_complete]
    assert 1 == sum("Tagesabschluss" in one for one in text)
    assert 1 == sum("ZÄHLPROTOKOLL" in one for one in text)
    assert len(day.rows("Z")) == 1
    slips = len(day.slips)
    day.cut()
    day.wait(30)
    assert slips == len(day.slips)


def test_practice_a_boot_ends_is_no_abort(day: Day) -> None:
    """An open practice sale that a cut ended stands in no real figure."""
    day.type("F 50 250 WG1")
    day.cut()
    figures = answers(day).period(FindPeriod()).period.figures
    assert Tally() == figures.tally(Tallied.ABORT)
    practice = answers(day).period(FindPeriod(is_training=True)).period.figures
    assert Tally(count=1, cents=250) == practice.tally(Tallied.ABORT)


def test_the_jahresbeleg_is_unchecked_until_its_order_is_done(day: Day) -> None:
    """AU11: the reminder ends with the answer of FinanzOnline, not with a copy."""
    assert answers(day).opening().unchecked_year is None
    day.until("2027-01-02T09:00:00")
    day.type("F 60 C")
    assert answers(day).opening().unchecked_year == 2026
    day.type("BON")
    assert answers(day).opening().unchecked_year == 2026
    day.type("F 62")
    assert answers(day).opening().unchecked_year == 2026
    (check,) = (one.number for one in day.stand.book.signed_closings("jahresbeleg"))
    for verdict, year in (("refused", 2026), ("done", None)):
        content = {
            "order": f"belegpruefung:{check}",
            "verdict": verdict,
            "mode": "production",
        }
        row = Entry(kind="FON", clerk=None, content=content, at_utc=day.stand.clock.now().utc)
        day.stand.book.append([row])
        assert answers(day).opening().unchecked_year == year


def test_a_jahresbeleg_in_failure_form_is_seen_by_its_copy(day: Day) -> None:
    """§ 8 Abs 3 RKSV: nobody can check it; it is made again after the outage."""
    day.until("2027-01-02T09:00:00")
    day.bench.reader.pull()
    day.type("F 60 C")
    assert answers(day).opening().unchecked_year == 2026
    day.type("F 62")
    assert answers(day).opening().unchecked_year is None
