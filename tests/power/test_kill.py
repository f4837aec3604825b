"""The plug of the machine: a till killed by SIGKILL between two touches, booted by another."""

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from hal.printer.emulator import EmulatedPrinter
from tests.power import victim
from tests.power.invariants import violations
from tests.power.world import SCENARIOS, History, Scenario, World

NewWorld = Callable[[Scenario], World]

SALE = SCENARIOS[0]
#: Where the victim dies: the n-th edge of that name.
PLACES = (
    ("disk: before INSERT INTO intent", 1),
    ("disk: before COMMIT", 1),
    ("disk: after COMMIT", 1),
    ("card: after 002a", 1),
    ("disk: before COMMIT", 2),
    ("disk: after COMMIT", 2),
    ("cable: after write", 12),
)
LIFE_S = 60


def edge_number(names: list[str], name: str, nth: int) -> int:
    """Which edge of all the n-th of that name is."""
    return [number for number, one in enumerate(names, start=1) if one == name][nth - 1]


def kill(history: History, edge: int) -> None:
    """Let a process sell on the book of `history` and die at `edge`."""
    stand = history.stand
    folder = stand.book_path.parent
    command = [sys.executable, "-m", "tests.power.victim", str(folder)]
    command += [stand.clock.now().utc.isoformat(), str(edge)]
    root = Path(__file__).parents[2]
    done = subprocess.run(command, cwd=root, capture_output=True, timeout=LIFE_S, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    paper = EmulatedPrinter(stand.bench.printer.model)
    if (folder / victim.CABLE).exists():
        paper.feed((folder / victim.CABLE).read_bytes())
    paper.is_powered = False
    history.paper += [(slip.qr_payloads, slip.is_complete) for slip in paper.slips]
    signed = (folder / victim.CARD).read_bytes()
    history.digests[:0] = [signed[start : start + 32] for start in range(0, len(signed), 32)]


@pytest.mark.parametrize(("name", "nth"), PLACES)
def test_kill_9(new_world: NewWorld, name: str, nth: int) -> None:
    """Anlage Z 4 RKSV: a till that is killed loses nothing and makes nothing twice."""
    world = new_world(SALE)
    edge = edge_number(world.edges(), name, nth)
    history = world.off_at_the_brink()
    # The victim's probe has a random text of its own: it is the first that its card signs.
    kill(history, edge)
    del history.digests[0]
    history.end()
    assert violations(history, SALE) == []
    history.stand.shut_down()
