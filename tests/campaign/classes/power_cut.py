"""Class 1: the power goes at any touch of the disk of a whole selling day.

Most cuts are made of recorded days: many disks out of one day, for each write not yet synced is
thrown anew. A share is made with the till itself, which has to come up again, is cut there as well,
and sells on.
"""

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import rmtree
from typing import Final

import pytest

from firmware.desk.stall import demo_config, in_folder
from firmware.store import file
from tests.campaign.outcome import Outcome, Score, shares
from tests.faultdisk.disk import FaultDisk
from tests.faultdisk.platter import Loss
from tests.faultdisk.plug import stand_on
from tests.faultdisk.recording import DOINGS, Recording, record, wrong_in
from tests.power import planted
from tests.power.invariants import lasting
from tests.power.light import lighten
from tests.power.world import DARK_S, OCTOBER_UTC, History, WatchedCard

CUTS_A_DAY: Final = 500
#: Of all cuts one in so many is the till's own.
LIVE_SHARE: Final = 20
CUTS_A_TILL: Final = 12
CUTS_OF_A_CONTROL: Final = 60
#: In every second day the log is so short that checkpoints fall into sales.
_SHORT_LOG: Final = "PRAGMA wal_autocheckpoint = 60"
_LOSSES: Final = (Loss.HONEST, Loss.HONEST, Loss.HONEST, Loss.DROP_ALL)


def run(count: int, seed: int, folder: Path) -> Outcome:
    """So many cuts over recorded days and living tills; then a till with each planted fault."""
    score, dice = Score(), random.Random(seed)
    live = max(1, count // LIVE_SHARE)
    with pytest.MonkeyPatch.context() as patch:
        lighten(patch)
        days = -(-(count - live) // CUTS_A_DAY)
        for day, cuts in enumerate(shares(count - live, days)):
            with pytest.MonkeyPatch.context() as settings:
                if day % 2:
                    _set(settings, "PRAGMA wal_autocheckpoint", _SHORT_LOG)
                _cut_day(score, cuts, dice.randrange(1 << 32), folder / "day")
        tills = -(-live // CUTS_A_TILL)
        for cuts in shares(live, tills):
            _cut_till(score, cuts, dice.randrange(1 << 32), folder / "till")
        for name, plant in _FAULTS.items():
            score.control(name, found=_is_found(plant, folder / "planted"))
    return score.outcome()


def _cut_day(score: Score, cuts: int, seed: int, folder: Path) -> None:
    """Record a day, and look at what so many cuts of it leave."""
    dice = random.Random(seed)
    day = _record(folder, dice)
    score.facts["recorded days"] += 1
    score.facts["touches of the disk"] += len(day.points)
    score.facts["receipts"] += len(day.texts)
    for loss, part in zip(_LOSSES, shares(cuts, len(_LOSSES)), strict=True):
        for point, left in day.tape.cuts(dice.choices(day.points, k=part), dice, loss):
            with score.attempt(f"day {seed}, touch {point}, {loss.name}"):
                path = day.lay_out(left, folder / "left")
                assert [] == list(wrong_in(day, day.marks[point], path))


def _record(
    folder: Path, dice: random.Random, before_it: Callable[[], None] = lambda: None
) -> Recording:
    rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return record(folder, in_folder(demo_config(), folder), dice, before_it)


def _cut_till(score: Score, cuts: int, seed: int, folder: Path) -> None:
    """Cut one till so often while it sells, every third time again while it starts."""
    dice = random.Random(seed)
    rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with FaultDisk() as disk:
        stand = stand_on(disk, dice, folder, in_folder(demo_config(), folder), OCTOBER_UTC)
        stand.bench.card = WatchedCard(())
        stand.commission()
        assert stand.boot()
        history = History(stand, [], range(1))
        for number in range(cuts):
            with score.attempt(f"till {seed}, cut {number}"):
                assert [] == list(_wrong_after_cut(history, disk, dice, is_twice=number % 3 == 0))
            score.facts["cut with the whole till"] += 1
        stand.shut_down()


def _wrong_after_cut(
    history: History, disk: FaultDisk, dice: random.Random, *, is_twice: bool
) -> Iterator[str]:
    """Sell until the power goes, start again, and say what is missing then."""
    stand = history.stand
    disk.cut_at(dice.randrange(1, 400))
    told = len(list(stand.book.receipts()))
    while dice.choice(DOINGS)(stand, dice):
        told = len(list(stand.book.receipts()))
    stand.bench.set_card("in")
    stand.clock.advance(DARK_S)
    if is_twice:
        disk.cut_at(dice.randrange(1, 40))
    while not stand.boot():
        stand.clock.advance(DARK_S)
    disk.mend()
    found = len(list(stand.book.receipts()))
    if found < told:
        yield f"lost: {found} of {told} receipts"
    yield from lasting(history)


def _set(patch: pytest.MonkeyPatch, name: str, line: str) -> None:
    """Another setting of the connection that writes the book."""
    others = tuple(one for one in file._WRITER_SETTINGS if not one.startswith(name))
    patch.setattr(file, "_WRITER_SETTINGS", (*others, line))


def _is_found(plant: Callable[[pytest.MonkeyPatch], None], folder: Path) -> bool:
    """Whether any of some cuts of a day with this fault shows it."""
    dice = random.Random(1)
    with pytest.MonkeyPatch.context() as patch:
        day = _record(folder, dice, lambda: plant(patch))
        points = dice.choices(day.points, k=CUTS_OF_A_CONTROL)
        return any(
            list(wrong_in(day, day.marks[point], day.lay_out(left, folder / "left")))
            for point, left in day.tape.cuts(points, dice, Loss.HONEST)
        )


_FAULTS: Final[dict[str, Callable[[pytest.MonkeyPatch], None]]] = {
    "synchronous=NORMAL": lambda patch: _set(
        patch, "PRAGMA synchronous", "PRAGMA synchronous = NORMAL"
    ),
    "synchronous=OFF": lambda patch: _set(patch, "PRAGMA synchronous", "PRAGMA synchronous = OFF"),
    "printed before it is stored": planted.print_before_commit,
    "no intent row before the card": planted.no_intent,
}
