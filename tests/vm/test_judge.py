"""The judge of cut partitions, on partitions made here: it must find what is wrong.

Without the image and QEMU: part of the everyday lane.
"""

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from firmware.app.config import parse
from firmware.desk.keys import parse_keys
from firmware.desk.stall import in_folder
from firmware.desk.stand import Stand
from firmware.rksv.machine_code import qr_from_jws
from firmware.store.reader import Reader
from tests.machine.host_tools import HostTools
from tests.power.world import OCTOBER_UTC
from tests.vm.judge import Left, faults, take_till
from tests.vm.stalls import SETTINGS


@pytest.fixture(scope="module")
def sold(tmp_path_factory: pytest.TempPathFactory) -> tuple[Left, list[str]]:
    """A till that sold three times and lost its power, out of an ext4; and its paper."""
    source = tmp_path_factory.mktemp("source")
    folder = source / "standlkassa"
    stand = Stand(folder, in_folder(parse(SETTINGS), folder), OCTOBER_UTC)
    stand.commission()
    assert stand.boot()
    for keys in ("WG4", "250 WG1 BAR", "WG4"):
        assert stand.press(parse_keys(keys))
    codes = [qr_from_jws(one.jws) for one in stand.book.receipts()]
    # Hours later it was started once more, and cut between the intent and the signature.
    stand.cut()
    stand.clock.advance(7200)
    assert stand.boot()
    put = next(edge for edge in range(1, 200) if _has_intent_after(stand, edge))
    assert put
    (folder / "credentials").rename(folder / "secrets")
    (source / "settings").mkdir()
    (source / "settings" / "kassa.toml").write_text(SETTINGS, encoding="utf-8")
    image = source.with_name("image")
    with image.open("wb") as file:
        file.truncate(32 * 1024 * 1024)
    HostTools().run("mkfs.ext4", "-q", "-d", source, image)
    return take_till(HostTools(), image, source.with_name("left")), codes


def _has_intent_after(stand: Stand, edge: int) -> bool:
    """Whether a payment that is cut at that edge leaves an intent; else the till is on again."""
    if not stand.station.loop.till.basket.lines:
        assert stand.press(parse_keys("250 WG1"))
    stand.plug.arm(edge)
    assert not stand.press(parse_keys("BAR"))
    with Reader.open_read_only(stand.book_path) as book:
        if book.intent() is not None:
            return True
    assert stand.boot()
    return False


def test_a_sound_till(sold: tuple[Left, list[str]], tmp_path: Path) -> None:
    """Nothing is found, with the paper that it printed; and it may be asked again."""
    left, codes = sold
    assert 4 == len(codes)
    digest = left.digest
    assert [] == faults(left, codes, tmp_path / "judged")
    assert [] == faults(left, codes, tmp_path / "judged")
    assert digest == left.digest


def test_paper_without_a_row(sold: tuple[Left, list[str]], tmp_path: Path) -> None:
    """One letter of another signature is another receipt."""
    left, codes = sold
    forged = codes[-1][:-1] + ("A" if codes[-1][-1] != "A" else "B")
    (found,) = faults(left, [*codes, forged], tmp_path / "judged")
    assert found.startswith("paper: printed and not stored: _R1-")


def test_rows_that_are_gone(sold: tuple[Left, list[str]], tmp_path: Path) -> None:
    """A commit that the disk forgot: what was on paper is missed."""
    left, codes = sold
    wal = left.till / "book.sqlite-wal"
    kept = wal.read_bytes() if wal.exists() else b""
    assert kept
    try:
        # The sales are behind its first third.
        wal.write_bytes(kept[: len(kept) // 3])
        found = faults(left, codes, tmp_path / "judged")
    finally:
        wal.write_bytes(kept)
    assert any(one.startswith("paper:") for one in found)


def test_a_row_that_was_changed(sold: tuple[Left, list[str]], tmp_path: Path) -> None:
    """By another program."""
    left, codes = sold
    copy = tmp_path / "copy"
    copy.mkdir()
    for path in left.till.glob("book.sqlite*"):
        (copy / path.name).write_bytes(path.read_bytes())
    (copy / "secrets").mkdir(mode=0o700)
    for path in (left.till / "secrets").iterdir():
        target = copy / "secrets" / path.name
        target.write_bytes(path.read_bytes())
        target.chmod(0o600)
    book = sqlite3.connect(copy / "book.sqlite", isolation_level=None)
    for (name,) in book.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
        book.execute(f"DROP TRIGGER {name}")
    book.execute("UPDATE journal SET at_utc = '2026-01-01T00:00:00Z' WHERE seq = 3")
    book.close()
    found = faults(replace(left, till=copy), codes, tmp_path / "judged")
    assert any("journal row 3" in one for one in found)


def test_a_book_that_is_gone(sold: tuple[Left, list[str]], tmp_path: Path) -> None:
    """Is told as such."""
    left, codes = sold
    (tmp_path / "empty" / "secrets").mkdir(parents=True)
    empty = replace(left, till=tmp_path / "empty")
    assert ["book: it is gone"] == faults(empty, codes, tmp_path / "judged")
