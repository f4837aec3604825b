"""What dialogues about the stall want: its history, and files that come and go."""

from dataclasses import dataclass
from datetime import date

from firmware.till.stall.masterdata import Change


@dataclass(frozen=True, slots=True, kw_only=True)
class FindHistory:
    """Every change of master data, in the order of the book: FoundHistory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSheets:
    """The files that wait to be imported: FoundSheets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSheet:
    """What importing a file would change, valid from a day or at once: PlannedSheet or BadSheet."""

    name: str
    valid_from: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteSheets:
    """Write the master data as files for other programs: Stored or Failed."""


StallWanted = FindHistory | ListSheets | PlanSheet | WriteSheets


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundHistory:
    """The rows."""

    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundSheets:
    """Their names, by name."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedSheet:
    """The changes of a file that is right; none when all of it is so already."""

    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BadSheet:
    """A file of which nothing is taken: where it is wrong (from 1; 0 is nowhere), and why."""

    line: int
    column: int
    words: str
    text: str = ""


StallFound = FoundHistory | FoundSheets | PlannedSheet | BadSheet
