"""firmware.app.hardware.stick_speed: a file of our own, there and back, and gone."""

from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from firmware.app.hardware import stick_speed
from firmware.app.hardware.stick_speed import NAME, TEST_BYTES, NotTheSameError, Speed, measure
from tests.stickfs.fixtures import PlugFolder, plug_folder
from tests.stickfs.mischief import Mischief

__all__ = ["plug_folder"]


def seconds(step: float) -> Callable[[], float]:
    """A clock that moves by so much whenever it is asked."""
    ticks = count()
    return lambda: next(ticks) * step


def nothing() -> None:
    """Nobody wants the end."""


def test_rates(tmp_path: Path) -> None:
    """Bytes in the seconds that went by; nothing stays."""
    speed = measure(tmp_path, seconds(2.0), nothing, seed=b"1")
    assert Speed(written=TEST_BYTES // 2, read=TEST_BYTES // 2) == speed
    assert [] == list(tmp_path.iterdir())


def test_no_time_at_all(tmp_path: Path) -> None:
    """A clock that stands still divides by nothing."""
    assert measure(tmp_path, seconds(0.0), nothing, seed=b"1").read > 0


@pytest.mark.parametrize(
    "mischief", [Mischief(swallows_after=100_000), Mischief(distorts=True)], ids=["fake", "bad"]
)
def test_a_stick_that_lies(plug_folder: PlugFolder, mischief: Mischief) -> None:
    """It took everything, and gives back something else."""
    stick = plug_folder(mischief)
    with pytest.raises(NotTheSameError, match="is not as it was written"):
        measure(stick.folder, seconds(1.0), nothing, seed=b"1")


@pytest.mark.parametrize("mischief", [Mischief(room_bytes=100_000), Mischief(is_read_only=True)])
def test_a_stick_that_takes_nothing(plug_folder: PlugFolder, mischief: Mischief) -> None:
    """And keeps nothing."""
    stick = plug_folder(mischief)
    with pytest.raises(OSError, match=r"space|Read-only"):
        measure(stick.folder, seconds(1.0), nothing, seed=b"1")
    assert [] == list(stick.backing.iterdir())


def test_left(tmp_path: Path) -> None:
    """In the middle of the writing; the file goes as well."""

    def stop() -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        measure(tmp_path, seconds(1.0), stop, seed=b"1")
    assert [] == list(tmp_path.iterdir())


def test_somebody_elses_file_is_left_alone(tmp_path: Path) -> None:
    """A test that was cut left it, or it is no file of ours: told, not overwritten."""
    (tmp_path / NAME).write_text("mine")
    with pytest.raises(FileExistsError):
        measure(tmp_path, seconds(1.0), nothing, seed=b"1")
    assert "mine" == (tmp_path / NAME).read_text()


def test_no_two_pieces_are_the_same() -> None:
    """Nor those of two tests."""
    pieces = {stick_speed._piece(seed, number) for seed in (b"1", b"2") for number in range(32)}
    assert 64 == len(pieces)
    assert {stick_speed.PIECE_BYTES} == {len(piece) for piece in pieces}
