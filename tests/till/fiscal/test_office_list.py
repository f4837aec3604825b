"""firmware.till.fiscal.office_list: refused ones first, and what the chief is told."""

from datetime import timedelta

from firmware.finanzonline.order import Verdict
from firmware.finanzonline.steps import Till
from firmware.till.fiscal.office_list import OVERDUE, list_orders, words_of
from firmware.till.fiscal.office_requests import OrderState
from tests.finanzonline.lives import BEGIN, LATE, life, settle

UNIT, TILL, START = "registrierung_se:1a", "registrierung_kasse:STAND-1", "belegpruefung:1"
REGISTER = Till(register_id="STAND-1", aes_key_check="kF8o")


def test_what_needs_a_person_stands_first() -> None:
    """Then what is sent next, then what waits."""
    facts = settle(settle(life(), UNIT), TILL, Verdict.REFUSED)
    found = list_orders(facts, LATE, REGISTER, {}).orders
    assert [(TILL, OrderState.REFUSED, "Wort"), (START, OrderState.WAITING, "")] == [
        (one.key, one.state, one.words) for one in found
    ]


def test_an_open_order_says_why_it_was_not_sent() -> None:
    """By its key; no other order says it."""
    found = list_orders(life(), LATE, REGISTER, {UNIT: ("FON gestört", "Warten.")}).orders
    assert [("FON gestört", "Warten."), ("", ""), ("", "")] == [
        (one.words, one.advice) for one in found
    ]


def test_the_chief_is_told_of_a_refusal_before_a_deadline() -> None:
    """And of nothing as long as all is in time."""
    late = BEGIN + timedelta(days=8)
    assert "" == words_of(life(), BEGIN + timedelta(days=7))
    assert OVERDUE == words_of(life(), late)
    assert "Wort" == words_of(settle(life(), UNIT, Verdict.REFUSED), late)


def test_all_settled_tells_nothing() -> None:
    """However late it is."""
    facts = settle(settle(settle(life(), UNIT), TILL), START)
    assert ("", ()) == (words_of(facts, LATE), list_orders(facts, LATE, REGISTER, {}).orders)
