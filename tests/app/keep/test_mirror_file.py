"""firmware.app.keep.mirror_file: lines that prove themselves, and what a cut leaves of them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from firmware.app.keep import mirror_file
from firmware.app.keep.medium import FolderMedium
from firmware.app.keep.mirror import Mirror
from firmware.app.keep.mirror_file import (
    End,
    MirrorError,
    end_of,
    files_in,
    name_of,
    read_units,
    row_hash_at,
    to_line,
    unit_of,
)
from firmware.store.raw import Unit, units
from tests.app.day import Day

ID = "GRAZ-01"


@pytest.fixture
def medium(tmp_path: Path) -> FolderMedium:
    """An empty medium."""
    folder = tmp_path / "medium"
    folder.mkdir()
    return FolderMedium(folder, None)


@pytest.fixture
def rows(day: Day) -> list[Unit]:
    """All rows of a till that sold something."""
    day.type("250 WG1 BAR 290 WG2 BAR")
    return list(units(day.stand.book))


@pytest.fixture
def written(day: Day, medium: FolderMedium, rows: list[Unit]) -> Path:
    """Its mirror, in one file."""
    Mirror(medium, day.stand.book_path, ID).catch_up()
    assert rows
    (file,) = files_in(medium)
    return Path(medium._folder / file.name)


def test_a_line_is_a_row(rows: list[Unit]) -> None:
    """Identity, certificate, receipts and all others come back as they are."""
    assert rows == [unit_of(to_line(unit)) for unit in rows]
    assert {True} == {line.count(b"\n") == 1 for line in map(to_line, rows)}
    kinds = [
        [unit.identity is not None for unit in rows].count(True),
        [unit.certificate is not None for unit in rows].count(True),
        [unit.receipt is not None for unit in rows].count(True),
    ]
    assert [1, 1, 3] == kinds


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(at=st.integers(min_value=0), flip=st.integers(min_value=1, max_value=255))
def test_a_flipped_bit(rows: list[Unit], at: int, flip: int) -> None:
    """Whatever byte it is in, the line is none."""
    line = bytearray(to_line(rows[-1]))
    line[at % len(line)] ^= flip
    assert None is unit_of(bytes(line))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(length=st.integers(min_value=0))
def test_a_torn_line(rows: list[Unit], length: int) -> None:
    """Wherever it was torn."""
    line = to_line(rows[-1])
    assert None is unit_of(line[: length % len(line)])


@given(st.binary(max_size=300))
def test_any_bytes(content: bytes) -> None:
    """What is no line is none, and no fault of ours."""
    assert None is unit_of(content)
    digest = mirror_file.sha256(content).hexdigest().encode()
    assert None is unit_of(digest + b" " + content + b"\n")


def test_names() -> None:
    """They sort as the rows do."""
    assert "spiegel__GRAZ-01__000000001.jsonl" == name_of(ID, 1)
    assert name_of(ID, 2) < name_of(ID, 12)


def test_where_it_ends(medium: FolderMedium, rows: list[Unit], written: Path) -> None:
    """By its last whole line, whatever hangs behind it."""
    size = written.stat().st_size
    expected = End(seq=rows[-1].seq, hash=rows[-1].hash, name=written.name, size=size)
    assert expected == end_of(medium, ID)
    with written.open("ab") as file:
        file.write(to_line(rows[-1])[:-9] + b"\0\0\0\n\n")
    assert expected == end_of(medium, ID)
    assert rows == list(read_units(medium, ID))


def test_an_empty_medium(medium: FolderMedium) -> None:
    """Nothing yet."""
    assert End() == end_of(medium, ID)
    assert [] == list(read_units(medium, ID))
    assert None is row_hash_at(medium, ID, 1)


def test_a_last_file_without_a_line(medium: FolderMedium, rows: list[Unit], written: Path) -> None:
    """A cut while a new file was begun: the one before counts."""
    new = written.with_name(name_of(ID, rows[-1].seq + 1))
    new.write_bytes(b"torn")
    end = end_of(medium, ID)
    assert (rows[-1].seq, new.name, 0) == (end.seq, end.name, 0)
    assert rows == list(read_units(medium, ID))


def test_two_files_without_a_line(medium: FolderMedium, rows: list[Unit], written: Path) -> None:
    """A cut does not do that: somebody did."""
    written.write_bytes(b"torn")
    written.with_name(name_of(ID, rows[-1].seq + 1)).write_bytes(b"torn")
    with pytest.raises(MirrorError, match="no whole line"):
        end_of(medium, ID)


def test_another_till(medium: FolderMedium, written: Path) -> None:
    """M14: refused by name; nothing of it is touched."""
    with pytest.raises(MirrorError, match="holds the mirror of register GRAZ-01"):
        end_of(medium, "WIEN-02")
    assert written.exists()


def test_a_hash_by_its_row(medium: FolderMedium, rows: list[Unit], written: Path) -> None:
    """Any row that is there."""
    assert written.exists()
    assert rows[6].hash == row_hash_at(medium, ID, rows[6].seq)
    assert None is row_hash_at(medium, ID, rows[-1].seq + 1)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda lines: lines[:3] + lines[4:],
        lambda lines: [*lines[:3], lines[4], lines[3], *lines[5:]],
        lambda lines: lines[:4] + lines[3:],
        lambda lines: lines[1:],
    ],
    ids=["one is missing", "two are swapped", "one is twice", "the first is missing"],
)
def test_a_mirror_that_was_tampered_with(
    medium: FolderMedium, written: Path, spoil: Callable[[list[bytes]], list[bytes]]
) -> None:
    """The journal's own chain tells, and names the line."""
    lines = written.read_bytes().splitlines(keepends=True)
    written.write_bytes(b"".join(spoil(lines)))
    with pytest.raises(MirrorError, match="is not the row after row"):
        list(read_units(medium, ID))


@pytest.mark.parametrize("at", [0, 3, -2])
def test_damage_is_no_torn_end(medium: FolderMedium, written: Path, at: int) -> None:
    """Anlage Z 9 RKSV: receipts that stand behind it were printed; a book without them is stale."""
    lines = written.read_bytes().splitlines(keepends=True)
    lines[at] = lines[at][:100] + b"\x00" + lines[at][101:]
    written.write_bytes(b"".join(lines))
    with pytest.raises(MirrorError, match=f"line {at % len(lines) + 1} is not the row after row"):
        list(read_units(medium, ID))


def test_a_broken_line_before_the_last_file(
    medium: FolderMedium, rows: list[Unit], written: Path
) -> None:
    """Only the last file may be torn."""
    content = written.read_bytes()
    written.write_bytes(content[:-20])
    new = written.with_name(name_of(ID, rows[-1].seq))
    new.write_bytes(to_line(rows[-1]))
    with pytest.raises(MirrorError, match="line"):
        list(read_units(medium, ID))
