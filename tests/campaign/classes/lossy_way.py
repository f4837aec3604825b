"""Classes 10 and 12: requests and answers get lost; connections break at any byte."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from firmware.accord import batch
from firmware.store import line
from tests.campaign.outcome import Outcome, Score
from tests.campaign.till_and_archive import (
    LOST,
    RECOVERY_S,
    for_ever,
    pass_time,
    registered,
    require_equal,
)
from tests.faultproxy.proxy import GOOD, Fault, FaultProxy, Plan, running_proxy
from tests.sync.archive.fake import FakeArchive, FakeTill, Heard, Reply, running_archive
from tests.sync.archive.stall import Stall

_HOUR_S: Final = 3600.0
_SALES_AN_HOUR: Final = 3
#: More than any request or answer of ours has, with its head.
_BYTES: Final = 4_000
#: Real seconds: what is silent costs as much for each try.
_DEADLINE_S: Final = 1
_SLOW_BYTES_A_S: Final = 40_000


def run_loss(count: int, seed: int, folder: Path) -> Outcome:
    """Hours of a market behind a net that loses 1 to 50 of 100 requests or answers."""
    score = Score()
    dice = random.Random(seed)
    with registered(folder / "till") as stall:
        for hour in range(count):
            with score.attempt(f"seed {seed}, hour {hour}"):
                _lose(stall, score, dice)
                _sell_for_an_hour(stall, dice)
                hashes = [row.hash for row in stall.book.journal()]
                there = stall.archive.till.hashes
                assert hashes[: len(there)] == there, "the archive has what the book has not"
        with score.attempt("the net is back"):
            _recover(stall)
            require_equal(stall)
        score.facts["rows"] = stall.rows
        score.facts["requests"] = len(stall.archive.heard)
    score.control("an archive that forgets a row", found=_is_found(folder / "loss", forget_a_row))
    return score.outcome()


def _lose(stall: Stall, score: Score, dice: random.Random) -> None:
    share = dice.uniform(0.01, 0.5)

    def lose(heard: Heard) -> Reply | None:
        if dice.random() >= share:
            return None
        score.facts["lost"] += 1
        if dice.random() < 0.5:
            # The answer got lost, and the request did not.
            stall.archive.honest(heard)
        return LOST

    stall.archive.tricks.clear()
    for_ever(stall.archive, lose)


def _sell_for_an_hour(stall: Stall, dice: random.Random) -> None:
    for _ in range(_SALES_AN_HOUR):
        stall.sell(dice.randrange(1, 3))
        pass_time(stall, _HOUR_S / _SALES_AN_HOUR)


def _recover(stall: Stall) -> None:
    stall.archive.tricks.clear()
    stall.hurry()
    pass_time(stall, RECOVERY_S)


def run_breaks(count: int, seed: int, folder: Path) -> Outcome:
    """Real connections, each broken once at a byte of chance; then it must all be there once."""
    score = Score()
    dice = random.Random(seed)
    with running_archive() as archive, running_proxy(archive.url) as proxy:
        stall = Stall(folder / "till", archive, url=proxy.url, deadline_s=_DEADLINE_S)
        stall.register()
        for number in range(count):
            kind = dice.choice(sorted(BREAKS))
            score.facts[kind] += 1
            with score.attempt(f"seed {seed}, break {number}: {kind}"):
                _break(stall, proxy, BREAKS[kind](dice), is_killed=dice.random() < 0.3)
        score.facts["connections"] = proxy.connections
        stall.close()
    score.control("rows that come twice are kept twice", found=_is_found(folder / "twice", _twice))
    return score.outcome()


def _break(stall: Stall, proxy: FaultProxy, plan: Plan, *, is_killed: bool) -> None:
    plans = [plan]
    proxy.plan = lambda: plans.pop() if plans else GOOD
    # The next request needs a new connection.
    stall.side.hang_up()
    stall.sell()
    stall.hurry()
    stall.turns()
    if is_killed:
        stall.restart()
    stall.hurry()
    pass_time(stall, RECOVERY_S)
    require_equal(stall)


BREAKS: Final[dict[str, Callable[[random.Random], Plan]]] = {
    "reset in the request": lambda dice: Plan(up=dice.randrange(_BYTES)),
    "reset in the answer": lambda dice: Plan(down=dice.randrange(_BYTES)),
    "closed in the request": lambda dice: Plan(up=dice.randrange(_BYTES), fault=Fault.CLOSE),
    "closed in the answer": lambda dice: Plan(down=dice.randrange(_BYTES), fault=Fault.CLOSE),
    "the answer lost, sent again": lambda _dice: Plan(down=0),
    "half open": lambda dice: Plan(down=dice.randrange(_BYTES), fault=Fault.SILENCE),
    "late": lambda dice: Plan(delay_s=dice.uniform(0.0, 0.1)),
    "dripping": lambda dice: Plan(bytes_a_s=_SLOW_BYTES_A_S, down=dice.randrange(_BYTES)),
}


def _is_found(folder: Path, plant: Callable[[pytest.MonkeyPatch], None]) -> bool:
    """Whether an archive with this fault shows, when answers get lost."""
    score = Score()
    with pytest.MonkeyPatch.context() as patch, registered(folder) as stall:
        plant(patch)
        for number in range(3):
            with score.attempt(str(number)):
                stall.sell(2)
                stall.archive.tricks.append(lambda heard: stall.archive.honest(heard) and LOST)
                _recover_after(stall)
                require_equal(stall)
    return bool(score.failures)


def _recover_after(stall: Stall) -> None:
    stall.hurry()
    stall.turns()
    _recover(stall)


def forget_a_row(patch: pytest.MonkeyPatch) -> None:
    """An archive that loses the last row of each batch it has confirmed."""
    take = FakeArchive._take

    def take_less(archive: FakeArchive, till: FakeTill, body: bytes) -> Reply:
        reply = take(archive, till, body)
        till.hashes.pop()
        return reply

    patch.setattr(FakeArchive, "_take", take_less)


def _twice(patch: pytest.MonkeyPatch) -> None:
    def take_all(archive: FakeArchive, till: FakeTill, body: bytes) -> Reply:
        till.hashes += [line.decode(one).hash for one in batch.unpack(body)]
        return archive.ack(till)

    patch.setattr(FakeArchive, "_take", take_all)
