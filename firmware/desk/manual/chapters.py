"""All chapters, and the rows the manual has."""

from collections.abc import Iterable
from typing import Final

from firmware.desk.manual.articles import ARTICLES
from firmware.desk.manual.automatic import AUTOMATIC
from firmware.desk.manual.case import Case
from firmware.desk.manual.clerks import CLERKS
from firmware.desk.manual.closing import CLOSING
from firmware.desk.manual.corrections import CORRECTIONS
from firmware.desk.manual.deposits import DEPOSITS
from firmware.desk.manual.discounts import DISCOUNTS
from firmware.desk.manual.functions import FUNCTIONS
from firmware.desk.manual.functions_archive import ARCHIVE_FUNCTIONS
from firmware.desk.manual.functions_cash import CASH_FUNCTIONS
from firmware.desk.manual.functions_end import END_FUNCTIONS
from firmware.desk.manual.functions_export import EXPORT_FUNCTIONS
from firmware.desk.manual.functions_stall import STALL_FUNCTIONS
from firmware.desk.manual.functions_swap import SWAP_FUNCTIONS
from firmware.desk.manual.functions_till import TILL_FUNCTIONS
from firmware.desk.manual.functions_update import UPDATE_BY_ITSELF, UPDATE_FUNCTIONS
from firmware.desk.manual.paying import PAYING
from firmware.desk.manual.refunds import REFUNDS
from firmware.desk.manual.ringing_up import RINGING_UP
from firmware.desk.manual.vectors import VECTORS

CHAPTERS: Final[dict[str, tuple[Case, ...]]] = {
    "Buchen": (*RINGING_UP, *ARTICLES, *DEPOSITS),
    "Korrigieren": CORRECTIONS,
    "Rabatt": DISCOUNTS,
    "Zahlen": PAYING,
    "Storno und Rückgabe": REFUNDS,
    "Funktionen": (
        *(*CASH_FUNCTIONS, *FUNCTIONS, *STALL_FUNCTIONS, *TILL_FUNCTIONS),
        *(*SWAP_FUNCTIONS, *EXPORT_FUNCTIONS, *END_FUNCTIONS, *ARCHIVE_FUNCTIONS),
        *UPDATE_FUNCTIONS,
    ),
    "Bediener und Training": CLERKS,
    "Tagesabschluss": CLOSING,
    "Von selbst": (*AUTOMATIC, *UPDATE_BY_ITSELF),
    "Prüfwerte": VECTORS,
}

CASES: Final = tuple(case for chapter in CHAPTERS.values() for case in chapter)


def _rows(letter: str, count: int) -> Iterable[str]:
    return (f"{letter}{number}" for number in range(1, count + 1))


#: The 120 rows of chapters 6.3 to 6.7 and 6.9 to 6.11.
ROWS: Final = (
    *_rows("R", 29),
    *_rows("S", 11),
    *_rows("N", 9),
    *_rows("B", 22),
    *_rows("T", 8),
    *_rows("C", 10),
    *_rows("Z", 11),
    *_rows("AU", 20),
)

#: Rows whose other half is not there yet, with what they wait for.
WAITING: Final[dict[str, str]] = {}
