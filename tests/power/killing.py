"""Tills that die by SIGKILL in a process of their own, and what they leave beside their book."""

import os
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

from hal.printer.emulator import EmulatedPrinter
from tests.power import victim
from tests.power.world import History, codes

_LIFE_S = 60


def kill(history: History, edge: int) -> None:
    """Let a program of its own sell on the book of `history` and die at `edge`."""
    stand = history.stand
    folder = stand.book_path.parent
    command = [sys.executable, "-m", "tests.power.victim", str(folder)]
    command += [stand.clock.now().utc.isoformat(), str(edge)]
    root = Path(__file__).parents[2]
    done = subprocess.run(command, cwd=root, capture_output=True, timeout=_LIFE_S, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    gather(history)


def kill_child(history: History, edge: int, *, in_boot: bool = False) -> None:
    """The same in a child of this process, which begins with everything loaded, patches too.

    Of a boot that is over before `edge` it dies at the end.
    """
    stand = history.stand
    now = stand.clock.now().utc

    def life() -> None:
        victim.live(stand.book_path.parent, stand.config, now, edge, in_boot=in_boot)
        assert in_boot, "the sale has that edge"
        os.kill(os.getpid(), signal.SIGKILL)

    die(life)
    gather(history)


def die(life: Callable[[], None]) -> None:
    """Let a child of this process live until it kills itself.

    Raises:
        AssertionError: it ended in another way.
    """
    child = os.fork()
    if child == 0:
        # Nothing of the parent's may be tidied up here.
        try:
            life()
        except BaseException:  # noqa: BLE001 - the parent only learns that it was not SIGKILL
            traceback.print_exc()
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), f"it ended by itself: {status}"
    assert signal.SIGKILL == os.WTERMSIG(status)


def gather(history: History) -> None:
    """What the dead one had on paper and what its card had signed, taken from beside its book."""
    folder = history.stand.book_path.parent
    cable, card = folder / victim.CABLE, folder / victim.CARD
    paper = EmulatedPrinter(history.stand.bench.printer.model)
    if cable.exists():
        paper.feed(cable.read_bytes())
        cable.unlink()
    paper.is_powered = False
    history.paper += [(codes(slip), slip.is_complete) for slip in paper.slips]
    signed = card.read_bytes()
    card.unlink()
    history.digests[:0] = [signed[start : start + 32] for start in range(0, len(signed), 32)]
