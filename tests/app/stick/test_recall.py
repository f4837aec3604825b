"""firmware.app.stick.recall: a stick that was let go and is still in, for whoever waits for it."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from firmware.app.inbox import Message, StickSought
from firmware.app.stick.berth import Berth
from firmware.app.stick.recall import LIMIT_S, Recall
from firmware.till.requests import Failed, Stored
from hal.stick.emulator import EmulatedPort
from hal.stick.mounted import MountedSlot

NO_STICK = Failed(words="Kein Stick")


@dataclass
class Bench:
    port: EmulatedPort
    now_s: float = 100.0
    told: list[Message] = field(default_factory=list)

    def recall(self) -> Recall:
        slot = MountedSlot(self.port, self.port.mount_point)
        return Recall(Berth(slot), self.told.append, lambda: self.now_s)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(EmulatedPort(tmp_path / "mounted"))


def test_it_comes(bench: Bench) -> None:
    """Told once; whoever puts one in later was not waited for."""
    recall = bench.recall()
    assert not recall.came()
    assert recall.begin() is None
    assert (1, True, []) == (bench.port.recalled, recall.is_awaited, bench.told)
    assert (True, False) == (recall.came(), recall.came())
    bench.now_s += LIMIT_S
    recall.follow()
    assert [StickSought(answer=Stored())] == bench.told


def test_none_comes(bench: Bench) -> None:
    """Nobody waits for ever, and not a moment less."""
    recall = bench.recall()
    recall.begin()
    bench.now_s += LIMIT_S - 0.1
    recall.follow()
    assert [] == bench.told
    bench.now_s += 0.1
    recall.follow()
    assert [StickSought(answer=NO_STICK)] == bench.told
    assert not recall.is_awaited


def test_nobody_can_be_asked(bench: Bench) -> None:
    """Failed at once: nobody waits."""
    bench.port.is_deaf = True
    recall = bench.recall()
    assert NO_STICK == recall.begin()
    assert not recall.is_awaited
    nowhere = Recall(Berth(None), bench.told.append, lambda: 0.0)
    assert NO_STICK == nowhere.begin()
    assert [] == bench.told
