"""All facts of a till for its paper work, from its book, its settings and this machine."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

from firmware.app.config import Config
from firmware.app.image_state import STATE_NAME
from firmware.app.life.checks import CommissionError
from firmware.app.life.full_export import EVERYTHING
from firmware.app.life.hardware import hardware_id
from firmware.app.paperwork import goods, settings, units
from firmware.app.paperwork.program import board_name, program
from firmware.app.stick.outcome import DATA, STICK
from firmware.export.papers.facts import (
    Book,
    Copy,
    End,
    Facts,
    FunctionRight,
    Machine,
    Register,
    Start,
)
from firmware.finanzonline.facts import EndFact
from firmware.finanzonline.steps import REASONS
from firmware.store import schema
from firmware.store.canonical import Json
from firmware.store.entry import Identity, JournalRow
from firmware.store.reader import Reader
from firmware.sync.dossier import gather as gather_dossier
from firmware.till.acts import JournalKind
from firmware.till.codes import FUNCTIONS
from firmware.till.exports.requests import ExportKind
from firmware.till.texts import VIENNA

#: How a member of the row INBETRIEBNAHME is called on paper.
_COMMISSIONED: Final[dict[str, str]] = {
    "by": "durchgeführt von",
    "way": "Weg",
    "version": "Version des Programms",
    "hardware": "Nummer des Rechners",
    "printer": "Bondrucker",
    "keypad": "Tastatur",
    "display": "Anzeige",
    "clock_source": "Uhrzeit von",
    "former": "vorige Kassen-ID dieses Geräts",
}
#: What the row says in words of the code.
WORDS: Final[dict[str, str]] = {
    "keypad": "an den Tasten",
    "command line": "mit dem Befehl kassa commission",
    "bench": "auf nachgebildeten Geräten",
    "ntp": "Netz",
    "rtc": "Uhrenbaustein",
    "hand": "Hand",
    "none": "ungewiss",
}
_EXPORTS: Final[dict[str, str]] = {
    ExportKind.DEP7.value: "DEP7",
    ExportKind.JOURNAL.value: "Journal",
    ExportKind.INSPECTION.value: "Prüfung",
    ExportKind.COPY.value: "Vollsicherung",
    ExportKind.OWNER.value: "Abholung",
    EVERYTHING: "alles",
    "key container": "Schlüsselcontainer",
    "key sheet": "Schlüsselblatt",
}
_MEDIA: Final[dict[str, str]] = {DATA: "Datenpartition", STICK: "Stick"}


def facts_of(book: Reader, config: Config, now_utc: datetime) -> Facts:
    """All of it.

    Raises:
        CommissionError: the book has no register yet, or another one than the settings.
        ConfigError: the settings cannot be used.
        StallError, StoreError: the book cannot be read.
    """
    identity, office = book.identity(), gather_dossier(book)
    if identity is None or office is None:
        detail = f"{book.path}: no register was put into operation here"
        raise CommissionError("nicht in Betrieb", detail)
    if identity.register_id != config.register.id:
        detail = f"the book is of {identity.register_id}, the settings of {config.register.id}"
        raise CommissionError("falsche Kassen-ID", detail)
    stall = goods.goods_of(book, config, now_utc.astimezone(VIENNA).date())
    return Facts(
        manufacturer=settings.manufacturer_of(config),
        program=program(Path(config.paths.image) / STATE_NAME),
        machine=_machine(config),
        register=_register(book, config, identity, stall.header),
        units=units.units_of(book, office),
        starts=tuple(_starts(book)),
        book=_book(book),
        settings=settings.settings_of(config),
        functions=functions(),
        people=stall.people,
        practice=stall.practice,
        groups=stall.groups,
        group_changes=stall.changes,
        reports=units.reports_of(office, now_utc),
        outages=units.outages_of(book),
        till_outages=units.till_outages_of(book, office),
        swaps=tuple(units.swaps_of(book)),
        takeovers=tuple(units.takeovers_of(book)),
        copies=tuple(_copies(book)),
        end=_end(book, office.end),
    )


def functions() -> tuple[FunctionRight, ...]:
    """Every function of the keys, and who may use it."""
    return tuple(
        FunctionRight(
            code=one.code, name=one.name, chapter=one.chapter.value, right=one.right.value
        )
        for one in FUNCTIONS.values()
    )


def _machine(config: Config) -> Machine:
    return Machine(board=board_name(), serial=hardware_id(), devices=settings.devices_of(config))


def _register(
    book: Reader, config: Config, identity: Identity, header: tuple[str, ...]
) -> Register:
    row = book.last_journal(JournalKind.INBETRIEBNAHME)
    return Register(
        register_id=identity.register_id,
        company=header,
        uid=config.company.uid,
        tax_number=config.company.tax_number,
        rka=identity.rka,
        counter_bytes=identity.counter_bytes,
        key_check=identity.aes_key_check,
        commissioned_utc=identity.commissioned_at_utc,
        commissioned=() if row is None else tuple(_commissioned(row)),
    )


def _commissioned(row: JournalRow) -> Iterator[tuple[str, str]]:
    for member, label in _COMMISSIONED.items():
        text = str(row.content.get(member, ""))
        yield label, WORDS.get(text, text) if member in {"way", "clock_source"} else text


def _starts(book: Reader) -> Iterator[Start]:
    """The first start of each version, in their order."""
    before = ""
    for row in book.journal(kind=JournalKind.START):
        version = str(row.content.get("version", ""))
        if version != before:
            yield Start(version=version, at_utc=row.at_utc)
        before = version


def _book(book: Reader) -> Book:
    last, last_z, receipt = book.last_journal(), book.last_journal(JournalKind.Z), book.tail()
    number = None if last_z is None else last_z.content.get("number")
    return Book(
        schema=schema.VERSION,
        receipts=0 if receipt is None else receipt.number,
        rows=0 if last is None else last.seq,
        last_hash="" if last is None else last.hash,
        last_z=number if isinstance(number, int) else None,
    )


def _copies(book: Reader) -> Iterator[Copy]:
    """Quarterly copies and exports that were made, in the order of the book."""
    kinds = (JournalKind.SICHERUNG, JournalKind.EXPORT)
    rows = sorted(
        (row for kind in kinds for row in book.journal(kind=kind)), key=lambda one: one.seq
    )
    for row in rows:
        if "error" not in row.content and row.content.get("state") != "begun":
            yield _copy(row)


def _copy(row: JournalRow) -> Copy:
    content = row.content
    what = str(content.get("what", ""))
    listed = content.get("media")
    media = listed if isinstance(listed, list) else str(content.get("medium", "")).split(", ")
    return Copy(
        at_utc=row.at_utc,
        what=f"Quartal {content['quarter']}" if "quarter" in content else _EXPORTS.get(what, what),
        file=Path(str(content.get("file", content.get("folder", "")))).name,
        sha256=_digest(content),
        medium=", ".join(_MEDIA.get(str(one), str(one)) for one in media),
    )


def _digest(content: Mapping[str, Json]) -> str:
    """Of the file; of an export that is a folder that of its list."""
    return str(content.get("manifest_sha256", content.get("sha256", "")))


def _end(book: Reader, end: EndFact | None) -> End | None:
    row = book.last_journal(JournalKind.AUSSERBETRIEB)
    if end is None or row is None:
        return None
    return End(
        at_utc=end.ended_utc,
        reason=REASONS[end.reason],
        number=end.number,
        gives_up_units=row.content.get("units") is True,
    )
