"""firmware.till.closing.reckoning: figures are sums over rows, to the cent of the receipts."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware.rksv.receipt import ReceiptKind
from firmware.rksv.vat import vat_included
from firmware.till.closing.figures import Figures, MovementKind, Tallied, Tally
from firmware.till.closing.reckoning import day_of, is_turnover, reckon
from firmware.till.sales.sale import Sale
from firmware.till.stall.catalog import DEPOSIT_GROUP
from tests.till.closing.rows import figures_of, receipt, row
from tests.till.playbook import STALL, Playbook
from tests.till.playbook_rows import PlayRow

SOLD = (ReceiptKind.STANDARD, ReceiptKind.STORNO)
#: Acts of a day, each of which leaves the till ready for the next.
ACTS = (
    "250 WG1 BAR",
    "3 × 250 WG1 2000 BAR",
    "1,345 × WG2 BAR",
    "333 WG2 444 WG3 ZW 10 % BAR",
    "250 WG1 10 F 33 BAR",
    "12 PLU 199 WG3 BAR",
    "1980 WG3 1000 BAR KARTE BAR",
    "250 WG1 STO 500 WG3 BAR",
    "950 WG3 F C BAR",
    "2 × F WG8 250 WG1 BAR",
    "F STO F WG8 BAR",
    "F 44 17 BAR 1000 BAR BAR",
    "1980 WG3 BAR F 30 BAR 1 BAR",
    "F BAR",
    "F 02 5000 BAR 1",
    "F 03 1200 BAR 4",
    "F 60 C",
    "F 50 250 WG1 BAR F 50",
    "700 WG6 300 WG1 BAR",
)
days_of_acts = st.lists(st.sampled_from(ACTS), max_size=12)


def played(*acts: str, clerk: int = 1) -> Playbook:
    """A day of the chief's."""
    book = Playbook(clerk=clerk)
    for act in acts:
        book.type(act)
        if book.till.complaint is not None or book.till.dialogue is not None:
            book.type("F C")
    return book


def receipts_of(book: Playbook) -> list[Sale]:
    """The receipts that count."""
    return [sale for sale in book.sales if sale.kind in SOLD]


@settings(max_examples=40, deadline=None)
@given(acts=days_of_acts)
def test_figures_are_the_sum_of_the_receipts(acts: list[str]) -> None:
    """§ 7 Abs 1 RKSV: turnover, tax by rate, tenders and deposit as the receipts have them."""
    book = played(*acts)
    figures, sales = figures_of(book), receipts_of(book)
    gross: dict[int, int] = {}
    vat: dict[int, int] = {}
    for sale in sales:
        own: dict[int, int] = {}
        for line in sale.lines:
            if line.group != DEPOSIT_GROUP and line.kind.value != "voucher":
                own[line.vat_per_mille] = own.get(line.vat_per_mille, 0) + line.total_cents
        for rate, cents in own.items():
            gross[rate] = gross.get(rate, 0) + cents
            vat[rate] = vat.get(rate, 0) + vat_included(cents, rate)
    assert sum(sale.total_cents for sale in sales) == figures.total.cents
    assert len(sales) == figures.total.count
    assert gross == {one.per_mille: one.gross_cents for one in figures.rates}
    assert vat == {one.per_mille: one.vat_cents for one in figures.rates}
    paid = sum(tender.amount_cents for sale in sales for tender in sale.tenders)
    assert paid == sum(tally.cents for tally in figures.tenders.values())


@settings(max_examples=40, deadline=None)
@given(acts=days_of_acts)
def test_every_part_adds_up(acts: list[str]) -> None:
    """Groups with discounts are the turnover; turnover, deposit and vouchers are the total."""
    figures = figures_of(played(*acts))
    marked = figures.tally(Tallied.DISCOUNT).cents + figures.tally(Tallied.SURCHARGE).cents
    assert figures.turnover_cents == sum(one.cents for one in figures.groups) + marked
    apart = figures.deposit_out.cents + figures.deposit_back.cents + figures.vouchers.cents
    assert figures.total.cents == figures.turnover_cents + apart
    assert figures.total.cents == sum(one.cents for one in figures.days.values())
    assert figures.total.cents == sum(one.cents for one in figures.hours.values())
    assert figures.total.cents == sum(one.total_cents for one in figures.clerks)


