"""What the journal says about the moment of the last cut."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from firmware.app import resume
from firmware.app.issue import plain
from firmware.app.spool import MAX_WAITING
from firmware.rksv.errors import RksvError
from firmware.store.book import Book
from firmware.store.canonical import Json
from firmware.store.entry import Entry
from firmware.till.closing.counting import CashCount, Purpose
from firmware.till.closing.figures import Figures
from firmware.till.closing.zreport import ZReport, to_content
from firmware.till.sales.basket import Line
from firmware.till.stall.catalog import Profile, ReceiptForm
from firmware.till.state import Settings
from tests.app.day import MORNING, utc

STALL = Profile(register_id="GRAZ-01", header=("HUBER",))
LINE: dict[str, Json] = {
    "group": 1,
    "name": "Obst",
    "vat_per_mille": 49,
    "quantity_milli": 1000,
    "unit_cents": 250,
    "is_weight": False,
}


class Diary:
    """A book in which only the journal matters."""

    def __init__(self, book: Book) -> None:
        self.book = book

    def write(self, row_kind: str, /, clerk: int | None = None, **content: Json) -> None:
        """One row."""
        self.book.append([Entry(kind=row_kind, clerk=clerk, content=content, at_utc=utc(MORNING))])

    def receipt(self, number: int, kind: str = "standard", *, is_sale: bool = True) -> None:
        """The row of a receipt."""
        self.write("BELEG", number=number, kind=kind, is_sale=is_sale)


@pytest.fixture
def diary(tmp_path: Path) -> Iterator[Diary]:
    """An empty journal."""
    with Book.create(tmp_path / "book.sqlite") as book:
        yield Diary(book)


def test_new_book(diary: Diary) -> None:
    """Nothing was cut, nobody is signed on, nothing is open."""
    assert not resume.was_cut(diary.book)
    assert not resume.was_training(diary.book)
    assert resume.clerk(diary.book) is None
    assert resume.open_sale(diary.book).lines == ()
    assert resume.unprinted(diary.book) == []


def test_cut_or_not(diary: Diary) -> None:
    """A START without its STOPP was cut."""
    diary.write("START")
    assert resume.was_cut(diary.book)
    diary.write("STOPP")
    assert not resume.was_cut(diary.book)
    diary.write("START")
    assert resume.was_cut(diary.book)


def test_training(diary: Diary) -> None:
    """TRA_EIN without its TRA_AUS."""
    diary.write("TRA_EIN")
    assert resume.was_training(diary.book)
    diary.write("TRA_AUS")
    assert not resume.was_training(diary.book)


def test_clerk(diary: Diary) -> None:
    """The last to sign on, unless somebody signed off since."""
    diary.write("EIN", clerk=1)
    diary.write("AUS", clerk=1)
    diary.write("EIN", clerk=2)
    assert resume.clerk(diary.book) == 2
    diary.write("AUS", clerk=2)
    assert resume.clerk(diary.book) is None


def test_open_sale(diary: Diary) -> None:
    """Only what came since the last sale ended, position by position."""
    diary.write("POS", line=LINE)
    diary.receipt(2)
    diary.write("POS", line=LINE)
    diary.write("POS", line=LINE | {"name": "Honig"})
    diary.write("FEHLER", code="E01")
    diary.write("POS_STORNO", position=1, quantity_milli=1000)
    diary.receipt(3, "sammelbeleg", is_sale=False)
    assert [line.name for line in resume.open_sale(diary.book).lines] == ["Honig"]
    diary.write("BON_ABBRUCH")
    assert resume.open_sale(diary.book).lines == ()


@pytest.mark.parametrize("ending", ["BON_ABBRUCH", "PARKEN", "LIEFERSCHEIN"])
def test_sale_that_ended_without_a_receipt(diary: Diary, ending: str) -> None:
    """Aborted, laid aside or delivered: the next position begins another one."""
    diary.write("POS", line=LINE)
    diary.write(ending)
    diary.write("POS", line=LINE | {"name": "Honig"})
    assert [line.name for line in resume.open_sale(diary.book).lines] == ["Honig"]


def test_open_sale_further_back_than_the_window(diary: Diary) -> None:
    """However many rows of other kinds came since, the sale is found."""
    diary.write("POS", line=LINE)
    rows = [Entry(kind="FEHLER", clerk=None, content={}, at_utc=utc(MORNING))]
    diary.book.append(rows * (5 * resume.WINDOW_ROWS))
    basket = resume.open_sale(diary.book)
    assert basket.lines == (
        Line(
            group=1,
            name="Obst",
            vat_per_mille=49,
            quantity_milli=1000,
            unit_cents=250,
            is_weight=False,
        ),
    )


def test_rows_that_do_not_fit(diary: Diary) -> None:
    """A void of a position that is not there is told, not guessed away."""
    diary.write("POS_STORNO", position=1, quantity_milli=1000)
    with pytest.raises(RksvError, match="POS_STORNO"):
        resume.open_sale(diary.book)


def test_unprinted(diary: Diary) -> None:
    """Receipts without the printer's word, oldest first, with what was tried."""
    diary.receipt(1, "startbeleg", is_sale=False)
    for number in (2, 3, 4, 5):
        diary.receipt(number)
    diary.write("DRUCK", number=3)
    diary.write("DRUCK_FEHLER", number=4)
    assert resume.unprinted(diary.book) == [(2, False), (4, True), (5, False)]
    for number in (2, 4, 5):
        diary.write("DRUCK", number=number)
    assert resume.unprinted(diary.book) == []


