"""What always holds at the till, whatever was pressed and whatever happened meanwhile."""

from collections import Counter
from collections.abc import Mapping
from functools import cache
from typing import Any

from msgspec import convert, json

from firmware.rksv.receipt import ReceiptKind
from firmware.till.acts import JournalKind
from firmware.till.after.takeback import so_far
from firmware.till.closing.zreport import from_content
from firmware.till.effects import Issue, Record
from firmware.till.events import SwitchState
from firmware.till.exports import words
from firmware.till.sales import parking
from firmware.till.sales.basket import (
    MAX_POSITIONS,
    MAX_TOTAL_CENTS,
    Line,
    LineKind,
    fold,
    is_practice,
)
from firmware.till.screen import HINT_WIDTH, Zones, zones
from firmware.till.stall.catalog import DEPOSIT_GROUP
from firmware.till.state import Phase, Till, phase
from firmware.till.texts import ITEM_WIDTH, ErrorCode
from hal.display.codec import render
from hal.display.port import Screen
from tests.till.playbook import Playbook

TRAINING = ReceiptKind.TRAINING
#: What a cashier holds in hand: nothing but a key changes it.
_IN_HAND = (
    "clerk",
    "is_locked",
    "is_training",
    "entry",
    "is_shifted",
    "code_digit",
    "basket",
    "is_subtotal",
    "prompt",
    "dialogue",
    "done",
    "code",
    "walk",
    "waits_until_utc",
    "parked",
    "last_correction",
)


@cache
def drawn(screen: Screen) -> bytes:
    """The pixels of `screen`; raises when a text does not fit its zone."""
    return render(screen).bits


def check_order(book: Playbook) -> None:
    """What was journalled with a key comes before the receipt it leads to."""
    kinds = [type(effect) for effect in book.effects]
    if Issue in kinds:
        assert Record not in kinds[kinds.index(Issue) :]


def check(book: Playbook) -> None:
    """Screen, journal, sums and practice."""
    screen_fits(book)
    journal_is_the_sale(book)
    sums_match(book)
    practice_stays_practice(book)


def check_past(book: Playbook) -> None:
    """What the whole journal says: sales laid aside, what came back, each Z."""
    parked_is_the_journal(book)
    returns_fit_their_sale(book)
    closings_are_the_receipts(book)


def check_beside(before: Till, after: Till) -> None:
    """Whatever stick and copies do, the cashier goes on where they were.

    What was typed, booked and asked is still there; and what they read of it, too.
    """
    for name in _IN_HAND:
        assert getattr(before, name) == getattr(after, name), name
    if before.complaint is not None and before.complaint.code is ErrorCode.E16:
        # What is said of the stick itself is over with it.
        return
    if before.notice is not None and before.notice.main == words.RUNNING:
        # And the word of an export that runs, with the export.
        return
    is_idle = phase(before) in (Phase.IDLE, Phase.LOCKED, Phase.ENDED)
    if not is_idle or before.done is not None:
        assert zones(before) == zones(after)
    elif before.basket.lines:
        # A till that locked itself over a sale still asks who is there; the bar may move beside it.
        assert zones(before)[1] == zones(after)[1]


def screen_fits(book: Playbook) -> None:
    """Every text fits its zone, and needs no cutting for it."""
    drawn(book.screen)
    assert fits(zones(book.till))


def fits(shown: Zones) -> bool:
    """Whether item and hint are no longer than their zones."""
    item, _, hint = shown
    return len(item) <= ITEM_WIDTH and len(hint) <= HINT_WIDTH


def journal_is_the_sale(book: Playbook) -> None:
    """The open sale can be rebuilt from the journal at any moment."""
    assert fold(book.open_rows) == book.till.basket


