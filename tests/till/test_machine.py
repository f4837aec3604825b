"""firmware.till.machine: the table is complete, and time is an argument."""

import itertools
from collections.abc import Callable

import pytest

from firmware.till import machine
from firmware.till.events import KeyPressed
from firmware.till.keys import Stroke
from firmware.till.sales.basket import EMPTY
from firmware.till.sounds import Sound
from firmware.till.state import Phase
from hal.display.codec import render
from hal.keypad.port import Key
from tests.till.playbook import ALONE, OPENED_UTC, Playbook

Typed = Callable[[str], Playbook]

#: Keys that lead into each phase a key can be pressed in.
WAYS = {
    Phase.LOCKED: "F 01",
    Phase.IDLE: "",
    Phase.NUM: "3 × 250",
    Phase.SALE: "500 WG3",
    Phase.PAY: "500 WG3 100 BAR",
    Phase.DONE: "500 WG3 1000 BAR",
    Phase.PROMPT: "500 WG3 KARTE",
    Phase.DIALOGUE: "F 50",
    Phase.WALK: "F 95 1111 BAR 6",
    Phase.CODE: "F 0",
    Phase.ERROR: "250 BON",
    Phase.ENDED: "F 63 1111 BAR BAR 4 777 2 9999 111 00 1 BAR 1 BAR",
}


@pytest.mark.parametrize("phase", Phase)
def test_table_is_complete(phase: Phase) -> None:
    """Every key in every phase has a handler, and the handler says what it does."""
    row = machine.TABLE[phase]
    assert set(Stroke) == set(row)
    assert all(handler.__doc__ for handler in row.values())


def test_a_stroke_twice_is_refused() -> None:
    """A row that contradicts itself is a mistake of ours, found at import."""
    handler = machine.TABLE[Phase.IDLE][Stroke.C]
    with pytest.raises(ValueError, match="twice"):
        machine._row(((Stroke.C, Stroke.C), handler))


def test_ways_lead_there(typed: Typed) -> None:
    """The ways above lead into every phase that keys alone lead to."""
    assert {way: typed(way).phase for way in WAYS.values()} == {
        way: phase for phase, way in WAYS.items()
    }
    assert {phase.name for phase in set(Phase) - set(WAYS)} <= {"ISSUING", "OFF"}


@pytest.mark.parametrize("way", WAYS.values(), ids=[phase.name for phase in WAYS])
def test_any_two_keys(typed: Typed, way: str) -> None:
    """From each phase any two keys: nothing raises, and everything can be shown."""
    begun = typed(way)
    screens = set()
    for keys in itertools.product(Key, repeat=2):
        till = begun.till
        for key in keys:
            book = Playbook()
            book.till, book.now_utc = till, begun.now_utc
            book.press(key)
            till = book.till
            screens.add(book.screen)
    for screen in screens:
        render(screen)


@pytest.mark.parametrize("key", Key)
def test_keys_wait_while_a_receipt_is_issued(typed: Typed, key: Key) -> None:
    """The loop answers Issue first; should a key come before, it changes nothing."""
    book = typed("500 WG3")
    issuing, _ = machine.step(book.till, KeyPressed(key=Key.BAR, at_utc=book.now_utc))
    pressed, effects = machine.step(issuing, KeyPressed(key=key, at_utc=book.now_utc))
    assert issuing.basket == pressed.basket
    assert pressed.is_issuing
    assert [effect.sound for effect in effects if hasattr(effect, "sound")] == [Sound.KEY]


def test_clicks(typed: Typed) -> None:
    """5.5: a click for each accepted key, a lower one in training, none beside another sound."""
    assert typed("2").sounds == [Sound.KEY]
    assert typed("2 WG1").sounds == [Sound.KEY, Sound.BOOKED]
    assert typed("F 50 1111 BAR 2").sounds[-1] is Sound.TRAINING_KEY


def test_tick_alone_changes_nothing(typed: Typed) -> None:
    """Time goes on, the till stays."""
    book = typed("WG1 25")
    before = book.zones
    assert before == book.wait(300).zones
    assert book.effects == []


def test_begin_anonymous() -> None:
    """C6: a one-person stall begins signed on, whoever the journal says was there."""
    assert machine.begin(ALONE, OPENED_UTC, EMPTY, None).clerk == 1
    assert machine.begin(ALONE, OPENED_UTC, EMPTY, 2).clerk == 1


def test_drawer_opens_between_sales_only(typed: Typed) -> None:
    """B21: journalled with its reason; within a sale it stays shut."""
    book = typed("F BAR")
    assert book.journal == [("LADE", {"reason": "kein Verkauf"})]
    assert book.pulses == 1
    assert typed("WG1 BAR F BAR").pulses == 2
    assert typed("WG1 F BAR").pulses == 0
    assert typed("25 F BAR").pulses == 0


def test_second_layer_after_an_error(typed: Typed) -> None:
    """F leaves the error and counts for the next key."""
    assert typed("250 BON F WG2").zones[0] == "Honig"
