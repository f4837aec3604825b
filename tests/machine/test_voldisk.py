"""A disk that forgets: what a flush keeps, and what a cut takes."""

import tempfile
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from machine.voldisk import SECTOR, Flushed, Survival, VolatileDisk, Written, obey

_OLD, _NEW, _NEWER = b"o" * SECTOR, b"n" * SECTOR, b"m" * SECTOR


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Eight sectors of an older life."""
    made = tmp_path / "disk"
    made.write_bytes(_OLD * 8)
    return made


def test_what_was_written_is_read(path: Path) -> None:
    """By the machine at once; the file knows nothing of it before the flush."""
    disk = VolatileDisk(path)
    disk.write(SECTOR, _NEW * 2)
    assert _OLD + _NEW * 2 + _OLD == disk.read(0, 4 * SECTOR)
    assert (_OLD * 8, 2, 0) == (path.read_bytes(), disk.unflushed, disk.flushes)
    disk.flush()
    assert (_OLD + _NEW * 2 + _OLD * 5, 0, 1) == (path.read_bytes(), disk.unflushed, disk.flushes)
    disk.close()


@pytest.mark.parametrize(
    ("survival", "kept"), [(Survival.ALL, _NEW * 2), (Survival.NONE, _OLD * 2)]
)
def test_all_or_nothing(path: Path, survival: Survival, kept: bytes) -> None:
    """What was flushed stays in any case; of the rest all, or none."""
    disk = VolatileDisk(path)
    disk.write(0, _NEW)
    disk.flush()
    disk.write(SECTOR, _NEW * 2)
    assert (2, 2 if survival is Survival.ALL else 0) == disk.cut(survival, Random(1))
    assert _NEW + kept + _OLD * 5 == path.read_bytes() == disk.read(0, 8 * SECTOR)
    disk.close()


def test_half_is_chances_choice(path: Path) -> None:
    """Each sector by itself, the same by the same seed, another by another."""
    left = {}
    for seed in (*range(20), *range(20)):
        path.write_bytes(_OLD * 8)
        disk = VolatileDisk(path)
        disk.write(0, _NEW * 8)
        disk.cut(Survival.HALF, Random(seed))
        disk.close()
        assert left.setdefault(seed, path.read_bytes()) == path.read_bytes()
    assert 15 < len(set(left.values()))


def test_an_older_text_may_stay(path: Path) -> None:
    """Of a sector written twice between two flushes: nothing, the first or the second."""
    left = set()
    for seed in range(40):
        path.write_bytes(_OLD * 8)
        disk = VolatileDisk(path)
        disk.write(0, _NEW)
        disk.write(0, _NEWER)
        disk.cut(Survival.HALF, Random(seed))
        disk.close()
        left.add(path.read_bytes()[:SECTOR])
    assert {_OLD, _NEW, _NEWER} == left


def test_written_through(path: Path) -> None:
    """That text stays, and no other that was written before it."""
    disk = VolatileDisk(path)
    disk.write(0, _NEW)
    disk.write(SECTOR, _NEW, is_through=True)
    disk.cut(Survival.NONE, Random(1))
    assert _OLD + _NEW + _OLD * 6 == path.read_bytes()
    disk.close()


@pytest.mark.parametrize(("offset", "length"), [(1, SECTOR), (0, 7), (7 * SECTOR, 2 * SECTOR)])
def test_beside_the_sectors(path: Path, offset: int, length: int) -> None:
    """Nobody reads or writes there."""
    disk = VolatileDisk(path)
    with pytest.raises(ValueError, match=str(offset)):
        disk.read(offset, length)
    with pytest.raises(ValueError, match=str(offset)):
        disk.write(offset, bytes(length))
    disk.close()


_EVENTS = st.lists(
    st.one_of(
        st.builds(
            lambda at, text, through: Written(
                offset=at * SECTOR, text=bytes([text]) * SECTOR, is_through=through
            ),
            st.integers(0, 7),
            st.integers(1, 255),
            st.booleans(),
        ),
        st.just(Flushed()),
    ),
    max_size=30,
)


@given(_EVENTS, st.sampled_from(Survival), st.integers())
def test_nothing_is_made_up(happened: list[Written | Flushed], way: Survival, seed: int) -> None:
    """For every life and cut: each sector says what was flushed last, or something said since."""
    kept: dict[int, bytes] = {}
    since: dict[int, list[bytes]] = {}
    for event in happened:
        kept |= obey(since, event)
    may_be = {number: {kept.get(number, _OLD), *since.get(number, [])} for number in range(8)}
    # The same life once more, on a file.
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "disk"
        path.write_bytes(_OLD * 8)
        heard: list[Written | Flushed] = []
        disk = VolatileDisk(path, heard.append)
        for event in happened:
            if isinstance(event, Flushed):
                disk.flush()
            else:
                disk.write(event.offset, event.text, is_through=event.is_through)
        disk.cut(way, Random(seed))
        disk.close()
        says = path.read_bytes()
    assert happened == heard
    for number in range(8):
        assert says[number * SECTOR : (number + 1) * SECTOR] in may_be[number]
