"""Living a plan: always the same, and a failure with as few steps as show it."""

import re
from dataclasses import replace

import pytest

from firmware.store.entry import JournalRow
from tests.faultdisk.planted import begin_without_room
from tests.simulation import controls
from tests.simulation.__main__ import told
from tests.simulation.live import live, shrunk
from tests.simulation.market import Market
from tests.simulation.plan import Plan, plan

pytestmark = pytest.mark.whole


#: What keys, cards and dice of the system make anew in each run.
_OWN = frozenset({"book.certificate", "book.identity", "book.receipt", "SIEGEL", "BELEG_LINK"})
#: The same in the middle of a row: hashes, anchors, the folder in which it lives.
_MADE_ANEW = re.compile(r"[0-9a-f]{12,}|[A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4}|/[^']*day-\w+")
#: The second with a disk that lies and one that fills, and an archive in moods.
DAYS = (3, 1906)


def journal(seed: int) -> list[tuple[object, ...]]:
    """The rows of a day as far as two runs must have them alike."""
    rows: list[tuple[object, ...]] = []

    def read(step: int, market: Market) -> None:
        if step > len(plan(seed).steps):
            rows.extend(_alike(row) for row in market.stand.book.journal())

    assert None is live(plan(seed), read).failure
    return rows


def _alike(row: JournalRow) -> tuple[object, ...]:
    content = None if row.kind in _OWN else _MADE_ANEW.sub("…", repr(row.content))
    return (row.seq, row.kind, row.clerk, row.at_utc, content)


@pytest.mark.parametrize("seed", DAYS)
def test_two_runs_are_one_day(seed: int) -> None:
    """Row by row, to the microsecond."""
    assert journal(seed) == journal(seed)


def test_a_failure_is_shrunk(monkeypatch: pytest.MonkeyPatch) -> None:
    """What has nothing to do with it is dropped; what is printed shows it again."""
    begin_without_room(monkeypatch)
    well = ("1 BAR 1111 BAR", "WG3", "C", "@wait 1")
    steps = (*well, "world disk full", "BAR", "@paper low", "F 16", "C")
    day = Plan(seed=4, morning=controls.MORNING, is_fitted=False, steps=steps)
    failure = live(day).failure
    assert failure is not None
    assert "room" == failure.kind
    short = shrunk(day, failure, tries=20)
    assert ("1 BAR 1111 BAR", "WG3", "world disk full", "BAR") == short.plan.steps
    assert short.plan.text in told(short)
    assert short.failure is not None
    assert short.failure == live(replace(short.plan)).failure
