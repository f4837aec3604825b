"""How an update ended, as the next boot tells it: once in the journal, once on the display."""

from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from firmware.app.image_state import STATE_NAME, FallBack, ImageState, read_word
from firmware.app.issue import plain
from firmware.process.logs import get_logger
from firmware.store.book import Book
from firmware.store.entry import Entry
from firmware.store.reader import Reader
from firmware.sync.config import Paths
from firmware.till import texts
from firmware.till.acts import JournalKind
from firmware.till.events import Noticed
from firmware.till.upkeep.update_news import title
from hal.clock.port import Instant

log = get_logger()

OK: Final = "Update ok ✓"
_HINT_WIDTH: Final = 21
_HINTS: Final = {
    FallBack.NOT_CONFIRMED.value: "nicht gestartet",
    FallBack.DAMAGED.value: "Karte prüfen",
    FallBack.NEVER_STOOD.value: "lief nicht",
    FallBack.BOOK.value: "Buch nicht ok",
    FallBack.ROOM.value: "zu wenig Platz",
    FallBack.SETTINGS.value: "Einstellungen",
    FallBack.CLOCK.value: "Uhr geht nicht",
    FallBack.DISPLAY.value: "Display geht nicht",
    FallBack.KEYPAD.value: "Tasten gehen nicht",
    FallBack.CARD.value: "Karte geht nicht",
    FallBack.PRINTER.value: "Drucker geht nicht",
    FallBack.SALE.value: "kein Verkauf möglich",
}


def image_state(paths: Paths) -> ImageState | None:
    """What root says of the image; None where the till runs from none, or nobody can read it."""
    try:
        return read_word(Path(paths.image) / STATE_NAME, ImageState)
    except (OSError, msgspec.DecodeError) as error:
        log.error("image state", detail=str(error))
        return None


def is_on_trial(paths: Paths) -> bool:
    """Whether this system is one that nobody has confirmed: it must not touch the book."""
    state = image_state(paths)
    return state is not None and state.is_trial


def row_of(state: ImageState, book: Reader) -> dict[str, object] | None:
    """The row of an update that ended; None where none has, or the book has it already.

    Raises:
        StoreError: the book cannot be read.
    """
    if not state.update_id:
        return None
    rows = book.journal(kind=JournalKind.UPDATE)
    if any(row.content.get("id") == state.update_id for row in rows):
        return None
    ended: dict[str, object] = {"id": state.update_id}
    if not state.fell_back_because:
        return {**ended, "what": "ok", "from": state.confirmed_from, "to": state.version}
    return {
        **ended,
        "what": "fell back",
        "from": state.version,
        "to": state.fell_back_from,
        "because": state.fell_back_because,
    }


def told(state: ImageState, at_utc: datetime) -> Noticed:
    """AU20: `Update ok ✓`, or `zurückgesetzt` and why."""
    if not state.fell_back_because:
        version, before = texts.fitting(state.version), f"vorher {state.confirmed_from}"
        return Noticed(item=OK, main=version, hint=before[:_HINT_WIDTH], at_utc=at_utc)
    item = title(state.fell_back_from)
    if state.fell_back_because == FallBack.INTERRUPTED.value:
        return Noticed(item=item, main="unvollständig", hint="nochmals: F 76", at_utc=at_utc)
    hint = _HINTS.get(state.fell_back_because, "")
    return Noticed(item=item, main="zurückgesetzt", hint=hint, at_utc=at_utc)


def waits(state: ImageState, at_utc: datetime) -> Noticed:
    """What is installed and was not tried yet: the power went before the restart."""
    item = title(state.waiting_version)
    return Noticed(item=item, main="wartet", hint="Neustart: F 98", at_utc=at_utc)


def ended(paths: Paths, book: Book, now: Instant) -> tuple[Noticed, ...]:
    """Write how an update ended, if the book does not know yet; what the cashier reads of it.

    Raises:
        StoreError: the book cannot be read or written.
    """
    state = image_state(paths)
    if state is None:
        return ()
    news: tuple[Noticed, ...] = ()
    if (row := row_of(state, book)) is not None:
        content = plain(row)
        book.append([Entry(kind=JournalKind.UPDATE, clerk=None, content=content, at_utc=now.utc)])
        news = (told(state, now.utc),)
    return (*news, waits(state, now.utc)) if state.waiting_version else news
