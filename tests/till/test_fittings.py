"""firmware.till.fittings: key switch and drawer."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from firmware.till.events import PaperState, SwitchState
from firmware.till.sounds import Sound
from firmware.till.stall.catalog import Options
from firmware.till.state import Phase
from hal.display.codec import render
from hal.keypad.port import Key
from tests.till.playbook import STALL, Playbook

Typed = Callable[[str], Playbook]
OFF = ("MARKTSTAND HUBER", "KASSE AUS", "Schlüssel auf REG")


@pytest.mark.parametrize(
    "keys", ["", "500 WG3", "500 WG3 100 BAR", "500 WG3 1000 BAR", "F 01", "250 BON"]
)
def test_off_hides_everything_and_register_brings_it_back(typed: Typed, keys: str) -> None:
    """5.2: on AUS the display says only that, and no key does anything; REG goes on from there."""
    book = typed(keys)
    zones, basket = book.zones, book.till.basket
    book.turn(SwitchState.OFF)
    assert book.phase is Phase.OFF
    assert book.zones == OFF
    render(book.screen)

    for key in Key:
        book.press(key)
    assert book.zones == OFF

    book.turn(SwitchState.REGISTER)
    assert book.till.basket == basket
    assert book.zones == zones


def test_keys_on_off_are_refused_aloud(typed: Typed) -> None:
    """The tone says that the key was felt and not taken; nothing else is wanted of anybody."""
    book = typed("500 WG3").turn(SwitchState.OFF)
    before = len(book.sounds)
    book.type("BAR")
    assert book.sounds[before:] == [Sound.REJECTED]
    assert len(book.effects) == 1


@pytest.mark.parametrize("keys", ["3 × 250", "500 WG3 KARTE", "500 WG3 F", "500 WG3 F 0"])
def test_off_drops_what_was_half_typed_or_asked(typed: Typed, keys: str) -> None:
    """Who turns the key back is perhaps somebody else: only what was booked is there."""
    book = typed(keys).turn(SwitchState.OFF).turn(SwitchState.REGISTER)
    assert book.phase in (Phase.IDLE, Phase.SALE)
    assert book.till.entry.is_empty
    assert not book.till.is_shifted


def test_chief_sells_as_register(typed: Typed) -> None:
    """CHEF takes nothing away."""
    book = typed("500 WG3").turn(SwitchState.CHIEF).type("BAR")
    assert book.phase is Phase.DONE


def test_news_wait_until_the_till_is_on(typed: Typed) -> None:
    """What was told on AUS is read on REG, whatever keys were tried in between."""
    book = typed("").turn(SwitchState.OFF).tell("Monatsbeleg", "Okt fertig").type("BAR")
    assert book.turn(SwitchState.REGISTER).zones[:2] == ("Monatsbeleg", "Okt fertig")


def test_paper_end_is_silent_on_off(typed: Typed) -> None:
    """Nobody is there to change the roll; on REG it sounds again."""
    book = typed("").turn(SwitchState.OFF).paper(PaperState.OUT)
    before = len(book.sounds)
    book.wait(30)
    assert book.sounds[before:] == []
    assert book.turn(SwitchState.REGISTER).wait(3).sounds[before:] == [Sound.PAPER_END]


def test_an_open_drawer_sounds_after_a_minute_and_every_ten_seconds(typed: Typed) -> None:
    """5.5: from the moment it opened, until it is shut; opened again, a minute begins again."""
    book = typed("").move_drawer(is_open=True)
    heard = []
    for _ in range(85):
        before = len(book.sounds)
        book.wait(1)
        heard.append(book.sounds[before:] == [Sound.DRAWER_OPEN])
    assert [index + 1 for index, is_heard in enumerate(heard) if is_heard] == [60, 70, 80]

    before = len(book.sounds)
    book.move_drawer(is_open=False).wait(100)
    book.move_drawer(is_open=True).wait(59)
    assert book.sounds[before:] == []
    assert book.wait(1).sounds[before:] == [Sound.DRAWER_OPEN]


def test_an_open_drawer_sounds_on_off(typed: Typed) -> None:
    """Somebody turned the key and went away from an open drawer."""
    book = typed("").move_drawer(is_open=True).turn(SwitchState.OFF)
    assert book.wait(60).sounds[-1] is Sound.DRAWER_OPEN


def test_the_reminder_is_an_option() -> None:
    """A stall that keeps its drawer open all day wants silence."""
    book = Playbook(replace(STALL, options=Options(has_drawer_reminder=False))).move_drawer(
        is_open=True
    )
    assert book.wait(600).sounds == []


def test_a_stall_that_sells_with_a_shut_drawer_only() -> None:
    """E09: the next sale waits for the drawer, the open one does not; the number is kept."""
    book = Playbook(replace(STALL, options=Options(must_shut_drawer=True)))
    book.type("WG1").move_drawer(is_open=True).type("WG1 BAR")
    assert 1 == len(book.sales)
    assert ("FEHLER E09", "Lade offen") == book.type("333 WG1").zones[:2]
    assert 333 == book.move_drawer(is_open=False).type("C WG1").till.basket.total_cents


@pytest.mark.parametrize("keys", ["F 44", "F 32"])
def test_the_drawer_is_in_the_way_of_every_sale(keys: str) -> None:
    """E09: of a voucher and of a late entry too."""
    book = Playbook(replace(STALL, options=Options(must_shut_drawer=True)))
    book.type("WG1").move_drawer(is_open=True).type(f"BAR {keys}")
    assert ("FEHLER E09", "Lade offen") == book.zones[:2]
