"""The quarterly copy of the DEP (§ 7 Abs 3 RKSV): made by itself, in a thread of its own.

When a quarter has begun, all receipts so far are written as a DEP7 file to the data partition, and
again when the old quarter is closed by its receipt; the row SICHERUNG proves that and when. The
file is whole or not there, so a cut in between only means that it is made at the next start. The
owner's stick takes it from there: the law asks for an external medium, which a till cannot provide
by itself.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from hashlib import file_digest
from pathlib import Path

import structlog

from firmware.app.exports import export_dep
from firmware.app.inbox import BackupFailed, BackupMade, Message
from firmware.export.errors import ExportError
from firmware.rksv.duties import Month, Quarter, backup_due, month_of, quarter_of
from firmware.rksv.receipt import ReceiptKind
from firmware.store.entry import CLOSES, JournalRow
from firmware.store.errors import StoreError
from firmware.store.reader import Reader
from firmware.till.acts import JournalKind
from firmware.till.texts import VIENNA
from hal.clock.port import Clock

log = structlog.get_logger()

FOLDER = "backup"
#: A quarter does not begin more often; a copy that failed is tried again after as long.
LOOK_EVERY_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """The copy that is owed: up to which quarter, from which register, since which day."""

    quarter: Quarter
    register_id: str
    since: date


class BackupFeeder:
    """Looks once a minute whether a copy is owed, and makes it beside the selling till."""

    def __init__(self, book: Path, post: Callable[[Message], None], clock: Clock) -> None:
        self._book = book
        self._post = post
        self._clock = clock
        self._looked_s: float | None = None
        self._is_failing = False

    def round(self) -> float:
        """Make the copy if one is owed."""
        now = self._clock.now()
        is_early = self._looked_s is not None and now.monotonic_s - self._looked_s < LOOK_EVERY_S
        if is_early or not now.is_trusted:
            return 1.0
        self._looked_s = now.monotonic_s
        try:
            self._look()
        except (StoreError, ExportError, OSError) as error:
            self._fail(str(error))
        else:
            self._is_failing = False
        return 1.0

    def _look(self) -> None:
        with Reader.open_read_only(self._book) as book:
            due = self._due(book)
            if due is None:
                return
            out = self._book.parent / FOLDER / name_of(due, self._today())
            out.parent.mkdir(mode=0o700, exist_ok=True)
            summary = export_dep(book, out)
        with out.open("rb") as file:
            digest = file_digest(file, "sha256").hexdigest()
        log.info("quarterly copy made", file=out.name, receipts=summary.receipts)
        made = BackupMade(
            quarter=str(due.quarter), file=out.name, sha256=digest, receipts=summary.receipts
        )
        self._post(made)

    def _due(self, book: Reader) -> Due | None:
        """What the rows say is owed; nothing before the till is commissioned."""
        identity = book.identity()
        if identity is None:
            return None
        made = [row for row in book.journal(kind=JournalKind.SICHERUNG) if "sha256" in row.content]
        quarter = backup_due(
            last_backup=month_of(made[-1].at_utc) if made else None,
            commissioned=month_of(identity.commissioned_at_utc),
            now_utc=self._clock.now().utc,
        )
        if quarter is None and made and is_closed_since(book, made[-1]):
            quarter = quarter_of(month_of(made[-1].at_utc)).previous
        if quarter is None:
            return None
        since = identity.commissioned_at_utc.astimezone(VIENNA).date()
        return Due(quarter=quarter, register_id=identity.register_id, since=since)

    def _today(self) -> date:
        return self._clock.now().utc.astimezone(VIENNA).date()

    def _fail(self, detail: str) -> None:
        """Told once until it works again; the duty stays."""
        log.error("quarterly copy failed", detail=detail)
        if not self._is_failing:
            self._post(BackupFailed(detail=detail))
        self._is_failing = True


def is_closed_since(book: Reader, made: JournalRow) -> bool:
    """Whether the copied quarter's last month was closed only after its copy `made`.

    The closing receipt comes before the first sale of the new month, which may be weeks later; it
    belongs to the quarter, so the quarter is copied once more.
    """
    quarter = quarter_of(month_of(made.at_utc)).previous
    last_month = str(Month(quarter.year, quarter.number * 3))
    kinds = (ReceiptKind.MONATSBELEG, ReceiptKind.JAHRESBELEG)
    closings = [book.last_closing(kind.value) for kind in kinds]
    return any(
        last_month in str(one.content[CLOSES]) and one.issued_at_utc > made.at_utc
        for one in closings
        if one is not None
    )


def name_of(due: Due, today: date) -> str:
    """The file's name: whose DEP, from which day, up to which."""
    return f"dep-export__{due.register_id}__{due.since}__{today}.json"
