"""What the book says that FinanzOnline must know; gathered by `firmware.sync.dossier`."""

from dataclasses import dataclass
from datetime import datetime

from firmware.finanzonline.order import Reason, UnitKind, Verdict
from firmware.rksv.receipt import ReceiptKind


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitFact:
    """A signature unit of this till; `ended_utc` is when the till stopped using it for good."""

    serial: str
    vda_id: str
    kind: UnitKind
    entered_utc: datetime
    ended_utc: datetime | None = None
    end_reason: Reason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutageFact:
    """An outage of a unit; `ended_utc` is when it signed again, at the latest its Sammelbeleg.

    `number` is the first failed receipt; where none failed before another unit took over, it is
    the row that says so, with a minus.
    """

    number: int
    serial: str
    began_utc: datetime
    ended_utc: datetime | None = None
    reason: Reason = Reason.SIGNATURE


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterOutageFact:
    """An outage of the till itself, entered afterwards by a person; `number` is its row's seq."""

    number: int
    reason: Reason
    began_utc: datetime
    ended_utc: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckFact:
    """A receipt FinanzOnline must check: Startbeleg, each signed Jahresbeleg, Schlussbeleg.

    `serial` is that of the unit that signed it; `year` the one a Jahresbeleg closes.
    """

    number: int
    kind: ReceiptKind
    issued_utc: datetime
    code: str
    serial: str = ""
    year: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EndFact:
    """The till was put out of service; `number` is its Schlussbeleg, None when it could not be."""

    ended_utc: datetime
    reason: Reason
    number: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SettledFact:
    """A row FON about an order: its verdict, or LATER when a person had it sent again.

    `answered_utc` is when the answer came, which names it; None where a person settled the order.
    """

    key: str
    verdict: Verdict
    at_utc: datetime
    words: str = ""
    advice: str = ""
    is_by_hand: bool = False
    answered_utc: datetime | None = None
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All of it, each list oldest first."""

    register_id: str
    commissioned_utc: datetime
    units: tuple[UnitFact, ...]
    checks: tuple[CheckFact, ...]
    outages: tuple[OutageFact, ...] = ()
    register_outages: tuple[RegisterOutageFact, ...] = ()
    end: EndFact | None = None
    settled: tuple[SettledFact, ...] = ()