def test_unprinted_is_bounded(diary: Diary) -> None:
    """At most what the spool holds, the newest of them."""
    for number in range(2, MAX_WAITING + 12):
        diary.receipt(number)
    numbers = [number for number, _ in resume.unprinted(diary.book)]
    assert numbers == list(range(12, MAX_WAITING + 12))


def test_locked_till_stays_locked(diary: Diary) -> None:
    """C5: pulling the plug opens nothing; signing on again does."""
    diary.write("EIN", clerk=2)
    diary.write("AUS", clerk=2, reason="rest")
    assert (resume.clerk(diary.book), resume.is_locked(diary.book)) == (2, True)
    diary.write("EIN", clerk=2)
    assert (resume.clerk(diary.book), resume.is_locked(diary.book)) == (2, False)
    diary.write("AUS", clerk=2)
    assert (resume.clerk(diary.book), resume.is_locked(diary.book)) == (None, False)


def test_form_of_receipts(diary: Diary) -> None:
    """F 43 holds until somebody chooses otherwise; before, the stall's settings."""
    assert resume.receipt_form(diary.book) is None
    diary.write("BELEGART", form=2)
    assert resume.receipt_form(diary.book) is ReceiptForm.QR


def test_brightness_and_sound(diary: Diary) -> None:
    """F 96 survives the night."""
    assert Settings() == resume.settings(diary.book)
    diary.write("EINSTELLUNG", settings={"brightness": 1, "has_click": False})
    assert Settings(brightness=1, has_click=False) == resume.settings(diary.book)


def test_shown_receipts_need_no_paper(diary: Diary) -> None:
    """Handed over as a code they are not printed after a cut; shown beside paper they are."""
    diary.receipt(2)
    diary.write("BELEG_ANZEIGE", number=2, instead=True)
    diary.receipt(3)
    diary.write("BELEG_ANZEIGE", number=3, instead=False)
    assert resume.unprinted(diary.book) == [(3, False)]


def test_no_z(diary: Diary) -> None:
    """Nothing was closed, nothing waits for paper."""
    assert resume.closed_day(diary.book) is None
    assert [] == list(resume.unprinted_z(diary.book, STALL))


def test_unprinted_papers_of_the_z(diary: Diary) -> None:
    """Each by its name; the last Z alone, for what is older was a copy away."""
    for number in (1, 2):
        diary.write("Z", **z_content(number))
    names = [paper.name for paper in resume.unprinted_z(diary.book, STALL)]
    assert ["Zählung Z 2", "Z 2"] == names
    diary.write("DRUCK", paper="Zählung Z 2", mark="none")
    assert ["Z 2"] == [paper.name for paper in resume.unprinted_z(diary.book, STALL)]
    diary.write("DRUCK", paper="Z 2", mark="none")
    assert [] == list(resume.unprinted_z(diary.book, STALL))


def test_day_of_the_last_z(diary: Diary) -> None:
    """Austrian, for what is locked until midnight is locked until ours."""
    diary.write("Z", **z_content(1))
    assert date(2026, 11, 20) == resume.closed_day(diary.book)


def z_content(number: int) -> dict[str, Json]:
    """The row of an empty Z."""
    at_utc = utc(MORNING)
    report = ZReport(
        number=number,
        first_seq=1,
        last_seq=number,
        anchor="a" * 64,
        began_utc=at_utc,
        ended_utc=at_utc,
        figures=Figures(),
        count=CashCount(purpose=Purpose.Z),
    )
    return dict(plain(to_content(report)))
