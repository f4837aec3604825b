"""Crash states out of a record, and an ext4 put right without being mounted."""

from pathlib import Path

import pytest

from machine.explore import (
    CrashState,
    Event,
    Explorer,
    Moment,
    Record,
    Seen,
    draw_moments,
    events,
    mend,
    take_out,
    take_partition,
)
from machine.partitions import Partition
from machine.tools import MachineError
from machine.voldisk import SECTOR, Flushed, Survival, Written
from tests.machine.host_tools import HostTools

_PART = Partition(number=6, name="data", offset=2 * SECTOR, size=4 * SECTOR)


def _text(letter: str) -> bytes:
    return letter.encode() * SECTOR


def _wrote(sector: int, letter: str) -> Written:
    return Written(offset=sector * SECTOR, text=_text(letter))


#: One sector flushed and seen, one at stake, one outside of the partition.
_LIFE: tuple[Event, ...] = (
    _wrote(2, "a"),
    Flushed(),
    Seen(b"one"),
    _wrote(2, "b"),
    _wrote(3, "c"),
    _wrote(0, "x"),
    Flushed(),
    Seen(b"two"),
)


@pytest.fixture
def explorer(tmp_path: Path) -> Explorer:
    """Of that life, on a disk of eight sectors."""
    (tmp_path / "base").write_bytes(_text("o") * 8)
    with Record(tmp_path / "record") as record:
        for event in _LIFE:
            record(event)
    return Explorer(tmp_path / "record", tmp_path / "base", _PART, tmp_path)


def _look(state: CrashState) -> tuple[str, tuple[bytes, ...]]:
    text = state.image.read_bytes()
    return text[::SECTOR].decode(), state.seen


def _at(count: int, survival: Survival) -> Moment:
    return Moment(count=count, survival=survival, seed=1)


def test_a_record_is_read_as_it_was_written(tmp_path: Path) -> None:
    """Everything, in order; after its end nothing is written any more."""
    written = (*_LIFE, Written(offset=0, text=_text("t"), is_through=True))
    with Record(tmp_path / "record") as record:
        for event in written:
            record(event)
    record(Flushed())
    assert written == tuple(events(tmp_path / "record"))


@pytest.mark.parametrize("cut_bytes", [1, 400, 520])
def test_a_record_that_breaks_off(tmp_path: Path, cut_bytes: int) -> None:
    """Is none."""
    with Record(tmp_path / "record") as record:
        record(_wrote(1, "a"))
    whole = (tmp_path / "record").read_bytes()
    (tmp_path / "record").write_bytes(whole[:-cut_bytes])
    with pytest.raises(MachineError, match="breaks off"):
        tuple(events(tmp_path / "record"))


def test_something_else_is_no_record(tmp_path: Path) -> None:
    """Told by the first letter."""
    (tmp_path / "record").write_bytes(b"?" + bytes(12))
    with pytest.raises(MachineError, match="no record"):
        tuple(events(tmp_path / "record"))


def test_each_moment_has_what_was_flushed(explorer: Explorer) -> None:
    """None of the rest, and the world that had seen so much."""
    states = explorer.states([_at(count, Survival.NONE) for count in range(9)])
    assert [
        ("oooo", ()),
        ("oooo", ()),
        ("aooo", ()),
        ("aooo", (b"one",)),
        ("aooo", (b"one",)),
        ("aooo", (b"one",)),
        ("aooo", (b"one",)),
        ("bcoo", (b"one",)),
        ("bcoo", (b"one", b"two")),
    ] == [_look(state) for state in states]
    assert 1 == explorer.elsewhere


def test_or_all_of_the_rest(explorer: Explorer) -> None:
    """And how many sectors were at stake."""
    moments = [_at(count, Survival.ALL) for count in (1, 4, 5, 5)]
    states = [(*_look(one), one.unflushed, one.stayed) for one in explorer.states(moments)]
    assert [
        ("aooo", (), 1, 1),
        ("booo", (b"one",), 1, 1),
        ("bcoo", (b"one",), 2, 2),
        ("bcoo", (b"one",), 2, 2),
    ] == states


def test_chance_leaves_any_part(explorer: Explorer) -> None:
    """Of two sectors at stake all four outcomes come; a seed gives the same one again."""
    moments = [Moment(count=5, survival=Survival.HALF, seed=seed // 2) for seed in range(60)]
    looks = [_look(state)[0] for state in explorer.states(moments)]
    assert {"aooo", "booo", "acoo", "bcoo"} == set(looks)
    assert looks[::2] == looks[1::2]


def test_moments_are_drawn_in_order() -> None:
    """So many, within bounds, each way a third of them; by a seed."""
    moments = draw_moments(10, 50, 30, 7)
    counts = [one.count for one in moments]
    assert sorted(counts) == counts
    assert {10 <= one <= 50 for one in counts} == {True}
    ways = [one.survival for one in moments]
    assert [10, 10, 10] == [ways.count(way) for way in Survival]
    assert moments == draw_moments(10, 50, 30, 7)
    assert moments != draw_moments(10, 50, 30, 8)


def test_a_partition_by_itself(tmp_path: Path) -> None:
    """Zeros are holes, and its size is its own, also where the disk ends before."""
    (tmp_path / "disk").write_bytes(_text("o") * 3 + bytes(SECTOR))
    took = take_partition(tmp_path / "disk", _PART, tmp_path / "part")
    assert _text("o") + bytes(3 * SECTOR) == took.read_bytes()


def _ext4(path: Path, content: Path) -> Path:
    tools = HostTools()
    with path.open("wb") as file:
        file.truncate(8 * 1024 * 1024)
    tools.run("mkfs.ext4", "-q", "-d", content, path)
    return path


def test_files_out_of_an_ext4(tmp_path: Path) -> None:
    """A folder with what is below it; one that is not there is told."""
    tools, source = HostTools(), tmp_path / "source"
    (source / "till" / "keys").mkdir(parents=True)
    (source / "till" / "keys" / "aes").write_bytes(b"secret")
    image = _ext4(tmp_path / "image", source)
    mend(tools, image)
    took = take_out(tools, image, "till", tmp_path / "out")
    assert b"secret" == (took / "keys" / "aes").read_bytes()
    with pytest.raises(MachineError, match="no folder post"):
        take_out(tools, image, "post", tmp_path / "out")


def test_what_cannot_be_mended(tmp_path: Path) -> None:
    """No file system any more; and one that e2fsck does not dare to touch by itself."""
    (tmp_path / "source").mkdir()
    image = _ext4(tmp_path / "image", tmp_path / "source")
    with image.open("r+b") as file:
        # The root folder's block group is gone, the superblock is not.
        file.seek(2048)
        file.write(bytes(3 * 1024 * 1024))
    with pytest.raises(MachineError, match="e2fsck -p"):
        mend(HostTools(), image)
    image.write_bytes(bytes(1024 * 1024))
    with pytest.raises(MachineError, match="e2fsck -p"):
        mend(HostTools(), image)
