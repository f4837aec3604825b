"""The proof of a day finds what is wrong with DEP, book or paper."""

import sqlite3
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from firmware.desk.play import play
from firmware.desk.proof import Proof, prove
from firmware.desk.script import parse_script
from firmware.desk.stall import demo_config, in_folder
from firmware.rksv.machine_code import qr_from_jws
from firmware.rksv.rules import Rule
from firmware.store.reader import Reader

START_UTC = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Paper:
    """A slip with these codes."""

    qr_payloads: tuple[str, ...]


@pytest.fixture
def day(tmp_path: Path) -> Path:
    """The folder of a day with three sales."""
    play(
        tuple(parse_script("WG4\n@wait 60\nWG4\n@wait 60\nWG4", "script")),
        tmp_path,
        in_folder(demo_config(), tmp_path),
        START_UTC,
        is_verified=False,
        progress=lambda _line: None,
    )
    return tmp_path


def look(day: Path, slips: Sequence[Paper] = ()) -> Proof:
    """Prove the day with some slips."""
    with Reader.open_read_only(day / "book.sqlite") as book:
        now_utc = START_UTC.replace(hour=20)
        return prove(book, day / "credentials", day / "dep.json", slips, now_utc)


def codes(day: Path) -> list[str]:
    """The codes of all receipts."""
    with Reader.open_read_only(day / "book.sqlite") as book:
        return [qr_from_jws(receipt.jws) for receipt in book.receipts()]


def change(day: Path, *statements: str) -> None:
    """Change the book behind the firmware's back; its triggers would refuse."""
    connection = sqlite3.connect(day / "book.sqlite")
    triggers = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
    for (name,) in triggers.fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def test_a_true_day_is_good(day: Path) -> None:
    """Every code on paper is in the book, also a reprinted one; a slip without a code is none."""
    slips = [Paper((code,)) for code in codes(day)]
    proof = look(day, [*slips, slips[-1], Paper(())])
    assert proof.is_good
    assert proof.report.receipts == 4


def test_a_code_that_is_in_no_book_is_found(day: Path) -> None:
    """What was printed and is not stored would be a receipt nobody can check."""
    true, forged = codes(day)[-1], codes(day)[-1].replace("_4_", "_5_", 1)
    proof = look(day, [Paper((true, forged))])
    assert proof.unknown_codes == (forged,)
    assert not proof.is_good
    assert proof.report.is_valid


@pytest.mark.parametrize(
    "damage",
    [
        # Another character of the payload; a signature whose last bits are not zero.
        "substr(jws, 1, 39) || iif(substr(jws, 40, 1) = 'x', 'y', 'x') || substr(jws, 41)",
        "substr(jws, 1, length(jws) - 1) || 'B'",
    ],
)
def test_a_changed_receipt_is_found_in_dep_and_book(day: Path, damage: str) -> None:
    """One character of a signed text."""
    change(day, f"UPDATE receipts SET jws = {damage} WHERE number = 3")
    proof = look(day)
    assert not proof.report.is_valid
    assert proof.problems
    assert not proof.is_good


def test_a_changed_journal_row_is_found_in_the_book(day: Path) -> None:
    """The DEP knows nothing of it, the chain of the journal does."""
    change(day, "UPDATE journal SET content = replace(content, '300', '301') WHERE kind = 'BELEG'")
    proof = look(day)
    assert proof.report.is_valid
    assert proof.problems
    assert not proof.is_good


def test_a_wrong_key_is_found_at_the_counter(day: Path) -> None:
    """The counters do not open with another AES key."""
    key = day / "credentials" / "aes-key"
    key.write_bytes(b64encode(bytes(32)))
    proof = look(day)
    assert {one.rule for one in proof.report.findings} >= {Rule.COUNTER}
    assert not proof.is_good
