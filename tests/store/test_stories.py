"""Random lives of a till: whatever the order of things, the book is whole and says the same."""

import shutil
import tempfile
from datetime import timedelta
from functools import reduce
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from firmware.rksv import jws
from firmware.rksv.duties import Month, month_of
from firmware.rksv.outage import ReceiptFact, fold
from firmware.rksv.receipt import ReceiptKind
from firmware.rksv.vat import Buckets
from firmware.store import integrity
from firmware.store.book import Book
from firmware.store.entry import Intent, StoredReceipt
from firmware.store.reader import Reader
from tests.store.till import SoftwareCard, Till

CARD = SoftwareCard()
CLOSING = (ReceiptKind.MONATSBELEG, ReceiptKind.JAHRESBELEG)
AMOUNTS = st.integers(-100_000, 100_000)
WITH_AMOUNTS = (ReceiptKind.STANDARD, ReceiptKind.STORNO, ReceiptKind.TRAINING)
LATER_KINDS = st.sampled_from([kind for kind in ReceiptKind if kind is not ReceiptKind.STARTBELEG])


class LifeOfATill(RuleBasedStateMachine):
    """Sales, outages, cuts, checkpoints and copies, beside a list that remembers everything."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.path = self.folder / "book.sqlite"
        self.till = Till(Book.create(self.path), CARD)
        self.till.commission()
        self.receipts: list[StoredReceipt] = [*self.till.book.receipts()]
        self.rows = 5
        self.intent: Intent | None = None

    def teardown(self) -> None:
        """Leave nothing on the disk."""
        self.till.book.close()
        shutil.rmtree(self.folder)

    @rule(texts=st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=4))
    def append(self, texts: list[str]) -> None:
        """Something happens at the till."""
        self.till.book.append([self.till.entry(text=text) for text in texts])
        self.rows += len(texts)

    @precondition(lambda self: self.intent is None)
    @rule(kind=LATER_KINDS, normal=AMOUNTS, besonders=AMOUNTS, days=st.integers(0, 40))
    def intend(self, kind: ReceiptKind, normal: int, besonders: int, days: int) -> None:
        """A receipt is about to be signed."""
        self.till.now_utc += timedelta(days=days)
        buckets = Buckets(normal=normal, besonders=besonders) if kind in WITH_AMOUNTS else None
        self.intent = self.till.intend(kind, buckets)
        self.till.book.put_intent(self.intent)

    @precondition(lambda self: self.intent is not None)
    @rule(is_signed=st.booleans(), entries=st.integers(0, 3))
    def commit(self, *, is_signed: bool, entries: int) -> None:
        """The card has signed, or has not."""
        receipt = self.till.sealed(self.intent, is_signed=is_signed)
        self.till.book.commit_receipt(receipt, [self.till.entry(n=n) for n in range(entries)])
        self.receipts.append(receipt)
        self.rows += 1 + entries
        self.intent = None

    @rule()
    def reopen(self) -> None:
        """The till is switched off and on."""
        self.till.book.close()
        self.till.book = Book.open(self.path)

    @rule()
    def cut_power(self) -> None:
        """The plug is pulled between two statements: files as they are, no close."""
        after = self.folder / "after"
        after.mkdir()
        for name in ("book.sqlite", "book.sqlite-wal"):
            if (self.folder / name).exists():
                shutil.copyfile(self.folder / name, after / name)
        self.till.book.close()
        for file in after.iterdir():
            shutil.move(file, self.folder / file.name)
        after.rmdir()
        self.till.book = Book.open(self.path)

    @rule()
    def checkpoint(self) -> None:
        """The till is idle."""
        self.till.book.checkpoint()

    @invariant()
    def book_is_whole(self) -> None:
        """Every row is as it was written, for the writer and for a reader."""
        assert integrity.check(self.till.book, integrity.FULL) == ()
        with Reader.open_read_only(self.path) as reader:
            assert self.receipts[-1] == reader.last_receipt()

    @invariant()
    def book_remembers_everything(self) -> None:
        """Receipts, journal and intent are those that were given."""
        book = self.till.book
        assert self.receipts == [*book.receipts()]
        assert self.rows == book.last_journal().seq
        assert self.intent == book.intent()

    @invariant()
    def duties_are_folds(self) -> None:
        """The quick answers are the folds over all receipts."""
        facts = [
            ReceiptFact(
                number=receipt.number,
                kind=receipt.kind,
                is_signed=receipt.is_signed,
                is_zero="_0,00_0,00_0,00_0,00_0,00_" in payload_of(receipt),
                issued_at_utc=receipt.issued_at_utc,
            )
            for receipt in self.receipts
        ]
        closing = [receipt for receipt in self.receipts if receipt.kind in CLOSING]
        months: list[Month] = [month_of(receipt.issued_at_utc) for receipt in closing]
        years = [r.is_signed for r in closing if r.kind is ReceiptKind.JAHRESBELEG]
        book = self.till.book
        assert reduce(fold, facts, None) == book.outage()
        assert max(months, default=None) == book.last_closed()
        assert (years[-1:] == [False]) == book.unsigned_year_open()


def payload_of(receipt: StoredReceipt) -> str:
    """The signed text of a receipt."""
    return jws.split(receipt.jws).payload


TestLifeOfATill = LifeOfATill.TestCase
TestLifeOfATill.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)


@pytest.mark.heavy
def test_long_lives() -> None:
    """Minutes of the same, with longer lives."""
    run_state_machine_as_test(
        LifeOfATill, settings=settings(max_examples=200, stateful_step_count=80, deadline=None)
    )
