"""Who answers what a playbook's till wants, and what its showing of a code leaves behind."""

from typing import TYPE_CHECKING

from firmware.till.acts import JournalKind
from firmware.till.effects import ShowReceipt
from firmware.till.events import LinkRefused
from firmware.till.exports.requests import ExportWanted
from firmware.till.fiscal.calendar_requests import CalendarWanted
from firmware.till.fiscal.ending_requests import EndingWanted
from firmware.till.fiscal.office_requests import FindOrders
from firmware.till.fiscal.swap_requests import SwapWanted
from firmware.till.requests import Found, Stored, Wanted
from firmware.till.stall.requests import StallWanted
from firmware.till.upkeep.archive_requests import ArchiveWanted, ShowLink
from firmware.till.upkeep.update_requests import UpdateWanted

if TYPE_CHECKING:
    from tests.till.playbook import Playbook


def answer_of(book: "Playbook", wanted: Wanted) -> Found:
    """As firmware.app.answers does, apart from the card terminal."""
    book.world.tell_card(book.book)
    book.book.diary.note(book.journal, book.till.clerk, book.now_utc)
    if isinstance(wanted, CalendarWanted | EndingWanted):
        answer = book.calendar.answer(wanted, book)
    elif isinstance(wanted, SwapWanted):
        answer = book.swap.answer(wanted)
        book.journal += book.swap.written()
    elif isinstance(wanted, ExportWanted):
        answer = book.usb.answer(wanted, book)
    elif isinstance(wanted, UpdateWanted):
        answer = book.update.answer(wanted, book)
    elif isinstance(wanted, FindOrders):
        answer = book.office.orders(book.now_utc)
    elif isinstance(wanted, ArchiveWanted):
        answer = book.archive.answer(wanted)
        if isinstance(wanted, ShowLink) and isinstance(answer, Stored):
            _make_known(book, wanted.number)
    elif isinstance(wanted, StallWanted):
        answer = book.stall.answer(wanted)
    else:
        book.book.archive = book.archive.found(), book.archive.confirmed()
        answer = book.office.with_words(book.book.answer(wanted), book.now_utc)
    return answer


def show(book: "Playbook", effect: ShowReceipt) -> None:
    """As firmware.app.handout does: no link is shown that the archive would not know."""
    if effect.is_link and book.archive.is_disk_full:
        book.send(LinkRefused(number=effect.number, at_utc=book.now_utc))
        return
    if effect.is_link:
        _make_known(book, effect.number)
    content: dict[str, object] = {"number": effect.number, "instead": effect.is_instead}
    link = {"link": True} if effect.is_link else {}
    book.journal.append((JournalKind.BELEG_ANZEIGE, {**content, **link}))


def _make_known(book: "Playbook", number: int) -> None:
    book.archive.pushes += 1
    if (row := book.archive.make_known(number)) is not None:
        book.journal.append((JournalKind.BELEG_LINK, row))
