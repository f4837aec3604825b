"""`kassa restore`, `kassa decommission`, and the files they are made from."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from firmware.app.keep.medium import FolderMedium
from firmware.app.keep.mirror import Mirror
from firmware.cli import replacement
from firmware.store import integrity
from firmware.store.book import Book
from firmware.store.entry import Entry
from firmware.store.reader import Reader
from firmware.till.acts import JournalKind
from tests.cli.calling import Ran, kassa

Restore = Callable[..., Ran]


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A new machine with the settings of the old one and nothing else."""
    folder = tmp_path / "machine"
    folder.mkdir()
    (folder / "kassa.toml").write_text(
        f"""
        [company]
        name = "MARKTSTAND HUBER"
        uid = "ATU12345678"
        [register]
        id = "GRAZ-01"
        [paths]
        data = "{folder}/data"
        secrets = "{folder}/credentials"
        [[group]]
        number = 1
        name = "Obst"
        vat = "10"
        """,
        "utf-8",
    )
    return folder


@pytest.fixture
def restore(machine: Path, monkeypatch: pytest.MonkeyPatch) -> Restore:
    """The command, on the new machine."""
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    monkeypatch.setattr(replacement, "_has_asker", lambda: False)
    return lambda *given: kassa("restore", "--config", machine / "kassa.toml", *given)


@pytest.fixture
def backup(till: Path, tmp_path: Path) -> Path:
    """A copy of the book on a stick, with its head."""
    stick = tmp_path / "stick"
    stick.mkdir()
    assert 0 == kassa("export", "book", "--data", till, "--out", stick / "book.sqlite").code
    assert 0 == kassa("export", "head", "--data", till, "--out", stick / "head.json").code
    return stick


def rows(folder: Path, kind: JournalKind) -> list[dict[str, object]]:
    """The contents of the rows of a kind."""
    with Reader.open_read_only(folder / "book.sqlite") as book:
        return [dict(row.content) for row in book.journal(kind=kind)]


def test_from_a_backup_with_its_head(
    till: Path, backup: Path, machine: Path, restore: Restore
) -> None:
    """The whole way: copy, head, key; the register goes on after its last receipt."""
    ran = restore(
        "--from", backup, "--head", backup / "head.json", "--credentials", till / "credentials"
    )
    assert (0, "") == (ran.code, ran.err)
    lines = ran.out.splitlines()
    assert "register GRAZ-01 goes on here after receipt 9" == lines[0]
    assert lines[1].startswith("  judged by head file: receipt 9, row ")
    with Reader.open_read_only(machine / "data" / "book.sqlite") as book:
        assert integrity.check(book, integrity.FULL) == ()
    (row,) = rows(machine / "data", JournalKind.WIEDERHERSTELLUNG)
    assert 9 == row["receipts"]


def test_from_the_folder_of_a_card(till: Path, machine: Path, restore: Restore) -> None:
    """The number of the last paper is enough, and recorded."""
    ran = restore("--from", till, "--last-receipt", "9")
    assert 0 == ran.code
    (row,) = rows(machine / "data", JournalKind.WIEDERHERSTELLUNG)
    assert 9 == row["last_number"]


def mirror_of(till: Path, folder: Path) -> Path:
    """A second medium with everything of the till."""
    folder.mkdir()
    Mirror(FolderMedium(folder, None), till / "book.sqlite", "GRAZ-01").catch_up()
    return folder


def test_from_the_second_medium(
    till: Path, machine: Path, restore: Restore, tmp_path: Path
) -> None:
    """M14: a book is made of it; the last number is still a person's to say."""
    folder = mirror_of(till, tmp_path / "medium")
    given = ("--from-mirror", folder, "--credentials", till / "credentials")
    assert "--last-receipt" in restore(*given).refusal
    ran = restore(*given, "--last-receipt", "9")
    assert (0, "") == (ran.code, ran.err)
    (row,) = rows(machine / "data", JournalKind.WIEDERHERSTELLUNG)
    assert f"mirror {folder}" == row["source"]
    with Reader.open_read_only(machine / "data" / "book.sqlite") as book:
        assert integrity.check(book, integrity.FULL) == ()


