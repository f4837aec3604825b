"""What the app tells a till on a table of stick and export."""

from firmware.till.events import ExportTold, StickChanged
from firmware.till.exports.requests import (
    ExportKind,
    ExportProgress,
    ExportResult,
    StickStanding,
    StickView,
)
from tests.till.playbook import Playbook

_ROOM = 8 * 10**9


def view(standing: StickStanding = StickStanding.STRANGE, *, is_writable: bool = True) -> StickView:
    """A stick as the app has looked at it."""
    return StickView(standing=standing, is_writable=is_writable, free_bytes=_ROOM)


def owners() -> StickView:
    """One that is at work by itself."""
    return view(StickStanding.OWNER)


def unreadable() -> StickView:
    """One that says nothing."""
    return view(StickStanding.UNREADABLE, is_writable=False)


def put_in(book: Playbook, stick: StickView | None) -> Playbook:
    """The app has looked at a stick; None: it is out."""
    book.send(StickChanged(stick=stick, at_utc=book.now_utc))
    return book


def under_way(book: Playbook, per_mille: int = 423, left_s: int | None = 80) -> Playbook:
    """An export is so far."""
    told = ExportProgress(kind=ExportKind.DEP7, per_mille=per_mille, left_s=left_s)
    book.send(ExportTold(told=told, at_utc=book.now_utc))
    return book


def ended(book: Playbook, result: ExportResult) -> Playbook:
    """An export is over."""
    book.send(ExportTold(told=result, at_utc=book.now_utc))
    return book


def held(book: Playbook) -> Playbook:
    """The stick knows more than the book: an error that stays until C."""
    return ended(book, ExportResult(kind=ExportKind.OWNER, warning="Stick weiß mehr"))
