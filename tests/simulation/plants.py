"""Faults planted into the product by patching it, never by flags in it; see controls.py."""

from collections.abc import Sequence
from typing import Final
from weakref import WeakSet

import pytest

from archive.index.ledger import Chunk, Ledger
from firmware.app.inbox import Printed
from firmware.app.issue import Issuer
from firmware.app.keep.mirror import Mirror
from firmware.app.keep.second import Second
from firmware.app.loop import Loop
from firmware.app.spool import Job, Spool
from firmware.store import file
from firmware.store.book import Book
from firmware.store.entry import Entry, StoredReceipt
from firmware.store.errors import StoreError
from firmware.sync.archive.side import Side
from firmware.till import machine
from firmware.till.acts import JournalKind
from firmware.till.closing.counting import Row
from firmware.till.closing.reckoning import Reckoning
from firmware.till.effects import Effect, Issue
from firmware.till.events import Event, IssueRefused
from firmware.till.state import Till
from hal.display.port import Screen

_TRIGGER: Final = "SELECT sql FROM sqlite_schema WHERE name = 'journal_no_update'"


def normal(patch: pytest.MonkeyPatch) -> None:
    """A till that does not wait for its disk: synchronous=NORMAL."""
    settings = [one.replace("FULL", "NORMAL") for one in file._WRITER_SETTINGS]
    patch.setattr(file, "_WRITER_SETTINGS", tuple(settings))


def changed_row(patch: pytest.MonkeyPatch) -> None:
    """A row of the journal is altered after it was written."""
    commit = Book.commit_receipt

    def commit_and_alter(book: Book, receipt: StoredReceipt, entries: Sequence[Entry]) -> None:
        commit(book, receipt, entries)
        connection = book.file.connection()
        (trigger,) = connection.execute(_TRIGGER).fetchone()
        connection.execute("DROP TRIGGER journal_no_update")
        connection.execute("UPDATE journal SET clerk = 2 WHERE seq = 9")
        connection.execute(trigger)

    patch.setattr(Book, "commit_receipt", commit_and_alter)


def forgetful_z(patch: pytest.MonkeyPatch) -> None:
    """A Z without the first sale of its period."""
    take = Reckoning.take
    seen: WeakSet[Reckoning] = WeakSet()

    def take_most(reckoning: Reckoning, row: Row) -> None:
        if row.kind == JournalKind.BELEG and row.content["total_cents"] and reckoning not in seen:
            seen.add(reckoning)
            return
        take(reckoning, row)

    patch.setattr(Reckoning, "take", take_most)


def hasty_display(patch: pytest.MonkeyPatch) -> None:
    """A display that says that a sale is paid before it is stored."""
    issue = Loop._issue

    def show_and_issue(loop: Loop, effect: Issue) -> bool:
        tail = loop._book.tail()
        number = 1 if tail is None else tail.number + 1
        loop._show(Screen(item="BEZAHLT", main="2,50", hint=f"Bon {number:06}   BON=Kop."))
        return issue(loop, effect)

    patch.setattr(Loop, "_issue", show_and_issue)


def empty_promise(patch: pytest.MonkeyPatch) -> None:
    """An archive that acknowledges what it does not keep."""

    def forget(_ledger: Ledger, batch: Sequence[Chunk]) -> list[bool]:
        return [True] * len(batch)

    patch.setattr(Ledger, "append", forget)


def silent_refusal(patch: pytest.MonkeyPatch) -> None:
    """A till that does not say that its disk is full."""
    step = machine.step

    def step_silently(till: Till, event: Event) -> tuple[Till, tuple[Effect, ...]]:
        return (till, ()) if isinstance(event, IssueRefused) else step(till, event)

    patch.setattr(machine, "step", step_silently)


def grudge(patch: pytest.MonkeyPatch) -> None:
    """A till that does not get over a disk that was full once."""
    require, full = Issuer._require_room, list[StoreError]()

    def require_for_ever(issuer: Issuer) -> None:
        if full:
            raise full[0]
        try:
            require(issuer)
        except StoreError as error:
            full.append(error)
            raise

    patch.setattr(Issuer, "_require_room", require_for_ever)


def forgotten_slip(patch: pytest.MonkeyPatch) -> None:
    """A slip that failed is not printed again, and nobody says so."""

    def forget(spool: Spool, job: Job, _fault: object) -> bool:
        spool._jobs = type(spool._jobs)(one for one in spool._jobs if one is not job)
        return False

    patch.setattr(Spool, "_keep_or_give_up", forget)


def hasty_printer(patch: pytest.MonkeyPatch) -> None:
    """A slip counts as printed whatever the printer says."""
    printed = Spool._print

    def print_and_hope(spool: Spool, job: Job) -> None:
        post, spool._post = spool._post, lambda _message: None
        printed(spool, job)
        spool._post = post
        spool._is_failing = False
        spool._jobs = type(spool._jobs)(one for one in spool._jobs if one.slip != job.slip)
        post(Printed(slip=job.slip, mark=job.mark))

    patch.setattr(Spool, "_print", print_and_hope)


def believe_the_disk(patch: pytest.MonkeyPatch) -> None:
    """A till that does not hold its book against the second medium."""
    patch.setattr(Mirror, "_require_ours", lambda _mirror, _book, _last, _end: None)


def print_first(patch: pytest.MonkeyPatch) -> None:
    """A till that prints before the second medium has the row, which is written an hour later."""
    patch.setattr(Second, "secure", lambda _second: None)
    patch.setattr(Second, "round", lambda _second: 3600.0)


def count_what_was_sent(patch: pytest.MonkeyPatch) -> None:
    """A kassa-sync to which whatever it has sent is confirmed, whatever came back."""
    patch.setattr(Side, "confirmed", property(lambda side: side._pace.rows))


def stay_with_the_old_card(patch: pytest.MonkeyPatch) -> None:
    """A till that swaps its card in the book alone."""
    patch.setattr(Issuer, "take_over", lambda _issuer: None)