def test_a_mirror_that_was_tampered_with(till: Path, restore: Restore, tmp_path: Path) -> None:
    """One line, and the place in it."""
    (file,) = mirror_of(till, tmp_path / "medium").iterdir()
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join(lines[:4] + lines[5:]))
    ran = restore("--from-mirror", file.parent, "--last-receipt", "9")
    assert 2 == ran.code
    assert f"{file.name}: line 5 is not the row after row 4" in ran.refusal


def test_the_mirror_of_the_settings_tells_on_an_old_copy(
    till: Path, backup: Path, machine: Path, restore: Restore, tmp_path: Path
) -> None:
    """V125: found by itself, and the copy beside it is stale."""
    with Book.open(till / "book.sqlite") as book:
        last = book.last_journal()
        assert last is not None
        book.append([Entry(kind="START", clerk=None, content={}, at_utc=last.at_utc)])
    folder = mirror_of(till, tmp_path / "medium")
    settings = machine / "kassa.toml"
    settings.write_text(f'{settings.read_text("utf-8")}[mirror]\nfolder = "{folder}"\n', "utf-8")
    ran = restore("--from", backup, "--last-receipt", "9", "--credentials", till / "credentials")
    assert 2 == ran.code
    assert "the mirror knows receipt 9" in ran.refusal


def test_what_says_nothing_is_told(
    till: Path, backup: Path, machine: Path, restore: Restore
) -> None:
    """A witness that cannot be read keeps nobody from restoring, but is named."""
    damaged = machine / "data" / "sicherung" / "buch__GRAZ-01__2026-10-30T170000Z__00000009.sqlite"
    damaged.parent.mkdir(parents=True)
    damaged.write_bytes(b"no book")
    ran = restore("--from", backup, "--last-receipt", "9", "--credentials", till / "credentials")
    assert 0 == ran.code
    assert ran.err.startswith(f"kassa: says nothing: {damaged}: ")


def test_a_stale_backup_is_refused_in_one_sentence(till: Path, restore: Restore) -> None:
    """Somebody has receipt 10 on paper."""
    ran = restore("--from", till, "--last-receipt", "10")
    assert 2 == ran.code
    assert "ends at receipt 9, but receipt 10 was printed: it is stale" in ran.refusal
    assert "new register id" in ran.refusal


def test_nobody_to_ask(till: Path, restore: Restore) -> None:
    """Without head and number a script gets a refusal, not a guess."""
    ran = restore("--from", till)
    assert 2 == ran.code
    assert "--last-receipt" in ran.refusal


