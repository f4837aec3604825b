"""Every change of the stall as rows: who changed which field of what, from what to what, and when.

The one history (a peer calls it the global one): additions, changes and removals, each with the
clerk who did it, in the order of the journal.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import BinaryIO, Final

from firmware.export.package.part import Part, Sight
from firmware.export.tables import csv_form
from firmware.export.tables.labels import LABELS
from firmware.export.tables.table import Column, Sort, Table
from firmware.store.entry import JournalRow
from firmware.till.acts import JournalKind
from firmware.till.stall.masterdata import Action, Change, Fields, Source, from_content
from firmware.till.stall.masterdata import Sort as Thing
from firmware.till.stall.table import COLUMNS, OPTION_COLUMNS
from firmware.till.stall.table import Column as StallColumn
from firmware.till.texts import VIENNA

#: Rows are counted so often.
MOVED_EVERY: Final = 200


#: The words of an auditor's filter.
ACTIONS: Final[Mapping[Action, str]] = {
    Action.ADDED: "Anlage",
    Action.CHANGED: "Bearbeitung",
    Action.REMOVED: "Löschung",
}
THINGS: Final[Mapping[Thing, str]] = {
    Thing.GROUP: "Warengruppe",
    Thing.VAT: "Steuersatz",
    Thing.ARTICLE: "Artikel",
    Thing.CLERK: "Bediener",
    Thing.HEADER: "Belegkopf",
    Thing.FOOTER: "Belegfuß",
    Thing.OPTION: "Einstellung",
}
SOURCES: Final[Mapping[Source, str]] = {
    Source.CONFIG: "Einstellungen",
    Source.KEYS: "Tasten",
    Source.FILE: "Datei",
    Source.COMMAND: "Befehl",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One field of one change, in words; `old` and `new` are empty where there was nothing."""

    seq: int
    at_utc: datetime
    clerk: int | None
    clerk_name: str
    chief: int | None
    thing: str
    key: str
    action: Action
    field: str
    old: str
    new: str
    valid_from: date | None
    source: str


TABLE: Final[Table[Step]] = Table(
    file="stamm/verlauf.csv",
    title="Verlauf der Stammdaten",
    columns=(
        Column(
            name="Zeile",
            sort=Sort.WHOLE,
            meaning="Nummer der Journalzeile",
            take=lambda step: step.seq,
        ),
        Column(
            name="Zeit",
            sort=Sort.TIME,
            meaning="wann geändert wurde, österreichische Zeit",
            take=lambda step: step.at_utc,
        ),
        Column(
            name="Bediener",
            sort=Sort.WHOLE,
            meaning="Nummer dessen, der angemeldet war; leer: niemand",
            take=lambda step: step.clerk,
        ),
        Column(
            name="Name",
            sort=Sort.TEXT,
            meaning="sein Name zu dieser Zeit",
            take=lambda step: step.clerk_name,
        ),
        Column(
            name="Chef",
            sort=Sort.WHOLE,
            meaning="wer das Recht dazu verliehen hat",
            take=lambda step: step.chief,
        ),
        Column(name="Typ", sort=Sort.TEXT, meaning="was es ist", take=lambda step: step.thing),
        Column(
            name="Nummer",
            sort=Sort.TEXT,
            meaning="welche Warengruppe, welcher Artikel",
            take=lambda step: step.key,
        ),
        Column(
            name="Aktion",
            sort=Sort.TEXT,
            meaning="Anlage, Bearbeitung oder Löschung",
            take=lambda step: ACTIONS[step.action],
        ),
        Column(name="Feld", sort=Sort.TEXT, meaning="was davon", take=lambda step: step.field),
        Column(name="Alt", sort=Sort.TEXT, meaning="vorher", take=lambda step: step.old),
        Column(name="Neu", sort=Sort.TEXT, meaning="nachher", take=lambda step: step.new),
        Column(
            name="Gültig ab",
            sort=Sort.DAY,
            meaning="erster Tag; leer: sofort",
            take=lambda step: step.valid_from,
        ),
        Column(
            name="Quelle",
            sort=Sort.TEXT,
            meaning="auf welchem Weg geändert wurde",
            take=lambda step: step.source,
        ),
    ),
)


