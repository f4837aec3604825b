"""The plug of the whole machine, pulled again and again; each time it starts and sells.

The disk forgets what was not flushed. `KASSA_CUTS` says how often, one cut costs a start, and
`KASSA_SEED` which cuts they are: runs of other seeds over one image add up.
"""

import json
import os
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from time import monotonic

import pytest

from machine.cuts import Cut, draw_cuts
from machine.explore import take_partition
from machine.partitions import fat_of, partitions_of
from machine.till import copy_disk
from tests.vm.judge import Left, faults, take_till
from tests.vm.plugs import SELLS_S, Plugged, plugged
from tests.vm.tills import RESULTS, Built

_CUTS = int(os.environ.get("KASSA_CUTS", "200"))
_SEED = int(os.environ.get("KASSA_SEED", "20261122"))
_DATA, _BOOTCONF = 6, 1
_MINUTES_A_CUT = 3

pytestmark = [pytest.mark.power, pytest.mark.timeout(600 + 60 * _MINUTES_A_CUT * _CUTS)]


@dataclass(slots=True)
class Log:
    """What was done, written down after each cut: a run that is broken off has its counts, too."""

    image: str
    cuts: int = 0
    in_start: int = 0
    ways: Counter[str] = field(default_factory=Counter)
    at_stake: int = 0
    stayed: int = 0
    first_sale_s: list[float] = field(default_factory=list)
    paces: list[float] = field(default_factory=list)
    codes: int = 0
    bad: list[str] = field(default_factory=list)

    def keep(self) -> None:
        """As dist/image/power-cuts-SEED.json."""
        said = {
            "image": self.image,
            "seed": _SEED,
            "cuts": self.cuts,
            "of_these_in_a_start": self.in_start,
            "survival": dict(self.ways),
            "sectors_at_stake": self.at_stake,
            "sectors_stayed": self.stayed,
            "codes_on_paper": self.codes,
            "starts_that_sold": len(self.first_sale_s),
            "power_to_paper_s": [round(one, 1) for one in self.first_sale_s],
            "pace": [round(one, 2) for one in self.paces],
            "faults": self.bad,
        }
        (RESULTS / f"power-cuts-{_SEED}.json").write_text(json.dumps(said, indent=2) + "\n")


def test_it_sells_after_each_cut(built: Built, begun_card: Path, tmp_path: Path) -> None:
    """§ 131 BAO, § 8 RKSV: book whole, printed is stored, numbers go on, settings stay."""
    card, log = copy_disk(begun_card, tmp_path / "card.img"), _log(built)
    golden = _settings(built, card, _left(built, card, tmp_path))
    chance = Random(_SEED)
    with plugged(built, card, "power-cuts", lambda _event: None) as till:
        for cut in draw_cuts(_CUTS, _SEED):
            _live_until(till, cut, chance, log)
            at_stake, stayed = till.pull(cut)
            log.cuts += 1
            log.in_start += cut.is_in_start
            log.ways[cut.survival.value] += 1
            log.at_stake += at_stake
            log.stayed += stayed
            log.codes = len(till.watch.codes)
            left = _left(built, card, tmp_path)
            log.bad += faults(left, till.watch.codes, tmp_path / "judged", sells=False)
            if _settings(built, card, left) != golden:
                log.bad.append(f"settings: they are not what they were before {cut}")
            log.keep()
            assert [] == log.bad
        # And after the last one, too.
        log.first_sale_s.append(till.first_sale())
        log.paces.append(till.one.till.pace)
        log.keep()
    assert _CUTS == log.cuts


def _log(built: Built) -> Log:
    """Of the image as its root hash names it."""
    return Log(image=json.loads(built.facts.read_text(encoding="utf-8"))["root_hash"])


def _live_until(till: Plugged, cut: Cut, chance: Random, log: Log) -> None:
    """From the power to the moment of the cut."""
    machine = till.one.till
    if cut.is_in_start:
        machine.power_on()
        until_s = monotonic() + cut.after_s * machine.pace
        machine.wait(lambda: monotonic() >= until_s, "the moment", cut.after_s + SELLS_S)
        return
    took_s = till.first_sale()
    log.first_sale_s.append(took_s)
    log.paces.append(machine.pace)
    till.sell_until(monotonic() + cut.after_s * machine.pace, chance)


def _settings(built: Built, card: Path, left: Left) -> tuple[bytes, ...]:
    """Settings in both places, and what the firmware starts from."""
    fat = fat_of(built.tools, card, _BOOTCONF)
    return left.settings, fat.read("autoboot.txt"), fat.read("kassa.toml")


def _left(built: Built, card: Path, folder: Path) -> Left:
    """From a copy: the machine itself mends its own disk when it starts."""
    image = take_partition(card, partitions_of(card)[_DATA], folder / "data.img")
    return take_till(built.tools, image, folder / "left")
