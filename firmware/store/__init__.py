"""The book: journal, receipts, identity; append-only, hash-chained, proof against a pulled plug."""

from firmware.store.book import Book
from firmware.store.entry import (
    CLOSES,
    Certificate,
    Entry,
    Identity,
    Intent,
    JournalRow,
    StoredReceipt,
)
from firmware.store.errors import StoreError, StoreFault
from firmware.store.reader import Reader

__all__ = [
    "CLOSES",
    "Book",
    "Certificate",
    "Entry",
    "Identity",
    "Intent",
    "JournalRow",
    "Reader",
    "StoreError",
    "StoreFault",
    "StoredReceipt",
]
