"""A disk that failed for a moment: what it has given up is never built upon.

After a failed sync Linux calls the pages clean: they are read as if they were stored, and no later
sync writes them. SQLite, opened anew, takes a commit out of such pages for good.
"""

import random
from contextlib import suppress
from pathlib import Path

import pytest

from firmware.rksv.vat import Buckets
from firmware.store import integrity
from firmware.store.book import Book
from firmware.store.errors import StoreError, StoreFault
from tests.faultdisk.disk import Failure, FaultDisk
from tests.faultdisk.platter import Loss, Synced
from tests.store.till import SoftwareCard, Till

SALE = Buckets(normal=1200)


def fail_next_sync(disk: FaultDisk, *, is_lasting: bool) -> None:
    """The next sync fails, alone or with all that is asked of the disk after it."""

    def arm(touch: object) -> None:
        if isinstance(touch, Synced):
            disk.on_touch = lambda _touch: None
            disk.fail_at(1, Failure.EIO, is_lasting=is_lasting)

    disk.on_touch = arm


@pytest.mark.parametrize("is_lasting", [False, True], ids=["once", "until the till is off"])
@pytest.mark.parametrize("loss", [Loss.HONEST, Loss.DROP_ALL], ids=lambda loss: loss.name)
def test_sold_after_a_failed_sync(
    tmp_path: Path,
    card: SoftwareCard,
    loss: Loss,
    is_lasting: bool,  # noqa: FBT001
) -> None:
    """Anlage Z 4 RKSV: the book is opened anew, sells, is cut, and has what it sold."""
    path = tmp_path / "book.sqlite"
    with FaultDisk() as disk:
        book = Book.create(path, connect=disk.connect)
        till = Till(book, card)
        till.commission()
        till.issue(buckets=SALE)
        fail_next_sync(disk, is_lasting=is_lasting)
        with pytest.raises(StoreError) as caught:
            till.issue(buckets=SALE)
        assert StoreFault.BROKEN is caught.value.fault
        with suppress(StoreError):
            book.close()
        disk.mend()

        with Book.open(path, connect=disk.connect) as book:
            till = Till(book, card)
            intent = book.intent()
            if intent is not None:
                book.commit_receipt(till.sealed(intent), [till.entry("resumed")])
            for _ in range(3):
                till.issue(buckets=SALE)
            sold = book.tail()
            disk.cut()
        disk.power_on(random.Random(1), loss)

        with Book.open(path, connect=disk.connect) as book:
            assert sold == book.tail()
            assert () == integrity.check(book, integrity.FULL)
