"""The full export: everything or nothing, read back, and sound."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from firmware.app.credentials import read_aes_key
from firmware.app.exports import key_store
from firmware.app.life import full_export as module
from firmware.app.life.full_export import NotSoundError, copy_to, full_export, name_of
from firmware.export.errors import WriteError
from firmware.export.verification import verify_file
from firmware.rksv.verify import VerifyOptions
from firmware.store.head import from_bytes, head_of
from tests.app.day import Day

NOW_UTC = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
NAMES = {"dep7.json", "journal.jsonl", "head.json"}


@pytest.fixture
def sold(day: Day) -> Day:
    """A till that has sold something."""
    day.type("250 WG1 BAR")
    day.type("290 WG3 KARTE BAR")
    return day


def test_everything_is_in_the_folder(sold: Day, tmp_path: Path) -> None:
    """§ 7 Abs 5 RKSV: the DEP is valid with its keys; journal and head go as far as the book."""
    keys = key_store(sold.stand.book, read_aes_key(sold.stand.secrets))
    made = full_export(sold.stand.book, tmp_path / "export", keys, NOW_UTC)
    assert "export__GRAZ-01__2026-11-20T130000__000003" == made.folder.name
    assert NAMES == made.files.keys()
    report = verify_file(made.folder / "dep7.json", keys, VerifyOptions(now_utc=NOW_UTC))
    assert (True, 3) == (report.is_valid, report.receipts)
    head = head_of(sold.stand.book)
    assert head == made.head
    assert head == from_bytes((made.folder / "head.json").read_bytes(), "head")
    rows = (made.folder / "journal.jsonl").read_text("utf-8").splitlines()
    assert [row.hash for row in sold.stand.book.journal()] == [
        json.loads(row)["hash"] for row in rows
    ]


def test_the_list_is_one_that_sha256sum_reads(sold: Day, tmp_path: Path) -> None:
    """Whoever has the folder can check it without us."""
    made = full_export(sold.stand.book, tmp_path / "export", None, NOW_UTC)
    lines = (made.folder / "SHA256SUMS").read_text().splitlines()
    digests = dict(line.split("  ")[::-1] for line in lines)
    assert digests == {
        name: sha256((made.folder / name).read_bytes()).hexdigest() for name in NAMES
    }


def test_a_copy_on_the_stick_is_the_same(sold: Day, tmp_path: Path) -> None:
    """The stick holds the same bytes, under the same name."""
    made = full_export(sold.stand.book, tmp_path / "export", None, NOW_UTC)
    copy = copy_to(made, tmp_path / "stick")
    assert made.folder.name == copy.name
    for path in made.folder.iterdir():
        assert path.read_bytes() == (copy / path.name).read_bytes()


def test_exports_are_never_overwritten(sold: Day, tmp_path: Path) -> None:
    """Two in one second: the second is refused, the first stays."""
    full_export(sold.stand.book, tmp_path, None, NOW_UTC)
    with pytest.raises(WriteError, match="never overwritten"):
        full_export(sold.stand.book, tmp_path, None, NOW_UTC)


def test_what_a_cut_left_is_removed(sold: Day, tmp_path: Path) -> None:
    """Half a folder never gets the name of a whole one."""
    head = head_of(sold.stand.book)
    assert head is not None
    left = tmp_path / f"{name_of(head, NOW_UTC)}.part"
    left.mkdir()
    (left / "dep7.json").write_text("{")
    made = full_export(sold.stand.book, tmp_path, None, NOW_UTC)
    assert [made.folder] == list(tmp_path.glob("export__*"))


def test_a_damaged_dep_is_no_export(
    sold: Day, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the examiner would refuse gets no name at all."""
    write = module.export_dep

    def spoil(book: object, out: Path) -> None:
        write(book, out)  # type: ignore[arg-type]
        text = out.read_text()
        at = text.rindex(".") + 10
        out.write_text(text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :])

    monkeypatch.setattr(module, "export_dep", spoil)
    with pytest.raises(NotSoundError, match=r"dep7\.json"):
        full_export(sold.stand.book, tmp_path, None, NOW_UTC)
    assert [] == list(tmp_path.glob("export__*"))


def test_a_journal_that_lost_a_row_is_no_export(
    sold: Day, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file must go as far as the head."""
    lines: Callable[..., list[bytes]] = lambda *given: list(whole(*given))[:-1]  # noqa: E731
    whole = module._lines
    monkeypatch.setattr(module, "_lines", lines)
    with pytest.raises(NotSoundError, match="rows"):
        full_export(sold.stand.book, tmp_path, None, NOW_UTC)


def test_a_journal_that_ends_in_nonsense_is_no_export(
    sold: Day, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a bad medium gives back is told, and ends no till."""
    whole = module._lines
    monkeypatch.setattr(module, "_lines", lambda *given: [*list(whole(*given))[:-1], b"\xff{\n"])
    with pytest.raises(NotSoundError, match="rows"):
        full_export(sold.stand.book, tmp_path, None, NOW_UTC)


def test_a_stick_that_forgets_is_found_out(
    sold: Day, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What cannot be read back was not written."""
    made = full_export(sold.stand.book, tmp_path / "export", None, NOW_UTC)
    copied = module._copy

    def lose(path: Path, out: Path) -> None:
        copied(path, out)
        if out.name == "head.json":
            out.write_bytes(b"")

    monkeypatch.setattr(module, "_copy", lose)
    with pytest.raises(NotSoundError, match="does not give back"):
        copy_to(made, tmp_path / "stick")
    assert [] == list((tmp_path / "stick").iterdir())


def test_a_folder_that_cannot_be_made(sold: Day, tmp_path: Path) -> None:
    """A file where the folder should be: one clear refusal."""
    (tmp_path / "export").write_text("")
    with pytest.raises(WriteError, match="export"):
        full_export(sold.stand.book, tmp_path / "export", None, NOW_UTC)
