"""The stick of a playbook, and whoever writes onto it; as the app tells of both."""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Final, assert_never

from firmware.till.acts import JournalKind
from firmware.till.events import ExportTold, StickChanged
from firmware.till.exports.requests import (
    ExportBegun,
    ExportDays,
    ExportKind,
    ExportProgress,
    ExportResult,
    ExportWanted,
    FindExportDays,
    MakeOwnerStick,
    ReleaseStick,
    SeekStick,
    StartExport,
    StickStanding,
    StickView,
)
from firmware.till.requests import Failed, Found, Stored
from firmware.till.texts import VIENNA

if TYPE_CHECKING:
    from tests.till.playbook import Playbook

BEGAN: Final = date(2026, 7, 1)
MANIFEST: Final = "4f1c09ab77e3d520" * 4
ID: Final = "3f2a9c" + "0" * 26
_LASTS_S: Final = 4
_SLOW_S: Final = 120
_ROOM: Final = 8_000_000_000
_FULL: Final = "Stick voll"
_GONE: Final = "Stick abgezogen"
_STANDINGS: Final = {
    "owner": StickStanding.OWNER,
    "other": StickStanding.OTHER_TILL,
}


class PlayStick:
    """One stick at a time; an export lasts some seconds, `first` to `last` of what was wanted."""

    def __init__(self) -> None:
        self.view: StickView | None = None
        self.wanted: StartExport | None = None
        self.result = ExportResult(kind=ExportKind.OWNER)
        self.refuses = ""
        self.asked: list[StartExport] = []
        self._is_made = self._is_let_go = self._returns = False
        self._word = ""
        self._passed_s = 0

    # what hands do

    def move(self, word: str, book: "Playbook") -> None:
        """A stick is put in, or taken out."""
        self._is_let_go = self._returns = False
        if word in ("out", "pull"):
            self._take_out(book)
            return
        self._word = word
        self.view = StickView(
            standing=_STANDINGS.get(word, StickStanding.STRANGE),
            is_writable=word != "readonly",
            free_bytes=0 if word == "full" else _ROOM,
        )
        self._tell(book, "in")
        if word == "owner":
            self._begin(StartExport(kind=ExportKind.OWNER), book)

    def wake(self, book: "Playbook") -> None:
        """The power was away: what was being written is not, the stick is there as if put in."""
        self.wanted = None
        if self.view is not None:
            self.move(self._word, book)

    def pass_second(self, book: "Playbook") -> None:
        """Something more is on the stick, or all of it; one that was recalled is there again."""
        if self._returns:
            self.move(self._word, book)
        if self._is_made:
            # Looked at anew, it is one that is at work by itself.
            self._is_made = False
            book.send(StickChanged(stick=self.view, at_utc=book.now_utc))
            self._begin(StartExport(kind=ExportKind.OWNER), book)
        wanted = self.wanted
        if wanted is None:
            return
        self._passed_s += 1
        lasts_s = _SLOW_S if self._word == "slow" else _LASTS_S
        if self._word == "full" and self._passed_s > 1:
            self._end(book, self._failed(wanted, _FULL))
        elif self._passed_s < lasts_s:
            self._tell_progress(book, wanted, lasts_s)
        else:
            self._end(book, self.made(wanted, book))
            if wanted.kind is ExportKind.OWNER:
                self._take_out(book)
                self._is_let_go = True

    # what the till wants

    def answer(self, wanted: ExportWanted, book: "Playbook") -> Found:
        """As the app does."""
        if isinstance(wanted, StartExport):
            self.asked.append(wanted)
        match wanted:
            case FindExportDays():
                return ExportDays(first=BEGAN)
            case _ if self.refuses:
                return Failed(words=self.refuses)
            case StartExport(kind=ExportKind.OWNER) if self.view is None:
                self._returns = self._is_let_go
                return Stored()
            case _ if self.view is None:
                return Failed(words="Kein Stick")
            case StartExport():
                self.wanted, self._passed_s = wanted, 0
                return ExportBegun()
            case MakeOwnerStick():
                self.view = replace(self.view, standing=StickStanding.OWNER)
                self._is_made = True
                book.journal.append((JournalKind.STICK, {"what": "owner", "id": ID}))
                return Stored()
            case ReleaseStick() | SeekStick():
                return Stored()
            case _:
                assert_never(wanted)

    def let_go(self, book: "Playbook") -> None:
        """The kernel has let go of it, as it was asked to."""
        if self.view is not None and book.till.is_stick_leaving:
            self._take_out(book)

    def _begin(self, wanted: StartExport, book: "Playbook") -> None:
        self.wanted, self._passed_s = wanted, 0
        self._tell_progress(book, wanted, _LASTS_S)

    def _tell_progress(self, book: "Playbook", wanted: StartExport, lasts_s: int) -> None:
        left_s = lasts_s - self._passed_s if self._passed_s else None
        per_mille = 1000 * self._passed_s // lasts_s
        told = ExportProgress(kind=wanted.kind, per_mille=per_mille, left_s=left_s)
        book.send(ExportTold(told=told, at_utc=book.now_utc))

    def _take_out(self, book: "Playbook") -> None:
        wanted = self.wanted
        self.view = None
        self._tell(book, "out")
        if wanted is not None:
            self._end(book, self._failed(wanted, _GONE))

    def _tell(self, book: "Playbook", what: str) -> None:
        book.journal.append((JournalKind.STICK, {"what": what, "serial": "0A1B-2C3D"}))
        book.send(StickChanged(stick=self.view, at_utc=book.now_utc))

    def _end(self, book: "Playbook", result: ExportResult) -> None:
        self.wanted = None
        content = {"what": result.kind.value, "error": result.error, "folder": result.folder}
        row = {name: value for name, value in content.items() if value}
        book.journal.append((JournalKind.EXPORT, row))
        book.send(ExportTold(told=result, at_utc=book.now_utc))

    def made(self, wanted: StartExport, book: "Playbook") -> ExportResult:
        """What is told of an export that went well."""
        local = book.now_utc.astimezone(VIENNA)
        name = f"{local:%Y-%m-%d_%H%M%S}_{wanted.kind.value}"
        return replace(
            self.result,
            kind=wanted.kind,
            may_pull=wanted.kind is ExportKind.OWNER,
            folder=name,
            receipts=book.number - 1,
            first=wanted.first or BEGAN,
            last=wanted.last or local.date(),
            journal_rows=4711,
            files=19 if wanted.kind is ExportKind.INSPECTION else 6,
            manifest=MANIFEST,
        )

    def _failed(self, wanted: StartExport, words: str) -> ExportResult:
        return ExportResult(kind=wanted.kind, error=words, is_stick_at_fault=True)
