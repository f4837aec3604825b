"""Class 6: the disk is full at any touch: at once, after half a write, or when its room is used up.

Nothing of it ends the till: it says so, keeps the sale, and sells it when there is room again. With
too little room nothing is begun, so that the card is not even asked.
"""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from firmware.app.issue import MIN_FREE_BYTES
from firmware.app.tidings import LITTLE_ROOM_BYTES
from firmware.desk.keys import parse_keys
from firmware.desk.stall import demo_config
from firmware.desk.stand import PLENTY_BYTES, Stand
from firmware.store.errors import StoreError, StoreFault
from tests.campaign.outcome import Outcome, Score
from tests.faultdisk import planted
from tests.faultdisk.disk import Failure, FaultDisk
from tests.faultdisk.platter import Loss
from tests.faultdisk.plug import plugged
from tests.faultdisk.shop import founded, shop_in
from tests.power.invariants import violations
from tests.power.light import lighten
from tests.power.world import NEXT_CENTS, SCENARIOS, World
from tests.store.till import SoftwareCard

#: Of all full disks one in so many is a whole till's, and of those one in three is seen before.
LIVE_SHARE: Final = 2
SALES: Final = 2
_SALE: Final = SCENARIOS[0]
_CARD: Final = SoftwareCard()
#: More bytes than two sales write.
_ROOM_BYTES: Final = 120_000
#: More touches than a sale of the whole till has.
_TOUCHES_OF_A_SALE: Final = 26
#: A log that cannot be made is a file that cannot be opened, says SQLite.
_SAID: Final = frozenset({StoreFault.FULL, StoreFault.ABSENT, None})


def run(count: int, seed: int, folder: Path) -> Outcome:
    """Each touch of two sales in turn, refused in three ways; and whole tills, with their words."""
    score, dice = Score(), random.Random(seed)
    live = count // LIVE_SHARE
    ground = founded(folder / "ground", _CARD)
    for number in range(count - live):
        with score.attempt(f"shop {number}, seed {seed}"):
            assert [] == _wrong(score, folder / "shop", ground, number, dice)
    with pytest.MonkeyPatch.context() as patch:
        lighten(patch)
        world = World(folder, demo_config(), _SALE)
        for number in range(live):
            with score.attempt(f"till {number}, seed {seed}"):
                assert [] == _wrong_on_a_till(score, world, number, dice)
        for name, (plant, number) in _FAULTS.items():
            score.control(name, found=_is_found(plant, world, number))
    return score.outcome()


def _wrong(score: Score, folder: Path, ground: Path, number: int, dice: random.Random) -> list[str]:
    """A disk that is full from some moment of two sales on; then there is room, and a cut."""
    with FaultDisk(folder=folder) as disk:
        shop = shop_in(folder, ground, disk, _CARD)
        if number % 3 == 0:
            disk.fill(dice.randrange(_ROOM_BYTES))
        else:
            kind = Failure.ENOSPC if number % 3 == 1 else Failure.SHORT
            disk.fail_at(number // 3 + 1, kind, is_lasting=True)
        fault = None
        try:
            shop.sell_some(SALES)
        except StoreError as error:
            fault = error.fault
        assert fault in _SAID
        score.facts["refused" if fault else "had room enough"] += 1
        disk.mend()
        shop.sell_some(SALES)
        shop.cut(dice, Loss.DROP_ALL)
        return shop.wrong()


def _wrong_on_a_till(score: Score, world: World, number: int, dice: random.Random) -> list[str]:
    """BAR while the disk is full, or fills in the middle; when there is room it is sold once."""
    with FaultDisk() as disk:
        with plugged(disk, dice):
            history = world.off_at_the_brink()
        stand = history.stand
        stand.free_bytes = LITTLE_ROOM_BYTES - 1
        assert stand.boot()
        assert any("Speicher knapp" in screen.main for screen in stand.screens), "not warned"
        score.facts["warned at the start"] += 1
        signed, is_foreseen = len(history.digests), number % 3 == 0
        if is_foreseen:
            stand.free_bytes = MIN_FREE_BYTES - 1
        disk.fail_at(dice.randrange(1, _TOUCHES_OF_A_SALE), Failure.ENOSPC, is_lasting=True)
        assert _SALE.act(stand)
        _require_words(stand)
        if is_foreseen:
            assert signed == len(history.digests), "signed without room for it"
            score.facts["refused before the card was asked"] += 1
        disk.mend()
        stand.free_bytes = PLENTY_BYTES
        assert stand.press(parse_keys("C"))
        if stand.station.loop.till.basket.lines:
            assert _SALE.act(stand)
        history.sell_once_more()
        stand.cut()
        assert stand.boot()
        found = violations(history, _SALE, (NEXT_CENTS,))
        stand.shut_down()
        return found


def _require_words(stand: Stand) -> None:
    """What is shown as paid is stored; else the display says why it is not."""
    screen = stand.screen
    is_paid = screen.item == "BEZAHLT"
    assert is_paid == any(one.kind.value == "standard" for one in stand.book.receipts())
    assert is_paid or screen.main == "Speicher voll", screen


def _is_found(plant: Callable[[pytest.MonkeyPatch], None], world: World, number: int) -> bool:
    """Whether any of some tills with this fault shows it."""
    dice, score = random.Random(1), Score()
    with pytest.MonkeyPatch.context() as patch:
        plant(patch)
        for _ in range(_TOUCHES_OF_A_SALE):
            with score.attempt("planted"):
                assert [] == _wrong_on_a_till(Score(), world, number, dice)
            if score.failures:
                return True
    return False


_FAULTS: Final = {
    "a receipt begun without room": (planted.begin_without_room, 0),
    "a failed commit taken for a good one": (planted.swallow_errors, 1),
}
