"""The journal of a playbook as the book would give it back: numbered, dated, in plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import msgspec

from firmware.store import seal
from firmware.till.acts import JournalKind
from firmware.till.closing import reckoning, zreport
from firmware.till.requests import (
    FindDays,
    FindOpening,
    FindPeriod,
    FindZ,
    Found,
    FoundDays,
    FoundOpening,
    FoundPeriod,
    FoundZ,
    Missing,
)

ANCHOR = "0123456789abcdef" * 4


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayRow:
    """A row."""

    seq: int
    at_utc: datetime
    clerk: int | None
    kind: str
    content: Mapping[str, object]


class Diary:
    """The rows so far; the first is the START of the till."""

    def __init__(self) -> None:
        opened_utc = datetime(2026, 11, 20, 9, 42, tzinfo=UTC)
        self.rows = [
            PlayRow(seq=1, at_utc=opened_utc, clerk=None, kind=JournalKind.START, content={})
        ]

    def note(
        self,
        journal: Sequence[tuple[str, Mapping[str, object]]],
        clerk: int | None,
        at_utc: datetime,
    ) -> None:
        """Take over what is new in `journal`."""
        for kind, content in journal[len(self.rows) - 1 :]:
            plain = msgspec.json.decode(msgspec.json.encode(content))
            seq = len(self.rows) + 1
            self.rows.append(
                PlayRow(seq=seq, at_utc=at_utc, clerk=clerk, kind=str(kind), content=plain)
            )

    def answer(self, wanted: FindPeriod | FindDays | FindZ | FindOpening) -> Found:
        """As firmware.app.answers_figures does."""
        match wanted:
            case FindPeriod():
                last, first_seq = self._last_z()
                period = zreport.open_period(
                    self.rows[first_seq - 1 :] or self.rows[-1:],
                    last,
                    anchor=ANCHOR,
                    is_training=wanted.is_training,
                    clerk=wanted.clerk,
                )
                return FoundPeriod(period=period)
            case FindDays():
                return FoundDays(figures=self._days(wanted.first, wanted.last))
            case FindZ():
                return self._z(wanted.number)
            case FindOpening():
                return self._opening()

    def _zs(self) -> list[PlayRow]:
        return [row for row in self.rows if row.kind == JournalKind.Z]

    def _last_z(self) -> tuple[zreport.ZReport | None, int]:
        for row in reversed(self._zs()):
            return zreport.from_content(row.content), row.seq + 1
        return None, 1

    def _days(self, first: date, last: date) -> reckoning.Figures:
        return reckoning.reckon(row for row in self.rows if first <= reckoning.day_of(row) <= last)

    def _z(self, number: int | None) -> Found:
        for row in reversed(self._zs()):
            if number in (None, row.content["number"]):
                anchor = zreport.Anchor(seq=row.seq, text=seal.anchor(row.seq, ANCHOR))
                return FoundZ(report=zreport.from_content(row.content), anchor=anchor)
        return Missing()

    def _opening(self) -> FoundOpening:
        last, first_seq = self._last_z()
        rows = self.rows[first_seq - 1 :]
        sales = [row.at_utc for row in rows if reckoning.is_turnover(row)]
        return FoundOpening(
            last_number=None if last is None else last.number,
            carried_cents=0 if last is None else last.left_cents,
            is_opened=any(
                row.kind == JournalKind.ANFANGSBESTAND and not row.content.get("training")
                for row in rows
            ),
            first_sale_utc=sales[0] if sales else None,
        )
