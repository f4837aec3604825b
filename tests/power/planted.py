"""Faults planted into the product, each until its patch is undone: what invariants must find."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from firmware.app import boot
from firmware.desk.stand import Stand
from firmware.rksv.chain import Tail
from firmware.store.book import Book
from firmware.store.entry import Entry, Intent, StoredReceipt
from firmware.store.reader import Reader
from firmware.till.papers.slip import Mark

_PRINT_DEADLINE_S = 15.0


def print_before_commit(patch: pytest.MonkeyPatch) -> None:
    """A till that hands out codes before they are stored."""
    stands: list[Stand] = []
    start, commit = Stand._boot, Book.commit_receipt

    def remember(stand: Stand) -> None:
        stands.append(stand)
        start(stand)

    def print_first(book: Book, receipt: StoredReceipt, entries: Sequence[Entry]) -> None:
        stand = stands[-1]
        if stand._station is not None:
            document = stand.station.loop._handout._slips.renderer(receipt)(Mark.NONE)
            stand.station.spool._printer.print(document, _PRINT_DEADLINE_S)
        commit(book, receipt, entries)

    patch.setattr(Stand, "_boot", remember)
    patch.setattr(Book, "commit_receipt", print_first)


def no_intent(patch: pytest.MonkeyPatch) -> None:
    """A till that asks the card before the disk knows what for."""
    put, read, commit = Book.put_intent, Reader.intent, Book.commit_receipt
    held: dict[Reader, Intent] = {}

    def put_late(book: Book, intent: Intent) -> None:
        held[book] = intent

    def read_held(book: Reader) -> Intent | None:
        return held.get(book) or read(book)

    def put_and_commit(book: Book, receipt: StoredReceipt, entries: Sequence[Entry]) -> None:
        intent = held.pop(book, None)
        if intent is not None:
            put(book, intent)
        commit(book, receipt, entries)

    patch.setattr(Book, "put_intent", put_late)
    patch.setattr(Reader, "intent", read_held)
    patch.setattr(Book, "commit_receipt", put_and_commit)


def counter_of_its_own(patch: pytest.MonkeyPatch) -> None:
    """A turnover that is kept in a file of its own, in a write after the receipt's."""
    read, commit = Reader.tail, Book.commit_receipt

    def read_kept(book: Reader) -> Tail | None:
        tail, kept = read(book), _counter(book)
        cents = int(kept.read_text("ascii")) if kept.exists() else 0
        return None if tail is None else replace(tail, turnover_cents=cents)

    def commit_then_keep(book: Book, receipt: StoredReceipt, entries: Sequence[Entry]) -> None:
        commit(book, receipt, entries)
        _counter(book).write_text(str(receipt.turnover_cents), "ascii")

    patch.setattr(Reader, "tail", read_kept)
    patch.setattr(Book, "commit_receipt", commit_then_keep)


def _counter(book: Reader) -> Path:
    return book.path.with_name("counter")


def forget_paper(patch: pytest.MonkeyPatch) -> None:
    """A till that forgets at its boot what it had not printed yet."""
    patch.setattr(boot.resume, "unprinted", lambda _book: ())


def forget_sale(patch: pytest.MonkeyPatch) -> None:
    """A till that does not restore the open sale."""
    patch.setattr(boot.resume, "open_rows", lambda _book: ())


def mirror_later(patch: pytest.MonkeyPatch) -> None:
    """A till that prints before the second medium has it."""
    patch.setattr("firmware.app.loop.Loop.secure", lambda _loop: None)
    patch.setattr("firmware.app.keep.second.Second.round", lambda _second: 1.0)
