"""The image below a playbook, and root; as the app tells of both."""

from typing import TYPE_CHECKING, Final

from firmware.till.acts import JournalKind
from firmware.till.events import UpdateGoesOn
from firmware.till.requests import Found, Stored
from firmware.till.upkeep.update_requests import (
    FindUpdate,
    FoundUpdate,
    UpdateRefused,
    UpdateTrouble,
    UpdateWanted,
)

if TYPE_CHECKING:
    from tests.till.playbook import Playbook

OLD, NEW = "1.2", "1.3"
NOTES: Final = "Neue Preise gehen schneller, das Display ist ruhiger."
_REFUSED: Final = {
    "forged": UpdateTrouble.WRONG_KEY,
    "older": UpdateTrouble.OLDER,
}


class PlayUpdate:
    """What lies on the stick; `trouble` is what everything comes to, if anything."""

    def __init__(self) -> None:
        self.trouble: UpdateTrouble | None = None
        self.asked: list[UpdateWanted] = []
        self.shown: list[str] = []
        self._word = ""
        self._installed = ""

    def plug(self, word: str) -> None:
        """A stick is put in, or taken out."""
        self._word = word

    def answer(self, wanted: UpdateWanted, book: "Playbook") -> Found:
        """As the app does, at once."""
        self.asked.append(wanted)
        trouble = self.trouble or _REFUSED.get(self._word)
        if self._word not in ("update", "poor") and trouble is None:
            trouble = UpdateTrouble.NONE
        if trouble is not None:
            return UpdateRefused(trouble=trouble)
        if isinstance(wanted, FindUpdate):
            return FoundUpdate(version=NEW, installed=OLD, notes=NOTES)
        for percent in (0, 42):
            book.send(UpdateGoesOn(percent=percent, at_utc=book.now_utc))
            self.shown.append(book.zones[2])
        self._installed = self._word
        return Stored()

    def wake(self, book: "Playbook") -> None:
        """After a restart: the trial has ended."""
        word, self._installed = self._installed, ""
        if not word:
            return
        is_sound = word == "update"
        content = {"what": "ok" if is_sound else "fell back", "from": OLD, "to": NEW}
        book.journal.append((JournalKind.UPDATE, content))
        if is_sound:
            book.tell("Update ok ✓", NEW, f"vorher {OLD}")
        else:
            book.tell(f"Update {NEW}", "zurückgesetzt", "Drucker geht nicht")
