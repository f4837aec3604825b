"""Each Z of a journal, reckoned once more from the rows it closes."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import msgspec

from firmware.export.audit.finding import AuditRule, Findings
from firmware.export.audit.rows import ReadRow
from firmware.till.acts import JournalKind
from firmware.till.closing import zreport
from firmware.till.closing.figures import Figures
from firmware.till.closing.zreport import Period, RunningPeriod, ZReport

_WRONG_ROW: Final = (msgspec.MsgspecError, KeyError, ValueError, TypeError, AttributeError)


@dataclass(frozen=True, slots=True, kw_only=True)
class ZFact:
    """A Z row: where it stands, its hash, its number (None: it cannot be read)."""

    seq: int
    hash: str
    number: int | None
    at_text: str


class Closings:
    """Takes the rows in order and keeps none. A period whose begin was not seen is not reckoned."""

    def __init__(self, found: Findings, first_seq: int) -> None:
        self._found = found
        # Known from the first row of all on, or from the first Z on.
        self._period: RunningPeriod | None = RunningPeriod(None) if first_seq == 1 else None
        self._wrong = ""
        self._last_number: int | None = 0 if first_seq == 1 else None
        self.facts: list[ZFact] = []

    def take(self, row: ReadRow, previous_hash: str) -> None:
        """The next row, and the hash of the one before."""
        if row.kind == JournalKind.Z:
            self._close(row, previous_hash)
        elif not row.is_readable:
            self._period = None
        elif self._period is not None and not self._wrong:
            try:
                self._period.take(row)
            except _WRONG_ROW as error:
                self._wrong = f"{row.kind} {row.seq}: {error}"

    def _close(self, row: ReadRow, previous_hash: str) -> None:
        place = f"journal row {row.seq}"
        report = _report(row)
        number = None if report is None else report.number
        self.facts.append(ZFact(seq=row.seq, hash=row.hash, number=number, at_text=row.at_text))
        if report is None:
            self._found.add(AuditRule.Z_FIGURES, place, "is no Z that can be read")
        else:
            if self._last_number is not None and report.number != self._last_number + 1:
                detail = f"is Z {report.number} after Z {self._last_number}"
                self._found.add(AuditRule.Z_NUMBER, place, detail)
            for detail in self._faults(report, previous_hash):
                self._found.add(AuditRule.Z_FIGURES, place, f"Z {report.number} {detail}")
        # What the drawer began with stands in the last Z; without that the next is not reckoned.
        self._period = None if report is None else RunningPeriod(report)
        self._wrong, self._last_number = "", number

    def _faults(self, report: ZReport, previous_hash: str) -> Iterator[str]:
        if self._wrong:
            yield f"cannot be reckoned from its rows: {self._wrong}"
        elif self._period is not None and not self._period.is_empty:
            for name in _differences(report, self._period.so_far(previous_hash)):
                yield f"says another {name} than its rows come to"


def _report(row: ReadRow) -> ZReport | None:
    try:
        return zreport.from_content(row.content)
    except _WRONG_ROW:
        return None


def _differences(report: ZReport, period: Period) -> list[str]:
    said = (report.first_seq, report.last_seq, report.anchor, report.began_utc)
    reckoned = (period.first_seq, period.last_seq, period.anchor, period.began_utc)
    named = ("first_seq", "last_seq", "anchor", "began_utc")
    found = [name for name, a, b in zip(named, said, reckoned, strict=True) if a != b]
    of_z, of_rows = _nameless(report.figures), _nameless(period.figures)
    if period.count is not None and period.count.total_cents != report.counted_cents:
        found.append("count")
    return found + [
        name
        for name in type(of_z).__dataclass_fields__
        if getattr(of_z, name) != getattr(of_rows, name)
    ]


def _nameless(figures: Figures) -> Figures:
    """What goods are called is no figure: firmwares chose it differently among their rows."""
    return replace(
        figures,
        groups=tuple(replace(one, name="") for one in figures.groups),
        articles=tuple(replace(one, name="") for one in figures.articles),
    )
