"""Which files each kind of export has, and how much work and room each of them is."""

from dataclasses import dataclass
from typing import Final, assert_never

from firmware.export.errors import EmptyPeriodError
from firmware.export.package import copy, names, receipts
from firmware.export.package.part import Part, Sight
from firmware.export.reports import reports
from firmware.export.tables import (
    closings,
    description,
    events,
    fiscal,
    history,
    journal,
    masterdata,
)
from firmware.export.viewer import page
from firmware.till.exports.requests import ExportKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """How much a file is: bytes for each receipt and each journal row in sight, and in any case.

    Rough, and rather more than less: for the bar on the display, and for the question whether there
    is room at all. What has bytes for a receipt reads the receipts once, so with rows.
    """

    receipt: int = 0
    row: int = 0
    fixed: int = 65_536

    def of(self, receipts: int, rows: int) -> "Size":
        """Of an export with so many."""
        return Size(
            bytes=self.receipt * receipts + self.row * rows + self.fixed,
            rows=(receipts if self.receipt else 0) + (rows if self.row else 0),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much a file is: bytes to be written, rows to be read for that."""

    bytes: int
    rows: int


#: By how the names of files begin; the first that fits. Measured on a stall's day of two lines a
#: receipt (tests/bench/export_rate.py); where a file is small, a byte stands for the reading.
_WEIGHTS: Final[tuple[tuple[str, Weight], ...]] = (
    (names.DEP_BEGIN, Weight(receipt=300)),
    (names.COPY, Weight(receipt=1200, row=450)),
    (names.VIEWER, Weight(receipt=350, row=120, fixed=400_000)),
    ("journal/journal.txt", Weight(row=130)),
    ("journal/journal.csv", Weight(row=500)),
    ("journal/ereignisse", Weight(row=600, receipt=350)),
    ("journal/positionen", Weight(receipt=400)),
    ("csv/belege", Weight(receipt=1100)),
    ("csv/zahlungen", Weight(receipt=550)),
    ("csv/tagesabschluesse", Weight(row=1)),
    (names.PAPERS, Weight(fixed=400_000)),
    ("berichte/", Weight(row=1, fixed=200_000)),
    ("", Weight()),
)


def parts_of(kind: ExportKind, sight: Sight) -> tuple[Part, ...]:
    """The files of an export, without list, seal, head and LIESMICH, which every one has.

    Raises:
        EmptyPeriodError: a DEP without receipts.
        StoreError: the book cannot be read.
    """
    dep, viewer = receipts.parts(sight), page.parts(sight)
    rows = (*journal.parts(sight), *events.parts(sight))
    match kind:
        case ExportKind.DEP7:
            if not dep:
                raise EmptyPeriodError("no receipt lies in the period")
            return (*dep, *viewer)
        case ExportKind.JOURNAL:
            return (*rows, *viewer)
        case ExportKind.INSPECTION | ExportKind.OWNER | ExportKind.ENDING:
            return (*dep, *rows, *_tables(sight), *viewer)
        case ExportKind.COPY:
            return (*dep, *rows, *_tables(sight), *viewer, *copy.parts(sight))
        case _:
            assert_never(kind)


def _tables(sight: Sight) -> tuple[Part, ...]:
    """Everything else, and at its end what describes it to an auditor's program."""
    modules = (fiscal, closings, masterdata, history, reports, description)
    return tuple(part for module in modules for part in module.parts(sight))


def weight_of(name: str) -> Weight:
    """How much the file of this name is."""
    return next(weight for begin, weight in _WEIGHTS if name.startswith(begin))
