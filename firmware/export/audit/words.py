"""The columns of journal.csv for people, told once more from the texts the hashes are over.

Whoever reads the table in a spreadsheet reads these. Names of clerks come from the master data, of
which a part of a journal may hold nothing: the list vouches for them. How a row is put into words
belongs to the program that wrote it: where another one wrote the export, other words are a notice.
"""

from operator import itemgetter
from typing import Final

from firmware.export.audit.finding import AuditRule, Findings
from firmware.export.audit.rows import FILE, ReadRow
from firmware.export.tables.journal import JOURNAL
from firmware.export.tables.journal_rows import FIRST_Z, readable_time
from firmware.export.tables.kinds import words_of
from firmware.export.tables.telling import tell

_NAMES: Final = (
    *("Zeit", "Aktion", "Geschäftsfall", "Training", "Belegnummer", "Artikel", "Kunde", "Betrag"),
    "Text",
)
_told_of: Final = itemgetter(*(JOURNAL.heading.index(name) for name in _NAMES))
#: What is put into words, and may be put otherwise by the next program.
_WORDED: Final = frozenset({"Aktion", "Geschäftsfall", "Text"})
_SHOWN_CHARACTERS: Final = 60
_PERIOD: Final = JOURNAL.heading.index("Bearbeitungstag")


class RowWords:
    """Takes the rows in order. To which Z the first ones belong, a part learns with its first Z."""

    def __init__(self, found: Findings, first_seq: int, *, is_same_program: bool) -> None:
        self._found = found
        self._is_same_program = is_same_program
        self._period = FIRST_Z if first_seq == 1 else None

    def take(self, row: ReadRow) -> None:
        """The next row."""
        words, told = words_of(row.kind), tell(row.kind, row.content_text)
        should = (
            readable_time(row.at_text) or None,
            words.name,
            words.is_business and told.is_business and not told.is_training,
            told.is_training,
            told.receipt,
            told.article,
            told.customer,
            told.cents,
            told.text,
        )
        said = _told_of(row.cells)
        if said != should:
            for name, one, other in zip(_NAMES, said, should, strict=True):
                if one != other:
                    self._say(row, name, one, other)
        period = self._period if told.closes is None else told.closes
        if period is not None and row.cells[_PERIOD] != period:
            self._say(row, "Bearbeitungstag", row.cells[_PERIOD], period)
        if told.closes is not None:
            self._period = told.closes + 1

    def end(self) -> None:
        """There are no more rows."""

    def _say(self, row: ReadRow, name: str, said: object, should: object) -> None:
        one, other = _apart(repr(said), repr(should))
        detail = f"{name} is {one}, by its content {other}"
        is_excused = name in _WORDED and not self._is_same_program
        place = f"{FILE}, row {row.seq}"
        self._found.add(AuditRule.JOURNAL_WORDS, place, detail, is_excused=is_excused)


def _apart(one: str, other: str) -> tuple[str, str]:
    """As much of two texts as shows where they differ."""
    same = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), 0)
    begin = 0 if same < _SHOWN_CHARACTERS // 2 else same - _SHOWN_CHARACTERS // 2
    before = "…" if begin else ""
    end = begin + _SHOWN_CHARACTERS
    return before + one[begin:end], before + other[begin:end]
