"""Stories on the desk: what befalls a card, and the keys that end the till."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from firmware.app.feeders import CARD_PROBE_S
from firmware.desk.live import LiveDesk
from firmware.desk.protocol import Switch
from tests.desk.living import (
    JumpingClock,
    journal,
    opened,
    prints,
    shows,
    type_keys,
    until,
    until_ready,
)

pytestmark = [pytest.mark.whole, pytest.mark.timeout(120)]


@pytest.fixture
def clock() -> JumpingClock:
    return JumpingClock()


@pytest.fixture
def desk(tmp_path: Path, clock: JumpingClock) -> Iterator[LiveDesk]:
    """A desk that is on; afterwards all its threads have ended."""
    before = set(threading.enumerate())
    with opened(tmp_path, clock=clock) as desk:
        yield desk
    until(lambda: set(threading.enumerate()) <= before, "the end of every thread of the desk")


@pytest.mark.parametrize(
    ("position", "words"),
    [
        ("locked", "E13 PIN gesperrt"),
        ("wrong", "E22 Karte falsch"),
        ("foreign", "E22 Karte falsch"),
        ("unplugged", "E12 Karte fehlt"),
        ("new", "E22 Karte falsch"),
    ],
)
def test_what_is_wrong_with_the_card(
    desk: LiveDesk, clock: JumpingClock, position: str, words: str
) -> None:
    """E12, E13, E22: the display names it once the sale is over.

    A sale that came while one card was out and the other not yet in found none; the next look
    says which it is.
    """
    desk.switch(Switch.CARD, position)
    type_keys(desk, "WG4")
    prints(desk, "ausgefallen")
    type_keys(desk, "C")
    clock.jump(CARD_PROBE_S)
    shows(desk, words)


def test_the_card_is_exchanged(desk: LiveDesk, clock: JumpingClock) -> None:
    """F 68 with the new card of the desk; it is the one that signs, and the old one none of ours.

    A reader that was off its cable is on it again with either.
    """
    desk.switch(Switch.CARD, "unplugged")
    desk.switch(Switch.CARD, "new")
    type_keys(desk, "F 68 1")
    shows(desk, "einstecken")
    type_keys(desk, "BAR")
    shows(desk, "Serie")
    type_keys(desk, "BAR BAR")
    shows(desk, "ANGEMELDET ?")
    type_keys(desk, "1 BAR")
    prints(desk, "Kartentausch")
    type_keys(desk, "C C WG4")
    prints(desk, "BELEG 000003")
    assert not any("ausgefallen" in slip.text for slip in desk.slips(0))
    desk.switch(Switch.CARD, "old")
    type_keys(desk, "WG4")
    prints(desk, "ausgefallen")
    desk.switch(Switch.CARD, "in")
    clock.jump(CARD_PROBE_S)
    prints(desk, "SAMMELBELEG")


def test_f_98_starts_it_anew(desk: LiveDesk, tmp_path: Path) -> None:
    """As systemd does on a till: with no hand at the plug it sells again."""
    type_keys(desk, "F 98")
    until(lambda: journal(tmp_path).count("START") == 2, "a second boot")
    until_ready(desk)
    type_keys(desk, "WG4")
    prints(desk, "BELEG 000002")


def test_f_99_ends_it_until_the_plug_is_pulled(desk: LiveDesk, tmp_path: Path) -> None:
    """The last word stays on the panel; mains away and back switch it on."""
    type_keys(desk, "F 99")
    shows(desk, "schaltet ab")
    until(lambda: "STOPP" in journal(tmp_path), "the end of kassad")
    desk.switch(Switch.POWER, "cut")
    desk.switch(Switch.POWER, "on")
    until_ready(desk)
