"""Every power cut of one receipt, enumerated: around each statement and inside each write.

The world before and after is small, so all of it is tried (TigerBeetle's exhaustigen): the copy of
the files at each cut must be a whole book in which the receipt is there entirely or not at all.
"""

import itertools
import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from firmware.rksv import jws
from firmware.rksv.vat import Buckets
from firmware.store import integrity
from firmware.store.book import Book
from firmware.store.entry import Intent
from firmware.store.errors import StoreError, StoreFault
from tests.power.cutting import Mains, PowerCut, connect_through, copy_files
from tests.store.till import SoftwareCard, Till

SECTOR_BYTES = 512
SALE = Buckets(normal=1200, besonders=490)
RANDOM_MIXES = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What a reopened book says; everything a receipt changes."""

    receipts: int
    journal: int
    intent: Intent | None


@pytest.fixture
def sold(path: Path, card: SoftwareCard) -> Path:
    """A closed book with a Startbeleg and a sale."""
    with Book.create(path) as book:
        till = Till(book, card)
        till.commission()
        till.issue(buckets=SALE)
    return path


def state_of(path: Path) -> State:
    """Open as after a reboot; the book must be whole."""
    with Book.open(path) as book:
        assert integrity.check(book, integrity.FULL) == ()
        tail, row = book.tail(), book.last_journal()
        assert tail is not None
        assert row is not None
        return State(receipts=tail.number, journal=row.seq, intent=book.intent())


def sell(till: Till, steps: list[State]) -> None:
    """One sale and what follows it, noting the state after each commit."""

    def note() -> None:
        tail, row = till.book.tail(), till.book.last_journal()
        assert tail is not None
        assert row is not None
        steps.append(State(receipts=tail.number, journal=row.seq, intent=till.book.intent()))

    note()
    intent = till.intend(buckets=SALE)
    till.book.put_intent(intent)
    note()
    till.book.commit_receipt(till.sealed(intent), [till.entry("paid"), till.entry("drawer")])
    note()
    till.book.append([till.entry("printed"), till.entry("done")])
    note()


def finish(path: Path, card: SoftwareCard) -> None:
    """What boot does with a book it finds: the identical payload is signed, selling goes on."""
    with Book.open(path) as book:
        till = Till(book, card)
        intent = book.intent()
        if intent is not None:
            book.commit_receipt(till.sealed(intent), [till.entry("resumed")])
        till.issue(buckets=SALE)
        assert integrity.check(book, integrity.FULL) == ()


def cut_copies(sold: Path, card: SoftwareCard, work: Path) -> Iterator[tuple[Path, list[State]]]:
    """A copy of the files at each edge of each statement of a sale, and the states until then."""
    for edge in itertools.count(1):
        run = copy_files(sold, work / f"run{edge}")
        mains = Mains()
        book = Book.open(run, connect=connect_through(mains))
        steps: list[State] = []
        copy = work / f"cut{edge}"
        mains.arm(edge, lambda run=run, copy=copy: copy_files(run, copy))
        try:
            sell(Till(book, card), steps)
        except PowerCut:
            yield copy / run.name, steps
        else:
            return
        finally:
            mains.is_dead = False
            book.close()


def test_cut_at_every_statement(sold: Path, card: SoftwareCard, tmp_path: Path) -> None:
    """RKSV Anlage Z 4: a cut around any statement loses nothing stored and halves nothing."""
    whole: list[State] = []
    with Book.open(copy_files(sold, tmp_path / "whole")) as book:
        sell(Till(book, card), whole)
    cuts = 0
    seen = set()
    for copy, steps in cut_copies(sold, card, tmp_path):
        cuts += 1
        state = state_of(copy)
        reached = whole.index(steps[-1]) if steps else 0
        # What had returned is there; at most the commit being cut is there beyond it.
        assert state in whole[reached : reached + 2]
        seen.add(whole.index(state))
        finish(copy, card)
    assert seen == {0, 1, 2, 3}
    assert cuts > 50


def boot(path: Path, card: SoftwareCard, mains: Mains) -> None:
    """What the till does when it comes up: sign a waiting intent, write that it did, sell."""
    with Book.open(path, connect=connect_through(mains)) as book:
        till = Till(book, card)
        intent = book.intent()
        if intent is not None:
            book.commit_receipt(till.sealed(intent), [till.entry("resumed")])
        till.issue(buckets=SALE)


def cut_boots(found: Path, card: SoftwareCard, work: Path) -> int:
    """Cut a boot at every statement; each time the book is whole and no payload changes."""
    before = state_of(copy_files(found, work.with_name(f"{work.name}before")))
    for edge in itertools.count(1):
        run = copy_files(found, work.with_name(f"{work.name}run{edge}"))
        mains = Mains()
        copy = work.with_name(f"{work.name}cut{edge}")
        mains.arm(edge, lambda run=run, copy=copy: copy_files(run, copy))
        try:
            boot(run, card, mains)
        except PowerCut:
            with Book.open(copy / run.name) as book:
                tail, intent = book.tail(), book.intent()
                if before.intent is not None:
                    payload = before.intent.draft.payload
                    stored = book.receipt(before.receipts + 1)
                    signed = None if stored is None else jws.split(stored.jws).payload
                    assert payload == (signed or intent.draft.payload)
                assert tail.number >= before.receipts
            finish(copy / run.name, card)
        else:
            return edge - 1
        finally:
            shutil.rmtree(run.parent)
            shutil.rmtree(copy, ignore_errors=True)
    return 0


def test_second_cut_while_booting(sold: Path, card: SoftwareCard, tmp_path: Path) -> None:
    """RKSV Anlage Z 9: a cut at any statement of the boot after a cut changes no payload."""
    with Book.open(sold) as book:
        book.put_intent(Till(book, card).intend(buckets=SALE))
        first = copy_files(sold, tmp_path / "first")
    assert cut_boots(first, card, tmp_path / "boot") > 50


@pytest.mark.heavy
def test_every_pair_of_cuts(sold: Path, card: SoftwareCard, tmp_path: Path) -> None:
    """RKSV Anlage Z 4: every cut of a sale followed by every cut of the boot after it."""
    pairs = sum(
        cut_boots(copy, card, tmp_path / f"pair{index}")
        for index, (copy, _) in enumerate(cut_copies(sold, card, tmp_path))
    )
    assert pairs > 5_000


def test_torn_commit(sold: Path, card: SoftwareCard, tmp_path: Path) -> None:
    """Any part of a commit's sectors on the medium gives the state before or the one after."""
    with Book.open(sold) as book:
        till = Till(book, card)
        intent = till.intend(buckets=SALE)
        book.put_intent(intent)
        before = copy_files(sold, tmp_path / "before")
        book.commit_receipt(till.sealed(intent), [till.entry("paid")])
        after = copy_files(sold, tmp_path / "after")
    allowed = [
        state_of(copy_files(each, tmp_path / f"{each.parent.name}0")) for each in (before, after)
    ]
    seen = [state_of(copy) for copy in mixed_copies(before, after, "-wal", tmp_path / "mix")]
    assert len(seen) > RANDOM_MIXES
    assert {0, 1} == {allowed.index(state) for state in seen}


