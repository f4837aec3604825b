"""Books of any size, made without a till: as many receipts as wanted, eight rows for each.

The chain of the journal is whole; the receipts are not signed, which no table asks.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

from firmware.export.package.manifest import Span
from firmware.export.package.part import Sight
from firmware.rksv.receipt import VIENNA, ReceiptKind
from firmware.store.book import Book
from firmware.store.journal import BEFORE_FIRST, clerk_field, row_hash
from firmware.store.reader import Reader
from firmware.till.sales.basket import Line, Means, Tender
from firmware.till.sales.sale import Sale, journal_content, to_content
from tests.store.till import SoftwareCard, Till

BEGIN_UTC = datetime(2026, 11, 21, 6, 0, tzinfo=UTC)
BETWEEN = timedelta(seconds=95)
NAMES = ("Äpfel", "Käse kg", "Glühwein; groß", '=Lebkuchen "Herz"', "Brot")
RATES = (49, 49, 200, 100, 49)
_JOURNAL = "INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?)"
_RECEIPT = (
    "INSERT INTO receipts (number, kind, issued_at_utc, jws, turnover_cents, certificate_serial, "
    "is_signed, is_zero, content, journal_seq) VALUES (?, 'standard', ?, ?, 0, ?, 1, 0, ?, ?)"
)
Cells = tuple[int, str, str, int | None, str, str, str]


def make(path: Path, receipts: int) -> None:
    """A book with `receipts` sales behind its Startbeleg."""
    card = SoftwareCard()
    with Book.create(path) as book:
        Till(book, card).commission()
        last = book.last_journal()
        assert last is not None
        tail = (last.seq, last.hash)
    with sqlite3.connect(path, isolation_level=None) as connection:
        triggers = connection.execute(
            "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'"
        ).fetchall()
        connection.execute("BEGIN")
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        stored: list[tuple[object, ...]] = []
        connection.executemany(_JOURNAL, _rows(receipts, *tail, stored, card.serial))
        connection.executemany(_RECEIPT, stored)
        for _, sql in triggers:
            connection.execute(sql)
        connection.execute("COMMIT")
    connection.close()


def _rows(
    receipts: int, seq: int, previous: str, stored: list[tuple[object, ...]], serial: str
) -> Iterator[Cells]:
    for number in range(2, receipts + 2):
        moment = BEGIN_UTC + number * BETWEEN
        at_utc = moment.isoformat(timespec="microseconds")
        sale = _sale(number)
        for kind, content in _acts(number, sale, moment.astimezone(VIENNA).date()):
            seq += 1
            uuid = str(UUID(int=seq))
            text = _json(content)
            fields = (at_utc, uuid, 1, kind, text)
            previous = row_hash(
                previous.encode(),
                str(seq).encode(),
                at_utc.encode(),
                uuid.encode(),
                clerk_field(1),
                kind.encode(),
                text.encode(),
            )
            yield (seq, *fields, previous)
            if kind == "book.receipt":
                stored.append((number, at_utc, "jws", serial, _json(to_content(sale)), seq))


def _json(content: object) -> str:
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _sale(number: int) -> Sale:
    lines = tuple(
        Line(
            group=index + 1,
            name=NAMES[index],
            vat_per_mille=RATES[index],
            quantity_milli=1345 if index == 1 else 1000 * (number % 3 + 1),
            unit_cents=290 + number % 7,
            is_weight=index == 1,
        )
        for index in range(number % 3, number % 3 + 3)
    )
    sale = Sale(kind=ReceiptKind.STANDARD, clerk=1, lines=lines)
    cents = sale.total_cents
    tender = Tender(means=Means.CASH, amount_cents=cents, given_cents=cents + 55)
    return replace(sale, tenders=(tender,))


def _acts(number: int, sale: Sale, day: date) -> Iterator[tuple[str, object]]:
    content = to_content(sale)
    for line in content["lines"]:
        yield "POS", {"line": line}
    yield "ZAHLUNG", {"tender": content["tenders"][0]}
    yield "book.receipt", {"number": number, "jws_sha256": "0" * 64, "row_digest": "1" * 64}
    issued = {"number": number, "kind": "standard", "is_signed": True, "note": ""}
    yield "BELEG", issued | json.loads(json.dumps(journal_content(sale, day), default=str))
    yield "DRUCK", {"number": number, "mark": "first"}
    yield "FEHLER", {"code": "E01", "words": "Tastenfolge"}


def sight_of(book: Reader, *, moved: Callable[[int], None] = lambda _: None) -> Sight:
    """All of a book."""
    last, tail, identity = book.last_journal(), book.tail(), book.identity()
    assert last is not None
    assert tail is not None
    assert identity is not None
    return Sight(
        book=book,
        register_id=identity.register_id,
        firm=("MARKTSTAND HUBER", "Hauptplatz 3; 8010 Graz"),
        program="Standlkassa 0.1.0",
        made_at_utc=last.at_utc,
        first_day=identity.commissioned_at_utc.astimezone(VIENNA).date(),
        last_day=last.at_utc.astimezone(VIENNA).date(),
        receipts=Span(first=1, last=tail.number),
        journal=Span(first=1, last=last.seq),
        previous_hash=BEFORE_FIRST,
        moved=moved,
    )
