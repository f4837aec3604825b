"""firmware.till.upkeep.archive_words: states, alarms and advice, in German that fits."""

import pytest

from firmware.app.archive.view import UNREADABLE
from firmware.sync.archive.doubt import Doubt
from firmware.till.upkeep.archive_requests import ArchiveState, ArchiveView
from firmware.till.upkeep.archive_words import (
    alarm_advice,
    alarm_words,
    state_advice,
    state_words,
)
from hal.display.codec import render
from hal.display.port import Screen

#: What kassa-sync says beside its doubts (firmware/sync/archive/deeds.py, side.py).
OTHERS = ("gap", "findings", "proof", "untrusted", "unreadable", "untaken", "folder", UNREADABLE)
UNKNOWN_ALARM = "something new"


@pytest.mark.parametrize("alarm", [*(one.value for one in Doubt), *OTHERS, UNKNOWN_ALARM])
def test_every_alarm_has_words_and_advice(alarm: str) -> None:
    """They fit their zones; only what nobody knows says no more than that."""
    said = alarm_advice(alarm)
    assert len(said.hint) <= 21
    render(Screen(item="Archiv: Alarm", main=alarm_words(alarm), hint=said.hint))
    assert said.sentence.endswith(".")
    assert (alarm == UNKNOWN_ALARM) == (said.main == "prüfen")


@pytest.mark.parametrize("state", ArchiveState)
def test_every_state_has_words(state: ArchiveState) -> None:
    """They fit their zones, with and without rows that wait."""
    for pending in (None, 0, 999_999_999):
        view = ArchiveView(state=state, pending=pending)
        render(Screen(item="Archiv", main=state_words(view), hint=state_advice(state)))
    assert len(state_advice(state)) <= 21


def test_what_waits_is_counted() -> None:
    """As long as it waits; then whether all is there, or nobody can tell."""
    assert "12 offen" == state_words(ArchiveView(state=ArchiveState.OK, pending=12))
    assert "alles da" == state_words(ArchiveView(state=ArchiveState.OK, pending=0))
    assert "kein Netz" == state_words(ArchiveView(state=ArchiveState.OFFLINE, pending=0))
