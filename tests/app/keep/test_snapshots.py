"""firmware.app.keep.snapshots: whole copies of the book, the last four in turn."""

import random
import shutil
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from firmware.app.keep import snapshots
from firmware.app.keep.snapshots import FREE_AFTERWARDS_BYTES, State, own_states, states, take
from firmware.store import integrity
from firmware.store import snapshot as store_snapshot
from firmware.store.errors import StoreError, StoreFault
from firmware.store.head import head_of
from firmware.store.reader import Reader
from tests.app.day import Day, utc

Take = Callable[[], Path]
PLENTY = 10**10


@pytest.fixture
def folder(day: Day) -> Path:
    """Where the copies are."""
    return snapshots.folder_of(day.stand.book_path)


@pytest.fixture
def copy(day: Day, folder: Path) -> Take:
    """Make one, a minute after the last."""

    def make() -> Path:
        day.stand.clock.advance(60)
        return take(day.stand.book, folder, PLENTY, day.stand.clock.now().utc)

    return make


def numbers(folder: Path) -> list[int]:
    """Up to which receipt each copy goes, the oldest first."""
    return [state.receipts for state in states(folder)]


def test_a_copy_is_the_book(day: Day, copy: Take, folder: Path) -> None:
    """K033: whole as its own check sees it, up to the last row; its name says so."""
    day.type("250 WG1 BAR")
    made = copy()
    assert "buch__GRAZ-01__2026-11-20T080100Z__00000002.sqlite" == made.name
    with Reader.open_read_only(made) as book:
        assert () == integrity.check(book, integrity.FULL)
        assert head_of(day.stand.book) == head_of(book)
    assert [made] == list(folder.iterdir())
    assert 0o700 == folder.stat().st_mode & 0o777


def test_the_last_four_states(day: Day, copy: Take, folder: Path) -> None:
    """K034: the fifth takes the place of the oldest, but for the first one of the quarter."""
    for _ in range(6):
        day.type("250 WG1 BAR")
        copy()
    assert [2, 4, 5, 6, 7] == numbers(folder)


def test_the_same_state_again(day: Day, copy: Take, folder: Path) -> None:
    """A till that sells nothing does not push out what it sold: the newer copy counts."""
    day.type("250 WG1 BAR")
    copy()
    day.type("250 WG1 BAR")
    for _ in range(5):
        last = copy()
    assert [2, 3] == numbers(folder)
    assert last.name == states(folder)[-1].path.name


def test_one_of_each_quarter(day: Day, folder: Path) -> None:
    """K034: the first copy of each of the last four quarters stays, whatever comes after it."""
    for month in range(14):
        year, number = divmod(10 + month, 12)
        day.until(f"{2026 + year}-{number + 1:02}-25T09:00:00")
        day.type("C C 250 WG1 BAR")
        take(day.stand.book, folder, PLENTY, day.stand.clock.now().utc)
    kept = [f"{state.made_utc:%Y-%m}" for state in states(folder)]
    quarters, last_four = ["01", "04", "07", "10"], ["09", "10", "11", "12"]
    assert [f"2027-{month}" for month in sorted({*quarters, *last_four})] == kept


def state(made: datetime, receipts: int) -> State:
    """A copy as its name tells."""
    name = f"{made:%Y%m%dT%H%M%S}-{receipts}"
    return State(path=Path(name), register_id="GRAZ-01", made_utc=made, receipts=receipts)


def test_what_is_superfluous() -> None:
    """Five quarters with a sale a month: the last four states, the first ones of four quarters."""
    begin = datetime(2025, 10, 15, tzinfo=UTC)
    found = [state(begin + timedelta(days=30 * step), step + 1) for step in range(15)]
    gone = [one.receipts for one in snapshots.superfluous(found)]
    kept = [one.receipts for one in found if one.receipts not in gone]
    assert [4, 7, 10, 12, 13, 14, 15] == kept


def test_too_little_room(day: Day, folder: Path) -> None:
    """E15: a copy never takes the room that selling needs, and an export at the end."""
    path = day.stand.book_path
    needed = path.stat().st_size + path.with_name(f"{path.name}-wal").stat().st_size
    least, now_utc = FREE_AFTERWARDS_BYTES + 2 * needed, day.stand.clock.now().utc
    with pytest.raises(StoreError) as caught:
        take(day.stand.book, folder, least - 1, now_utc)
    assert StoreFault.FULL is caught.value.fault
    assert [] == list(folder.iterdir())
    assert take(day.stand.book, folder, least, now_utc).exists()


