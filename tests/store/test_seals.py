"""A history rewritten without the card is found wherever a seal lies over it."""

import json
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256

import pytest

from firmware.rksv import jws as jws_form
from firmware.rksv.vat import Buckets
from firmware.store import integrity, seal, seals
from firmware.store.canonical import Json
from firmware.store.integrity import FULL, QUICK, Part, Problem
from firmware.store.reader import Reader
from firmware.store.seal import SealKind
from tests.store.tampering import Change, Forged, rewrite
from tests.store.till import SoftwareCard, Till

SALE = Buckets(normal=100)


def seal_z(till: Till, card: SoftwareCard | None = None, **content: Json) -> None:
    """A Z, and its seal by the till's card or another one."""
    till.book.append([till.entry("Z", number=1)])
    row, last = till.book.last_journal(), till.book.last_receipt()
    assert row is not None
    assert last is not None
    head: dict[str, Json] = {"journal_seq": row.seq, "journal_hash": row.hash}
    digest = sha256(last.jws.encode()).hexdigest()
    more: dict[str, Json] = {"z": 1, "receipts": last.number, "last_jws_sha256": digest}
    said = seal.statement(SealKind.JOURNAL, "MARKT-01", {**head, **more, **content})
    by = card or till.card
    made = seal.sealed(said, by.sign_text(said.text))
    till.book.append([till.entry(seal.ROW_KIND, seal=made, serial=by.serial, **head)])


@pytest.fixture
def closed(till: Till) -> Till:
    """A till with sales, a Z with its seal, and sales of the day after."""
    till.issue(buckets=SALE, entries=[till.entry(text="Lade")])
    till.issue(buckets=SALE)
    seal_z(till)
    till.issue(buckets=SALE, entries=[till.entry(text="Brot")])
    return till


def problems(till: Till, change: Change) -> tuple[Problem, ...]:
    """What is found in the rewritten book, which the till is not told of."""
    till.book.close()
    rewrite(till.book.path, change)
    with Reader.open_read_only(till.book.path) as book:
        found = integrity.check(book, FULL)
        assert found == integrity.check(book, QUICK)
    return found


def instead(word: str, other: str) -> Change:
    """Another word in every row that has it."""
    return lambda rows: [replace(row, content=row.content.replace(word, other)) for row in rows]


def test_a_sealed_book_is_whole(closed: Till) -> None:
    """As the till writes it."""
    assert () == integrity.check(closed.book, FULL)
    assert () == problems(closed, lambda rows: rows)


def test_a_rewritten_chain_is_found_by_the_seal(closed: Till) -> None:
    """Every hash fits; only the card still knows the row that it saw."""
    (found,) = problems(closed, instead("Lade", "Nix!"))
    assert Part.SEAL is found.part
    assert "the card sealed row 9, which is another one now" in found.detail


def test_the_seal_cannot_be_talked_round(closed: Till) -> None:
    """A row SIEGEL that names the new hash does not make the card name it."""

    def change(rows: list[Forged]) -> list[Forged]:
        changed = instead("Lade", "Nix!")(rows)
        return [
            row.saying(journal_hash="ab" * 32) if row.kind == seal.ROW_KIND else row
            for row in changed
        ]

    details = [one.detail for one in problems(closed, change)]
    assert "says another journal_hash than its seal" in details


def test_a_removed_row_is_found_by_the_seal(closed: Till) -> None:
    """The rows behind it were moved up, and all hashes made anew."""
    found = problems(closed, lambda rows: [row for row in rows if "Lade" not in row.content])
    assert {Part.SEAL} == {one.part for one in found}


def test_an_inserted_row_is_found_by_the_seal(closed: Till) -> None:
    """A drawer that was never opened."""
    found = problems(closed, lambda rows: [*rows[:7], rows[6], *rows[7:]])
    assert {Part.SEAL} == {one.part for one in found}


def test_behind_the_last_seal_only_others_know(closed: Till) -> None:
    """What no book can find by itself (see integrity.py): the next Z's anchor will tell."""
    assert () == problems(closed, instead("Brot", "Nix!"))


def test_a_seal_that_is_left_out_is_missed_by_others_only(closed: Till) -> None:
    """An export and the slip of the Z still know; no row of the book does."""

    def change(rows: list[Forged]) -> list[Forged]:
        kept = [row for row in rows if row.kind != seal.ROW_KIND]
        return instead("Lade", "Nix!")(kept)

    assert () == problems(closed, change)


