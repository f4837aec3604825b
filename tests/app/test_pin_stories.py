"""A card that refuses its PIN, over days, boots and hands: how often it is shown (§ 12.3 cards).

A blocked signature card has to be bought again, so that a refused PIN is never shown twice: counted
are the VERIFY commands that carry a PIN, as they come to the card.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from firmware.app.feeders import CARD_PROBE_S
from firmware.desk.manual.practice import manual_config
from firmware.desk.stall import in_folder
from hal.card.codec import Instruction
from hal.card.emulator import PIN_TRIES, EmulatedCard
from hal.card.emulator_profile import CardTraits
from tests.app.day import Day


class CountingCard(EmulatedCard):
    """The till's own card, whose PIN somebody has changed; counts how often it is shown one."""

    def __init__(self, *, tells_tries: bool = True, pin: str = "654321") -> None:
        super().__init__(traits=CardTraits(pin=pin, tells_tries=tells_tries))
        self.shown = 0

    def answer(self, command: bytes) -> bytes:
        """See `EmulatedCard.answer`."""
        self.shown += command[1] == Instruction.VERIFY and len(command) > 4
        return super().answer(command)


@pytest.fixture
def stall(new_day: Callable[..., Day], tmp_path: Path) -> Day:
    """The manual's stall; clerk 2, who has no PIN, is signed on."""
    day = new_day(settings=in_folder(manual_config(), tmp_path / "till"))
    day.type("2 BAR")
    # The test of the card that a sign-on asks for.
    day.wait(2)
    return day


def live_on(day: Day) -> None:
    """All that shows a PIN to a card: sales, probes, F 66, F 95, sign-on, boots, cuts, training."""
    day.type("250 WG1 BAR 290 WG1 BAR C")
    day.wait(5 * CARD_PROBE_S)
    day.type("F 66 C F 65 C C")
    day.type("F 01 2 BAR")
    day.wait(CARD_PROBE_S)
    day.stand.shut_down()
    day.boot()
    day.wait(2 * CARD_PROBE_S)
    day.cut()
    day.type("C 250 WG1 BAR C F 66 C C")
    day.wait(CARD_PROBE_S)


@pytest.mark.parametrize("tells_tries", [True, False])
def test_refused_pin_is_shown_once(
    stall: Day,
    tells_tries: bool,  # noqa: FBT001
) -> None:
    """After 63C2 no act, no probe and no boot shows the PIN to that card again."""
    day = stall
    card = CountingCard(tells_tries=tells_tries)
    day.bench.reader.insert(card)
    live_on(day)
    assert 1 == card.shown
    assert PIN_TRIES - 1 == card.pin_tries_left
    assert "pin wrong" == day.rows("AUSFALL_BEGINN")[0].content["fault"]
    assert {"E13"} == {row.content["code"] for row in day.rows("FEHLER")}


def test_note_is_void_for_another_pin(stall: Day) -> None:
    """The technician has typed the card's real PIN: it is shown, and signs."""
    card = CountingCard()
    stall.bench.reader.insert(card)
    live_on(stall)
    stall.stand.shut_down()
    stall.bench.devices = partial(stall.bench.devices, b"654321")
    stall.boot()
    stall.wait(CARD_PROBE_S + 1)
    assert "S✓" in stall.status
    assert stall.story()[-1].startswith("sammelbeleg")
    assert PIN_TRIES == card.pin_tries_left


def test_locked_card_is_never_shown_a_pin(stall: Day) -> None:
    """E13: without a try left the counter is read, and nothing else."""
    card = CountingCard(pin="123456")
    card.pin_tries_left = 0
    day = stall
    day.bench.reader.insert(card)
    live_on(day)
    assert 0 == card.shown
    assert "pin blocked" == day.rows("AUSFALL_BEGINN")[0].content["fault"]
    assert day.rows("FEHLER")[0].content["words"] == "PIN gesperrt"


def test_locked_card_is_seen_at_sign_on(stall: Day) -> None:
    """C1: whoever signs on learns of it before the first customer does."""
    day = stall
    assert "S✓" in day.status
    day.bench.set_card("locked")
    day.wait(3 * CARD_PROBE_S)
    assert "S✓" in day.status
    day.type("F 01 2 BAR")
    day.wait(1)
    assert "S!" in day.status
    assert day.display.startswith("E13 PIN gesperrt|AUSGEFALLEN")
    assert [] == day.rows("AUSFALL_BEGINN")


def test_tries_left_on_the_display(stall: Day) -> None:
    """E13: as far as the card tells."""
    day = stall
    day.bench.reader.insert(CountingCard())
    day.type("F 01 2 BAR")
    day.wait(1)
    assert day.display == "E13 PIN falsch|AUSGEFALLEN|noch 2 Versuche  F 68"
    day.type("C F 66")
    assert day.display == "FEHLER E13|PIN falsch|noch 2 Versuche"
