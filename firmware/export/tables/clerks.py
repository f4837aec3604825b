"""Who was which clerk when: names by the master data of the book, as rows go by."""

from datetime import date
from typing import Final

from firmware.store.reader import Reader
from firmware.till.acts import JournalKind
from firmware.till.stall.fault import StallError
from firmware.till.stall.masterdata import Change, Sort, fold, from_content
from firmware.till.texts import VIENNA

_ISO_DAY: Final = 10


class Clerks:
    """The names of a book, asked in the order of its rows; memory grows with changes of names."""

    def __init__(self, book: Reader, last_seq: int) -> None:
        """Read the changes up to the row `last_seq`.

        Raises:
            StoreError: the book cannot be read.
        """
        self._ahead: list[tuple[int, Change]] = []
        for row in book.journal(1, last_seq, JournalKind.STAMM):
            try:
                change = from_content(row.content, row.at_utc.astimezone(VIENNA).date())
            except StallError:
                # Its own line of the journal says that it cannot be read; no name comes from it.
                continue
            if change.sort is Sort.CLERK and change.key.isdecimal():
                self._ahead.append((row.seq, change))
        self._ahead.reverse()
        self._known: list[Change] = []
        self._day = ""
        self._names: dict[int, str] = {}

    def name(self, clerk: int | None, seq: int, local: str) -> str:
        """The name of `clerk` at the row `seq` of that Austrian time; empty where there is none.

        A stall of one person has no names; the number says who it was all the same.
        """
        if clerk is None or not local:
            return ""
        day = local[:_ISO_DAY]
        has_news = bool(self._ahead) and self._ahead[-1][0] <= seq
        if has_news or day != self._day:
            self._learn(seq, day)
        return self._names.get(clerk, "")

    def _learn(self, seq: int, day: str) -> None:
        while self._ahead and self._ahead[-1][0] <= seq:
            self._known.append(self._ahead.pop()[1])
        self._day = day
        state = fold(self._known, date.fromisoformat(day))
        self._names = {int(key): str(fields.get("name", "")) for (_, key), fields in state.items()}
