"""journal.txt: the journal for people, one line a row, in columns, with a head on every page."""

from codecs import BOM_UTF8
from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO, Final

from firmware.export.package.part import Sight
from firmware.export.tables.cells import money, one_line
from firmware.export.tables.journal_rows import ToldRow, rows
from firmware.till.texts import VIENNA, receipt_number

FILE: Final = "journal/journal.txt"
#: With its head a page fits a sheet of paper, upright and in small print.
ROWS_A_PAGE: Final = 60
WIDTH: Final = 120
_HEADING: Final = (
    f"{'Nr':>8}  {'Zeit':<19}  {'Bediener':<16}  G  {'Aktion':<28}  {'Beleg':>7}  "
    f"{'Betrag':>10}  Text"
)
LEGEND: Final = "G: G = Geschäftsfall, T = Training, leer = Nichtgeschäftsfall"
_LINE_END: Final = "\r\n"


def write(sight: Sight, out: BinaryIO) -> None:
    """Write the file; of the book a page is kept."""
    out.write(BOM_UTF8)
    out.writelines((_LINE_END.join(page) + _LINE_END).encode() for page in _pages(sight))


def _pages(sight: Sight) -> Iterator[list[str]]:
    yield list(_title(sight))
    left, page = rows(sight), 0
    while lines := [_line(row) for row in islice(left, ROWS_A_PAGE)]:
        page += 1
        yield [*_head(sight, page), *lines]
    span = sight.journal
    yield ["", f"Ende: Zeile {span.first} bis {span.last}"]


def _title(sight: Sight) -> Iterator[str]:
    yield "JOURNAL (Datenerfassungsprotokoll, § 131 BAO)"
    yield from map(one_line, sight.firm)
    made = f"{sight.made_at_utc.astimezone(VIENNA):%d.%m.%Y %H:%M:%S}"
    yield f"erstellt am {made} mit {sight.program}"
    yield f"Kontrollsumme vor der ersten Zeile: {sight.previous_hash}"
    yield LEGEND


def _head(sight: Sight, page: int) -> Iterator[str]:
    period = f"{sight.first_day:%d.%m.%Y} bis {sight.last_day:%d.%m.%Y}"
    left = f"Kasse {sight.register_id}   {period}"
    right = f"Seite {page}"
    yield ""
    yield left + right.rjust(WIDTH - len(left))
    yield _HEADING
    yield "-" * WIDTH


def _line(row: ToldRow) -> str:
    told = row.told
    time = row.local or row.at_utc[:19]
    who = "" if row.clerk is None else f"{row.clerk} {row.clerk_name}"
    mark = "G" if row.is_business else "T" if told.is_training else " "
    receipt = "" if told.receipt is None else receipt_number(told.receipt)
    words = ", ".join(word for word in (told.article, told.text, told.customer) if word)
    line = (
        f"{row.seq:>8}  {time:<19}  {who:<16.16}  {mark}  {row.name:<28}  {receipt:>7}  "
        f"{money(told.cents):>10}  {words}"
    )
    return one_line(line.rstrip())
