"""firmware.app.keep.inventory: what copies there are, and how far each goes."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from firmware.app.config import Config
from firmware.app.config_keep import MirrorSection
from firmware.app.issue import plain
from firmware.app.keep import snapshots
from firmware.app.keep.inventory import Copy, inventory, mirror_of
from firmware.store.entry import Entry
from firmware.till.acts import JournalKind
from tests.app.day import Day

NewDay = Callable[..., Day]
SALE = "250 WG1 BAR"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A second medium."""
    made = tmp_path / "medium"
    made.mkdir()
    return made


@pytest.fixture
def day(new_day: NewDay, config: Config, folder: Path) -> Day:
    """A till of December that copied its quarter and its book, with a second medium."""
    section = MirrorSection(folder=str(folder))
    day = new_day("2026-12-30T10:00:00", settings=msgspec.structs.replace(config, mirror=section))
    day.type(SALE)
    day.until("2027-01-01T09:00:00")
    day.stand.station.keep.snapshots.ask()
    day.wait(3)
    return day


def of_kind(day: Day, kind: str, mirror: Path | None = None) -> Copy:
    """The one copy of a kind."""
    (copy,) = [one for one in inventory(day.stand.book, mirror) if one.kind == kind]
    return copy


def test_a_snapshot(day: Day) -> None:
    """K034: up to which receipt and row."""
    copy = of_kind(day, "snapshot")
    assert (2, "") == (copy.receipts, copy.fault)
    last = day.stand.book.last_journal()
    assert last is not None
    assert copy.row == snapshots.last_row(day.stand.book, Path(copy.place).parent)


def test_a_snapshot_that_is_none(day: Day) -> None:
    """What is damaged, and what is not of this book."""
    path = Path(of_kind(day, "snapshot").place)
    path.write_bytes(b"no book")
    assert "" != of_kind(day, "snapshot").fault


def test_a_quarter(day: Day) -> None:
    """§ 7 Abs 3 RKSV: the file is the one that the row proves."""
    copy = of_kind(day, "quarter")
    assert (2, "", "2026-Q4, data partition") == (copy.receipts, copy.fault, copy.note)
    path = Path(copy.place)
    path.write_bytes(path.read_bytes() + b" ")
    assert "is not as it was written" == of_kind(day, "quarter").fault
    path.unlink()
    assert "is not there" == of_kind(day, "quarter").fault


def test_the_mirror(day: Day, folder: Path) -> None:
    """M14: where it ends, and what it lacks."""
    assert folder == mirror_of(day.stand.book)
    copy = of_kind(day, "mirror", folder)
    assert (2, "", "complete") == (copy.receipts, copy.fault, copy.note)
    folder.rename(folder.with_name("out"))
    day.type("C " + SALE)
    behind = of_kind(day, "mirror", folder.with_name("out"))
    assert 2 == behind.receipts
    assert behind.note.endswith("rows behind")
    assert "cannot be read: No such file or directory" == of_kind(day, "mirror", folder).fault


def test_a_mirror_that_is_none(day: Day, folder: Path) -> None:
    """Empty, another till's, or tampered with."""
    (file,) = folder.iterdir()
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join(lines[:4] + lines[5:]))
    assert "line 5 is not the row after row 4" in of_kind(day, "mirror", folder).fault
    file.rename(file.with_name(file.name.replace("GRAZ-01", "WIEN-02")))
    assert "WIEN-02" in of_kind(day, "mirror", folder).fault
    (folder / file.name.replace("GRAZ-01", "WIEN-02")).unlink()
    assert "nothing is in it" == of_kind(day, "mirror", folder).fault


def test_when_it_left(day: Day) -> None:
    """V122: the last export that took everything along."""
    assert "nothing ever left the till" == of_kind(day, "left").note
    now = day.stand.clock.now().utc
    content = plain({"what": "abholung", "medium": "stick", "first": 1, "last": 2})
    row = Entry(kind=JournalKind.EXPORT, clerk=None, content=content, at_utc=now)
    day.stand.book.append([row])
    assert (now, "") == (of_kind(day, "left").made_utc, of_kind(day, "left").note)


def test_a_till_without_a_second_medium(new_day: NewDay) -> None:
    """The settings of the last start say so."""
    assert None is mirror_of(new_day().stand.book)