def parts(_sight: Sight) -> tuple[Part, ...]:
    """The history within the export's span."""
    return (Part(name=TABLE.file, write=_write),)


def _write(sight: Sight, out: BinaryIO) -> None:
    csv_form.write(TABLE, steps(sight), out)


def changes(sight: Sight, *, first: int) -> Iterator[Change]:
    """The changes from row `first` to the end of the export's span.

    Raises:
        StoreError: the book cannot be read.
        StallError: a row cannot be read.
    """
    return (_change(row) for row in _rows(sight, first))


def steps(sight: Sight) -> Iterator[Step]:
    """Every field of every change in the export's span, in the order of the book.

    Raises:
        StoreError: the book cannot be read.
        StallError: a row cannot be read.
    """
    names: dict[str, str] = {}
    for row in _rows(sight, 1):
        change = _change(row)
        if change.sort is Thing.CLERK and change.new is not None and "name" in change.new:
            names[change.key] = str(change.new["name"])
        if row.seq >= sight.journal.first:
            yield from _steps(row, change, names.get(str(row.clerk), ""))


def _rows(sight: Sight, first: int) -> Iterator[JournalRow]:
    for count, row in enumerate(sight.book.journal(first, sight.journal.last, JournalKind.STAMM)):
        if count % MOVED_EVERY == 0:
            # Nothing is counted, but whoever waits may break off here.
            sight.moved(0)
        yield row


def _change(row: JournalRow) -> Change:
    return from_content(row.content, row.at_utc.astimezone(VIENNA).date())


def _steps(row: JournalRow, change: Change, name: str) -> Iterator[Step]:
    chief = row.content.get("chief")
    step = partial(
        Step,
        seq=row.seq,
        at_utc=row.at_utc,
        clerk=row.clerk,
        clerk_name=name,
        chief=chief if isinstance(chief, int) else None,
        thing=THINGS[change.sort],
        key=change.key,
        action=change.action,
        valid_from=change.valid_from,
        source=SOURCES[change.source],
    )
    for field, was, is_now in fields_of(change):
        yield step(field=field, old=was, new=is_now)


def fields_of(change: Change) -> Iterator[tuple[str, str, str]]:
    """Each field of a change in words: its title, what it was, what it is; at least one."""
    old, new = change.old or {}, change.new or {}
    fields = sorted({*old, *new}, key=lambda field: (_place(change, field), field))
    for field in fields or ("",):
        yield _title(change, field), _value(change, field, old), _value(change, field, new)


def _own(change: Change, field: str) -> StallColumn | None:
    if change.sort is Thing.OPTION:
        named = {f"{section}.{column.name}": column for section, column in OPTION_COLUMNS}
        return named.get(change.key)
    return next((one for one in COLUMNS.get(change.sort, ()) if one.name == field), None)


def _place(change: Change, field: str) -> int:
    """Where the files of the stall have it; what they do not know comes last."""
    names = [column.name for column in COLUMNS.get(change.sort, ())]
    return names.index(field) if field in names else len(names)


def _title(change: Change, field: str) -> str:
    own = _own(change, field)
    if own is not None and own.title:
        return own.title
    return _TITLES.get(field, field)


_TITLES: Final = {"lines": "Zeilen", "value": "Wert", "name": "Name", "has_pin": LABELS["has_pin"]}


def _value(change: Change, field: str, fields: Fields) -> str:
    """As people write it in the files of the stall; what those do not know, as it stands."""
    value = fields.get(field)
    own = _own(change, field)
    if field not in fields or value is None:
        return ""
    if own is not None:
        return own.write(value)
    match value:
        case bool():
            return "ja" if value else "nein"
        case list():
            return " / ".join(map(str, value))
        case _:
            return str(value)