def sums_match(book: Playbook) -> None:
    """What is paid is less than the total until the receipt is issued.

    Only what comes back is negative; goods never are, whatever was taken off them.
    """
    basket = book.till.basket
    assert abs(basket.total_cents) <= MAX_TOTAL_CENTS
    assert 0 <= basket.paid_cents <= max(basket.total_cents, 0)
    back = sum(line.total_cents for line in basket.lines if line.quantity_milli < 0)
    assert basket.total_cents - back >= 0
    assert len(basket.lines) <= MAX_POSITIONS
    assert bool(basket.tenders) == (basket.rest_cents < basket.total_cents)
    for sale in book.sales[-3:]:
        paid = sum(tender.amount_cents for tender in sale.tenders)
        assert sale.total_cents == paid
        is_about_goods = sale.is_sale or sale.original is not None
        assert bool(sale.lines) == is_about_goods
    assert book.phase is not Phase.ISSUING


def practice_stays_practice(book: Playbook) -> None:
    """The journal tells a practised open sale from a real one, and neither takes back the other."""
    if book.till.basket.lines:
        assert book.till.is_training == is_practice(book.open_rows)
    for sale in book.sales[-3:]:
        original = book.book.receipts.get(sale.original or 0)
        if original is not None:
            assert (TRAINING is sale.kind) == (TRAINING is original.sale.kind)


def parked_is_the_journal(book: Playbook) -> None:
    """What is laid aside can be found again in the journal; practice is not among it."""
    assert parking.fold(book.journal) == book.till.parked


def returns_fit_their_sale(book: Playbook) -> None:
    """No more comes back than was sold, line by line and in money; practice takes back practice."""
    for found in book.book.receipts.values():
        for void in found.voids:
            assert (void.kind is TRAINING) == (found.sale.kind is TRAINING)
        backs = so_far(found.sale, found.voids)
        for line, back in zip(found.sale.lines, backs, strict=True):
            assert 0 <= back.milli <= abs(line.quantity_milli)
            assert 0 <= back.cents * sign(line.total_cents) <= abs(line.total_cents)
            if line.kind is LineKind.ITEM and back.milli == abs(line.quantity_milli):
                assert back.cents == line.total_cents


def sign(cents: int) -> int:
    """1, 0 or -1."""
    return (cents > 0) - (cents < 0)


def closings_are_the_receipts(book: Playbook) -> None:
    """Each Z is the sum of the real receipts since the one before, reckoned here line by line."""
    sums, number = Counter[str](), 0
    for kind, content in book.journal:
        if kind == JournalKind.BELEG and content["kind"] in ("standard", "storno"):
            _add(sums, content)
        elif kind == JournalKind.Z:
            number += 1
            report = from_content(json.decode(json.encode(content)))
            assert report.number == number
            assert report.figures.turnover_cents == sums["turnover"]
            assert report.figures.total.cents == sums["total"]
            assert report.figures.drawer.cash_cents == sums["bar"]
            sums.clear()


def _add(sums: "Counter[str]", content: Mapping[str, Any]) -> None:
    """One receipt's lines and tenders."""
    sums["total"] += content["total_cents"]
    for tender in content["tenders"]:
        sums[tender["means"]] += tender["amount_cents"]
    for line in convert(content["lines"], tuple[Line, ...]):
        if line.group != DEPOSIT_GROUP and line.kind is not LineKind.VOUCHER:
            sums["turnover"] += line.total_cents


def leads_back(book: Playbook) -> None:
    """C, with F C BAR for an open sale, always leads back.

    A sale that a card was charged for is not dropped, but paid to its end; for a large one some
    stalls want the chief, and a reason.
    """
    book.turn(SwitchState.REGISTER).wait(61).type("C C C F C C C C F C BAR C C")
    if any(tender.is_charged for tender in book.till.basket.tenders):
        book.refusing(None).move_drawer(is_open=False)
        book.type("C BAR BAR C C" if book.phase is Phase.ERROR else "BAR BAR C C")
    elif book.till.basket.lines and book.phase is not Phase.LOCKED:
        book.book.wrong_pins.clear()
        book.type("F C BAR 1111 BAR 1 C C")
    # An error that waited for the end of the sale is shown then.
    book.type("C")
    assert book.phase in (Phase.IDLE, Phase.LOCKED)
    assert book.till.entry.is_empty
