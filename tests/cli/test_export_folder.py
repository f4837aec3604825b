"""`kassa export folder`: an export for an inspector beside the till; the DEP's own name."""

from pathlib import Path

import pytest

from firmware.app.boot import BOOK_NAME
from firmware.cli import export as command
from firmware.export.package import contents, receipts
from firmware.export.package import manifest as manifests
from firmware.export.package.examination import Found
from firmware.store.book import Book
from tests.cli.calling import kassa


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the DEP: what each kind has is not asked here, and PDFs take long."""
    monkeypatch.setattr(contents, "parts_of", lambda _kind, sight: receipts.parts(sight))


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A stick."""
    made = tmp_path / "stick"
    made.mkdir()
    return made


def test_a_folder_is_made_beside_the_selling_till(till: Path, out: Path) -> None:
    """K026: one folder with everything; told are what is in it and the digest of its list."""
    with Book.open(till / BOOK_NAME) as book:
        before = book.last_journal()
        ran = kassa("export", "folder", "--data", till, "--out", out)
        assert before == book.last_journal()
    (made,) = (out / "Registrierkasse").glob("*/*")
    digest = manifests.digest((made / "MANIFEST.json").read_bytes())
    first, second = ran.out.splitlines()
    assert (0, "") == (ran.code, ran.err)
    assert made.name.endswith("_pruefung")
    assert first.startswith(f"{made}: receipts 1 to 9, rows 1 to ")
    assert f"list MANIFEST.json: {digest}, not sealed" == second
    assert not (made / "MANIFEST.jws").exists()


@pytest.mark.parametrize("kind", ["pruefung", "dep7", "journal", "sicherung"])
def test_every_kind(till: Path, out: Path, kind: str) -> None:
    """The folder is called after it."""
    assert 0 == kassa("export", "folder", "--data", till, "--out", out, "--kind", kind).code
    (made,) = (out / "Registrierkasse").glob("*/*")
    assert made.name.endswith(f"_{kind}")


def test_a_period(till: Path, out: Path) -> None:
    """Austrian days, both included."""
    days = ["--from", "2026-10-29", "--until", "2026-10-29"]
    ran = kassa("export", "folder", "--data", till, "--out", out, *days)
    assert ": receipts 4 to 6, " in ran.out


def test_findings_are_a_bad_result(till: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder is made all the same."""
    found = Found(detail="journal row 3: altered", words="Journal verändert: 3")
    monkeypatch.setattr(command, "examine", lambda *_: (found,))
    ran = kassa("export", "folder", "--data", till, "--out", out)
    assert (1, "found: journal row 3: altered") == (ran.code, ran.out.splitlines()[-1])


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--from", "2026-10-30", "--until", "2026-10-29"], "--from 2026-10-30 is after --until"),
        (["--until", "2020-01-01"], "nothing lies in the period"),
        (["--kind", "abholung"], "'abholung' is not one of"),
    ],
)
def test_a_strange_wish_is_refused(till: Path, out: Path, options: list[str], words: str) -> None:
    """One clear line; nothing has a name."""
    ran = kassa("export", "folder", "--data", till, "--out", out, *options)
    assert (2, True) == (ran.code, words in ran.refusal)
    assert [] == list(out.glob("Registrierkasse/*/*"))


def test_no_folder_to_write_to(till: Path, tmp_path: Path) -> None:
    """A stick that is not mounted."""
    ran = kassa("export", "folder", "--data", till, "--out", tmp_path / "none")
    assert (2, f"kassa: {tmp_path / 'none'}: there is no such folder\n") == (ran.code, ran.err)


def test_no_book(tmp_path: Path, out: Path) -> None:
    """Said as by every command."""
    assert 2 == kassa("export", "folder", "--data", tmp_path, "--out", out).code


def test_a_register_that_never_began(tmp_path: Path, out: Path) -> None:
    """There is nothing to carry away."""
    Book.create(tmp_path / BOOK_NAME).close()
    ran = kassa("export", "folder", "--data", tmp_path, "--out", out)
    assert (2, True) == (ran.code, "no Startbeleg" in ran.refusal)
    ran = kassa("export", "dep", "--data", tmp_path, "--out", out)
    assert (2, True) == (ran.code, "never put into operation" in ran.refusal)


def test_the_dep_knows_its_name(till: Path, out: Path) -> None:
    """In a folder it is called as auditors know it; with a period by that."""
    days = ["--from", "2026-10-29", "--until", "2026-10-30"]
    assert 0 == kassa("export", "dep", "--data", till, "--out", out, *days).code
    (made,) = out.iterdir()
    assert made.name.startswith("dep-export__")
    assert made.name.endswith("__2026-10-29__2026-10-30.json")
