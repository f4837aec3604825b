"""What the archive is told of the till beside its rows: card, printer, what is due.

kassa-sync sees neither a device nor the till's own settings; it reads this file with each beat.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

from cryptography import x509

from firmware import VERSION
from firmware.accord.messages import Due
from firmware.app.clock_guard import ClockGuard
from firmware.app.image_state import STATE_NAME
from firmware.app.issue import Issuer
from firmware.app.keep.reminder import last_left
from firmware.app.running_image import image_of
from firmware.finanzonline.due import open_orders, refused_orders, waiting_orders
from firmware.finanzonline.facts import Facts
from firmware.finanzonline.order import Act
from firmware.process.logs import get_logger
from firmware.rksv.duties import closing_due, month_of
from firmware.rksv.receipt import ReceiptKind
from firmware.store.errors import StoreError
from firmware.store.reader import Reader
from firmware.sync import dossier
from firmware.sync.archive import report as reports
from firmware.sync.archive.report import TillReport
from firmware.sync.config import Paths
from firmware.till.events import PaperState
from firmware.till.state import Till

log = get_logger()

ROUND_S: Final = 2.0
LOOK_EVERY_S: Final = 30.0
_MAX_DUE: Final = 20
_PRINTER: Final = {
    PaperState.OK: "ok",
    PaperState.NEAR_END: "near_end",
    PaperState.OUT: "out",
    PaperState.OFFLINE: "offline",
}
#: Whose check an order is, for whoever reads more than that there is one.
_CHECKS: Final = {
    ReceiptKind.STARTBELEG: Due.STARTBELEG,
    ReceiptKind.JAHRESBELEG: Due.YEAR_CHECK,
    ReceiptKind.SCHLUSSBELEG: Due.SCHLUSSBELEG,
}


class ReportFeeder:
    """Writes the file when it would say something else; a thread of its own, which opens the book.

    `till` gives the counter as it stands: one value, that nobody changes.
    """

    def __init__(
        self,
        paths: Paths,
        till: Callable[[], Till],
        issuer: Issuer,
        clock: ClockGuard,
    ) -> None:
        self._book = paths.book
        self._out = paths.till_report
        self._image_file = Path(paths.image) / STATE_NAME
        self._till = till
        self._issuer = issuer
        self._clock = clock
        self._looked_s: float | None = None
        self._told: TillReport | None = None
        self._is_failing = False

    def round(self) -> float:
        """Look, if it is time."""
        now = self._clock.now()
        if self._looked_s is not None and now.monotonic_s - self._looked_s < LOOK_EVERY_S:
            return ROUND_S
        self._looked_s = now.monotonic_s
        try:
            report = self._report(now.utc)
            if report != self._told:
                reports.write(self._out, report)
                self._told = report
        except (StoreError, OSError, ValueError) as error:
            if not self._is_failing:
                log.error("report of the till", detail=str(error))
            self._is_failing = True
            return ROUND_S
        self._is_failing = False
        return ROUND_S

    def _report(self, now_utc: datetime) -> TillReport:
        till, serial = self._till(), self._issuer.unit.serial
        with Reader.open_read_only(self._book) as book:
            left_utc = last_left(book)
            facts = dossier.gather(book)
            due = () if facts is None else tuple(_due(book, facts, now_utc))
            ends = {
                one.serial: x509.load_der_x509_certificate(one.der).not_valid_after_utc
                for one in book.certificates()
            }
        image = image_of(self._image_file)
        return TillReport(
            version=VERSION,
            image="" if image is None else image.version,
            card=serial,
            card_expires=f"{ends[serial]:%Y-%m-%d}" if serial in ends else "",
            printer=_PRINTER[till.paper],
            last_backup_utc=_moment(left_utc),
            due=tuple(dict.fromkeys(due))[:_MAX_DUE],
        )


def _due(book: Reader, facts: Facts, now_utc: datetime) -> Iterator[str]:
    """What is owed until it is done: what was refused, or waits for another order, is no less so.

    Raises:
        StoreError: the book cannot be read.
    """
    if facts.end is None and _is_year_owed(book, facts, now_utc):
        yield Due.JAHRESBELEG.value
    kinds = {one.code: one.kind for one in facts.checks}
    refused = (one.order for one in refused_orders(facts, now_utc))
    for order in (*open_orders(facts, now_utc), *waiting_orders(facts, now_utc), *refused):
        yield order.act.value
        if order.act is Act.BELEGPRUEFUNG:
            yield _CHECKS[kinds[order.about]].value


def _is_year_owed(book: Reader, facts: Facts, now_utc: datetime) -> bool:
    """§ 8 Abs 3 RKSV: it is to be made; one in failure form, which nobody can check, once more."""
    closing = closing_due(
        last_closed=book.last_closed(),
        commissioned=month_of(facts.commissioned_utc),
        unsigned_year_open=book.unsigned_year_open(),
        now_utc=now_utc,
    )
    return closing is not None and closing.kind is ReceiptKind.JAHRESBELEG


def _moment(at_utc: datetime | None) -> str:
    return "" if at_utc is None else at_utc.isoformat()
