"""The forms in which a period of a book is handed out, each with its file's name and its writer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import BinaryIO, Final, Never

from archive.exports import workbook
from firmware.export.errors import EmptyPeriodError
from firmware.export.package import names, receipts
from firmware.export.package.part import Part, Sight
from firmware.export.reports import history_papers, reports
from firmware.export.tables import (
    closings,
    events,
    fiscal,
    history,
    journal,
    journal_text,
    masterdata,
    positions,
)
from firmware.export.tables.table import Table

_MEDIA: Final[Mapping[str, str]] = MappingProxyType(
    {
        ".csv": "text/csv; charset=utf-8",
        ".xml": "application/xml",
        ".pdf": "application/pdf",
        ".json": "application/json",
        ".txt": "text/plain; charset=utf-8",
    }
)
#: The workbook; the whole export is `archive.exports.auditor`'s.
XLSX: Final = "xlsx"
#: Tables, in the order of the page: each as a page and as CSV.
TABLES: Final[Mapping[str, Table[Never]]] = MappingProxyType(
    {
        "receipts": fiscal.RECEIPTS,
        "payments": fiscal.PAYMENTS,
        "closings": closings.CLOSINGS,
        "journal": journal.JOURNAL,
        "positions": positions.POSITIONS,
        "history": history.TABLE,
        **{PurePosixPath(table.file).stem: table for table in masterdata.TABLES},
    }
)
#: Everything else that is one file, and its name in an export.
PAPERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "dep7": names.DEP_BEGIN,
        "dep131": events.FILE,
        "journal-txt": journal_text.FILE,
        "reports-pdf": reports.PDF_FILE,
        "reports-xml": reports.XML_FILE,
        "history-pdf": history_papers.PDF_FILE,
        "history-xml": history_papers.XML_FILE,
    }
)
KEYS: Final = (*TABLES, *PAPERS, XLSX)
_MODULES: Final = (receipts, events, journal, fiscal, closings, masterdata, history, reports)


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A file to be handed out: `write` is given where it goes, and a folder for what it needs."""

    name: str
    media_type: str
    write: Callable[[BinaryIO, Path], None]


def form_of(key: str, sight: Sight) -> Form:
    """The form of a key, of what is in sight.

    Raises:
        KeyError: there is no such form.
        EmptyPeriodError: there is nothing of it in sight (a DEP without receipts).
        StoreError: the book cannot be read.
    """
    if key == XLSX:
        return Form(
            name=_named(sight, "tabellen.xlsx"),
            media_type=workbook.MEDIA_TYPE,
            write=lambda out, scratch: workbook.write(sight, _parts(sight), out, scratch),
        )
    part = part_of(key, sight)
    path = PurePosixPath(part.name)
    # The DEP says in its own name whose and of when it is (firmware.export.package.names).
    is_named = path.name.startswith(names.DEP_BEGIN)
    return Form(
        name=path.name if is_named else _named(sight, path.name.split("__")[0], path.suffix),
        media_type=_MEDIA[path.suffix],
        write=lambda out, _scratch: part.write(sight, out),
    )


def part_of(key: str, sight: Sight) -> Part:
    """The file of an export behind a key.

    Raises:
        KeyError, EmptyPeriodError, StoreError: as `form_of`.
    """
    wanted = TABLES[key].file_of(sight.register_id) if key in TABLES else PAPERS[key]
    found = (part for part in _parts(sight) if part.name.startswith(wanted))
    part = next(found, None)
    if part is None:
        raise EmptyPeriodError("no receipt lies in the period")
    return part


def _parts(sight: Sight) -> list[Part]:
    return [part for module in _MODULES for part in module.parts(sight)]


def _named(sight: Sight, name: str, suffix: str = "") -> str:
    """Whose, from which day, up to which: as the DEP is called."""
    path = PurePosixPath(name)
    days = f"{sight.first_day}__{sight.last_day}"
    return f"{path.stem}__{sight.register_id}__{days}{suffix or path.suffix}"
