"""firmware.app.stick.owner: the file that makes a stick the owner's."""

import os
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.app.stick.owner import (
    MAX_BYTES,
    NoStickId,
    StickId,
    new_stick_id,
    owner_ids,
    parse_stick_id,
    read_stick_id,
    standing,
    write_stick_id,
)
from firmware.export.errors import WriteError
from firmware.export.package.names import STICK_ID
from firmware.store.book import Book
from firmware.store.entry import Entry
from firmware.till.acts import JournalKind
from firmware.till.exports.requests import StickStanding
from tests.stickfs.fixtures import PlugFat, PlugFolder
from tests.stickfs.mischief import Mischief

OURS = StickId(register_id="MARKT-01", id="0123456789abcdef" * 2)
TEXT = b"Standlkassa-Stick 1\nMARKT-01\n0123456789abcdef0123456789abcdef\n"


def test_what_was_written_is_read(tmp_path: Path) -> None:
    """Byte by byte, and by name."""
    write_stick_id(tmp_path, OURS)
    assert TEXT == (tmp_path / STICK_ID).read_bytes()
    assert OURS == read_stick_id(tmp_path)


def test_every_stick_has_its_own_number() -> None:
    """128 bits, drawn."""
    drawn = {new_stick_id("MARKT-01").id for _ in range(100)}
    assert len(drawn) == 100
    assert {32} == {len(one) for one in drawn}


@given(
    st.from_regex(r"[A-Za-z0-9-]{1,20}", fullmatch=True),
    st.binary(min_size=16, max_size=16),
)
def test_any_register_and_number(register_id: str, number: bytes) -> None:
    """Every id that can be made can be read."""
    text = f"Standlkassa-Stick 1\n{register_id}\n{number.hex()}\n".encode()
    assert StickId(register_id=register_id, id=number.hex()) == parse_stick_id(text)


@given(st.one_of(st.binary(max_size=400), st.text(max_size=100).map(str.encode)))
def test_any_bytes(text: bytes) -> None:
    """An id of the strict form, or DAMAGED; no exception."""
    said = parse_stick_id(text)
    assert said is NoStickId.DAMAGED or text.startswith(b"Standlkassa-Stick 1\n")


@given(st.integers(0, len(TEXT) - 1), st.integers(0, 255))
def test_one_byte_of_it_is_another(index: int, byte: int) -> None:
    """A hex digit or a letter may make another id; nothing makes ours of what is none."""
    text = TEXT[:index] + bytes([byte]) + TEXT[index + 1 :]
    said = parse_stick_id(text)
    assert text == TEXT or said != OURS


@pytest.mark.parametrize(
    "text",
    [
        b"",
        TEXT[:-1],
        TEXT + b"\n",
        TEXT.replace(b"\n", b"\r\n"),
        TEXT.replace(b"Stick 1", b"Stick 2"),
        TEXT.replace(b"abcdef", b"ABCDEF"),
        TEXT.replace(b"MARKT-01", b""),
        TEXT.replace(b"MARKT-01", b"M" * 21),
        TEXT.replace(b"MARKT-01", "MÄRKT".encode()),
        b"\xef\xbb\xbf" + TEXT,
        b"\xff" * 50,
    ],
)
def test_damaged(text: bytes) -> None:
    """What is not exactly of the form."""
    assert NoStickId.DAMAGED is parse_stick_id(text)


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _link_to_itself(path: Path) -> None:
    path.symlink_to(path)


def _link_elsewhere(path: Path) -> None:
    (path.parent / "other").write_bytes(TEXT)
    path.symlink_to("other")


def _too_long(path: Path) -> None:
    path.write_bytes(TEXT + b"\n" * MAX_BYTES)


@pytest.mark.parametrize("make", [Path.mkdir, _pipe, _link_to_itself, _link_elsewhere, _too_long])
def test_no_file(tmp_path: Path, make: Callable[[Path], None]) -> None:
    """A folder, a pipe, a link, a thousand bytes: DAMAGED, and nobody waits."""
    make(tmp_path / STICK_ID)
    assert NoStickId.DAMAGED is read_stick_id(tmp_path)