def test_a_technician_is_asked(
    till: Path, machine: Path, restore: Restore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At a terminal the number is asked for, and that none came after it."""
    asked: list[str] = []
    monkeypatch.setattr(replacement, "_has_asker", lambda: True)

    def prompt(text: str, **_: object) -> int:
        asked.append(text)
        return 9

    def confirm(text: str, **_: object) -> None:
        asked.append(text)

    monkeypatch.setattr(replacement.click, "prompt", prompt)
    monkeypatch.setattr(replacement.click, "confirm", confirm)
    assert 0 == restore("--from", till).code
    assert "after number 9" in asked[1]
    (row,) = rows(machine / "data", JournalKind.WIEDERHERSTELLUNG)
    assert 9 == row["last_number"]


def test_a_card_that_was_moved(till: Path, machine: Path, restore: Restore) -> None:
    """Adopted where it is."""
    shutil.copytree(till, machine / "data")
    shutil.copytree(till / "credentials", machine / "credentials")
    ran = restore("--adopt", "--last-receipt", "9")
    assert (0, "") == (ran.code, ran.err)
    (row,) = rows(machine / "data", JournalKind.WIEDERHERSTELLUNG)
    assert "adopted" == row["source"]


@pytest.mark.parametrize(
    "given", [(), ("--adopt", "--from", "x"), ("--from", "x", "--from-mirror", "y")]
)
def test_one_of_both(restore: Restore, given: tuple[str, ...]) -> None:
    """What is to go on must be said, once."""
    ran = restore(*given)
    assert 2 == ran.code
    assert "one of them: --from a copy, --from-mirror, or --adopt" in ran.refusal


@pytest.mark.parametrize("text", ["", "{}", '{"format": 1}'])
def test_a_head_that_is_none(till: Path, restore: Restore, tmp_path: Path, text: str) -> None:
    """The wrong file is named."""
    path = tmp_path / "head.json"
    path.write_text(text)
    ran = restore("--from", till, "--head", path)
    assert 2 == ran.code
    assert "no head of a book" in ran.refusal
    assert str(path) in ran.refusal


def test_a_head_that_is_not_there(till: Path, restore: Restore, tmp_path: Path) -> None:
    """Mistyped."""
    assert "No such file" in restore("--from", till, "--head", tmp_path / "x").refusal


def test_a_wrong_anchor(till: Path, restore: Restore) -> None:
    """How it is written is in the refusal."""
    ran = restore("--from", till, "--last-receipt", "9", "--anchor", "57")
    assert 2 == ran.code
    assert "9120:ABCD-EFGH-2345" in ran.refusal


def test_a_head_before_the_startbeleg(tmp_path: Path) -> None:
    """No book, no head."""
    ran = kassa("export", "head", "--data", tmp_path, "--out", tmp_path / "head.json")
    assert 2 == ran.code


def test_copies_are_never_overwritten(till: Path, backup: Path) -> None:
    """A second copy needs a second name."""
    ran = kassa("export", "book", "--data", till, "--out", backup / "book.sqlite")
    assert 2 == ran.code
    assert "never overwritten" in ran.refusal


def end(till: Path, out: Path, *given: str) -> Ran:
    """`kassa decommission` of the till."""
    fixed = ("--data", till, "--out", out, "--register", "GRAZ-01")
    return kassa("decommission", *fixed, *given)


def test_an_irreparable_till(till: Path, tmp_path: Path) -> None:
    """Row, export, slip."""
    out = tmp_path / "end"
    ran = end(till, out, "--irreparable", "--with-units")
    assert (0, "") == (ran.code, ran.err)
    assert "register GRAZ-01 is out of service" == ran.out.splitlines()[0]
    (row,) = rows(till, JournalKind.AUSSERBETRIEB)
    assert {"reason": 7, "number": None, "units": True} == row
    names = {path.name.split("__")[0] for path in out.iterdir()}
    assert {"Registrierkasse", "ausserbetriebnahme"} == names


def test_nobody_ends_a_register_by_mistake(till: Path, tmp_path: Path) -> None:
    """It is final: a word more is asked for."""
    ran = end(till, tmp_path / "end")
    assert 2 == ran.code
    assert "--irreparable" in ran.refusal
    assert [] == rows(till, JournalKind.AUSSERBETRIEB)


def test_a_damaged_book_is_told(till: Path, tmp_path: Path) -> None:
    """Exit code 1, what is wrong, and where it was saved."""
    (till / "book.sqlite").write_bytes(b"\0" * 4096)
    for companion in till.glob("book.sqlite-*"):
        companion.unlink()
    ran = end(till, tmp_path / "end", "--irreparable")
    assert 1 == ran.code
    assert "damaged: " in ran.out
    assert "keep the slip instead" in ran.out


def test_the_status_of_an_ended_register(till: Path, tmp_path: Path) -> None:
    """It says so, and where the book ends."""
    end(till, tmp_path / "end", "--irreparable")
    facts = json.loads(kassa("status", "--data", till, "--json").out)
    assert facts["ended"]
    assert 9 == facts["receipts"]
    assert facts["head"].startswith(f"row {facts['journal_rows']}, ")
    assert f"head                   {facts['head']}" in kassa("status", "--data", till).out
