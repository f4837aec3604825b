"""A book with a history of its stall, made by hand: who changed what, when, and how."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec

from firmware.export.package.manifest import Span
from firmware.export.package.part import Sight
from firmware.store.book import Book
from firmware.store.entry import Entry
from firmware.store.journal import BEFORE_FIRST
from firmware.store.reader import Reader
from firmware.till.acts import JournalKind
from firmware.till.stall.masterdata import Change, Source, differences, to_content
from firmware.till.stall.masterdata import Sort as Thing

BEGIN = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
DAY = BEGIN.date()
#: The names are what spreadsheets and XML find hard.
STALL = {
    (Thing.GROUP, "1"): {"name": 'Äpfel & "Most"; <süß>', "price_cents": 250},
    (Thing.VAT, "1"): {"per_mille": 49},
    (Thing.GROUP, "2"): {"name": "=SUM(A1)", "price_cents": None, "is_returnable": True},
    (Thing.VAT, "2"): {"per_mille": 200},
    (Thing.ARTICLE, "47"): {"name": "Zimt", "group": 2, "price_cents": 320, "is_weight": False},
    (Thing.CLERK, "1"): {"name": "Chef", "role": "chef"},
    (Thing.CLERK, "2"): {"name": "Anna", "role": "kassier"},
    (Thing.HEADER, ""): {"lines": ["Obst Huber", "1010 Wien"]},
    (Thing.OPTION, "limits.sale_cents"): {"value": 50000},
}


def entry(change: Change, *, minute: int, clerk: int | None = 1, chief: int | None = None) -> Entry:
    """The row of a change."""
    content = msgspec.to_builtins(to_content(change)) | ({} if chief is None else {"chief": chief})
    at_utc = BEGIN + timedelta(minutes=minute)
    return Entry(kind=JournalKind.STAMM, clerk=clerk, content=content, at_utc=at_utc)


def changed(
    sort: Thing, key: str, old: dict[str, object] | None, new: dict[str, object] | None
) -> Change:
    """A change made on the keys, at once."""
    return Change(sort=sort, key=key, old=old, new=new, source=Source.KEYS, recorded=BEGIN.date())


def make_book(folder: Path, more: Iterable[Entry] = ()) -> Path:
    """The stall as its file said it, a dearer apple for the next year, and no more cinnamon."""
    path = folder / "book.sqlite"
    first = [one.on(BEGIN.date(), Source.CONFIG) for one in differences({}, STALL)]
    dearer = Change(
        sort=Thing.GROUP,
        key="1",
        old={"price_cents": 250},
        new={"price_cents": 300},
        source=Source.FILE,
        recorded=BEGIN.date(),
        valid_from=date(2027, 1, 1),
    )
    gone = changed(Thing.ARTICLE, "47", dict(STALL[Thing.ARTICLE, "47"]), None)
    with Book.create(path) as book:
        book.append([entry(one, minute=0, clerk=None) for one in first])
        book.append([entry(dearer, minute=1, clerk=2, chief=1), entry(gone, minute=2)])
        book.append(tuple(more))
    return path


def sight_of(
    book: Reader,
    *,
    first: int = 1,
    last_day: date = DAY,
    moved: Callable[[int], None] = lambda _count: None,
) -> Sight:
    """The export of rows from `first` to the end."""
    tail = book.last_journal()
    assert tail is not None
    return Sight(
        book=book,
        register_id="GRAZ-01",
        firm=("Obst Huber", "1010 Wien"),
        program="standlkassa 0.1.0",
        made_at_utc=BEGIN + timedelta(hours=1),
        first_day=BEGIN.date(),
        last_day=last_day,
        receipts=Span(first=0, last=0),
        journal=Span(first=first, last=tail.seq),
        previous_hash=BEFORE_FIRST,
        moved=moved,
    )
