"""What always holds at the till, whatever was pressed and whatever happened meanwhile."""

from functools import cache

from firmware.till.basket import MAX_POSITIONS, MAX_TOTAL_CENTS, fold, is_practice
from firmware.till.effects import Issue, Record
from firmware.till.events import SwitchState
from firmware.till.screen import HINT_WIDTH, Zones, zones
from firmware.till.state import Phase
from firmware.till.texts import ITEM_WIDTH
from hal.display.codec import render
from hal.display.port import Screen
from tests.till.playbook import Playbook


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
    """The journal tells a practised open sale from a real one."""
    if book.till.basket.lines:
        assert book.till.is_training == is_practice(book.open_rows)


def leads_back(book: Playbook) -> None:
    """C, with F C BAR for an open sale, always leads back."""
    book.turn(SwitchState.REGISTER).wait(6).type("C C C F C C C C F C BAR C C")
    assert book.phase in (Phase.IDLE, Phase.LOCKED)
    assert book.till.entry.is_empty