def test_torn_commit_over_an_old_wal(sold: Path, card: SoftwareCard, tmp_path: Path) -> None:
    """The first commit after a checkpoint overwrites the WAL; torn, it brings nothing old back."""
    with Book.open(sold) as book:
        till = Till(book, card)
        for _ in range(3):
            till.issue(buckets=SALE)
        book.checkpoint()
        before = copy_files(sold, tmp_path / "before")
        book.append([till.entry("after the checkpoint")])
        after = copy_files(sold, tmp_path / "after")
    allowed = [
        state_of(copy_files(each, tmp_path / f"{each.parent.name}0")) for each in (before, after)
    ]
    for copy in mixed_copies(before, after, "-wal", tmp_path / "mix"):
        assert state_of(copy) in allowed


def test_torn_checkpoint(sold: Path, card: SoftwareCard, tmp_path: Path) -> None:
    """A checkpoint cut anywhere changes nothing: the WAL still holds all of it."""
    with Book.open(sold) as book:
        till = Till(book, card)
        for _ in range(3):
            till.issue(buckets=SALE)
        before = copy_files(sold, tmp_path / "before")
        book.checkpoint()
        after = copy_files(sold, tmp_path / "after")
    expected = state_of(copy_files(before, tmp_path / "before0"))
    for copy in mixed_copies(before, after, "", tmp_path / "mix"):
        assert state_of(copy) == expected


def test_cut_while_making(tmp_path: Path, card: SoftwareCard) -> None:
    """A book whose making is cut anywhere is finished by making it again, and never half used."""
    for edge in itertools.count(1):
        path = tmp_path / f"run{edge}" / "book.sqlite"
        path.parent.mkdir()
        mains = Mains()
        copy = tmp_path / f"cut{edge}"
        mains.arm(edge, lambda path=path, copy=copy: copy_files(path, copy))
        try:
            Book.create(path, connect=connect_through(mains)).close()
        except PowerCut:
            finish_making(copy / path.name, card)
        else:
            assert edge > 50
            return


def finish_making(path: Path, card: SoftwareCard) -> None:
    """Open it if it is whole, else make it again; then sell."""
    try:
        book = Book.open(path)
    except StoreError as error:
        if error.fault is not StoreFault.ABSENT:
            raise
        book = Book.create(path)
    with book:
        till = Till(book, card)
        till.commission()
        till.issue(buckets=SALE)
        assert integrity.check(book, integrity.FULL) == ()


def mixed_copies(before: Path, after: Path, suffix: str, work: Path) -> Iterator[Path]:
    """Books of which one file is half way from before to after, sector by sector.

    Each number of sectors in order, each single sector missing, and random parts from a seed.
    """
    old = before.with_name(before.name + suffix).read_bytes()
    new = after.with_name(after.name + suffix).read_bytes()
    size = max(len(old), len(new))
    old, new = old.ljust(size, b"\0"), new.ljust(size, b"\0")
    offsets = range(0, size, SECTOR_BYTES)
    changed = [o for o in offsets if old[o : o + SECTOR_BYTES] != new[o : o + SECTOR_BYTES]]
    assert changed
    seed = random.Random(20261120)
    parts = [
        *(set(changed[:count]) for count in range(len(changed) + 1)),
        *(set(changed) - {one} for one in changed),
        *({one for one in changed if seed.random() < 0.5} for _ in range(RANDOM_MIXES)),
    ]
    for index, part in enumerate(parts):
        copy = copy_files(before, work.with_name(f"{work.name}{index}"))
        mixed = b"".join(
            (new if offset in part else old)[offset : offset + SECTOR_BYTES] for offset in offsets
        )
        copy.with_name(copy.name + suffix).write_bytes(mixed)
        yield copy
