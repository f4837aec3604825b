"""The journal's head is sealed at each Z: the row SIEGEL, by the card that signs the receipts.

What is owed is derived: the last Z that no row SIEGEL names. In an outage, on a full disk, after a
cut between the two rows it waits, and is made once, as soon as it can be. It seals all rows up to
its Z, those of earlier ones among them.
"""

from hashlib import sha256

from firmware.app.issue import plain
from firmware.app.sealing import Sealer
from firmware.process.logs import get_logger
from firmware.store.book import Book
from firmware.store.canonical import Json
from firmware.store.entry import Entry, JournalRow
from firmware.store.errors import StoreError, StoreFault
from firmware.store.reader import Reader
from firmware.store.seal import SealKind
from firmware.till.acts import JournalKind
from hal.clock.port import Clock

log = get_logger()

#: A card that gave none is asked again after so long: each question may take its whole deadline.
RETRY_S = 60.0


class ZSeals:
    """Writes the rows SIEGEL; used by the loop."""

    def __init__(self, book: Book, sealer: Sealer, clock: Clock) -> None:
        self._book = book
        self._sealer = sealer
        self._clock = clock
        self._is_owed = True
        self._not_before_s = 0.0

    def owe(self) -> None:
        """A Z was written: it is sealed at the next `follow`."""
        self._is_owed = True

    def follow(self) -> None:
        """Seal what is owed, if anything is and a card signs.

        Raises:
            StoreError: BROKEN: the book must be opened anew.
        """
        if not self._is_owed or not self._sealer.can_seal:
            return
        if self._clock.now().monotonic_s < self._not_before_s:
            return
        row = unsealed_z(self._book)
        self._is_owed = row is not None and not self._seal(row)
        if self._is_owed:
            self._not_before_s = self._clock.now().monotonic_s + RETRY_S

    def _seal(self, row: JournalRow) -> bool:
        made = self._sealer.seal(SealKind.JOURNAL, content_of(self._book, row))
        if made is None:
            return False
        content = {
            "seal": made,
            "serial": self._sealer.serial,
            "journal_seq": row.seq,
            "journal_hash": row.hash,
        }
        at_utc = self._clock.now().utc
        entry = Entry(kind=JournalKind.SIEGEL, clerk=None, content=plain(content), at_utc=at_utc)
        try:
            self._book.append([entry])
        except StoreError as error:
            if error.fault is StoreFault.BROKEN:
                raise
            log.error("seal not stored", detail=str(error))
            return False
        return True


def unsealed_z(book: Reader) -> JournalRow | None:
    """The last Z, if no seal covers it.

    Raises:
        StoreError: the book cannot be read.
    """
    last, sealed = book.last_journal(JournalKind.Z), book.last_journal(JournalKind.SIEGEL)
    if last is None or (sealed is not None and sealed.seq > last.seq):
        return None
    return last


def content_of(book: Reader, row: JournalRow) -> dict[str, Json]:
    """What the card says of a Z: its row, and the last receipt before it.

    Raises:
        StoreError: the book cannot be read.
    """
    receipt = book.last_receipt_before(row.seq)
    assert receipt is not None, "a till that closes a day has its Startbeleg"
    return {
        "journal_seq": row.seq,
        "journal_hash": row.hash,
        "z": row.content["number"],
        "receipts": receipt.number,
        "last_jws_sha256": sha256(receipt.jws.encode()).hexdigest(),
    }