def test_nothing_goes_before_the_new_one_is_whole(
    day: Day, copy: Take, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """K034: a disk that fails while copying leaves the states that were there."""
    for _ in range(4):
        day.type("250 WG1 BAR")
        copy()
    before = numbers(folder)
    day.type("250 WG1 BAR")

    def fail(_book: Reader, part: Path) -> None:
        part.write_bytes(b"half")
        raise sqlite3.OperationalError("disk I/O error")

    with monkeypatch.context() as patch:
        patch.setattr(store_snapshot, "_copy", fail)
        with pytest.raises(sqlite3.OperationalError):
            copy()
    assert before == numbers(folder)
    assert 4 == len(list(folder.iterdir()))


def test_a_medium_that_gives_back_something_else(
    day: Day, copy: Take, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A copy counts only when it was read back."""
    whole = store_snapshot.snapshot

    def spoil(book: Reader, out: Path) -> None:
        whole(book, out)
        with sqlite3.connect(out) as connection:
            connection.execute("DROP TRIGGER journal_no_update")
            connection.execute("UPDATE journal SET content = '{}' WHERE seq = 3")
        connection.close()

    monkeypatch.setattr(snapshots, "snapshot", spoil)
    day.type("250 WG1 BAR")
    with pytest.raises(StoreError, match="not whole"):
        copy()
    assert [] == list(folder.iterdir())


def test_what_a_cut_left_is_removed(copy: Take, folder: Path) -> None:
    """A half copy never has a name of ours."""
    folder.mkdir()
    (folder / "neu.sqlite.part").write_bytes(b"half")
    (folder / "neu.sqlite").write_bytes(b"whole, but without its name")
    made = copy()
    assert [made] == list(folder.iterdir())


def test_what_is_not_ours_is_left_alone(day: Day, copy: Take, folder: Path) -> None:
    """Damaged copies, those of another register, and a person's files: neither counted nor gone."""
    damaged = copy()
    damaged.write_bytes(b"no book")
    foreign = folder / damaged.name.replace("GRAZ-01", "WIEN-02")
    shutil.copyfile(damaged, foreign)
    note = folder / "liste.txt"
    note.touch()
    for _ in range(6):
        day.type("250 WG1 BAR")
        copy()
    assert all(path.exists() for path in (damaged, foreign, note))
    faults = {state.path.name: state.fault for state in states(folder) if state.head is None}
    assert {damaged.name, foreign.name} == set(faults)
    assert all(faults.values())


def test_a_name_that_lies(day: Day, copy: Take, folder: Path) -> None:
    """What a copy holds its own head says, not its name."""
    made = copy()
    made.rename(made.with_name(made.name.replace("00000001", "00000099")))
    (seen,) = states(folder)
    assert "holds GRAZ-01 up to receipt 1" == seen.fault
    assert () == own_states(day.stand.book, folder)
    assert 0 == snapshots.last_row(day.stand.book, folder)


def test_a_clock_that_was_set_back(day: Day, copy: Take, folder: Path) -> None:
    """The newest is the one that goes furthest, whatever its name says of the time."""
    day.type("250 WG1 BAR")
    copy()
    day.type("250 WG1 BAR")
    early = utc("2026-11-20T07:00:00")
    last = take(day.stand.book, folder, PLENTY, early)
    assert last.name == states(folder)[-1].path.name
    head = head_of(day.stand.book)
    assert head is not None
    assert head.journal_seq == snapshots.last_row(day.stand.book, folder)


def test_no_folder_no_copies(day: Day, folder: Path) -> None:
    """A till that never closed a day."""
    assert () == states(folder)
    assert 0 == snapshots.last_row(day.stand.book, folder)


@pytest.mark.parametrize("moment", ["2026-13-45T999999Z", "0000-01-01T000000Z"])
def test_a_name_that_is_no_moment(copy: Take, folder: Path, moment: str) -> None:
    """Whoever laid it there: it is no copy, and keeps no till from selling."""
    made = copy()
    made.with_name(f"buch__GRAZ-01__{moment}__00000001.sqlite").write_bytes(b"")
    assert [made] == [state.path for state in states(folder)]


def test_twice_in_one_second(day: Day, folder: Path) -> None:
    """The later one takes the place of the first: it holds all of it, and more."""
    at_utc = day.stand.clock.now().utc
    first = take(day.stand.book, folder, PLENTY, at_utc)
    day.type("250 WG1 C")
    second = take(day.stand.book, folder, PLENTY, at_utc)
    assert first == second
    (state,) = states(folder)
    assert head_of(day.stand.book) == state.head


def test_any_damage(day: Day, copy: Take, folder: Path) -> None:
    """A copy with bytes of another, also where SQLite quotes them, is one with a fault at most."""
    chance, made = random.Random(1), copy()
    good = made.read_bytes()
    for _ in range(200):
        spoiled = bytearray(good)
        for _ in range(chance.choice((1, 3, 50))):
            spoiled[chance.randrange(chance.choice((200, 4096, len(good))))] = chance.randrange(256)
        made.write_bytes(spoiled)
        assert {made} >= {state.path for state in own_states(day.stand.book, folder)}
