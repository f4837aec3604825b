"""A book on a fault disk and a card, without a till around them: thousands of disks a minute."""

import random
import shutil
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from firmware.rksv import jws
from firmware.rksv.vat import Buckets
from firmware.store import integrity
from firmware.store.book import Book
from firmware.store.errors import StoreError
from tests.faultdisk.disk import FaultDisk
from tests.faultdisk.platter import Loss
from tests.store.till import SoftwareCard, Till

SALE = Buckets(normal=1200, besonders=490)


@dataclass(slots=True, kw_only=True)
class Shop:
    """A book that sells as the law wants it: intent, signature, receipt.

    `signed` is what the card was given, by number; `acknowledged` how many receipts are stored.
    """

    path: Path
    disk: FaultDisk
    card: SoftwareCard
    signed: dict[int, set[str]] = field(default_factory=dict)
    acknowledged: int = 0

    def sell_some(self, sales: int) -> None:
        """Open the book, finish what was begun, sell, let it idle, close it.

        Raises:
            StoreError: as the book.
        """
        book = Book.open(self.path, connect=self.disk.connect)
        try:
            till = Till(book, self.card)
            self._know(book)
            self._finish(till)
            for _ in range(sales):
                book.put_intent(till.intend(buckets=SALE))
                self._finish(till)
                book.append([till.entry("printed")])
            book.checkpoint()
        finally:
            # Of a book that failed nothing more is to be heard.
            with suppress(StoreError):
                book.close()

    def cut(self, dice: random.Random, loss: Loss) -> None:
        """The power goes and comes."""
        self.disk.cut()
        self.disk.power_on(dice, loss)

    def wrong(self) -> list[str]:
        """What does not hold of the book as it lies there."""
        with Book.open(self.path, connect=self.disk.connect) as book:
            found = [f"corrupt: {one}" for one in integrity.check(book, integrity.FULL)]
            tail, intent = book.tail(), book.intent()
            last = 0 if tail is None else tail.number
            if last < self.acknowledged:
                found.append(f"lost: receipts {last} of {self.acknowledged}")
            texts = {one.number: jws.split(one.jws).payload for one in book.receipts()}
            if intent is not None:
                texts[intent.draft.number] = intent.draft.payload
        strange = [
            number for number, signed in self.signed.items() if signed != {texts.get(number)}
        ]
        if strange:
            found.append(f"two texts: {strange}")
        return found

    def _finish(self, till: Till) -> None:
        intent = till.book.intent()
        if intent is None:
            return
        self.signed.setdefault(intent.draft.number, set()).add(intent.draft.payload)
        till.book.commit_receipt(till.sealed(intent), [till.entry("paid")])
        self._know(till.book)

    def _know(self, book: Book) -> None:
        tail = book.tail()
        self.acknowledged = 0 if tail is None else tail.number


def founded(folder: Path, card: SoftwareCard) -> Path:
    """A folder with a closed book in it that has sold; shops are copies of it."""
    folder.mkdir(parents=True)
    with Book.create(folder / "book.sqlite") as book:
        till = Till(book, card)
        till.commission()
        for _ in range(2):
            till.issue(buckets=SALE)
    return folder


def shop_in(folder: Path, founded: Path, disk: FaultDisk, card: SoftwareCard) -> Shop:
    """A shop in `folder`, which is emptied for it."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(founded, folder)
    return Shop(path=folder / "book.sqlite", disk=disk, card=card)
