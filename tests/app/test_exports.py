"""firmware.app.exports: what is written is read back before anybody relies on it."""

from hashlib import sha256
from pathlib import Path

import pytest

from firmware.app import exports
from firmware.app.exports import ReadBackError, export_checked_dep
from firmware.export.dep_file import DepSummary
from tests.app.day import Day


def test_a_checked_file(day: Day, tmp_path: Path) -> None:
    """§ 7 Abs 5 RKSV: all receipts, and the digest of the file."""
    day.type("250 WG1 BAR WG1 BAR")
    out = tmp_path / "dep.json"
    checked = export_checked_dep(day.stand.book, out)
    assert 3 == checked.receipts
    assert sha256(out.read_bytes()).hexdigest() == checked.sha256


@pytest.mark.parametrize("damage", [b"A", b"x", b"}"])
def test_a_medium_that_lies(
    day: Day, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: bytes
) -> None:
    """A byte that is another one after the writing: no copy, and no file that looks like one."""
    out = tmp_path / "dep.json"
    write = exports.export_dep

    def damaged(*args: object) -> DepSummary:
        summary = write(*args)  # type: ignore[arg-type]
        text = out.read_bytes()
        place = text.index(b"eyJhbGciOiJFUzI1NiJ9") + 30
        assert text[place : place + 1] != damage
        out.write_bytes(text[:place] + damage + text[place + 1 :])
        return summary

    monkeypatch.setattr(exports, "export_dep", damaged)
    with pytest.raises(ReadBackError):
        export_checked_dep(day.stand.book, out)
    assert not out.exists()


def test_a_medium_that_lost_the_end(
    day: Day, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cut off in the middle."""
    out = tmp_path / "dep.json"
    write = exports.export_dep

    def cut(*args: object) -> DepSummary:
        summary = write(*args)  # type: ignore[arg-type]
        out.write_bytes(out.read_bytes()[:-40])
        return summary

    monkeypatch.setattr(exports, "export_dep", cut)
    with pytest.raises(ReadBackError):
        export_checked_dep(day.stand.book, out)
