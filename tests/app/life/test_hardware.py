"""Which machine this is, and whether the book knows it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from firmware.app.config import Config
from firmware.app.life.hardware import hardware_id, is_foreign
from firmware.desk.stand import Stand
from firmware.store.entry import Entry
from firmware.till.acts import JournalKind
from tests.app.day import MORNING, Day, utc


@pytest.fixture
def note(day: Day) -> Callable[..., None]:
    """Write a row as boot or technician do."""

    def write(kind: JournalKind, **content: str) -> None:
        now_utc = day.stand.clock.now().utc
        day.stand.book.append([Entry(kind=kind, clerk=None, content=content, at_utc=now_utc)])

    return write


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"10000000deadbeef\0", "10000000deadbeef"),
        (b"0123456789abcdef0123456789abcdef\n", "0123456789abcdef0123456789abcdef"),
        (b"\0", ""),
        (b"\xff\xfe", ""),
        (b"a\x07b", ""),
    ],
)
def test_serial_number(tmp_path: Path, text: bytes, expected: str) -> None:
    """As the device tree writes it, or a file of systemd; what cannot be read is no number."""
    path = tmp_path / "serial"
    path.write_bytes(text)
    assert expected == hardware_id((path,))


def test_the_board_comes_before_the_installation(tmp_path: Path) -> None:
    """What is on the memory card goes with it into another machine."""
    board, installation = tmp_path / "board", tmp_path / "machine-id"
    installation.write_text("abc\n")
    assert "abc" == hardware_id((board, installation))
    board.write_bytes(b"123\0")
    assert "123" == hardware_id((board, installation))


def test_a_machine_without_numbers_tells_nothing(tmp_path: Path) -> None:
    """Neither file is there."""
    assert "" == hardware_id((tmp_path / "a", tmp_path / "b"))


def test_the_first_machine_is_no_stranger(tmp_path: Path, config: Config) -> None:
    """A book that never named one goes on anywhere."""
    stand = Stand(tmp_path, config, utc(MORNING))
    stand.bench.machine = ""
    stand.commission()
    assert stand.boot()
    assert not is_foreign(stand.book, "pi-1")


def test_another_machine_is_a_stranger(day: Day, note: Callable[..., None]) -> None:
    """Until somebody says that the book belongs to it now; then the old one is the stranger."""
    note(JournalKind.START, hardware="pi-1")
    assert not is_foreign(day.stand.book, "pi-1")
    assert is_foreign(day.stand.book, "pi-2")
    note(JournalKind.WIEDERHERSTELLUNG)
    assert not is_foreign(day.stand.book, "pi-2")
    note(JournalKind.START, hardware="pi-2")
    assert not is_foreign(day.stand.book, "pi-2")
    assert is_foreign(day.stand.book, "pi-1")


def test_a_start_that_names_no_machine_forgets_none(day: Day, note: Callable[..., None]) -> None:
    """A desk has no number; the till before it had one."""
    note(JournalKind.START, hardware="pi-1")
    note(JournalKind.START)
    note(JournalKind.START, hardware="")
    assert is_foreign(day.stand.book, "pi-2")
    assert not is_foreign(day.stand.book, "")
