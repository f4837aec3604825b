"""What is known of a package: what it holds, what was found in it, how far it fits the log."""

from datetime import date
from enum import StrEnum
from typing import Final

import msgspec

from firmware.export.package.manifest import Span

#: The first ones are kept; the counts are of all.
FINDINGS_MAX: Final = 100
NO_SPAN: Final = Span(first=0, last=0)


class PackageRule(StrEnum):
    """What only an archive finds; the rest are the rules of `firmware.export.audit.finding`."""

    UNREADABLE = "unreadable"  # it is a ZIP, or a DEP7, that can be laid out and read
    NO_EXPORT = "no-export"  # there is an export in it
    FOREIGN = "foreign"  # of this till
    LOG_DIFFERS = "log-differs"  # rows and receipts are those of the log
    LOG_BEHIND = "log-behind"  # the log goes as far as the package
    NO_DESCRIPTION = "no-description"  # index.xml for auditors' programs is in it (GoBD)
    FAULT = "fault"  # the examination came to its end


class PackageFinding(msgspec.Struct, frozen=True):
    """One thing; `place` is a file, row or receipt, `detail` English."""

    rule: str
    place: str
    detail: str
    is_error: bool


class Content(msgspec.Struct, frozen=True):
    """One export in the package, as its list says, and as far as the log was held against it."""

    folder: str
    kind: str
    register_id: str
    first_day: date
    last_day: date
    receipts: Span
    journal: Span
    head_seq: int
    head_hash: str
    #: Serial of the certificate whose seal holds; empty: none does.
    sealed_by: str
    has_description: bool
    #: The last receipt and the last row that were found equal in the log.
    equal_receipts: int = 0
    equal_rows: int = 0


class Verdict(msgspec.Struct, frozen=True, omit_defaults=True):
    """All of it; `is_whole`: no rule is broken, notices do not count."""

    contents: tuple[Content, ...] = ()
    findings: tuple[PackageFinding, ...] = ()
    errors: int = 0
    notices: int = 0
    #: How many rows the log had then.
    log_size: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether nothing speaks against it."""
        return self.errors == 0

    @property
    def is_compared(self) -> bool:
        """Whether the log went far enough to hold all of it against."""
        return all(one.rule != PackageRule.LOG_BEHIND for one in self.findings)

    @property
    def words(self) -> tuple[str, ...]:
        """Each error in a sentence, for the till's answer and the alarm."""
        return tuple(
            f"{one.rule}: {one.place}: {one.detail}"[:300] for one in self.findings if one.is_error
        )


def of(contents: tuple[Content, ...], found: list[PackageFinding], log_size: int) -> Verdict:
    """The verdict of what was found."""
    errors = sum(one.is_error for one in found)
    return Verdict(
        contents=contents,
        findings=tuple(sorted(found, key=lambda one: not one.is_error)[:FINDINGS_MAX]),
        errors=errors,
        notices=len(found) - errors,
        log_size=log_size,
    )


def to_text(verdict: Verdict) -> str:
    """As the table keeps it."""
    return msgspec.json.encode(verdict).decode()


def from_text(text: str) -> Verdict:
    """What the table keeps.

    Raises:
        msgspec.MsgspecError: the database was damaged.
    """
    return msgspec.json.decode(text, type=Verdict)
