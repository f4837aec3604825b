"""What the office has written down about tills and signature units; T and P never mix."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from tests.finanzonline.emulator.directory import Company

_LOCKED_FOR: Final = timedelta(hours=24)
_WRONG_CHECKS_MAX: Final = 3


class Status(StrEnum):
    """How something stands; the last one is never told."""

    AKTIVIERT = "AKTIVIERT"
    REGISTRIERT = "REGISTRIERT"
    IN_BETRIEB = "IN_BETRIEB"
    AUSFALL = "AUSFALL"
    AUSSER_BETRIEB = "AUSSER_BETRIEB"


@dataclass(slots=True)
class Outage:
    """From when to when something was reported as failed, and why."""

    reason: int
    began_utc: datetime
    ended_utc: datetime | None = None


@dataclass(slots=True, kw_only=True)
class Thing:
    """What till and signature unit have in common; times are UTC."""

    status: Status
    registered_utc: datetime
    status_utc: datetime
    outages: list[Outage] = field(default_factory=list)
    end_reason: int | None = None

    def stands(self, status: Status, since_utc: datetime) -> None:
        """Enter a change of status."""
        self.status, self.status_utc = status, since_utc

    def has_failed_at(self, moment_utc: datetime) -> bool:
        """Whether a reported outage covers this moment."""
        return any(
            outage.began_utc <= moment_utc
            and (outage.ended_utc is None or moment_utc < outage.ended_utc)
            for outage in self.outages
        )


@dataclass(slots=True, kw_only=True)
class Unit(Thing):
    """A signature unit."""

    serial: int
    vda_id: str
    kind: str
    certificate: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A receipt that passed its check."""

    number: str
    local_time: datetime
    is_start: bool
    is_zero: bool
    checked_utc: datetime


@dataclass(slots=True, kw_only=True)
class Till(Thing):
    """A register with its AES key as text."""

    register_id: str
    user_key: str
    note: str = ""
    checked: list[Checked] = field(default_factory=list)


@dataclass(slots=True)
class Book:
    """Tills and units of one company in one mode.

    `is_certificate_check_slow`: registrations are accepted and stay AKTIVIERT until `activate`.
    """

    company: Company
    units: dict[int, Unit] = field(default_factory=dict)
    tills: dict[str, Till] = field(default_factory=dict)
    is_certificate_check_slow: bool = False
    is_status_available: bool = True
    wrong_checks: dict[str, list[datetime]] = field(default_factory=dict)

    def activate(self, now_utc: datetime) -> None:
        """The slow checks of certificates are done, and good."""
        for unit in self.units.values():
            if unit.status is Status.AKTIVIERT:
                unit.stands(Status.IN_BETRIEB, now_utc)

    def is_locked(self, register_id: str, now_utc: datetime) -> bool:
        """Whether receipts of this till were wrongly checked too often (B38)."""
        wrong = self.wrong_checks.get(register_id, [])
        return len(wrong) >= _WRONG_CHECKS_MAX and now_utc < wrong[-1] + _LOCKED_FOR

    def count_wrong(self, register_id: str, now_utc: datetime) -> None:
        """Another wrong check; those a day old are forgotten."""
        recent = [
            moment
            for moment in self.wrong_checks.get(register_id, [])
            if now_utc < moment + _LOCKED_FOR
        ]
        self.wrong_checks[register_id] = [*recent, now_utc]
