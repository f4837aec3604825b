"""`kassa export`: the DEP whole and in periods; the keys only when asked for in so many words."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader

from firmware.app.boot import BOOK_NAME
from firmware.export.key_container import read_key_container
from firmware.store.book import Book
from firmware.store.entry import JournalRow
from firmware.store.reader import Reader
from tests.cli.calling import kassa, limited, process

CONFIRMED = "--i-know-this-is-the-secret-key"


def numbers(path: Path, till: Path) -> list[int]:
    """The numbers of the receipts in an export."""
    document = json.loads(path.read_text("utf-8"))
    entries = [jws for group in document["Belege-Gruppe"] for jws in group["Belege-kompakt"]]
    with Reader.open_read_only(till / BOOK_NAME) as book:
        stored = {receipt.jws: receipt.number for receipt in book.receipts()}
    return [stored[entry] for entry in entries]


def exports(till: Path) -> list[JournalRow]:
    """The journal's rows about exports."""
    with Reader.open_read_only(till / BOOK_NAME) as book:
        return list(book.journal(kind="EXPORT"))


def beside(path: Path) -> list[str]:
    """The files in the folder of `path`."""
    return sorted(one.name for one in path.parent.iterdir() if one.is_file())


def test_the_whole_dep_is_written(till: Path, tmp_path: Path) -> None:
    """§ 7 Abs 5 RKSV: every receipt in its order; told are path, count and size."""
    out = tmp_path / "dep.json"
    ran = kassa("export", "dep", "--data", till, "--out", out)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == f"{out}: 9 receipts, {out.stat().st_size} bytes\n"
    assert numbers(out, till) == list(range(1, 10))
    assert beside(out) == ["dep.json"]


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        (["--from", "2026-10-29"], [4, 5, 6, 7, 8, 9]),
        (["--until", "2026-10-28"], [1, 2, 3]),
        (["--from", "2026-10-29", "--until", "2026-10-29"], [4, 5, 6]),
        (["--from", "2017-01-01", "--until", "2199-12-31"], list(range(1, 10))),
    ],
)
def test_a_period_is_of_austrian_days(
    till: Path, tmp_path: Path, period: list[str], expected: list[int]
) -> None:
    """From the first midnight to the last, both days included."""
    out = tmp_path / "dep.json"
    assert kassa("export", "dep", "--data", till, "--out", out, *period).code == 0
    assert numbers(out, till) == expected


def test_a_running_till_can_be_exported(till: Path, tmp_path: Path) -> None:
    """An inspector does not wait until closing time; reading disturbs nobody."""
    with Book.open(till / BOOK_NAME):
        ran = kassa("export", "dep", "--data", till, "--out", tmp_path / "dep.json")
    assert ran.code == 0


@pytest.mark.parametrize(
    ("period", "words"),
    [
        (["--from", "yesterday"], "'yesterday' is no day; write 2026-10-31"),
        (["--from", "2026-02-30"], "'2026-02-30' is no day"),
        (["--from", "0001-01-01"], "0001-01-01 is not between"),
        (["--until", "9999-12-31"], "9999-12-31 is not between"),
        (["--from", "2026-10-30", "--until", "2026-10-29"], "--from 2026-10-30 is after --until"),
        (["--from", "2026-11-05"], "no receipt lies in the period"),
    ],
)
def test_a_strange_period_is_refused(
    till: Path, tmp_path: Path, period: list[str], words: str
) -> None:
    """The words say what is strange; nothing is written."""
    out = tmp_path / "out" / "dep.json"
    out.parent.mkdir()
    ran = kassa("export", "dep", "--data", till, "--out", out, *period)
    assert ran.code == 2
    assert words in ran.refusal
    assert beside(out) == []


def into_a_missing_folder(folder: Path) -> Path:
    """Nobody made it."""
    return folder / "none" / "x.json"


def over_a_folder(folder: Path) -> Path:
    """There is a folder of that name."""
    out = folder / "x.json"
    out.mkdir()
    return out


def into_a_file(folder: Path) -> Path:
    """What should be a folder is a file."""
    (folder / "file").write_text("mine")
    return folder / "file" / "x.json"


@pytest.mark.parametrize(
    ("place", "what"),
    [
        (into_a_missing_folder, "dep"),
        (into_a_missing_folder, "keys"),
        (over_a_folder, "keys"),
        (into_a_file, "dep"),
        (into_a_file, "keys"),
    ],
)
def test_a_place_that_cannot_be_written_is_named(
    till: Path, tmp_path: Path, place: Callable[[Path], Path], what: str
) -> None:
    """Nothing half-written is left."""
    folder = tmp_path / "out"
    folder.mkdir()
    out = place(folder)
    before = sorted(folder.rglob("*"))
    more = [CONFIRMED] if what == "keys" else []
    ran = kassa("export", what, "--data", till, "--out", out, *more)
    assert ran.code == 2
    assert f"{out}: " in ran.refusal
    assert sorted(folder.rglob("*")) == before


def test_a_full_disk_leaves_the_export_of_before(till: Path, tmp_path: Path) -> None:
    """The limit of the operating system stands for a full medium; the line names the file."""
    out = tmp_path / "out" / "dep.json"
    out.parent.mkdir()
    out.write_text("the export of before")
    call = ["export", "dep", "--data", till, "--out", out]
    with Book.open(till / BOOK_NAME):
        ran = process(limited("RLIMIT_FSIZE", 2000, *call))
    assert ran.code == 2
    assert ran.refusal == f"kassa: {out}: File too large"
    assert out.read_text() == "the export of before"
    assert beside(out) == ["dep.json"]


