"""Class 5: the disk answers EIO to any touch, once, or until the till is started again.

The till has to stop: then it is started anew on the same disk, without a power cut, so that it sees
what Linux keeps of pages that are on no disk. It sells, the power goes, and nothing may be missing.
"""

import random
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

import pytest

from firmware.app.boot import BootError
from firmware.desk.stall import demo_config
from firmware.store.errors import StoreError, StoreFault
from tests.campaign.outcome import Outcome, Score
from tests.faultdisk import planted
from tests.faultdisk.disk import Failure, FaultDisk
from tests.faultdisk.platter import Loss
from tests.faultdisk.plug import plugged
from tests.faultdisk.shop import founded, shop_in
from tests.power.invariants import violations
from tests.power.light import lighten
from tests.power.world import NEXT_CENTS, SCENARIOS, History, World
from tests.store.till import SoftwareCard

#: Of all errors one in so many hits a whole till.
LIVE_SHARE: Final = 10
SALES: Final = 2
#: More touches than a start, a sale and a shutting down of the whole till have.
_TOUCHES_OF_A_TILL: Final = 70
_SALE: Final = SCENARIOS[0]
_CARD: Final = SoftwareCard()
#: What a failed disk may be called, and never a book that refuses or is in use.
_LOUD: Final = frozenset({StoreFault.BROKEN, StoreFault.ABSENT})


def run(count: int, seed: int, folder: Path) -> Outcome:
    """Each touch of a start, two sales, a checkpoint and a closing, in turn; a share on a till."""
    score, dice = Score(), random.Random(seed)
    live = max(1, count // LIVE_SHARE)
    ground = founded(folder / "ground", _CARD)
    touches = _touches(folder / "shop", ground)
    score.facts["touches of two sales"] = touches
    for number in range(count - live):
        touch, is_lasting = number % touches + 1, bool(number // touches % 2)
        with score.attempt(f"shop, touch {touch}, lasting {is_lasting}, seed {seed}"):
            assert [] == _wrong(score, folder / "shop", ground, touch, dice, is_lasting=is_lasting)
    with pytest.MonkeyPatch.context() as patch:
        lighten(patch)
        world = World(folder, demo_config(), _SALE)
        for number in range(live):
            touch = dice.randrange(1, _TOUCHES_OF_A_TILL)
            with score.attempt(f"till, touch {touch}, seed {seed}"):
                assert [] == _wrong_on_a_till(world, touch, dice, is_lasting=bool(number % 2))
            score.facts["on the whole till"] += 1
    for name, plant in _FAULTS.items():
        score.control(name, found=_is_found(plant, folder / "planted", ground, touches))
    return score.outcome()


def _touches(folder: Path, ground: Path) -> int:
    with FaultDisk() as disk:
        shop_in(folder, ground, disk, _CARD).sell_some(SALES)
        return disk.passed


def _wrong(
    score: Score, folder: Path, ground: Path, touch: int, dice: random.Random, *, is_lasting: bool
) -> list[str]:
    """One error, a start without a cut, two sales, a cut."""
    with FaultDisk() as disk:
        shop = shop_in(folder, ground, disk, _CARD)
        disk.fail_at(touch, Failure.EIO, is_lasting=is_lasting)
        fault = None
        try:
            shop.sell_some(SALES)
        except StoreError as error:
            fault = error.fault
        assert disk.refused, "nothing failed"
        assert fault in _LOUD | {None}
        score.facts["went on" if fault is None else "stopped"] += 1
        if is_lasting:
            with pytest.raises(StoreError):
                shop.sell_some(1)
        disk.mend()
        shop.sell_some(SALES)
        shop.cut(dice, dice.choice((Loss.HONEST, Loss.DROP_ALL)))
        return shop.wrong()


def _wrong_on_a_till(
    world: World, touch: int, dice: random.Random, *, is_lasting: bool
) -> list[str]:
    """The same from the boot to the shutting down of a whole till, with its paper."""
    with FaultDisk() as disk:
        with plugged(disk, dice):
            history = world.off_at_the_brink()
        disk.fail_at(touch, Failure.EIO, is_lasting=is_lasting)
        with suppress(StoreError, BootError):
            _live(history)
        if is_lasting and disk.refused:
            with pytest.raises((StoreError, BootError)):
                history.stand.boot()
        disk.mend()
        if history.stand.is_on:
            history.stand.shut_down()
        history.end()
        history.sell_once_more()
        found = violations(history, _SALE, (NEXT_CENTS,))
        history.stand.cut()
        assert history.stand.boot()
        found += violations(history, _SALE, (NEXT_CENTS,))
        history.stand.shut_down()
        return found


def _live(history: History) -> None:
    assert history.stand.boot()
    assert _SALE.act(history.stand)
    assert history.stand.advance(2.0)
    assert history.stand.shut_down()


def _is_found(
    plant: Callable[[pytest.MonkeyPatch], None], folder: Path, ground: Path, touches: int
) -> bool:
    """Whether any touch shows it."""
    with pytest.MonkeyPatch.context() as patch:
        plant(patch)
        for touch in range(1, touches + 1):
            score, dice = Score(), random.Random(touch)
            with score.attempt("planted"):
                assert [] == _wrong(score, folder, ground, touch, dice, is_lasting=True)
            if score.failures:
                return True
    return False


_FAULTS: Final = {
    "a failed commit taken for a good one": planted.swallow_errors,
    "a log built upon whose sync had failed": planted.trust_pages,
}
