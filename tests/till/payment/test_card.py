"""firmware.till.payment.card: asked once; a person decides where nobody knows."""

from dataclasses import replace

import pytest

from firmware.till.acts import JournalKind
from firmware.till.events import PaperState, Refusal, TerminalSaid
from firmware.till.payment.card_requests import (
    Authorise,
    CancelCard,
    CardOutcome,
    CardResult,
    ClearUp,
)
from tests.till.playbook import STALL, Playbook, stall_with

PAID = CardResult(
    outcome=CardOutcome.PAID,
    words="bezahlt",
    amount_cents=1980,
    receipt_number=7,
    customer=("KUNDENBELEG", "VISA ####9996"),
)


def counter(keys: str, word: str = "paid", clerk: int = 2) -> Playbook:
    """A till with a terminal that behaves so, after these keys."""
    book = Playbook(replace(STALL, has_terminal=True), clerk=clerk)
    book.terminal.word = word
    return book.type(keys)


def test_row_is_written_before_the_amount_leaves() -> None:
    """Whatever happens from then on, somebody will ask."""
    book = counter("1980 WG3 KARTE", "slow")
    assert {"state": "asked", "amount_cents": 1980} == dict(book.row(JournalKind.TERMINAL))
    assert [Authorise(amount_cents=1980)] == book.terminal.orders


def test_display_says_what_the_terminal_waits_for() -> None:
    """The amount stays large; the words change."""
    book = counter("1980 WG3 KARTE", "slow")
    assert ("KARTE", "19,80", "C = Abbruch") == book.zones
    book.send(TerminalSaid(text="Karte einstecken", at_utc=book.now_utc))
    assert ("KARTE", "19,80", "Karte einstecken") == book.zones


@pytest.mark.parametrize("keys", ["BAR", "KARTE", "5", "WG1", "F F", "STO", "BON", "F 01"])
def test_no_other_key_counts_meanwhile(keys: str) -> None:
    """Neither a second payment nor another act."""
    book = counter(f"1980 WG3 KARTE {keys}", "slow")
    assert [Authorise(amount_cents=1980)] == book.terminal.orders
    assert "KARTE" == book.screen.item


@pytest.mark.parametrize("keys", ["C", "F C"])
def test_c_asks_the_terminal_to_give_up(keys: str) -> None:
    """It may be too late for that: only its answer ends the waiting."""
    book = counter(f"1980 WG3 KARTE {keys}", "slow")
    assert CancelCard() == book.terminal.orders[-1]
    assert "KARTE" == book.screen.item
    book.hear(PAID)
    assert ("BEZAHLT", "19,80") == book.zones[:2]


def test_customers_slip_is_on_the_receipt() -> None:
    """B8: what the terminal wants the customer to have."""
    book = counter("1980 WG3 KARTE", "slow").hear(PAID)
    (tender,) = book.sales[0].tenders
    assert (True, PAID.customer) == (tender.is_charged, tender.slip)
    assert 0 == book.pulses


def test_paper_that_ends_meanwhile_costs_nobody_the_payment() -> None:
    """E10 while the terminal waits, and BON as at any E10: what the terminal says is heard.

    The question was thrown away: the card was charged, and the till asked for the money again.
    """
    book = counter("250 WG1 BAR 1980 WG3 KARTE", "slow")
    book.paper(PaperState.OUT, waiting=412)
    assert "BON" not in book.zones[2]
    book.type("BON 1").hear(PAID)
    assert [1980] == [one.amount_cents for one in book.sales[-1].tenders]


def test_part_by_terminal() -> None:
    """500 by card, the rest in cash; the terminal is asked for 5,00 alone."""
    book = counter("1980 WG3 500 KARTE BAR")
    assert [Authorise(amount_cents=500)] == book.terminal.orders
    assert [500, 1480] == [one.amount_cents for one in book.sales[0].tenders]


def test_limit_comes_first() -> None:
    """The sum is doubted before the customer is charged."""
    book = counter("100100 WG7 KARTE")
    assert "SUMME sicher?" == book.screen.item
    assert [] == book.terminal.orders
    assert "BEZAHLT" == book.type("BAR").screen.item


@pytest.mark.parametrize("keys", ["STO", "F 08", "F C"])
def test_what_is_charged_stays(keys: str) -> None:
    """No key gives back what the terminal has taken: the receipt comes first, then F 30."""
    book = counter(f"1980 WG3 500 KARTE {keys}")
    assert ("Karte ist belastet", "Bon fertig, dann F 30") == book.zones[1:]


def test_refused_receipt_is_not_charged_again() -> None:
    """The disk was full after the card was charged: the next key issues, it does not ask."""
    book = counter("1980 WG3").refusing(Refusal.STORAGE).type("KARTE")
    assert "FEHLER E15" == book.screen.item
    assert book.till.basket == book.reboot().till.basket
    book.refusing(None).type("KARTE")
    assert ("BEZAHLT", "19,80") == book.zones[:2]
    assert [Authorise(amount_cents=1980)] == book.terminal.orders


def test_declined_card_pays_otherwise() -> None:
    """The typed part is still there, the customer pays in cash."""
    book = counter("1980 WG3 500 KARTE", "declined")
    assert "Karte abgelehnt" == book.screen.main
    assert "500" == book.type("C").till.entry.text
    assert "BEZAHLT" == book.type("C BAR").screen.item


def test_unclear_is_never_asked_for_again() -> None:
    """E18: queries, as many as somebody wants, and one decision; never a second authorisation."""
    book = counter("1980 WG3 KARTE 3 3 BAR C F C", "unclear")
    assert 1 == sum(isinstance(one, Authorise) for one in book.terminal.orders)
    assert 5 == sum(isinstance(one, ClearUp) for one in book.terminal.orders)
    assert "Terminal unklar" == book.screen.item


def test_query_finds_out() -> None:
    """The terminal has come back to itself: it was paid."""
    book = counter("1980 WG3 KARTE", "unclear")
    book.terminal.word = "paid"
    assert "BEZAHLT" == book.type("3").screen.item


@pytest.mark.parametrize(("key", "is_paid"), [("1", True), ("2", False)])
def test_decision_has_a_name(key: str, *, is_paid: bool) -> None:
    """B9: who decided what stands in the journal."""
    book = counter(f"1980 WG3 KARTE {key}", "unclear")
    row = book.row(JournalKind.TERMINAL)
    assert ("decided", is_paid) == (row["state"], row["is_paid"])
    assert int(is_paid) == len(book.sales)
    assert book.clerks[book.kinds.index("TERMINAL")] == 2


def test_plug_is_pulled_on_the_way() -> None:
    """The boot finds `asked` without an end, and asks whoever stands there."""
    book = Playbook(stall_with('[terminal]\nhost = "192.0.2.17"'))
    book.terminal.word = "slow"
    book.play("1980 WG3 KARTE\n@power cut")
    assert "Terminal unklar" == book.screen.item
    assert "BEZAHLT" == book.type("1").screen.item
    assert 1 == sum(isinstance(one, Authorise) for one in book.terminal.orders)


def test_practice_charges_nobody() -> None:
    """In training KARTE is confirmed by hand."""
    book = counter("F 50 1980 WG3 KARTE", clerk=1)
    assert "KARTE OK?" == book.screen.item
    assert [] == book.terminal.orders


def test_late_entry_charges_nobody() -> None:
    """What a handwritten receipt says was paid then."""
    book = counter("F 32 17 BAR BAR 1980 WG3 KARTE")
    assert "KARTE OK?" == book.screen.item
    assert [] == book.terminal.orders