@pytest.mark.parametrize(
    ("content", "detail"),
    [
        ({"register_id": "X"}, ""),
        ({"journal_hash": "ab" * 32}, "the card sealed row 6, which is another one now"),
        ({"journal_seq": 600}, "the card sealed row 600, which is not there"),
        ({"receipts": 70}, "the card sealed receipt 70, which is not there"),
        ({"last_jws_sha256": "ab" * 32}, "the card sealed receipt 1, which is another one now"),
        ({"receipts": "7"}, "the card sealed receipt 7, which is not there"),
        ({"journal_seq": None}, "the card sealed row None, which is not there"),
    ],
)
def test_what_the_seal_says_is_looked_up(till: Till, content: dict[str, Json], detail: str) -> None:
    """Row, hash, receipt; the register is the one of the till whatever is said beside."""
    seal_z(till, **content)
    details = [one.detail for one in integrity.check(till.book, FULL)]
    assert bool(detail) == any(one.startswith(detail) for one in details)


def test_a_seal_of_another_card(till: Till) -> None:
    """One that was never entered proves nothing."""
    seal_z(till, card=SoftwareCard(scalar=0x77, serial=0x99))
    (found,) = integrity.check(till.book, FULL)
    assert "names the certificate 99, which is not there" == found.detail


def test_a_seal_signed_by_another_key(till: Till) -> None:
    """Nor does one that only says it was ours."""
    seal_z(till, card=SoftwareCard(scalar=0x77))
    (found,) = integrity.check(till.book, FULL)
    assert f"was not sealed by {till.card.serial}" == found.detail


def test_a_seal_of_another_register(till: Till) -> None:
    """One card may sign for several tills (§ 5 Abs 2 RKSV)."""
    seal_z(till)
    ground = replace(seals.ground_of(till.book), register_id="WIEN-01")
    row = till.book.last_journal()
    assert row is not None
    assert ["is of register MARKT-01"] == list(seals.faults(row.content, ground))


@pytest.mark.parametrize(
    "text", ["", "x", jws_form.compact("{}", None), jws_form.compact('{"format":1}', bytes(64))]
)
def test_a_row_without_a_seal(till: Till, text: str) -> None:
    """Damage is a problem, never a crash."""
    till.book.append([till.entry(seal.ROW_KIND, seal=text)])
    (found,) = integrity.check(till.book, FULL)
    assert found.detail.startswith("carries no seal: ")


@pytest.mark.parametrize(
    "content",
    [
        {"journal_seq": 2**70},
        {"receipts": 2**70},
        {"journal_seq": -1},
        {"journal_seq": True},
        {"receipts": 1.5},
        {"journal_seq": None, "journal_hash": None},
        {"receipts": None, "last_jws_sha256": None},
    ],
)
def test_a_row_that_no_book_can_have(till: Till, content: dict[str, object]) -> None:
    """What a hand wrote into a seal is a problem, never a crash, and never what is not there."""
    seal_z(till)
    row = till.book.last_journal(seal.ROW_KIND)
    assert row is not None
    text = json.dumps({**seal.read(str(row.content["seal"]), SealKind.JOURNAL), **content})
    made = jws_form.compact(text, till.card.sign_text(text))
    said = {"seal": made, **{name: content.get(name) for name in ("journal_seq", "journal_hash")}}
    found = list(seals.faults({**row.content, **said}, seals.ground_of(till.book)))
    assert any(one.startswith("the card sealed ") for one in found)


def test_quick_looks_at_the_last_seal(till: Till, tamper: Callable[..., None]) -> None:
    """The boot does not verify the signatures of years."""
    seal_z(till)
    row = till.book.last_journal()
    assert row is not None
    seal_z(till)
    content = json.dumps({**row.content, "serial": "99"}, separators=(",", ":"))
    tamper(f"UPDATE journal SET content = '{content}' WHERE seq = {row.seq}")
    found = {scope: integrity.check(till.book, scope) for scope in (QUICK, FULL)}
    assert [False, True] == [
        any(one.part is Part.SEAL for one in found[scope]) for scope in (QUICK, FULL)
    ]
