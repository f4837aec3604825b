"""What the journal says about the moment of the last cut: open sale, clerk, training, paper."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

import msgspec

from firmware.app.answers_figures import FigureAnswers
from firmware.app.issue import plain
from firmware.app.spool import MAX_WAITING
from firmware.process.logs import get_logger
from firmware.rksv.errors import RksvError
from firmware.rksv.receipt import ReceiptKind
from firmware.store.book import Book
from firmware.store.entry import Entry, JournalRow
from firmware.store.reader import Reader
from firmware.till.acts import SALE_KINDS, JournalKind
from firmware.till.clerks import REST
from firmware.till.closing.report_papers import z_papers
from firmware.till.papers.paper import Paper
from firmware.till.requests import FindZ, Missing
from firmware.till.sales import basket as baskets
from firmware.till.sales import parking
from firmware.till.sales.basket import Basket, fold
from firmware.till.stall.catalog import Profile, ReceiptForm
from firmware.till.state import Settings
from firmware.till.texts import VIENNA

log = get_logger()

#: How many rows are read at first; a sale of 99 positions with corrections has fewer.
WINDOW_ROWS = 512


def was_cut(book: Reader) -> bool:
    """Whether the till went down without saying so."""
    return _seq(book, JournalKind.START) > _seq(book, JournalKind.STOPP)


def was_training(book: Reader) -> bool:
    """Whether training was on; a boot ends it."""
    return _seq(book, JournalKind.TRA_EIN) > _seq(book, JournalKind.TRA_AUS)


def receipt_form(book: Reader) -> ReceiptForm | None:
    """What F 43 chose last; None as long as the stall's settings decide."""
    row = book.last_journal(JournalKind.BELEGART)
    return None if row is None else ReceiptForm(row.content["form"])


def settings(book: Reader) -> Settings:
    """What F 96 chose last."""
    row = book.last_journal(JournalKind.EINSTELLUNG)
    return Settings() if row is None else msgspec.convert(row.content["settings"], Settings)


def clerk(book: Reader) -> int | None:
    """The clerk who was signed on when the till went down; None when none was."""
    last_on = book.last_journal(JournalKind.EIN)
    if last_on is None:
        return None
    if _seq(book, JournalKind.AUS) > last_on.seq and not is_locked(book):
        return None
    return last_on.clerk


def is_locked(book: Reader) -> bool:
    """Whether the till had locked itself: the cut has not opened it."""
    last_off = book.last_journal(JournalKind.AUS)
    if last_off is None or _seq(book, JournalKind.EIN) > last_off.seq:
        return False
    return last_off.content.get("reason") == REST


def open_sale(book: Reader) -> Basket:
    """The sale as it was journalled, position by position.

    Raises:
        RksvError: the rows do not fit together.
    """
    return fold((row.kind, row.content) for row in open_rows(book))


def take_up_sale(book: Book, at_utc: datetime) -> Basket:
    """The open sale; one that was practice, or cannot be rebuilt, is ended in the journal."""
    rows = open_rows(book)
    is_practice = baskets.is_practice((row.kind, row.content) for row in rows)
    reason = "training" if is_practice else ""
    try:
        basket = open_sale(book)
    except RksvError as error:
        log.error("open sale cannot be restored", detail=str(error))
        basket, reason = baskets.EMPTY, str(error)
    if not reason:
        return basket
    content: dict[str, object] = {"reason": reason, "total_cents": basket.total_cents}
    if is_practice:
        content["training"] = True
    kind = JournalKind.BON_ABBRUCH
    book.append([Entry(kind=kind, clerk=None, content=plain(content), at_utc=at_utc)])
    return baskets.EMPTY


def parked(book: Reader) -> Mapping[int, Basket]:
    """The sales that were laid aside, by slot; they outlive every Z and every cut."""
    kinds = (JournalKind.PARKEN, JournalKind.HOLEN)
    rows = sorted((row for kind in kinds for row in book.journal(kind=kind)), key=_by_seq)
    return parking.fold((row.kind, row.content) for row in rows)