@settings(max_examples=40, deadline=None)
@given(first=days_of_acts, second=days_of_acts)
def test_figures_of_periods_may_be_added(first: list[str], second: list[str]) -> None:
    """The tax of two periods together is the sum of both, to the cent."""
    book = played(*first)
    figures_of(book)
    cut = len(book.book.diary.rows)
    for act in second:
        book.type(act)
        if book.till.complaint is not None or book.till.dialogue is not None:
            book.type("F C")
    book.book.diary.note(book.journal, book.till.clerk, book.now_utc)
    rows = book.book.diary.rows
    both = [reckon(rows[:cut]), reckon(rows[cut:])]
    added: dict[int, tuple[int, int]] = {}
    for figures in both:
        for one in figures.rates:
            gross, vat = added.get(one.per_mille, (0, 0))
            added[one.per_mille] = (gross + one.gross_cents, vat + one.vat_cents)
    whole = {one.per_mille: (one.gross_cents, one.vat_cents) for one in reckon(rows).rates}
    assert whole == added


def test_nothing() -> None:
    """A period without a row is all zeros."""
    assert Figures() == reckon([])


def test_corrections_are_counted_by_clerk() -> None:
    """Sofortstorno, Bonabbruch, Lade, copies: number and sum of whoever did them."""
    book = Playbook(clerk=2).type("250 WG1 STO 950 WG3 F C BAR F BAR 500 WG3 BAR BON 1000 ZW")
    figures = figures_of(book)
    (anna,) = figures.clerks
    assert anna.clerk == 2
    assert anna.tallies[Tallied.VOID] == Tally(count=1, cents=-250)
    assert anna.tallies[Tallied.ABORT] == Tally(count=1, cents=950)
    assert anna.tallies[Tallied.DRAWER] == Tally(count=1)
    assert anna.tallies[Tallied.SALE] == Tally(count=1, cents=500)
    assert anna.tallies[Tallied.CHANGE] == Tally(count=1, cents=500)


def test_a_discount_taken_back_is_no_sofortstorno() -> None:
    """S8 is not among S2 to S7, which the reports count."""
    figures = figures_of(Playbook().type("250 WG1 10 % STO BAR"))
    assert Tally() == figures.tally(Tallied.VOID)
    assert figures.turnover_cents == 250


def test_practice_is_apart() -> None:
    """What was practised is counted once and is in nothing else; and the other way round."""
    book = played("F 50 250 WG1 BAR F 02 1000 BAR 1 F 50", "500 WG3 BAR")
    real, practice = figures_of(book), figures_of(book, is_training=True)
    assert real.tally(Tallied.TRAINING) == Tally(count=1, cents=250)
    assert real.total == Tally(count=1, cents=500)
    assert real.drawer.expected_cents == 500
    assert practice.total == Tally(count=1, cents=250)
    assert practice.drawer.expected_cents == 1250
    assert practice.tally(Tallied.TRAINING) == Tally()


def test_a_cancellation_is_counted_and_subtracted() -> None:
    """The receipt and its cancellation leave nothing but their number."""
    figures = figures_of(played("1980 WG3 BAR F 30 BAR 1 BAR"))
    assert figures.total == Tally(count=2, cents=0)
    assert figures.tally(Tallied.REFUND) == Tally(count=1, cents=-1980)
    assert figures.drawer.cash_cents == 0


def test_numbers_are_of_all_receipts() -> None:
    """A zero receipt has a number in the period, but no turnover."""
    figures = figures_of(Playbook().type("F 60 250 WG1 BAR F 60"))
    assert (412, 414) == (figures.first_number, figures.last_number)
    assert figures.total.count == 1


def test_deposit() -> None:
    """Einwegpfand goes out and comes back; it is in no rate and no group."""
    figures = figures_of(Playbook().type("6 × F WG8 250 WG1 BAR F STO F WG8 BAR"))
    assert figures.deposit_out == Tally(count=6, cents=150)
    assert figures.deposit_back == Tally(count=1, cents=-25)
    assert [one.number for one in figures.groups] == [1]
    assert figures.turnover_cents == 250


def test_a_voucher_is_no_turnover_before_it_is_redeemed() -> None:
    """Sold it is money in advance; redeemed it pays."""
    figures = figures_of(Playbook().type("F 44 17 BAR 1000 BAR BAR 1980 WG3 F 45 17 BAR BAR BAR"))
    assert figures.vouchers == Tally(count=1, cents=1000)
    assert figures.turnover_cents == 1980
    assert figures.tenders["gutschein"] == Tally(count=1, cents=1000)
    assert figures.drawer.cash_cents == 1980


def test_weights_and_pieces_of_a_group() -> None:
    """Kilograms and pieces are not added to each other."""
    figures = figures_of(Playbook().type("1,345 × WG2 2 × 100 WG2 BAR"))
    (group,) = figures.groups
    assert (2, 1345, 590) == (group.pieces, group.grams, group.cents)


