"""Class 9: a medium goes while the till sells: it is pulled, or the kernel lets it be read only.

Without the disk of the book nothing is sold: the till stops, and does not start before it is back.
Without the second medium it sells on and says so, and catches up when that is back.
"""

import errno
import os
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import pytest

from firmware.app.boot import BootError
from firmware.app.keep.medium import FolderMedium
from firmware.app.keep.mirror_file import read_units
from firmware.app.keep.second import Second
from firmware.store import raw
from firmware.store.errors import StoreError
from firmware.till.acts import JournalKind
from tests.campaign.outcome import Outcome, Score
from tests.faultdisk import planted
from tests.faultdisk.disk import Failure, FaultDisk
from tests.faultdisk.plug import plugged
from tests.power.invariants import violations
from tests.power.light import lighten
from tests.power.mirror import LOST_SIGN, SALE, MirrorWorld, medium_of
from tests.power.world import NEXT_CENTS, History

_REGISTER: Final = "GRAZ-01"
#: More touches, and more edges, than a sale has.
_TOUCHES_OF_A_SALE: Final = 26
_EDGES_OF_A_SALE: Final = 100
_ATTEMPTS_OF_A_CONTROL: Final = 6
#: A lost medium is tried again within that.
_BACK_S: Final = 40.0

Attempt = Callable[[MirrorWorld, int, random.Random], str]


def run(count: int, seed: int, folder: Path) -> Outcome:
    """By turns the disk of the book and the second medium, pulled or read-only."""
    score, dice = Score(), random.Random(seed)
    with pytest.MonkeyPatch.context() as patch:
        lighten(patch)
        world = MirrorWorld(folder)
        for number in range(count):
            attempt = (_lose_book, _lose_mirror)[number % 2]
            with score.attempt(f"{attempt.__name__.strip('_')} {number}, seed {seed}"):
                score.facts[attempt(world, number // 2, dice)] += 1
        for name, (plant, attempt) in _FAULTS.items():
            score.control(name, found=_is_found(plant, world, attempt))
    return score.outcome()


def _lose_book(world: MirrorWorld, number: int, dice: random.Random) -> str:
    """The disk of the book goes in a sale."""
    with FaultDisk(can_go=True) as disk:
        with plugged(disk, dice):
            history = world.off_at_the_brink()
        stand, is_pulled = history.stand, number % 2 == 0
        assert stand.boot()
        _lose_after(disk, dice.randrange(_TOUCHES_OF_A_SALE), is_pulled=is_pulled)
        with suppress(StoreError, BootError):
            assert SALE.act(stand)
            history.sell_once_more()
            raise AssertionError("sold on without a disk")
        with pytest.raises((StoreError, BootError)):
            stand.boot()
        disk.mend()
        disk.on_touch = lambda _touch: None
        history.end()
        if not any(one.kind.value == "standard" for one in stand.book.receipts(2)):
            raise AssertionError("the sale is lost")
        _require_sound(history)
        return "the book pulled" if is_pulled else "the book read-only"


def _lose_after(disk: FaultDisk, touches: int, *, is_pulled: bool) -> None:
    """So many more touches pass."""
    if not is_pulled:
        disk.fail_at(touches + 1, Failure.EIO, is_lasting=True)
        return
    last = disk.passed + touches

    def look(_touch: object) -> None:
        if disk.passed >= last:
            disk.remove()

    disk.on_touch = look


def _lose_mirror(world: MirrorWorld, number: int, dice: random.Random) -> str:
    """The second medium goes at an edge of a sale, and comes back later."""
    history = world.off_at_the_brink()
    stand, medium, is_pulled = history.stand, medium_of(history), number % 2 == 0
    assert stand.boot()
    stand.screens.clear()
    with _lost(medium, is_pulled=is_pulled) as lose:
        edge, left = stand.plug.edge, [dice.randrange(1, _EDGES_OF_A_SALE)]

        def count(name: str) -> None:
            left[0] -= 1
            if left[0] == 0:
                lose()
            edge(name)

        stand.plug.edge = count
        assert SALE.act(stand)
        if left[0] > 0:
            left[0] = 0
            lose()
        assert stand.press(())
        history.sell_once_more()
        assert stand.advance(3.0)
        stand.plug.edge = edge
        assert any(LOST_SIGN in screen.status for screen in stand.screens), "nobody was told"
        assert _states(history)[-1] == "lost"
    assert stand.advance(_BACK_S)
    assert _states(history)[-1] == "back"
    assert list(read_units(FolderMedium(medium, None), _REGISTER)) == list(raw.units(stand.book))
    assert [] == violations(history, SALE, (NEXT_CENTS,))
    stand.shut_down()
    return "the mirror pulled" if is_pulled else "the mirror read-only"


@contextmanager
def _lost(medium: Path, *, is_pulled: bool) -> Iterator[Callable[[], object]]:
    """What makes the medium go; it is back afterwards."""
    away = medium.with_name("pulled")
    with pytest.MonkeyPatch.context() as patch:

        def refuse(*_: object) -> None:
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))

        def lock() -> None:
            patch.setattr(FolderMedium, "append", refuse)

        yield (lambda: medium.rename(away)) if is_pulled else lock
    if is_pulled:
        away.rename(medium)


def _states(history: History) -> list[object]:
    rows = history.stand.book.journal(kind=JournalKind.SPIEGEL)
    return [None, *(row.content["state"] for row in rows)]


def _require_sound(history: History) -> None:
    """The customer's sale once, and the next one if it came to that."""
    sold = [one.kind.value for one in history.stand.book.receipts(2)].count("standard")
    if sold == 1:
        history.sell_once_more()
    assert [] == violations(history, SALE, (NEXT_CENTS,))
    history.stand.shut_down()


def _is_found(
    plant: Callable[[pytest.MonkeyPatch], None], world: MirrorWorld, attempt: Attempt
) -> bool:
    """Whether any attempt shows it."""
    score, dice = Score(), random.Random(1)
    for number in range(_ATTEMPTS_OF_A_CONTROL):
        with pytest.MonkeyPatch.context() as patch:
            plant(patch)
            with score.attempt("planted"):
                attempt(world, number, dice)
    return bool(score.failures)


def _say_nothing(patch: pytest.MonkeyPatch) -> None:
    """A till that keeps the loss of its second medium to itself."""
    patch.setattr(Second, "_turn", lambda _second, _fault, _mirror: None)


_FAULTS: Final[dict[str, tuple[Callable[[pytest.MonkeyPatch], None], Attempt]]] = {
    "a failed commit taken for a good one": (planted.swallow_errors, _lose_book),
    "a lost mirror that nobody hears of": (_say_nothing, _lose_mirror),
}
