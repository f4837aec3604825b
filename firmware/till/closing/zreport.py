"""The Z: the journal row that closes a period, as a value; the Z slip is printed from it alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from firmware.till.closing.counting import CashCount, begun
from firmware.till.closing.figures import Figures
from firmware.till.closing.reckoning import Row, reckon


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
class ZReport:
    """A closed period: everything the Z slip says. In training `number` is 0."""

    number: int
    first_seq: int
    last_seq: int
    anchor: str
    began_utc: datetime
    ended_utc: datetime
    figures: Figures
    count: CashCount

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
    rows: Sequence[Row],
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
    carried_cents = 0 if last is None or is_training else last.left_cents
    return Period(
        number=1 if last is None else last.number + 1,
        first_seq=rows[0].seq,
        last_seq=rows[-1].seq,
        anchor=anchor,
        began_utc=rows[0].at_utc,
        figures=reckon(rows, carried_cents=carried_cents, is_training=is_training, clerk=clerk),
        carried_cents=carried_cents,
        count=begun(rows, is_training=is_training),
    )


def closed(period: Period, count: CashCount, ended_utc: datetime) -> ZReport:
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
    )
