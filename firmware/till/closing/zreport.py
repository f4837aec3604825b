"""The Z: the journal row that closes a period, as a value; the Z slip is printed from it alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import msgspec

from firmware.till.closing.counting import CashCount, Row, went_on
from firmware.till.closing.figures import Figures
from firmware.till.closing.reckoning import Reckoning


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """What is not closed yet: the rows since the last Z, with what they come to.

    `number` is that of the Z to be. `anchor` is the hash of the row before the one to be written;
    `first_seq` and `last_seq` are the rows the figures are of. `count` is a count under way.
    """

    number: int
    first_seq: int
    last_seq: int
    anchor: str
    began_utc: datetime
    figures: Figures
    carried_cents: int = 0
    count: CashCount | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """How far an archive vouched for the book: rows and receipts, and the short form of both.

    `text` are twelve signs over the size and the root of the log in its last checkpoint.
    """

    rows: int
    receipts: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ZReport:
    """A closed period: everything the Z slip says. In training `number` is 0.

    `archive` is how far an archive vouched for the book before the Z was written.
    """

    number: int
    first_seq: int
    last_seq: int
    anchor: str
    began_utc: datetime
    ended_utc: datetime
    figures: Figures
    count: CashCount
    archive: Confirmed | None = None

    @property
    def counted_cents(self) -> int:
        """Ist: what was in the drawer."""
        return self.count.total_cents

    @property
    def difference_cents(self) -> int:
        """Ist less Soll."""
        return self.counted_cents - self.figures.drawer.expected_cents

    @property
    def left_cents(self) -> int:
        """What stays in the drawer for the next period."""
        return self.counted_cents - self.figures.drawer.skimmed.cents

    @property
    def name(self) -> str:
        """What journal and display call it."""
        return f"Z {self.number}" if self.number else "ÜBUNGS-Z"


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """What a Z slip shows of the journal: the Z row's seq, and twelve signs over seq and hash.

    The hash is there once the row is; so no row can hold it, and the app reckons it when asked.
    """

    seq: int
    text: str


def to_content(report: ZReport) -> dict[str, object]:
    """`report` as plain values for its row."""
    content: dict[str, object] = msgspec.to_builtins(report, str_keys=True)
    return content


def from_content(content: Mapping[str, object]) -> ZReport:
    """The report of a Z row.

    Raises:
        msgspec.ValidationError: the content is not one that `to_content` wrote.
    """
    return msgspec.convert(content, ZReport, str_keys=True)


def open_period(
    rows: Iterable[Row],
    last: ZReport | None,
    *,
    anchor: str,
    is_training: bool = False,
    clerk: int | None = None,
) -> Period:
    """The period `rows` are: all rows after the Z `last`, oldest first, at least one.

    Raises:
        msgspec.ValidationError, KeyError: a row is not as its writer writes it.
    """
    period = RunningPeriod(last, is_training=is_training, clerk=clerk)
    for row in rows:
        period.take(row)
    return period.so_far(anchor)


class RunningPeriod:
    """The same row by row, for whoever keeps none of them."""

    def __init__(
        self, last: ZReport | None, *, is_training: bool = False, clerk: int | None = None
    ) -> None:
        self._last = last
        self._is_training = is_training
        self._reckoning = Reckoning(is_training=is_training, clerk=clerk)
        self._count: CashCount | None = None
        self._first: tuple[int, datetime] | None = None
        self._last_seq = 0

    @property
    def is_empty(self) -> bool:
        """Whether there was no row yet."""
        return self._first is None

    def take(self, row: Row) -> None:
        """The next row after the Z `last`.

        Raises:
            msgspec.ValidationError, KeyError: it is not as its writer writes it.
        """
        if self._first is None:
            self._first = (row.seq, row.at_utc)
        self._last_seq = row.seq
        self._reckoning.take(row)
        self._count = went_on(self._count, row, is_training=self._is_training)

    def so_far(self, anchor: str) -> Period:
        """What the rows, at least one, come to; `anchor` is the hash of the last."""
        assert self._first is not None, "a period has a row"
        last = self._last
        carried_cents = 0 if last is None or self._is_training else last.left_cents
        first_seq, began_utc = self._first
        return Period(
            number=1 if last is None else last.number + 1,
            first_seq=first_seq,
            last_seq=self._last_seq,
            anchor=anchor,
            began_utc=began_utc,
            figures=self._reckoning.figures(carried_cents),
            carried_cents=carried_cents,
            count=self._count,
        )


def closed(
    period: Period, count: CashCount, ended_utc: datetime, archive: Confirmed | None = None
) -> ZReport:
    """The Z of `period`, counted."""
    return ZReport(
        number=period.number,
        first_seq=period.first_seq,
        last_seq=period.last_seq,
        anchor=period.anchor,
        began_utc=period.began_utc,
        ended_utc=ended_utc,
        figures=period.figures,
        count=count,
        archive=archive,
    )