def test_no_id(tmp_path: Path) -> None:
    """An ordinary stick; or one that has just gone."""
    assert NoStickId.NONE is read_stick_id(tmp_path)
    assert NoStickId.NONE is read_stick_id(tmp_path / "gone")


@pytest.mark.parametrize("trouble", [Mischief(is_pulled=True), Mischief(is_unreadable=True)])
def test_unreadable(plug_folder: PlugFolder, trouble: Mischief) -> None:
    """EIO is no stick without an id."""
    stick = plug_folder()
    write_stick_id(stick.folder, OURS)
    # Out of the kernel's memory, as after plugging in.
    os.posix_fadvise(fd := os.open(stick.folder / STICK_ID, os.O_RDONLY), 0, 0, 4)
    os.close(fd)
    stick.behave(trouble)
    assert NoStickId.UNREADABLE is read_stick_id(stick.folder)


@pytest.mark.parametrize(
    "mischief",
    [
        Mischief(is_read_only=True),
        Mischief(room_bytes=10),
        Mischief(distorts=True),
        Mischief(swallows_after=20),
        *(Mischief(pulled_at=call) for call in ("create", "write", "fsync", "rename", "fsyncdir")),
    ],
)
def test_a_stick_that_does_not_take_it(plug_folder: PlugFolder, mischief: Mischief) -> None:
    """An error, whatever happens; what is there afterwards is no owner's stick, or all of it."""
    stick = plug_folder(mischief)
    with pytest.raises(WriteError):
        write_stick_id(stick.folder, OURS)
    with suppress(OSError):
        assert (stick.backing / STICK_ID).read_bytes() != TEXT or mischief.pulled_at == "fsyncdir"


def test_on_a_fat_image(plug_fat: PlugFat) -> None:
    """As mtools reads it from the image; the file system is whole."""
    stick = plug_fat(size_mib=8)
    write_stick_id(stick.folder, OURS)
    stick.unplug()
    assert TEXT == stick.image.read(f"/{STICK_ID}")
    assert [] == stick.image.check()


def test_the_journal_knows_the_owners_sticks(tmp_path: Path) -> None:
    """Rows that make one the owner's count, rows of sticks that came and went do not."""
    with Book.create(tmp_path / "book.sqlite") as book:
        rows = (
            {"what": "owner", "id": "a"},
            {"what": "in", "id": "b"},
            {"what": "owner", "id": "c"},
        )
        now = datetime(2026, 11, 20, tzinfo=UTC)
        book.append(
            [
                Entry(kind=JournalKind.STICK, clerk=1, content={**row}, at_utc=now)
                for row in (*rows, {"what": "owner", "error": "full"})
            ]
        )
        assert {"a", "c"} == owner_ids(book)


@pytest.mark.parametrize(
    ("said", "own", "expected"),
    [
        (OURS, {OURS.id}, StickStanding.OWNER),
        (OURS, set(), StickStanding.STRANGE),
        (OURS, {"f" * 32}, StickStanding.STRANGE),
        (StickId(register_id="GRAZ-02", id=OURS.id), {OURS.id}, StickStanding.OTHER_TILL),
        (StickId(register_id="GRAZ-02", id="f" * 32), {OURS.id}, StickStanding.OTHER_TILL),
        (NoStickId.NONE, {OURS.id}, StickStanding.STRANGE),
        (NoStickId.DAMAGED, {OURS.id}, StickStanding.STRANGE),
        (NoStickId.UNREADABLE, {OURS.id}, StickStanding.UNREADABLE),
    ],
)
def test_standing(said: StickId | NoStickId, own: set[str], expected: StickStanding) -> None:
    """Register and number must both be ours; the file alone makes nobody an owner."""
    assert expected is standing(said, "MARKT-01", frozenset(own))
