"""The stall as tables: groups, articles, clerks and rates as they are on the export's last day.

Nobody's PIN is master data, so none is here.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import BinaryIO, Final

from firmware.export.package.part import Part, Sight
from firmware.export.tables import csv_form
from firmware.export.tables.history import changes
from firmware.export.tables.table import Column, Sort, Table
from firmware.till.stall import masterdata
from firmware.till.stall.masterdata import Change, Fields, State
from firmware.till.stall.masterdata import Sort as Thing
from firmware.till.stall.table import ARTICLE_COLUMNS, CLERK_COLUMNS, GROUP_COLUMNS
from firmware.till.stall.table import Column as StallColumn


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One thing of the stall: its number, what is known of it, since when it is so.

    `rate` are tenths of a percent, of a group; `group_name` is that of a group, or of the group of
    an article.
    """

    number: int
    fields: Fields
    since: date | None
    rate: int | None = None
    group_name: str = ""


def _worded(column: StallColumn) -> Callable[[Kept], object]:
    """What a column says, as people write it in the files of the stall."""

    def take(kept: Kept) -> object:
        value = kept.fields.get(column.name)
        return None if value is None else column.write(value)

    return take


def _field(name: str) -> Callable[[Kept], object]:
    return lambda kept: kept.fields.get(name)


def _column(
    name: str, sort: Sort, meaning: str, take: Callable[[Kept], object] | None = None
) -> Column[Kept]:
    return Column(name=name, sort=sort, meaning=meaning, take=take or _field(name))


_BY_NAME: Final[Mapping[str, StallColumn]] = {
    one.name: one for one in (*GROUP_COLUMNS, *ARTICLE_COLUMNS, *CLERK_COLUMNS)
}
_NAME: Final = _column("Name", Sort.TEXT, "Bezeichnung auf Beleg und Anzeige", _field("name"))
_SINCE: Final = _column("Seit", Sort.DAY, "Tag, seit dem es so ist", lambda kept: kept.since)
_PRICE: Final = _column(
    "Preis", Sort.MONEY, "fester Preis in Euro, leer: wird getippt", _field("price_cents")
)

GROUPS: Final[Table[Kept]] = Table(
    file="stamm/warengruppen.csv",
    title="Warengruppen",
    key=("WG",),
    columns=(
        _column("WG", Sort.WHOLE, "Nummer der Warengruppe", lambda kept: kept.number),
        _NAME,
        _column("USt", Sort.RATE, "Steuersatz in Prozent", lambda kept: kept.rate),
        _PRICE,
        _column(
            "Ein-Tasten",
            Sort.FLAG,
            "ein Tastendruck ist ein ganzer Verkauf",
            _field("is_single_item_sale"),
        ),
        _column("Fragen ab", Sort.MONEY, "ab diesem Betrag fragt die Kasse", _field("halo_cents")),
        _column(
            "Nicht unter", Sort.MONEY, "unter diesem Betrag bucht sie nicht", _field("lalo_cents")
        ),
        _column("Rücknahme", Sort.FLAG, "kann zurückgenommen werden", _field("is_returnable")),
        _SINCE,
    ),
)
ARTICLES: Final[Table[Kept]] = Table(
    file="stamm/artikel.csv",
    title="Artikel (PLU)",
    key=("PLU",),
    columns=(
        _column("PLU", Sort.WHOLE, "Nummer des Artikels", lambda kept: kept.number),
        _NAME,
        _column("WG", Sort.WHOLE, "Nummer seiner Warengruppe", _field("group")),
        _column("Warengruppe", Sort.TEXT, "Name der Warengruppe", lambda kept: kept.group_name),
        _column("USt", Sort.RATE, "Steuersatz in Prozent", lambda kept: kept.rate),
        _PRICE,
        _column("je kg", Sort.FLAG, "der Preis gilt für ein Kilogramm", _field("is_weight")),
        _column("Packung", Sort.TEXT, "Preis für mehrere Stück", _worded(_BY_NAME["package"])),
        _column("Pfand", Sort.TEXT, "Pfand, das mitverkauft wird", _worded(_BY_NAME["deposit"])),
        _SINCE,
    ),
)
CLERKS: Final[Table[Kept]] = Table(
    file="stamm/bediener.csv",
    title="Bediener",
    key=("Bediener",),
    columns=(
        _column("Bediener", Sort.WHOLE, "Nummer", lambda kept: kept.number),
        _column("Name", Sort.TEXT, "Name auf dem Beleg", _field("name")),
        _column("Recht", Sort.TEXT, "kassier, chef oder techniker", _field("role")),
        _SINCE,
    ),
)
RATES: Final[Table[Kept]] = Table(
    file="stamm/steuersaetze.csv",
    title="Steuersätze der Warengruppen",
    key=("WG",),
    columns=(
        _column("WG", Sort.WHOLE, "Nummer der Warengruppe", lambda kept: kept.number),
        _column("Warengruppe", Sort.TEXT, "ihr Name", lambda kept: kept.group_name),
        _column("USt", Sort.RATE, "Steuersatz in Prozent", lambda kept: kept.rate),
        _SINCE,
    ),
)
TABLES: Final = (GROUPS, ARTICLES, CLERKS, RATES)
_SORTS: Final = {
    GROUPS.file: Thing.GROUP,
    ARTICLES.file: Thing.ARTICLE,
    CLERKS.file: Thing.CLERK,
    RATES.file: Thing.VAT,
}


def parts(_sight: Sight) -> tuple[Part, ...]:
    """The stall on the last day of the export."""
    return tuple(Part(name=table.file, write=partial(_write, table)) for table in TABLES)


def _write(table: Table[Kept], sight: Sight, out: BinaryIO) -> None:
    history = tuple(changes(sight, first=1))
    csv_form.write(table, kept(_SORTS[table.file], history, sight.last_day), out)


def kept(sort: Thing, history: tuple[Change, ...], day: date) -> Iterable[Kept]:
    """All things of one sort on `day`, by number."""
    state = masterdata.fold(history, day)
    days = _since(history, day)
    keys = sorted((int(key), key) for one, key in state if one is sort)
    return [_kept(sort, key, state, days.get((sort, key))) for _, key in keys]


def _kept(sort: Thing, key: str, state: State, since: date | None) -> Kept:
    fields = state[sort, key]
    group = str(fields["group"]) if sort is Thing.ARTICLE and "group" in fields else key
    has_group = sort is not Thing.CLERK
    rate = state.get((Thing.VAT, group), {}).get("per_mille") if has_group else None
    name = state.get((Thing.GROUP, group), {}).get("name", "") if has_group else ""
    return Kept(
        number=int(key),
        fields=fields,
        since=since,
        rate=rate if isinstance(rate, int) else None,
        group_name=str(name),
    )


def _since(history: tuple[Change, ...], day: date) -> Mapping[masterdata.Thing, date]:
    """Since when each thing is as it is on `day`, in one pass."""
    found: dict[masterdata.Thing, date] = {}
    for change in masterdata.in_effect(history, day):
        found[change.thing] = change.valid_from or change.recorded
    return found
