"""F 76: a new image from the stick, or from the archive; looked at, asked, installed, started.

Only between two days: nothing is sold, the Z is done, no export is under way. What is installed is
another system beside this one; which of them sells is found out after the restart, and told then.
"""

from dataclasses import replace
from typing import Final

from firmware.till import texts
from firmware.till.acts import JournalKind
from firmware.till.asks import Item, Pick, Picked, Wanting
from firmware.till.dialogue import open_dialogue
from firmware.till.effects import GoDown
from firmware.till.events import PaperState
from firmware.till.exports import words
from firmware.till.function import Chapter, Function, Right
from firmware.till.refuse import complain
from firmware.till.requests import FindOpening, FoundOpening, Stored
from firmware.till.state import BOOKED, Answers, Next, Step, Till, record, say
from firmware.till.texts import ErrorCode
from firmware.till.upkeep.update_news import title
from firmware.till.upkeep.update_requests import (
    FindUpdate,
    FoundUpdate,
    InstallUpdate,
    UpdateRefused,
    UpdateTrouble,
)

_SEEKING: Final = Wanting(
    FindUpdate(), is_held=True, title="UPDATE", main="wird geprüft", hint="bitte warten"
)
#: So many pages of notes are scrolled through.
_PAGES: Final = 6
_HINT_WIDTH: Final = 21
_HINTS: Final = {
    UpdateTrouble.NO_IMAGE: "siehe Handbuch",
    UpdateTrouble.NONE: "Stick mit Update",
    UpdateTrouble.SEVERAL: "nur eine Datei",
    UpdateTrouble.UNREADABLE: "anderer Stick",
    UpdateTrouble.WRONG_KEY: "nicht vom Hersteller",
    UpdateTrouble.DAMAGED: "Datei neu laden",
    UpdateTrouble.WRONG_MACHINE: "andere Datei",
    UpdateTrouble.OLDER: "nie zurück",
    UpdateTrouble.SAME: "nichts zu tun",
    UpdateTrouble.NO_ROOM: words.CALL_TECHNICIAN,
    UpdateTrouble.NOT_A_BUNDLE: "andere Datei",
    UpdateTrouble.DISK: words.CALL_TECHNICIAN,
    UpdateTrouble.BUSY: "Neustart: F 98",
    UpdateTrouble.SILENT: "Neustart: F 98",
}


def update(till: Till) -> Step:
    """F 76: look for an image, and install it after a yes."""
    if till.is_training:
        return complain(till, ErrorCode.E01, words="Training läuft", hint="zuerst F 50")
    if till.export is not None:
        return complain(till, ErrorCode.E16, words=words.RUNNING, hint="warten")
    return open_dialogue(till, _update)


def _update(till: Till, answers: Answers) -> Next:
    match answers:
        case ():
            return Wanting(FindOpening())
        case (FoundOpening() as opening,):
            if opening.first_sale_utc is not None:
                return complain(till, ErrorCode.E20, words="Zuerst Z", hint="F 20, dann F 76")
            return _SEEKING
        case (FoundOpening(), UpdateRefused() as refused):
            return _refused(till, refused)
        case (FoundOpening(), FoundUpdate() as found):
            return Pick(rows=_pages(found))
        case (FoundOpening(), FoundUpdate() as found, Picked()):
            return _installing(till, found)
        case (FoundOpening(), FoundUpdate(), Picked(), UpdateRefused() as refused):
            return _refused(till, refused)
        case (FoundOpening(), FoundUpdate() as found, Picked(), Stored()):
            return _installed(till, found)
        case _:
            raise AssertionError(answers)


def _refused(till: Till, refused: UpdateRefused) -> Step:
    trouble = refused.trouble
    return complain(till, ErrorCode.E17, words=trouble.value, hint=_HINTS[trouble])


def _pages(found: FoundUpdate) -> tuple[Item, ...]:
    """What it is, then what is new in it, as much as fits the zones of a page."""
    first = Item(item=title(found.version), main="einspielen ?", hint="BAR=Ja C=Nein ZW=Info")
    was = Item(item="Jetzt", main=texts.fitting(found.installed), hint="BAR=Ja C=Nein ZW")
    lines = _wrapped(found.notes, _HINT_WIDTH)
    notes = [
        Item(item=f"Neu {number}", main="", hint=line)
        for number, line in enumerate(lines[:_PAGES], start=1)
    ]
    return (first, was, *notes)


def _wrapped(text: str, columns: int) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        fits = lines and len(lines[-1]) + 1 + len(word) <= columns
        if fits:
            lines[-1] += f" {word}"
        else:
            lines.append(word[:columns])
    return lines


def _installing(till: Till, found: FoundUpdate) -> Wanting:
    return Wanting(
        InstallUpdate(
            has_card=till.is_signature_working,
            has_printer=till.paper is not PaperState.OFFLINE,
        ),
        is_held=True,
        title=title(found.version),
        main="wird geladen",
        hint="bitte warten",
    )


def _installed(till: Till, found: FoundUpdate) -> Step:
    row = record(
        till,
        JournalKind.UPDATE,
        **{"what": "installed", "from": found.installed, "to": found.version},
    )
    after = replace(till, update_offered="")
    return say(after, title(found.version), "startet neu"), (row, BOOKED, GoDown(is_restart=True))


FUNCTIONS: tuple[Function, ...] = (
    Function(
        code=76,
        name="Update einspielen",
        chapter=Chapter.TILL,
        right=Right.TECHNICIAN,
        run=update,
    ),
)
