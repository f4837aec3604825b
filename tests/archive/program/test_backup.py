"""A copy of an archive that serves, and what comes of going back to it."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from archive.client.client import ClientError, Wire
from archive.conformance.kit import Kit, expect, package
from tests.archive.keeping import releasing
from tests.archive.program.calling import archive
from tests.archive.serving import Running, program

pytestmark = pytest.mark.whole


def sold(running: Running, kit: Kit, count: int) -> None:
    """Receipts that the archive confirms."""
    kit.appended([kit.book.receipt(100) for _ in range(count)])
    assert running.process.poll() is None


def begun(running: Running) -> Kit:
    """A till with a few rows and a package."""
    key = running.word("first key")
    kit = Kit(Wire(running.place.url, str(running.place.ca)), key)
    expect(kit.register(), 201)
    kit.appended(kit.book.open())
    expect(kit.till.package("x-z1", package("day")), 201)
    return kit


def test_the_drill(tmp_path: Path) -> None:
    """Copied while it serves, examined, served: a till notices that rows are missing in it."""
    data, copy = tmp_path / "data", tmp_path / "copy"
    with releasing(tmp_path):
        with program(data) as running:
            kit = begun(running)
            sold(running, kit, 5)
            ran = archive("backup", "--data", data, copy)
            assert 0 == ran.code, ran.err
            assert "database, keys, 2 new files" in ran.out
            assert 0 == archive("audit", "--data", copy).code
            sold(running, kit, 5)
            kit.wire.close()
        for path in (copy / "keys/note.key", copy / "archive.sqlite"):
            assert 0 == path.stat().st_mode & 0o077
        with program(copy) as running:
            with closing(Wire(running.place.url, str(running.place.ca))) as wire:
                kit.till.wire = wire
                with pytest.raises(ClientError, match="rollback: 13 rows before, 8 now"):
                    kit.till.believe(kit.till.head(), kit.tree)
                # What the till still has makes it whole again.
                rows = kit.book.rows[8:]
                kit.stands(kit.till.send([row.line for row in rows]))
            assert not any(line.startswith("first key") for line in running.said)


def test_a_copy_is_brought_up_to_date(tmp_path: Path) -> None:
    """The second time only what is new is copied; nothing half is left."""
    data, copy = tmp_path / "data", tmp_path / "copy"
    with releasing(tmp_path), program(data) as running:
        kit = begun(running)
        assert 0 == archive("backup", "--data", data, copy).code
        assert "0 new files" in archive("backup", "--data", data, copy).out
        sold(running, kit, 3)
        archive("backup", "--data", data, copy)
        kit.wire.close()
        with closing(sqlite3.connect(copy / "archive.sqlite")) as database:
            assert (6,) == database.execute("SELECT max(last_seq) FROM chunks").fetchone()
        assert [] == list(copy.rglob(".*.new"))


def test_what_is_no_place_for_a_copy(tmp_path: Path) -> None:
    """Not inside the archive itself; and a fleet has other tools."""
    data = tmp_path / "data"
    assert 0 == archive("migrate", "--data", data).code
    assert "inside the archive" in archive("backup", "--data", data, data / "copy").refusal
    config = tmp_path / "a.toml"
    config.write_text(f'data = "{data}"\n[database]\nurl = "sqlite:///{data}/archive.sqlite"\n')
    assert "docs/archive/backup.md" in archive("backup", "--config", config, tmp_path / "c").refusal


def test_a_damaged_archive_is_not_copied_over_a_good_copy(tmp_path: Path) -> None:
    """The copy of before stays."""
    data, copy = tmp_path / "data", tmp_path / "copy"
    assert 0 == archive("migrate", "--data", data).code
    assert 0 == archive("backup", "--data", data, copy).code
    before = (copy / "archive.sqlite").read_bytes()
    raw = bytearray((data / "archive.sqlite").read_bytes())
    raw[8192:12288] = b"\x55" * 4096
    (data / "archive.sqlite").write_bytes(raw)
    assert 2 == archive("backup", "--data", data, copy).code
    assert before == (copy / "archive.sqlite").read_bytes()
