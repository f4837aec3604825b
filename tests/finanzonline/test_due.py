"""Which orders are open, and in which order."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from firmware.finanzonline.due import (
    is_overdue,
    open_orders,
    order_of,
    refused_orders,
    waiting_orders,
)
from firmware.finanzonline.facts import CheckFact, Facts, OutageFact
from firmware.finanzonline.order import Act, Verdict
from firmware.finanzonline.owed import owed_orders
from firmware.rksv.receipt import ReceiptKind
from tests.finanzonline.lives import BEGIN, LATE, life, lives, settle, settle_all, start

UNIT, TILL, START = "registrierung_se:1a", "registrierung_kasse:STAND-1", "belegpruefung:1"


def _open(facts: Facts) -> list[str]:
    return [order.key for order in open_orders(facts, LATE)]


def test_a_new_till_tells_of_card_till_and_startbeleg_one_after_the_other() -> None:
    """§ 6 RKSV: unit, till, check; each waits for the one before."""
    facts = life()
    for key in (UNIT, TILL, START):
        assert [key] == _open(facts)
        facts = settle(facts, key)
    assert [] == _open(facts)


def test_what_waits_for_another_order_is_told_apart() -> None:
    """The list on the display shows all that is coming."""
    waiting = [order.key for order in waiting_orders(life(), LATE)]
    assert [TILL, START] == waiting


def test_a_refused_order_holds_back_what_needs_it_until_it_is_sent_again() -> None:
    """A person must act; then LATER in the book means „once more"."""
    facts = settle(life(), UNIT, Verdict.REFUSED)
    assert [] == _open(facts)
    assert [TILL, START] == [order.key for order in waiting_orders(facts, LATE)]
    (refused,) = refused_orders(facts, LATE)
    assert (UNIT, "Wort", "Rat.") == (
        refused.order.key,
        refused.settled.words,
        refused.settled.advice,
    )
    again = settle(facts, UNIT, Verdict.LATER)
    assert [UNIT] == _open(again)
    assert () == refused_orders(again, LATE)


def test_a_refused_order_settled_by_hand_lets_the_others_go() -> None:
    """The last row counts."""
    facts = settle(settle(life(), UNIT, Verdict.REFUSED), UNIT)
    assert [TILL] == _open(facts)


def test_what_waits_for_a_person_does_not_hold_back_an_outage() -> None:
    """§ 17 Abs 2 RKSV: told within a week, though a Jahresbeleg cannot be checked before that.

    Its check needs that of the Startbeleg, which was refused.
    """
    year = CheckFact(
        number=9,
        kind=ReceiptKind.JAHRESBELEG,
        issued_utc=BEGIN + timedelta(days=300),
        code="_year",
        serial="1a",
    )
    outage = OutageFact(number=12, serial="1a", began_utc=BEGIN + timedelta(days=310))
    facts = life(checks=(start(), year), outages=(outage,))
    for key in (UNIT, TILL):
        facts = settle(facts, key)
    facts = settle(facts, START, Verdict.REFUSED)
    assert ["ausfall_se:12"] == _open(facts)
    assert ["belegpruefung:9"] == [order.key for order in waiting_orders(facts, LATE)]


def test_an_order_is_found_by_its_key_open_or_not() -> None:
    """An answer of an order that was never owed belongs to nothing."""
    facts = settle(life(), UNIT)
    found = order_of(facts, UNIT, LATE)
    assert found is not None
    assert Act.REGISTRIERUNG_SE is found.act
    assert None is order_of(facts, "belegpruefung:99", LATE)


def test_an_order_is_overdue_after_its_deadline() -> None:
    """§ 6 Abs 3 RKSV: registered within one week after the start."""
    (order,) = open_orders(life(), BEGIN)
    deadline = order.due_utc
    assert BEGIN + timedelta(days=7) == deadline
    assert not is_overdue(order, BEGIN + timedelta(days=7))
    assert is_overdue(order, BEGIN + timedelta(days=7, seconds=1))


@given(facts=lives(), days=st.integers(0, 400))
def test_answering_one_by_one_ends_with_none_open(facts: Facts, days: int) -> None:
    """Whatever a till has lived through: each order is sent once, and then all is told."""
    now_utc = BEGIN + timedelta(days=days)
    sent, after = settle_all(facts, now_utc)
    keys = [order.key for order in sent]
    assert len(set(keys)) == len(keys)
    assert () == open_orders(after, now_utc)
    assert () == waiting_orders(after, now_utc)
    assert {one.order.key for one in owed_orders(after, now_utc)} == set(keys)


@given(facts=lives(), data=st.data())
def test_nothing_is_sent_before_what_it_waits_for(facts: Facts, data: st.DataObject) -> None:
    """Also when some are refused, and in whatever order the open ones are sent."""
    verdicts: dict[str, Verdict] = {}
    while orders := open_orders(facts, LATE):
        order = data.draw(st.sampled_from(orders))
        (owed,) = (one for one in owed_orders(facts, LATE) if one.order.key == order.key)
        for keys in owed.needs:
            assert Verdict.DONE in {verdicts.get(key) for key in keys}
        held = _held_back(facts, verdicts)
        is_urgent = order.act in (Act.AUSFALL_SE, Act.AUSFALL_KASSE)
        assert owed.follows <= set(verdicts) | (held if is_urgent else set())
        verdict = data.draw(st.sampled_from((Verdict.DONE, Verdict.REFUSED)))
        verdicts[order.key] = verdict
        facts = settle(facts, order.key, verdict)
    waiting = {order.key for order in waiting_orders(facts, LATE)}
    assert bool(waiting) <= (Verdict.REFUSED in verdicts.values())


def _held_back(facts: Facts, verdicts: dict[str, Verdict]) -> set[str]:
    """What cannot be sent before a person acted: it needs something that was refused."""
    held = {key for key, verdict in verdicts.items() if verdict is Verdict.REFUSED}
    for owed in owed_orders(facts, LATE):
        if owed.order.key not in verdicts and any(keys <= held for keys in owed.needs):
            held.add(owed.order.key)
    return held


@given(facts=lives())
def test_the_list_of_all_orders_never_puts_a_dependant_first(facts: Facts) -> None:
    """A person who works through the list from the top is never ahead of it."""
    seen: set[str] = set()
    for owed in owed_orders(facts, LATE):
        assert all(keys & seen for keys in owed.needs), owed.order.key
        assert owed.follows <= seen, owed.order.key
        seen.add(owed.order.key)
