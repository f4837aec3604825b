"""Groups, rates, people and the way of working, as the book says them today and said before."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from firmware.app import resume
from firmware.app.config import Config, fixture_of, profile
from firmware.app.stall import change_of
from firmware.export.papers.facts import Group, GroupChange, Person, Practice
from firmware.store.reader import Reader
from firmware.till.acts import JournalKind
from firmware.till.stall.build import build
from firmware.till.stall.catalog import Counting, Profile, ReceiptForm
from firmware.till.stall.masterdata import Change, Sort, Source, fold, since
from firmware.till.stall.words import write_rate
from firmware.till.texts import money

_SOURCES = {
    Source.CONFIG: "Einstellungen",
    Source.KEYS: "Tasten",
    Source.FILE: "Datei",
    Source.COMMAND: "Befehl",
}
_FORMS = {ReceiptForm.PAPER: "papier", ReceiptForm.QR: "qr", ReceiptForm.ASK: "fragen"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """What is sold and by whom; `header` are the lines of every receipt."""

    header: tuple[str, ...]
    groups: tuple[Group, ...]
    changes: tuple[GroupChange, ...]
    people: tuple[Person, ...]
    practice: Practice


def goods_of(book: Reader, config: Config, day: date) -> Goods:
    """The stall of `day` from the book; from the settings as long as the till never started.

    Raises:
        ConfigError: the settings cannot be used.
        StallError: a row cannot be read.
        StoreError: the book cannot be read.
    """
    rows = [(change_of(row), row.clerk) for row in book.journal(kind=JournalKind.STAMM)]
    history = tuple(change for change, _ in rows)
    is_known = bool(history)
    stall = build(fold(history, day), fixture_of(config)) if is_known else profile(config, day)
    return Goods(
        header=stall.header,
        groups=tuple(_groups(stall, history, day)),
        changes=tuple(one for change, clerk in rows for one in _changes(change, clerk)),
        people=tuple(
            Person(number=one.number, name=one.name, role=one.role.value)
            for one in stall.clerks.values()
        ),
        practice=_practice(book, stall),
    )


def _groups(stall: Profile, history: tuple[Change, ...], day: date) -> Iterator[Group]:
    for number in sorted(stall.groups):
        group = stall.groups[number]
        yield Group(
            number=number,
            name=group.name,
            rate=_rate(group.vat_per_mille),
            price="" if group.price_cents is None else f"{money(group.price_cents)} €",
            since=since(history, (Sort.VAT, str(number)), day),
        )


def _changes(change: Change, clerk: int | None) -> Iterator[GroupChange]:
    """Name and rate of a group, each as one line; prices are in the journal."""
    for what, sort, field in (
        ("Bezeichnung", Sort.GROUP, "name"),
        ("Steuersatz", Sort.VAT, "per_mille"),
    ):
        old, new = change.old or {}, change.new or {}
        if change.sort is not sort or field not in {*old, *new}:
            continue
        yield GroupChange(
            number=int(change.key),
            what=what,
            old=_value(old.get(field)),
            new=_value(new.get(field)),
            valid_from=change.valid_from or change.recorded,
            recorded=change.recorded,
            source=_SOURCES[change.source],
            clerk=clerk,
        )


def _practice(book: Reader, stall: Profile) -> Practice:
    """What F 43 chose last counts more than the master data."""
    form = resume.receipt_form(book) or stall.options.receipt_form
    return Practice(
        receipt_form=_FORMS[form],
        counts_pieces=stall.options.counting is Counting.PIECES,
        is_z_for_chief=stall.options.is_z_for_chief,
    )


def _value(value: object) -> str:
    if value is None:
        return ""
    return _rate(value) if isinstance(value, int) else str(value)


def _rate(per_mille: int) -> str:
    return f"{write_rate(per_mille)} %"