def test_movements_and_their_cancellation() -> None:
    """A cancelled movement stays in the list and leaves the sums."""
    book = played("F 02 5000 BAR 1", "F 03 1200 BAR 4", "F 05 ZW BAR 1")
    figures = figures_of(book)
    assert [(MovementKind.PAID_IN, True), (MovementKind.PAID_OUT, False)] == [
        (one.kind, one.is_cancelled) for one in figures.movements
    ]
    assert figures.drawer.paid_in == Tally()
    assert figures.drawer.paid_out == Tally(count=1, cents=1200)


@pytest.mark.parametrize(("keys", "opening"), [("", 700), ("F 04 15000 BAR", 15000)])
def test_opening(keys: str, opening: int) -> None:
    """Declared, or what the last Z left."""
    book = Playbook()
    if keys:
        book.type(keys)
    rows = book.book.diary.rows
    figures = reckon(rows, carried_cents=700)
    assert opening == figures.drawer.opening_cents
    assert bool(keys) == figures.drawer.is_declared


def test_one_clerk() -> None:
    """The rows of that clerk, and nothing of the other."""
    book = Playbook(clerk=2).type("250 WG1 BAR 1 F 01 1111 BAR 500 WG3 BAR")
    assert figures_of(book, clerk=2).total == Tally(count=1, cents=250)
    assert figures_of(book, clerk=1).total == Tally(count=1, cents=500)


def test_outages() -> None:
    """§ 17 RKSV: outages, receipts without signature, Sammelbelege."""
    rows = [
        row(1, "AUSFALL_BEGINN", number=2),
        receipt(2, is_signed=False),
        receipt(3, kind="sammelbeleg"),
    ]
    figures = reckon(rows)
    assert (1, 1, 1) == (figures.outages, figures.unsigned, figures.sammelbelege)
    assert reckon(rows, is_training=True).outages == 0


def test_the_drawers_switch_opens_nothing() -> None:
    """A LADE row without a reason is what a device said."""
    figures = reckon([row(1, "LADE", state="opened"), row(2, "LADE", error="no pulse")])
    assert Tally() == figures.tally(Tallied.DRAWER)


def test_day_of_arow() -> None:
    """A receipt has the day it was issued on, whenever its row was written."""
    at_utc = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    late = PlayRow(seq=1, at_utc=at_utc, clerk=1, kind="BELEG", content={"day": "2026-11-20"})
    assert day_of(late) == date(2026, 11, 20)
    other = PlayRow(seq=1, at_utc=at_utc, clerk=1, kind="LADE", content={})
    assert day_of(other) == date(2026, 11, 21)


def test_turnover_rows() -> None:
    """A sale or a cancellation; no zero receipt, no practice, no other row."""
    assert is_turnover(receipt(1))
    assert is_turnover(receipt(1, kind="storno"))
    assert not is_turnover(receipt(1, kind="training"))
    assert not is_turnover(row(1, "Z"))


def test_the_stall_of_these_tests_has_every_rate() -> None:
    """Otherwise the days above would prove little."""
    assert {49, 100, 190, 200} <= {group.vat_per_mille for group in STALL.groups.values()}


def test_pieces_that_come_back_for_a_part_of_a_package() -> None:
    """2 of 3 Semmel came back as one line: one is left, and it is called what was sold."""
    book = Playbook(clerk=1).type("3 × 14 PLU BAR F 31 BAR 2 BAR ZW 1 BAR")
    (article,), (group,) = figures_of(book).articles, figures_of(book).groups
    assert ("Semmel", 1) == (article.name, article.pieces)
    assert group.pieces == 1


def test_what_came_back_gives_no_name() -> None:
    """A Becher brought back is called as the one that was sold; alone, by its own name."""
    assert ["Rückgabe Becher"] == [
        one.name for one in figures_of(played("F STO 200 WG7 BAR")).groups
    ]
    (group,) = figures_of(played("200 WG7 BAR", "F STO 200 WG7 BAR")).groups
    assert ("Becher", 0) == (group.name, group.pieces)
    (group,) = figures_of(played("F STO 200 WG7 BAR", "200 WG7 BAR")).groups
    assert group.name == "Becher"


@pytest.mark.parametrize("act", ACTS)
def test_every_act_of_a_day_is_done(act: str) -> None:
    """None of them ends in a refusal: the days above are real ones."""
    book = Playbook(clerk=1).type(act)
    assert book.till.complaint is None
    assert book.till.dialogue is None
    assert not book.till.basket.lines
