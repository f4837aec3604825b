"""firmware.app.keep.witnesses: what else knows how far a register came."""

from pathlib import Path

import pytest

from firmware.app.keep import snapshots
from firmware.app.keep.medium import FolderMedium
from firmware.app.keep.mirror import Mirror
from firmware.app.keep.witnesses import (
    EXPORT,
    MIRROR,
    SNAPSHOT,
    Scene,
    head_of_units,
    stick_of,
    witnesses,
)
from firmware.store.head import Head, head_of, to_bytes
from firmware.store.raw import units
from tests.app.day import Day

ID = "GRAZ-01"
PLENTY = 10**10


def head(day: Day) -> Head:
    """Where the till's book ends."""
    found = head_of(day.stand.book)
    assert found is not None
    return found


@pytest.fixture
def data(day: Day) -> Path:
    """The till's folder."""
    return day.stand.book_path.parent


def export(stick: Path, day: Day, name: str, register_id: str = ID) -> Path:
    """As much of an export as counts here: where it ends."""
    folder = stick / "Registrierkasse" / register_id / name
    folder.mkdir(parents=True)
    (folder / "KASSENSTAND.json").write_bytes(to_bytes(head(day)))
    return folder


def test_nothing_lies_about(data: Path, tmp_path: Path) -> None:
    """A new machine knows nothing."""
    found = witnesses(Scene(register_id=ID, folders=(data, tmp_path), sticks=(tmp_path,)))
    assert ((), ()) == (found.heads, found.unread)


def test_the_furthest_of_each_kind(day: Day, data: Path, tmp_path: Path) -> None:
    """Copies beside the book, exports on the stick, the mirror: each says where it ends."""
    medium = tmp_path / "medium"
    medium.mkdir()
    folder, now = snapshots.folder_of(day.stand.book_path), day.stand.clock.now
    for name in ("one", "two"):
        day.type("250 WG1 BAR")
        day.stand.clock.advance(60)
        export(tmp_path, day, name)
        export(tmp_path, day, name, "WIEN-02")
        snapshots.take(day.stand.book, folder, PLENTY, now().utc)
    expected = head(day)
    Mirror(FolderMedium(medium, None), day.stand.book_path, ID).catch_up()
    scene = Scene(register_id=ID, folders=(data,), sticks=(tmp_path,), mirror=medium)
    found = witnesses(scene)
    assert ((SNAPSHOT, expected), (EXPORT, expected), (MIRROR, expected)) == found.heads
    assert () == found.unread


def test_what_cannot_be_read_is_told(day: Day, data: Path, tmp_path: Path) -> None:
    """It proves nothing, and whoever restores knows that."""
    (export(tmp_path, day, "one") / "KASSENSTAND.json").write_bytes(b"{}")
    folder = snapshots.folder_of(day.stand.book_path)
    made = snapshots.take(day.stand.book, folder, PLENTY, day.stand.clock.now().utc)
    made.write_bytes(b"no book")
    foreign = folder / made.name.replace(ID, "WIEN-02")
    foreign.write_bytes(b"no book")
    missing = tmp_path / "missing"
    scene = Scene(register_id=ID, folders=(data,), sticks=(tmp_path,), mirror=missing)
    found = witnesses(scene)
    assert () == found.heads
    names = [made.name, "KASSENSTAND.json", "missing"]
    assert [True] * 3 == [name in line for name, line in zip(names, found.unread, strict=True)]


def test_where_rows_end(day: Day) -> None:
    """Rows of a mirror say the same as the book they are of; before a receipt there is no end."""
    day.type("250 WG1 BAR")
    rows = list(units(day.stand.book))
    assert head(day) == head_of_units(rows, ID)
    assert None is head_of_units(rows[:2], ID)
    assert None is head_of_units([], ID)


@pytest.mark.parametrize(
    ("path", "stick"),
    [
        ("/media/stick/Registrierkasse/GRAZ-01/2026_sicherung", Path("/media/stick")),
        ("/media/card/standlkassa", None),
    ],
)
def test_the_stick_of_an_export(path: str, stick: Path | None) -> None:
    """The folder above `Registrierkasse`."""
    assert stick == stick_of(Path(path))