def card_asked(book: Reader) -> int | None:
    """How much the card terminal was asked for when the till went down; None when it was not."""
    row = book.last_journal(JournalKind.TERMINAL)
    if row is None or row.content["state"] != "asked":
        return None
    cents = row.content["amount_cents"]
    assert isinstance(cents, int), "a TERMINAL row has an amount"
    return cents


def _by_seq(row: JournalRow) -> int:
    return row.seq


def open_rows(book: Reader) -> Sequence[JournalRow]:
    """The rows of the open sale, oldest first; empty when none is open."""
    window = _window(book, lambda rows: any(map(_is_closing, rows)))
    rows = [row for row in window if row.kind in SALE_KINDS]
    closings = [index for index, row in enumerate(rows) if _is_closing(row)]
    return rows[closings[-1] + 1 :] if closings else rows


def closed_day(book: Reader) -> date | None:
    """The day of the last Z, on which some stalls sell nothing more."""
    last_z = book.last_journal(JournalKind.Z)
    return None if last_z is None else last_z.at_utc.astimezone(VIENNA).date()


def unprinted_z(book: Reader, profile: Profile) -> Sequence[Paper]:
    """Of the last Z's papers those the printer never said are out; made from its row alone.

    Raises:
        StoreError: BROKEN: the row is not as this firmware writes it.
    """
    found = FigureAnswers(book).closing(FindZ(number=None))
    if isinstance(found, Missing):
        return ()
    rows = book.journal(found.report.last_seq, kind=JournalKind.DRUCK)
    printed = {row.content.get("paper") for row in rows}
    papers = z_papers(found.report, found.anchor, profile)
    return [paper for paper in papers if paper.name not in printed]


def unprinted(book: Reader) -> Sequence[tuple[int, bool]]:
    """The receipts the printer never said are on paper, oldest first, at most a spool of them.

    A stored receipt is printed again, never dropped: § 132a BAO owes it to the customer. With
    each number goes whether a try failed before, so that a torn piece of it may be out. The
    Startbeleg is not among them: it is printed when the till is commissioned.
    """
    rows = _window(book, lambda rows: len(_numbers(rows, JournalKind.BELEG)) >= MAX_WAITING)
    stored = [row for row in rows if row.kind == JournalKind.BELEG][-MAX_WAITING:]
    shown = [row for row in rows if row.content.get("instead")]
    printed = [
        *_numbers(rows, JournalKind.DRUCK),
        *_numbers(shown, JournalKind.BELEG_ANZEIGE),
    ]
    failed = _numbers(rows, JournalKind.DRUCK_FEHLER)
    wanted = _numbers(
        [row for row in stored if row.content["kind"] != ReceiptKind.STARTBELEG.value],
        JournalKind.BELEG,
    )
    return [(number, number in failed) for number in wanted if number not in printed]


def _numbers(rows: Sequence[JournalRow], kind: JournalKind) -> Sequence[int]:
    """The receipts that rows of `kind` are about, in their order."""
    numbers = [row.content.get("number") for row in rows if row.kind == kind]
    return [number for number in numbers if isinstance(number, int)]


def _window(
    book: Reader, is_enough: Callable[[Sequence[JournalRow]], bool]
) -> Sequence[JournalRow]:
    """The last rows of the journal, oldest first: as many as are enough, or all."""
    last = book.last_journal()
    end = 0 if last is None else last.seq
    window = WINDOW_ROWS
    while True:
        first = max(1, end - window)
        rows = list(book.journal(first, end))
        if first == 1 or is_enough(rows):
            return rows
        window *= 4


def _is_closing(row: JournalRow) -> bool:
    """Whether no sale is open after this row."""
    if row.kind == JournalKind.BELEG:
        return bool(row.content["is_sale"])
    return row.kind in (JournalKind.BON_ABBRUCH, JournalKind.PARKEN, JournalKind.LIEFERSCHEIN)


def _seq(book: Reader, kind: JournalKind) -> int:
    row = book.last_journal(kind)
    return 0 if row is None else row.seq