def test_the_keys_stay_without_confirmation(till: Path, tmp_path: Path) -> None:
    """The AES key leaves the till by nobody's mistake; the journal knows of no export."""
    out = tmp_path / "keys.json"
    ran = kassa("export", "keys", "--data", till, "--out", out)
    assert ran.code == 2
    assert CONFIRMED in ran.refusal
    assert not out.exists()
    assert exports(till) == []


def test_the_keys_leave_with_a_trace(till: Path, tmp_path: Path) -> None:
    """A container for its owner only, and a row in the journal that does not hold the key."""
    out = tmp_path / "keys.json"
    ran = kassa("export", "keys", "--data", till, "--out", out, CONFIRMED)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == f"{out}: the AES key and 1 certificates; keep it secret\n"
    assert out.stat().st_mode & 0o777 == 0o600
    (row,) = exports(till)
    assert set(row.content) == {"what", "aes_key_check"}
    store = read_key_container(out)
    assert store.aes_key is not None
    assert len(store.devices) == 1


def test_the_key_sheet_is_for_people(till: Path, tmp_path: Path) -> None:
    """The key as it is typed in FinanzOnline, for its owner only; the journal knows of it."""
    out, container = tmp_path / "schluesselblatt.pdf", tmp_path / "keys.json"
    ran = kassa("export", "keys", "--sheet", "--data", till, "--out", out, CONFIRMED)
    assert (ran.code, ran.err) == (0, "")
    assert f"{out}: the AES key; print it, lock it away, delete the file\n" == ran.out
    assert 0o600 == out.stat().st_mode & 0o777
    (row,) = exports(till)
    assert "key sheet" == row.content["what"]
    assert 0 == kassa("export", "keys", "--data", till, "--out", container, CONFIRMED).code
    key = json.loads(container.read_text("utf-8"))["base64AESKey"]
    (page,) = PdfReader(out).pages
    assert key in page.extract_text()


def test_the_keys_stay_while_the_till_runs(till: Path, tmp_path: Path) -> None:
    """The journal has one writer; the line says what to stop."""
    out = tmp_path / "keys.json"
    with Book.open(till / BOOK_NAME):
        ran = kassa("export", "keys", "--data", till, "--out", out, CONFIRMED)
    assert ran.code == 2
    assert "in use: another till program has it open" in ran.refusal
    assert not out.exists()


def lost(key: Path) -> None:
    """The key is gone."""
    key.unlink()


def open_to_all(key: Path) -> None:
    """Everybody may read it."""
    key.chmod(0o644)


def of_another_till(key: Path) -> None:
    """A key, but not this book's."""
    key.write_text("A" * 43 + "=")


def scribbled(key: Path) -> None:
    """No key at all."""
    key.write_bytes(b"\x00\xff")


@pytest.mark.parametrize(
    ("misfortune", "words"),
    [
        (lost, "missing"),
        (open_to_all, "chmod 0600"),
        (of_another_till, "this AES key is not the one of this book"),
        (scribbled, "not base64"),
    ],
)
def test_a_wrong_key_is_not_exported(
    till: Path, tmp_path: Path, misfortune: Callable[[Path], None], words: str
) -> None:
    """Nothing is written, also not into the journal."""
    out = tmp_path / "keys.json"
    misfortune(till / "credentials" / "aes-key")
    ran = kassa("export", "keys", "--data", till, "--out", out, CONFIRMED)
    assert ran.code == 2
    assert words in ran.refusal
    assert not out.exists()
    assert exports(till) == []


def test_keys_lie_where_a_till_has_them(till: Path, tmp_path: Path) -> None:
    """Beside the book, in the folder only the till's user may enter (ADR 0019)."""
    (till / "credentials").rename(till / "secrets")
    out = tmp_path / "keys.json"
    assert kassa("export", "keys", "--data", till, "--out", out, CONFIRMED).code == 0


def test_keys_may_lie_elsewhere(till: Path, tmp_path: Path) -> None:
    """On a till the credentials are not beside the book."""
    moved = (till / "credentials").rename(tmp_path / "etc")
    out = tmp_path / "keys.json"
    call = ["export", "keys", "--data", till, "--out", out, CONFIRMED]
    assert "missing" in kassa(*call).refusal
    assert kassa(*call, "--credentials", moved).code == 0


@pytest.mark.parametrize("what", ["dep", "keys"])
def test_a_folder_without_a_book_stays_as_it_is(tmp_path: Path, what: str) -> None:
    """A wrong --data is named and leaves no trace."""
    data = tmp_path / "nothing"
    data.mkdir()
    (data / "credentials").mkdir()
    (data / "credentials" / "aes-key").write_text("A" * 43 + "=")
    (data / "credentials" / "aes-key").chmod(0o600)
    more = [CONFIRMED] if what == "keys" else []
    ran = kassa("export", what, "--data", data, "--out", tmp_path / "x.json", *more)
    assert ran.code == 2
    assert f"{data / BOOK_NAME}: no book" in ran.refusal
    assert [one.name for one in data.iterdir()] == ["credentials"]
    assert not (tmp_path / "x.json").exists()
