"""Signature units over the life of a till."""

from datetime import UTC, datetime

from firmware.app.paperwork import units
from firmware.finanzonline.order import Act
from firmware.store.reader import Reader
from firmware.sync.dossier import gather
from firmware.till.fiscal.swap_requests import SwapReason
from tests.app.paperwork.whole_life import NOW_UTC


def test_titles_name_every_act() -> None:
    """Each order has words of its own."""
    assert set(Act) == set(units.TITLES)
    assert len(Act) == len(set(units.TITLES.values()))


def test_causes_name_every_reason() -> None:
    """Why a card was exchanged is never a word of the code."""
    assert {reason.value for reason in SwapReason} == set(units.CAUSES)


def test_both_cards(book: Reader) -> None:
    """The first until its exchange, the second since, each as its own certificate says."""
    office = gather(book)
    assert office is not None
    first, second = units.units_of(book, office)
    assert ("CardOS 5.3", "ACOS-ID") == (first.family, second.family)
    assert "01.01.2035" == second.valid_until
    assert first.ended_utc is not None
    assert second.ended_utc is None
    (swap,) = units.swaps_of(book)
    assert (first.serial, second.serial) == (swap.old, swap.new)
    assert ("Tausch fällig", 1, 7) == (swap.cause, swap.clerk, swap.first_receipt)
    receipt = book.receipt(7)
    assert receipt is not None
    assert second.serial == receipt.certificate_serial


def test_outage_with_its_receipts(book: Reader) -> None:
    """Those without a signature are counted, the Sammelbeleg is none of them."""
    (outage,) = units.outages_of(book)
    assert (4, 5, 2, 6) == (
        outage.first_number,
        outage.last_number,
        outage.count,
        outage.collecting_number,
    )
    assert "Karte oder Leser fehlt" == outage.fault
    assert outage.ended_utc is not None
    assert [] == list(units.takeovers_of(book))


def test_outage_of_the_till(book: Reader) -> None:
    """As somebody entered it, with who it was."""
    office = gather(book)
    assert office is not None
    (outage,) = units.till_outages_of(book, office)
    assert datetime(2026, 10, 29, 8, 0, tzinfo=UTC) == outage.began_utc
    assert datetime(2026, 10, 29, 9, 0, tzinfo=UTC) == outage.ended_utc
    assert "Aufzeichnung oder Belegerstellung nicht richtig möglich" == outage.reason
    assert 1 == outage.clerk


def test_reports(book: Reader) -> None:
    """What was settled by hand is done, the rest is open; a check names its receipt."""
    office = gather(book)
    assert office is not None
    found = {one.key: one for one in units.reports_of(office, NOW_UTC)}
    (swap,) = units.swaps_of(book)
    entered = found[f"registrierung_se:{swap.new}"]
    assert ("erledigt", True) == (entered.verdict, entered.is_by_hand)
    assert entered.settled_utc is not None
    check = found["belegpruefung:1"]
    assert ("Beleg 1", "offen", None) == (check.about, check.verdict, check.settled_utc)
    assert swap.old == found[f"ausserbetriebnahme_se:{swap.old}"].about
