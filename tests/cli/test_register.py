"""`kassa status`."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from firmware.app.boot import BOOK_NAME
from firmware.store.book import Book
from tests.cli.calling import kassa

FACTS = (
    *("register_id", "certificates", "receipts", "last_receipt", "journal_rows"),
    *("unfinished_receipt", "outage_since", "outage_receipts", "outage_report_due"),
    *("closing_due", "sealed", "ended", "head", "problems"),
)


@pytest.mark.parametrize("scope", [[], ["--full"]])
def test_a_whole_book_is_told(till: Path, scope: list[str]) -> None:
    """For a machine always the same names; for people one line each."""
    machine = kassa("status", "--data", till, "--json", *scope)
    assert (machine.code, machine.err) == (0, "")
    facts = json.loads(machine.out)
    assert tuple(facts) == FACTS
    assert (facts["register_id"], facts["receipts"]) == ("GRAZ-01", 9)
    assert facts["last_receipt"].startswith("2026-10-30T09:00:4")
    assert (facts["outage_since"], facts["outage_receipts"]) == (None, 0)
    assert facts["problems"] == []
    people = kassa("status", "--data", till, *scope)
    assert people.code == 0
    assert [line[:22].rstrip() for line in people.out.splitlines()] == [
        name.replace("_", " ") for name in FACTS if name != "head"
    ]
    assert "problems               none" in people.out


def test_a_running_till_tells_its_status(till: Path) -> None:
    """Reading disturbs nobody."""
    with Book.open(till / BOOK_NAME):
        assert kassa("status", "--data", till).code == 0


def change(till: Path, statement: str) -> None:
    """Change the book behind the firmware's back."""
    connection = sqlite3.connect(till / BOOK_NAME)
    triggers = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
    for (name,) in triggers.fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute(statement)
    connection.commit()
    connection.close()


def test_a_book_that_is_not_whole_is_told(till: Path) -> None:
    """Exit code 1, and the place."""
    change(till, "UPDATE journal SET content = replace(content, '3', '4') WHERE seq = 5")
    ran = kassa("status", "--data", till, "--full")
    assert ran.code == 1
    assert "journal" in ran.out.splitlines()[-1]
    machine = kassa("status", "--data", till, "--full", "--json")
    assert machine.code == 1
    assert json.loads(machine.out)["problems"]


def nothing(book: Path) -> None:
    """No book."""
    book.unlink()


def rubbish(book: Path) -> None:
    """A file of another kind."""
    book.write_bytes(b"\x00garbage" * 1000)


def folder(book: Path) -> None:
    """A folder of that name."""
    book.unlink()
    book.mkdir()


@pytest.mark.parametrize("misfortune", [nothing, rubbish, folder])
def test_what_is_no_book_is_refused(till: Path, misfortune: Callable[[Path], None]) -> None:
    """One line with its name."""
    for left in till.glob(f"{BOOK_NAME}-*"):
        left.unlink()
    misfortune(till / BOOK_NAME)
    ran = kassa("status", "--data", till)
    assert ran.code == 2
    assert f"{till / BOOK_NAME}: " in ran.refusal
