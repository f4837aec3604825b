"""positionen.csv: every position as it was keyed: booked, taken off again, made cheaper or dearer.

These are rows of the journal, written before anybody knew whether a receipt would come of them.
What was on the receipts in the end is in belege.csv.
"""

from collections.abc import Iterator
from operator import attrgetter
from typing import BinaryIO, Final

import msgspec

from firmware.export.package.part import Sight
from firmware.export.tables import csv_form
from firmware.export.tables.clerks import Clerks
from firmware.export.tables.journal_rows import (
    PERIOD_MEANING,
    Periods,
    cells_of,
    readable_time,
)
from firmware.export.tables.kinds import words_of
from firmware.export.tables.table import Column, Sort, Table
from firmware.export.tables.telling import UNREADABLE, booked_of, tell
from firmware.store.row import JournalCells
from firmware.till.acts import JournalKind

PIECES: Final = "Stk"
KILOGRAMS: Final = "kg"
#: How a weight came: the journal has a letter for it.
WEIGHED: Final = {"W": "Waage", "H": "von Hand"}
_KINDS: Final = frozenset({JournalKind.POS, JournalKind.RABATT, JournalKind.POS_STORNO})


class Position(msgspec.Struct, frozen=True, gc=False):
    """A position of the journal; what was taken off has quantity and amount the other way round.

    `time` is None where the book holds no time.
    """

    seq: int
    time: str | None
    period: int
    clerk: int | None
    clerk_name: str
    action: str
    at_utc: str
    uuid: str
    name: str
    group: int | None = None
    plu: int | None = None
    quantity_milli: int | None = None
    unit: str = ""
    unit_cents: int | None = None
    cents: int | None = None
    per_mille: int | None = None
    is_return: bool | None = None
    weighed: str = ""
    tare_milli: int | None = None
    reason: str = ""
    reopened: int | None = None
    is_training: bool | None = None


def _column(name: str, sort: Sort, meaning: str, path: str) -> Column[Position]:
    return Column(name=name, sort=sort, meaning=meaning, take=attrgetter(path))


POSITIONS: Final[Table[Position]] = Table(
    file="journal/positionen.csv",
    title="Positionen, wie sie erfasst wurden",
    key=("seq",),
    columns=(
        _column("seq", Sort.WHOLE, "Erfassungsnummer: Zeile des Journals", "seq"),
        _column("Zeit", Sort.TIME, "Datum und Uhrzeit, österreichische Ortszeit", "time"),
        _column("Bearbeitungstag", Sort.WHOLE, PERIOD_MEANING, "period"),
        _column("Bedienernummer", Sort.WHOLE, "wer angemeldet war", "clerk"),
        _column("Bediener", Sort.TEXT, "sein Name", "clerk_name"),
        _column("Aktion", Sort.TEXT, "erfasst, storniert, Rabatt oder Aufschlag", "action"),
        _column("Warengruppe", Sort.WHOLE, "Nummer; 0: der ganze Verkauf", "group"),
        _column("PLU", Sort.WHOLE, "Nummer des Artikels; leer: über die Warengruppe", "plu"),
        _column("Bezeichnung", Sort.TEXT, "Name auf dem Beleg", "name"),
        _column(
            "Menge",
            Sort.AMOUNT,
            "Stück oder Kilogramm; negativ: Rückgabe, oder bei Storno wieder weg",
            "quantity_milli",
        ),
        _column("Einheit", Sort.TEXT, "Stk oder kg", "unit"),
        _column("Einzelpreis", Sort.MONEY, "je Einheit, mit Steuer", "unit_cents"),
        _column("Betrag", Sort.MONEY, "um so viel ändert sich die Summe, mit Steuer", "cents"),
        _column("Steuersatz", Sort.RATE, "in Prozent", "per_mille"),
        _column("Rückgabe", Sort.FLAG, "ja: die Ware oder das Pfand kommt zurück", "is_return"),
        _column("Gewogen", Sort.TEXT, "Waage oder von Hand; leer: Stück", "weighed"),
        _column("Tara", Sort.AMOUNT, "abgezogenes Gewicht in Kilogramm", "tare_milli"),
        _column("Grund", Sort.TEXT, "Grund des Stornos", "reason"),
        _column("Aus Beleg", Sort.WHOLE, "Beleg, aus dem sie wieder offen ist", "reopened"),
        _column("Training", Sort.FLAG, "ja: im Trainingsmodus", "is_training"),
        _column("at_utc", Sort.RAW, "Zeit in UTC: ordnet auch die doppelte Stunde", "at_utc"),
        _column("uuid", Sort.RAW, "UUID der Zeile", "uuid"),
    ),
)


def write(sight: Sight, out: BinaryIO) -> None:
    """Write the file.

    Raises:
        StoreError: the book cannot be read.
        OSError: of `out`.
    """
    csv_form.write(POSITIONS, _positions(sight), out)


def _positions(sight: Sight) -> Iterator[Position]:
    periods = Periods(sight.book, sight.journal.first)
    clerks = Clerks(sight.book, sight.journal.last)
    for cells in cells_of(sight):
        kind = cells[4]
        if kind in _KINDS:
            yield _position(cells, periods.number, clerks)
        elif kind == JournalKind.Z:
            periods.close(tell(kind, cells[5]).closes)


def _position(cells: JournalCells, period: int, clerks: Clerks) -> Position:
    """A position; of one that cannot be read only that it was."""
    seq, at_utc, uuid, clerk, kind, content, _ = cells
    local = readable_time(at_utc)
    head = (
        seq,
        at_utc if local else None,
        period,
        clerk,
        clerks.name(clerk, seq, local),
        words_of(kind).name,
        at_utc,
        uuid,
    )
    try:
        booked = booked_of(content)
    except (msgspec.MsgspecError, RecursionError):
        return Position(*head, UNREADABLE)
    line = booked.line
    sign = -1 if kind == JournalKind.POS_STORNO else 1
    return Position(
        *head,
        line.name,
        line.group,
        line.plu,
        sign * line.quantity_milli,
        KILOGRAMS if line.is_weight else PIECES,
        line.unit_cents,
        booked.cents,
        line.vat_per_mille,
        line.quantity_milli < 0,
        WEIGHED.get(booked.weighed, booked.weighed),
        line.tare_milli,
        booked.reason,
        booked.reopened,
        booked.training,
    )
