"""`kassa backups`: a table for people, JSON for machines."""

import json
from datetime import UTC, datetime
from pathlib import Path

from firmware.app.keep import snapshots
from firmware.app.keep.medium import FolderMedium
from firmware.app.keep.mirror import Mirror
from firmware.store.reader import Reader
from tests.cli.calling import kassa

MADE_UTC = datetime(2026, 10, 30, 17, 0, tzinfo=UTC)
PLENTY = 10**10


def copy(till: Path) -> Path:
    """A snapshot of the till of three days."""
    path = till / "book.sqlite"
    with Reader.open_read_only(path) as book:
        return snapshots.take(book, snapshots.folder_of(path), PLENTY, MADE_UTC)


def test_a_table(till: Path, tmp_path: Path) -> None:
    """K034: one line for each copy, and how far it goes."""
    made = copy(till)
    medium = tmp_path / "medium"
    medium.mkdir()
    Mirror(FolderMedium(medium, None), till / "book.sqlite", "GRAZ-01").catch_up()
    ran = kassa("backups", "--data", till, "--mirror", medium)
    heading, snapshot, *_, mirror, left = ran.out.splitlines()
    assert 0 == ran.code
    assert ["copy", "made", "receipt", "row", "size", "where"] == heading.split()
    kilobytes = -(-made.stat().st_size // 1000)
    assert f" {kilobytes:,} KB  sicherung/" in snapshot
    assert ["snapshot", "2026-10-30T18:00:00", "9"] == snapshot.split()[:3]
    assert snapshot.endswith("  sicherung/buch__GRAZ-01__2026-10-30T170000Z__00000009.sqlite")
    assert ("mirror", "9") == (mirror.split()[0], mirror.split()[2])
    assert mirror.endswith(f"{medium} (complete)")
    assert left.endswith("stick (nothing ever left the till)")


def test_a_damaged_copy(till: Path) -> None:
    """Exit code 1, and what is wrong with it below its line."""
    copy(till).write_bytes(b"no book")
    ran = kassa("backups", "--data", till)
    assert 1 == ran.code
    assert any(line.startswith("    DAMAGED: ") for line in ran.out.splitlines())


def test_for_a_machine(till: Path) -> None:
    """The same as JSON."""
    copy(till)
    ran = kassa("backups", "--data", till, "--json")
    copies = json.loads(ran.out)["copies"]
    kinds = [one["kind"] for one in copies]
    assert ("snapshot", "left") == (kinds[0], kinds[-1])
    assert 9 == copies[0]["receipts"]


def test_no_book(tmp_path: Path) -> None:
    """One clear line."""
    ran = kassa("backups", "--data", tmp_path)
    assert 2 == ran.code
    assert "book.sqlite" in ran.refusal
