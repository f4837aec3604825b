"""What the export dialogues ask of the book."""

from firmware.store.reader import Reader
from firmware.till.exports.requests import ExportDays
from firmware.till.texts import VIENNA


def export_days(book: Reader) -> ExportDays:
    """Since when there is something to carry away: the day of the Startbeleg."""
    first = book.receipt(1)
    assert first is not None, "a till that sells has a Startbeleg"
    return ExportDays(first=first.issued_at_utc.astimezone(VIENNA).date())
