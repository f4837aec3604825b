"""What the book says, at a boot, of the end of its register and of what a failure may have left."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from firmware.app.life.full_export import EVERYTHING
from firmware.finanzonline.order import Reason
from firmware.store.entry import JournalRow
from firmware.store.reader import Reader
from firmware.till.acts import JournalKind
from firmware.till.events import Noticed
from firmware.till.fiscal.ending_papers import END_PAPER, Ending, end_paper
from firmware.till.papers.paper import Paper
from firmware.till.state import End

#: So long a stall that was selling does not stand still; what was sold meanwhile is on paper.
LONG_GAP: Final = timedelta(hours=1)


def ended(book: Reader) -> End | None:
    """How the register ended; None while it is in service."""
    row = book.last_journal(JournalKind.AUSSERBETRIEB)
    if row is None:
        return None
    exports = book.journal(row.seq, kind=JournalKind.EXPORT)
    is_exported = any(
        one.content.get("what") == EVERYTHING and "folder" in one.content for one in exports
    )
    return End(number=_number(row), owes_export=not is_exported)


def unprinted(book: Reader) -> Sequence[Paper]:
    """The slip of the end, as long as the printer never said that it is out."""
    row, identity = book.last_journal(JournalKind.AUSSERBETRIEB), book.identity()
    if row is None or identity is None:
        return ()
    printed = (one.content.get("paper") for one in book.journal(row.seq, kind=JournalKind.DRUCK))
    if END_PAPER in printed:
        return ()
    ending = Ending(
        register_id=identity.register_id,
        reason=Reason(row.content["reason"]),
        number=_number(row),
        at_utc=row.at_utc,
    )
    return (end_paper(ending),)


def is_late_entry_likely(book: Reader, now_utc: datetime) -> bool:
    """Whether something was perhaps sold on handwritten receipts (§ 17 Abs 5 RKSV).

    After a restore, until something is sold; and when the till went off without a word in the
    middle of a period and was away for long. Asked before the boot writes its own rows.
    """
    last, sold = book.last_journal(), _seq(book, JournalKind.BELEG)
    if last is None or book.last_journal(JournalKind.AUSSERBETRIEB) is not None:
        return False
    if _seq(book, JournalKind.WIEDERHERSTELLUNG) > sold:
        return True
    was_cut = _seq(book, JournalKind.START) > _seq(book, JournalKind.STOPP)
    is_selling = _seq(book, JournalKind.ZAHLUNG) > _seq(book, JournalKind.Z)
    return was_cut and is_selling and now_utc - last.at_utc >= LONG_GAP


def late_entry_hint(at_utc: datetime) -> Noticed:
    """What the cashier reads of it."""
    return Noticed(item="Handbelege ?", main="nachtragen", hint="F 32", at_utc=at_utc)


def _number(row: JournalRow) -> int | None:
    number = row.content.get("number")
    return number if isinstance(number, int) else None


def _seq(book: Reader, kind: JournalKind) -> int:
    row = book.last_journal(kind)
    return 0 if row is None else row.seq
