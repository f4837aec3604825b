"""The thread that sees a stick come and go.

The list of mounts is looked at once a second; the medium itself is asked only when another one is
there, in a thread of its own with a deadline: a dead stick may keep whoever asks it waiting for
ever. What it says goes to the loop; what nobody can read is told as such.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import Final

from firmware.app.inbox import Message, StickTold
from firmware.app.stick.owner import NoStickId, StickId, owner_ids, read_stick_id, standing
from firmware.export.package.names import STICK_ID
from firmware.process.logs import get_logger
from firmware.store.errors import StoreError
from firmware.store.reader import Reader
from firmware.till.exports.requests import StickStanding, StickView
from hal.errors import HalError
from hal.stick.port import MountedStick, StickSlot

log = get_logger()

LOOK_EVERY_S: Final = 1.0
#: A slow stick has said who it is long before.
ANSWER_S: Final = 10.0
#: Threads that wait for sticks which will never answer; no more are begun then.
HUNG_MAX: Final = 4
IN, OUT = "in", "out"

AwaitEnd = Callable[[Event, float], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """What a stick said when it was asked; `error` is for the journal."""

    id: StickId | NoStickId
    free_bytes: int = 0
    error: str = ""


_ERRORS: Final[Mapping[NoStickId, str]] = {
    NoStickId.DAMAGED: f"{STICK_ID} is damaged",
    NoStickId.UNREADABLE: f"{STICK_ID} cannot be read",
}
_SILENT: Final = _Said(id=NoStickId.UNREADABLE, error="no answer")


class StickFeeder:
    """Tells the loop of the stick that is in; any thread may call `look_again`.

    Args:
        slot: The port.
        book: The book, which says whose sticks are the owner's.
        post: Where it is told.
        await_end: Waits for an event at most so many seconds, and tells if it is set.
    """

    def __init__(
        self,
        slot: StickSlot,
        book: Path,
        post: Callable[[Message], None],
        await_end: AwaitEnd = Event.wait,
    ) -> None:
        self._slot = slot
        self._book = book
        self._post = post
        self._await_end = await_end
        self._seen: MountedStick | None = None
        self._row: dict[str, object] = {}
        self._is_blind = False
        self._again = Event()
        self._hung: list[Thread] = []

    def look_again(self) -> None:
        """Ask the stick that is in once more: it was made the owner's, or something was written."""
        self._again.set()

    def round(self) -> float:
        """Look once."""
        try:
            stick = self._slot.find()
        except HalError as error:
            if not self._is_blind:
                log.error("stick slot", fault=error.fault.value, detail=error.detail)
            self._is_blind = True
            return LOOK_EVERY_S
        self._is_blind = False
        is_asked = self._again.is_set()
        self._again.clear()
        before = self._seen
        if stick is not None and before is not None and _is_same(stick, before):
            if is_asked or stick != before:
                self._tell(stick, is_new=False)
            return LOOK_EVERY_S
        if before is not None:
            self._seen = None
            log.info("stick is out", device=before.device)
            self._post(StickTold(view=None, row={**self._row, "what": OUT}))
        if stick is not None:
            self._tell(stick, is_new=True)
        return LOOK_EVERY_S

    def _tell(self, stick: MountedStick, *, is_new: bool) -> None:
        """Ask `stick`, and tell; a book that cannot be read is asked again in the next round."""
        said = self._ask(stick)
        try:
            with Reader.open_read_only(self._book) as book:
                identity = book.identity()
                own = owner_ids(book)
        except StoreError as error:
            log.error("owner's sticks", detail=str(error))
            return
        assert identity is not None, "a till that sells is commissioned"
        whose = standing(said.id, identity.register_id, own)
        self._seen = stick
        view = StickView(standing=whose, is_writable=stick.is_writable, free_bytes=said.free_bytes)
        log.info("stick", standing=whose.value, device=stick.device, free_bytes=said.free_bytes)
        if not is_new:
            self._post(StickTold(view=view))
            return
        self._row = _name_of(stick, said, whose)
        row: dict[str, object] = {
            "what": IN,
            **self._row,
            "standing": whose.value,
            "file_system": stick.file_system,
        }
        self._post(
            StickTold(view=view, row=row if not said.error else {**row, "error": said.error})
        )

    def _ask(self, stick: MountedStick) -> _Said:
        """What the medium says, within the deadline."""
        self._hung = [one for one in self._hung if one.is_alive()]
        if len(self._hung) >= HUNG_MAX:
            log.error("sticks hang", threads=len(self._hung))
            return _SILENT
        question = _Question(self._slot, stick.folder)
        thread = Thread(target=question.run, name="stick-question", daemon=True)
        thread.start()
        if not self._await_end(question.ended, ANSWER_S):
            self._hung.append(thread)
            log.error("stick does not answer", device=stick.device)
            return _SILENT
        thread.join()
        return question.answer


class _Question:
    """Who a stick is and how much room it has, asked in a thread that may never come back."""

    def __init__(self, slot: StickSlot, folder: Path) -> None:
        self._slot = slot
        self._folder = folder
        self.ended = Event()
        self.answer = _SILENT

    def run(self) -> None:
        """Body of the thread."""
        try:
            said = read_stick_id(self._folder)
            error = _ERRORS.get(said, "") if isinstance(said, NoStickId) else ""
            self.answer = _Said(id=said, free_bytes=self._slot.free_bytes(), error=error)
        except HalError as error:
            self.answer = _Said(id=NoStickId.UNREADABLE, error=error.detail)
        finally:
            self.ended.set()


def _is_same(stick: MountedStick, before: MountedStick) -> bool:
    """Whether it is the mount that was told; only its write protection may differ."""
    return (stick.mount, stick.device) == (before.mount, before.device)


def _name_of(stick: MountedStick, said: _Said, whose: StickStanding) -> dict[str, object]:
    """How the journal names a stick; of a stick that is not the owner's its id proves nothing."""
    named: dict[str, object] = {"serial": stick.serial} if stick.serial else {}
    if whose is StickStanding.OWNER and isinstance(said.id, StickId):
        named["id"] = said.id.id
    return named
