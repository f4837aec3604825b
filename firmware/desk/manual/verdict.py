"""Whether what somebody typed came to what a row of the manual says."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from firmware.desk.manual.case import Case
from firmware.till.acts import JournalKind

#: Rows that the app writes about its own devices and its own going up and down.
OF_THE_APP: Final = frozenset(
    {
        *(JournalKind.DRUCK, JournalKind.DRUCK_FEHLER, JournalKind.KOPIE),
        *(JournalKind.START, JournalKind.STOPP, JournalKind.KONFIGURATION),
        *(JournalKind.SICHERUNG, JournalKind.SIEGEL),
        *("book.receipt", "book.certificate"),
    }
)
_CLOCK: Final = re.compile(r"\d\d:\d\d")
_DURATION: Final = re.compile(r"\d+ ms")

Zones = tuple[str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether the display shows what the row says, and the journal holds it."""

    is_display: bool
    is_journal: bool

    @property
    def is_met(self) -> bool:
        """Both."""
        return self.is_display and self.is_journal


def judge(case: Case, zones: Zones, kinds: Sequence[str]) -> Verdict:
    """The outcome of `case`: by what came of the keys, not by the keys.

    The clock may show any time, and a signature may take any. An error on the way is no error of
    the outcome, unless the row is about one.
    """
    display = [_timeless(zone) for zone in case.display]
    shown = [_timeless(zone) for zone in zones]
    return Verdict(is_display=display == shown, is_journal=_is_journal(case, kinds))


def _timeless(zone: str) -> str:
    return _DURATION.sub("ms", _CLOCK.sub("hh:mm", zone))


def _is_journal(case: Case, kinds: Sequence[str]) -> bool:
    """The same rows, in any order: what is on the display at the end is about the order."""
    wanted, written = Counter(case.journal), Counter(kinds)
    error = str(JournalKind.FEHLER)
    has_errors = written.pop(error, 0) >= min(1, wanted.pop(error, 0))
    return wanted == written and has_errors
