"""Faults planted into the book's ways with a failing disk, each until its patch is undone."""

from collections.abc import Sequence

import pytest

from firmware.app.issue import Issuer
from firmware.store import file
from firmware.store.book import Book
from firmware.store.errors import StoreError
from firmware.store.file import BookFile, Cell


def swallow_errors(patch: pytest.MonkeyPatch) -> None:
    """A book that takes a commit that failed for one that did not."""
    row = BookFile.row

    def deaf(book: BookFile, sql: str, cells: Sequence[Cell] = ()) -> object:
        try:
            return row(book, sql, cells)
        except StoreError:
            if sql != "COMMIT":
                raise
            book._broken = None
            book._roll_back()
            return None

    patch.setattr(BookFile, "row", deaf)


def trust_pages(patch: pytest.MonkeyPatch) -> None:
    """A book that builds upon a log as Linux shows it."""
    patch.setattr(file, "_write_anew", lambda _log: None)


def begin_without_room(patch: pytest.MonkeyPatch) -> None:
    """A till that asks nobody for room before it begins a receipt."""
    patch.setattr(Issuer, "_require_room", lambda _issuer: None)
    patch.setattr(Book, "_require_room", lambda _book: None)
