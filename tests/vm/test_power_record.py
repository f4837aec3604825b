"""One recorded market hour, and thousands of cuts of it without another start of the machine.

What is judged is what the machine wrote, through ext4, the kernel and QEMU, onto a disk that
forgets; file system and book are taken up by the programs a start takes them up by.
"""

import json
import os
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from machine.explore import (
    CrashState,
    Event,
    Explorer,
    Moment,
    Record,
    Seen,
    draw_moments,
    events,
    take_partition,
)
from machine.partitions import Partition, partitions_of
from machine.till import copy_disk
from machine.tools import MachineError
from machine.voldisk import Flushed, Survival, Written
from tests.vm.judge import faults, take_till
from tests.vm.plugs import plugged
from tests.vm.tills import RESULTS, Built

pytestmark = [pytest.mark.power, pytest.mark.timeout(7200)]

_STATES = int(os.environ.get("KASSA_STATES", "2000"))
_CONTROL_STATES = 60
_SALES = int(os.environ.get("KASSA_SALES", "40"))
_SEED = 20261122
_DATA = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """The record, the card before it, and its data partition."""

    record: Path
    base: Path
    part: Partition
    events: int
    flushes: int
    codes: int


@pytest.fixture(scope="module")
def recorded(built: Built, begun_card: Path, tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    """Recorded once for all tests of this file."""
    return record_life(built, begun_card, tmp_path_factory.mktemp("record"))


def record_life(built: Built, begun_card: Path, folder: Path) -> Recorded:
    """Power, so many sales, and the plug is pulled."""
    card = copy_disk(begun_card, folder / "card.img")
    copy_disk(card, folder / "base.img")
    path = folder / "record"
    chance = Random(_SEED)
    with Record(path) as record, plugged(built, card, "power-record", record) as till:
        till.first_sale()
        for _ in range(_SALES):
            till.sell(chance)
        till.one.till.cut()
        till.server.wait_alone()
    return recorded_in(folder)


def recorded_in(folder: Path) -> Recorded:
    """What `record_life` left there."""
    told = list(events(folder / "record"))
    return Recorded(
        record=folder / "record",
        base=folder / "base.img",
        part=partitions_of(folder / "base.img")[_DATA],
        events=len(told),
        flushes=sum(isinstance(one, Flushed) for one in told),
        codes=sum(isinstance(one, Seen) for one in told),
    )


@dataclass(slots=True)
class Tally:
    """What was judged, and what was found."""

    states: int = 0
    unflushed: int = 0
    lost: int = 0
    books: int = 0
    took_s: float = 0.0


def _judged(
    built: Built, states: Iterator[CrashState], folder: Path, tally: Tally
) -> Iterator[tuple[Moment, list[str]]]:
    """Each state with what is wrong; of states that left the same the till is asked once."""
    known: dict[tuple[str, int], list[str]] = {}
    began_s = time.monotonic()
    for state in states:
        tally.states += 1
        tally.unflushed += state.unflushed
        tally.lost += state.unflushed - state.stayed
        try:
            left = take_till(built.tools, state.image, folder / "left")
        except MachineError as error:
            yield state.moment, [f"partition: {error}"]
            continue
        key = (left.digest, len(state.seen))
        if key not in known:
            codes = [one.decode() for one in state.seen]
            known[key] = _faults(left, codes, folder / "judged")
        yield state.moment, known[key]
    tally.books = len(known)
    tally.took_s = time.monotonic() - began_s


def _faults(left: object, codes: list[str], folder: Path) -> list[str]:
    try:
        return faults(left, codes, folder)
    except Exception as error:  # noqa: BLE001 - a book that cannot be judged is a fault, and told
        return [f"judge: {type(error).__name__}: {error}"]


def _explorer(recorded: Recorded, folder: Path, record: Path | None = None) -> Explorer:
    return Explorer(record or recorded.record, recorded.base, recorded.part, folder)


def test_no_cut_costs_anything(built: Built, recorded: Recorded, tmp_path: Path) -> None:
    """§ 8 RKSV, § 131 BAO: whenever, whatever it forgets: printed is stored, numbers go on."""
    assert recorded.codes >= _SALES // 2
    explorer, tally = _explorer(recorded, tmp_path), Tally()
    moments = draw_moments(0, recorded.events, _STATES, _SEED)
    bad = [
        (moment, found)
        for moment, found in _judged(built, explorer.states(moments), tmp_path, tally)
        if found
    ]
    _write_down(recorded, tally, bad, explorer.elsewhere)
    assert [] == bad[:5]
    assert (_STATES, True) == (tally.states, tally.lost > 0)


def _write_down(
    recorded: Recorded, tally: Tally, bad: list[tuple[Moment, list[str]]], elsewhere: int
) -> None:
    said = {
        "events": recorded.events,
        "flushes": recorded.flushes,
        "codes_on_paper": recorded.codes,
        "writes_outside_of_data": elsewhere,
        "states": tally.states,
        "states_with_faults": len(bad),
        "kinds": Counter(one.partition(":")[0] for _, found in bad for one in found),
        "different_books": tally.books,
        "sectors_at_stake": tally.unflushed,
        "sectors_lost": tally.lost,
        "seconds": round(tally.took_s),
        "ms_each": round(1000 * tally.took_s / max(1, tally.states)),
        "first_faults": [str(one) for one in bad[:5]],
    }
    (RESULTS / "power-record.json").write_text(json.dumps(said, indent=2) + "\n")


def _without_flushes(recorded: Recorded, folder: Path) -> Path:
    """The record as a mount without barriers leaves it: the disk is never told to keep anything."""
    with Record(folder / "deaf") as record:
        for event in events(recorded.record):
            if not isinstance(event, Flushed):
                record(_unforced(event))
    return folder / "deaf"


def _unforced(event: Event) -> Event:
    if isinstance(event, Written):
        return Written(offset=event.offset, text=event.text)
    return event


def test_control_without_barriers(built: Built, recorded: Recorded, tmp_path: Path) -> None:
    """A mount that never flushes must be found: else this campaign proves nothing."""
    explorer = _explorer(recorded, tmp_path, _without_flushes(recorded, tmp_path))
    # Without flushes it is shorter.
    last = recorded.events - recorded.flushes
    moments = [
        Moment(count=one.count, survival=Survival.HALF, seed=one.seed)
        for one in draw_moments(last // 2, last, _CONTROL_STATES, _SEED)
    ]
    bad = [
        found for _, found in _judged(built, explorer.states(moments), tmp_path, Tally()) if found
    ]
    assert len(bad) > _CONTROL_STATES // 2


def test_control_printed_before_stored(built: Built, recorded: Recorded, tmp_path: Path) -> None:
    """A till that printed before it stored must be found: the paper of later, the disk of now."""
    explorer = _explorer(recorded, tmp_path)
    moments = draw_moments(0, recorded.events // 2, 6, _SEED)
    codes = [one.text for one in events(recorded.record) if isinstance(one, Seen)]
    found = []
    for state in explorer.states(moments):
        left = take_till(built.tools, state.image, tmp_path / "left")
        found += _faults(left, [one.decode() for one in codes], tmp_path / "judged")
    assert {"paper"} == {one.partition(":")[0] for one in found}


def test_the_last_state_is_the_card(built: Built, recorded: Recorded, tmp_path: Path) -> None:
    """A replay of the record ends in the very bytes that were flushed."""
    explorer = _explorer(recorded, tmp_path)
    moment = Moment(count=recorded.events, survival=Survival.NONE, seed=1)
    (state,) = explorer.states([moment])
    card = take_partition(recorded.record.with_name("card.img"), recorded.part, tmp_path / "card")
    compared = subprocess.run(
        ["cmp", str(card), str(state.image)], capture_output=True, check=False
    )
    assert (0, b"") == (compared.returncode, compared.stdout)
