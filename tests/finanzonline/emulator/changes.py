"""Failure, recovery and end of tills and signature units (§ 17 RKSV), by return code."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from tests.finanzonline.emulator.books import Outage, Status, Thing

VIENNA: Final = ZoneInfo("Europe/Vienna")
_END_REASONS: Final = frozenset({6, 7})
_KNOWN_REASONS: Final = frozenset({1, 2, 5, 6, 7, 99})


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What differs between till and unit: reasons of a failure, and return codes."""

    outage_reasons: frozenset[int]
    cannot_end: str
    cannot_fail: str
    unknown: str


TILL: Final = Kind(
    outage_reasons=frozenset({1, 5, 99}), cannot_end="B8", cannot_fail="B9", unknown="B32"
)
UNIT: Final = Kind(
    outage_reasons=frozenset({1, 2, 99}), cannot_end="B18", cannot_fail="B19", unknown="B33"
)


def read_moment(text: str) -> datetime | None:
    """An xs:dateTime, local to Vienna where it names no zone; None if there is none."""
    if not text:
        return None
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=VIENNA) if moment.tzinfo is None else moment


def report_outage(thing: Thing | None, kind: Kind, reason: str, begin: str, now: datetime) -> str:
    """Enter a failure, or say why not."""
    began = read_moment(begin)
    refusal = _refuse_reason(reason, kind.outage_reasons) or _refuse_begin(began, now)
    if refusal is not None:
        return refusal
    if thing is None:
        return kind.cannot_fail
    if thing.status is Status.AUSSER_BETRIEB:
        return "B6"
    if thing.status is Status.AUSFALL:
        return "B13"
    if thing.status is not Status.IN_BETRIEB:
        return kind.cannot_fail
    assert began is not None
    if began < thing.status_utc:
        return "B5"
    thing.outages.append(Outage(int(reason), began))
    thing.stands(Status.AUSFALL, began)
    return "0"


def report_recovery(thing: Thing | None, kind: Kind, end: str, now: datetime) -> str:
    """Enter the end of a failure, or say why not."""
    ended = read_moment(end)
    refusal = _refuse_begin(ended, now)
    if refusal is not None:
        return refusal
    if thing is None:
        return kind.unknown
    if thing.status is Status.AUSSER_BETRIEB:
        return "B6"
    if thing.status is Status.IN_BETRIEB:
        return "B13"
    if thing.status is not Status.AUSFALL:
        return "B2"
    assert ended is not None
    if ended < thing.status_utc:
        return "B5"
    thing.outages[-1].ended_utc = ended
    thing.stands(Status.IN_BETRIEB, ended)
    return "0"


def report_end(thing: Thing | None, kind: Kind, reason: str, now: datetime) -> str:
    """Put something out of service for good, from this moment, or say why not."""
    refusal = _refuse_reason(reason, _END_REASONS)
    if refusal is not None:
        return refusal
    if thing is None or thing.status is Status.AKTIVIERT:
        return kind.cannot_end
    if thing.status is Status.AUSSER_BETRIEB:
        return "B6"
    thing.end_reason = int(reason)
    thing.stands(Status.AUSSER_BETRIEB, now)
    return "0"


def _refuse_reason(reason: str, fitting: frozenset[int]) -> str | None:
    if not reason:
        return "B14"
    if int(reason) not in _KNOWN_REASONS:
        return "B35"
    return None if int(reason) in fitting else "B20"


def _refuse_begin(moment: datetime | None, now: datetime) -> str | None:
    if moment is None:
        return "B15"
    return "B21" if moment > now else None
