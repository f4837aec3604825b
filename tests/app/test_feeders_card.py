"""The rounds of the card's feeder: when the units are probed, and what the loop hears of it."""

import pytest

from firmware.app.feeders import CARD_PROBE_S, LOST_DEVICE_PAUSE_S, CardFeeder
from firmware.app.inbox import CardProbed, Inbox
from firmware.app.signer import Signer, TakenError
from firmware.app.units import Unit
from firmware.store.entry import Certificate
from hal.clock.emulator import EmulatedClock
from tests.app.doubles import ScriptedCard

UNIT = Unit(
    place="card",
    certificate=Certificate(serial="1a", der=b"", chain=(), rka="R1-AT1"),
    signer=Signer(ScriptedCard(), lambda: 0.0),
)


class Probe:
    """The issuer as the card's feeder sees it."""

    def __init__(self) -> None:
        self.is_signing = True
        self.works = True
        self.has_better_unit = False
        self.better: Unit | None = None
        self.is_taken = False
        self.serials = ("1a",)
        self.signatures = 3
        self.probes = 0
        self.better_probes = 0

    def probe(self) -> Unit | None:
        """See `Issuer.probe`."""
        self.probes += 1
        if self.is_taken:
            raise TakenError
        return UNIT if self.works else None

    def probe_better(self) -> Unit | None:
        """See `Issuer.probe_better`."""
        self.better_probes += 1
        if self.is_taken:
            raise TakenError
        return self.better


def test_card_is_probed_at_the_start_only(clock: EmulatedClock) -> None:
    """A card that signs belongs to the loop."""
    probe, inbox = Probe(), Inbox()
    feeder = CardFeeder(probe, inbox, clock.monotonic)
    for _ in range(5):
        feeder.round()
        clock.advance(CARD_PROBE_S)
    assert probe.probes == 1
    assert inbox.take_now() == CardProbed(unit=UNIT, in_use=("1a",), signatures=3)
    assert inbox.take_now() is None


def test_dead_card_is_probed_by_the_clock(clock: EmulatedClock) -> None:
    """Each half minute while there is an outage, and the loop hears of each."""
    probe, inbox = Probe(), Inbox()
    probe.works = probe.is_signing = False
    feeder = CardFeeder(probe, inbox, clock.monotonic)
    for _ in range(61):
        feeder.round()
        clock.advance(1)
    assert probe.probes == 3
    assert [inbox.take_now() for _ in range(4)] == [
        CardProbed(unit=None, in_use=("1a",), signatures=3)
    ] * 3 + [None]


@pytest.mark.parametrize("is_signing", [True, False])
def test_card_that_somebody_has_is_asked_again(clock: EmulatedClock, *, is_signing: bool) -> None:
    """§ 17 Abs 4 RKSV: nothing is told of it, neither an outage nor its end, until it was asked."""
    probe, inbox = Probe(), Inbox()
    probe.is_signing, probe.is_taken = is_signing, True
    feeder = CardFeeder(probe, inbox, clock.monotonic)
    for _ in range(2):
        assert feeder.round() == LOST_DEVICE_PAUSE_S
        assert inbox.take_now() is None
    probe.is_taken = False
    feeder.round()
    assert inbox.take_now() == CardProbed(unit=UNIT, in_use=("1a",), signatures=3)
    assert probe.probes == 3
    probe.is_probe_wanted, probe.is_taken = True, True
    feeder.round()
    assert (inbox.take_now(), probe.is_probe_wanted) == (None, True)


def test_preferred_unit_that_somebody_has_is_asked_again(clock: EmulatedClock) -> None:
    """In the next round, not in half a minute."""
    probe, inbox = Probe(), Inbox()
    feeder = CardFeeder(probe, inbox, clock.monotonic)
    feeder.round()
    inbox.take_now()
    probe.has_better_unit, probe.better, probe.is_taken = True, UNIT, True
    clock.advance(CARD_PROBE_S)
    feeder.round()
    assert inbox.take_now() is None
    probe.is_taken = False
    feeder.round()
    assert inbox.take_now() == CardProbed(unit=UNIT, in_use=("1a",), signatures=3)


def test_preferred_unit_is_asked_while_another_signs(clock: EmulatedClock) -> None:
    """§ 5 Abs 2 RKSV: the loop hears of one that works; the one that signs is left alone."""
    probe, inbox = Probe(), Inbox()
    feeder = CardFeeder(probe, inbox, clock.monotonic)
    feeder.round()
    probe.has_better_unit = True
    for _ in range(2):
        clock.advance(CARD_PROBE_S)
        feeder.round()
        probe.better = UNIT
    assert (1, 2) == (probe.probes, probe.better_probes)
    assert [CardProbed(unit=UNIT, in_use=("1a",), signatures=3)] * 2 + [None] == [
        inbox.take_now() for _ in range(3)
    ]
