"""Why kassad does not sell: words for whoever stands before the till, a line for the log."""

from collections.abc import Mapping
from typing import Final

from firmware.process.logs import get_logger
from firmware.store.errors import StoreFault
from hal.display.port import Display, Screen, ScreenError
from hal.errors import HalError

log = get_logger()

TITLE: Final = "KASSE GESPERRT"
HINT: Final = "Techniker rufen"
#: What is read of a book that cannot be used.
BOOK_WORDS: Final[Mapping[StoreFault, str]] = {
    StoreFault.ABSENT: "Buch fehlt",
    StoreFault.FULL: "Speicher voll",
    StoreFault.LOCKED: "läuft schon",
    StoreFault.TOO_NEW: "Version zu alt",
    StoreFault.FORBIDDEN: "keine Rechte",
}
CHECK_BOOK: Final = "Buch prüfen"


def refuse(detail: str, code: int) -> int:
    """One clear line for the log of systemd; `code` again."""
    log.error("kassad does not start", detail=detail)
    return code


def show_refusal(display: Display, words: str) -> None:
    """The same for whoever stands before the till; a display that is gone hides nothing."""
    try:
        display.show(Screen(item=TITLE, main=words, hint=HINT))
    except HalError as error:
        log.error("display", fault=error.fault.value, detail=error.detail)
    except ScreenError as error:
        log.error("screen cannot be set", zone=error.zone, text=error.text, detail=error.detail)
