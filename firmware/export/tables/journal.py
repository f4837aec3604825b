"""The journal, to be taken away: a text for people, a table of its rows, a table of positions.

The journal is the Datenerfassungsprotokoll of § 131 BAO: everything that was done, with a running
number, time, who did it, and what. From journal.csv alone anybody can follow the chain: its columns
seq, at_utc, uuid, clerk, kind, content and hash hold the texts of the book (how they are hashed:
firmware/store/journal.py).
"""

from operator import attrgetter
from typing import BinaryIO, Final

from firmware.export.package.part import Part, Sight
from firmware.export.tables import csv_form, journal_text, positions
from firmware.export.tables.journal_rows import PERIOD_MEANING, ToldRow, rows
from firmware.export.tables.table import Column, Sort, Table


def _column(name: str, sort: Sort, meaning: str, path: str) -> Column[ToldRow]:
    return Column(name=name, sort=sort, meaning=meaning, take=attrgetter(path))


JOURNAL: Final[Table[ToldRow]] = Table(
    file="journal/journal.csv",
    title="Journal: jede Tätigkeit an der Kasse, auch Nichtgeschäftsfälle",
    key=("seq",),
    columns=(
        _column("seq", Sort.WHOLE, "Erfassungsnummer: laufend, ohne Lücke", "seq"),
        _column("Zeit", Sort.TIME, "Datum und Uhrzeit, österreichische Ortszeit", "time"),
        _column("Bearbeitungstag", Sort.WHOLE, PERIOD_MEANING, "period"),
        _column("Bediener", Sort.TEXT, "Name dessen, der angemeldet war", "clerk_name"),
        _column("Aktion", Sort.TEXT, "Klartext zu kind", "name"),
        _column(
            "Geschäftsfall",
            Sort.FLAG,
            "nein: Nichtgeschäftsfall, etwa Anmeldung, Position vor dem Beleg, Training",
            "is_business",
        ),
        _column("Training", Sort.FLAG, "ja: im Trainingsmodus", "told.is_training"),
        _column("Belegnummer", Sort.WHOLE, "Beleg, von dem die Zeile handelt", "told.receipt"),
        _column("Artikel", Sort.TEXT, "Warengruppe (WG) und Artikelnummer (PLU)", "told.article"),
        _column("Kunde", Sort.TEXT, "Name, UID und Rechnung des Kunden", "told.customer"),
        _column("Betrag", Sort.MONEY, "Betrag in Euro, wie erfasst", "told.cents"),
        _column("Text", Sort.TEXT, "Inhalt der Zeile in Worten", "told.text"),
        _column(
            "at_utc",
            Sort.RAW,
            "Zeit in UTC, wie im Buch: ordnet auch die doppelte Stunde",
            "at_utc",
        ),
        _column("uuid", Sort.RAW, "UUID der Zeile", "uuid"),
        _column("clerk", Sort.WHOLE, "Nummer des Bedieners; leer: niemand", "clerk"),
        _column("kind", Sort.RAW, "Art der Zeile", "kind"),
        _column("content", Sort.RAW, "Inhalt der Zeile als JSON", "content"),
        _column(
            "hash",
            Sort.RAW,
            "SHA-256 über die Kontrollsumme der Zeile davor und "
            "seq, at_utc, uuid, clerk, kind, content",
            "hash",
        ),
    ),
)
TABLES: Final = (JOURNAL, positions.POSITIONS)


def parts(_sight: Sight) -> tuple[Part, ...]:
    """journal.txt, journal.csv and positionen.csv."""
    return (
        Part(name=journal_text.FILE, write=journal_text.write),
        Part(name=JOURNAL.file, write=_write),
        Part(name=positions.POSITIONS.file, write=positions.write),
    )


def _write(sight: Sight, out: BinaryIO) -> None:
    csv_form.write(JOURNAL, rows(sight), out)
