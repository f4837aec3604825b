"""Putting a register into operation: id, AES key, card, Startbeleg (§ 6 Abs 1 RKSV).

Everything is checked before anything is made, and every step is durable before the next; run again
after a power cut, it goes on where it stopped. The key is made once and belongs to this register
id for ever: a new start takes a new id, and puts book and key of the old one aside.
"""

import shutil
import sqlite3
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from firmware import VERSION
from firmware.app import credentials
from firmware.app.boot import BootError, book_path, register_of
from firmware.app.config import Config, profile
from firmware.app.devices import Devices
from firmware.app.issue import Issued, Issuer, local_day, plain
from firmware.app.life import former
from firmware.app.life.checks import CommissionError, check_clock, check_company
from firmware.app.life.first_papers import Way
from firmware.app.life.former import OldBook
from firmware.app.life.register_ids import check_free, is_key_free, used_ids
from firmware.app.life.unit_reading import ReadUnit, read_units
from firmware.app.units import Units
from firmware.rksv.chain import Register
from firmware.rksv.receipt import ReceiptKind
from firmware.rksv.turnover import key_check_value
from firmware.store.book import Book
from firmware.store.entry import Certificate, Entry
from firmware.store.errors import StoreError, StoreFault
from firmware.store.file import Connect
from firmware.till.acts import JournalKind
from firmware.till.sales.sale import Sale
from hal.clock.port import Instant

COUNTER_BYTES: Final = 8
NOTE: Final = "Inbetriebnahme"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the technician says beside the settings.

    `used_ids` are ids of the undertaking's other tills; `former` confirms, by its id, that a book
    whose register was never put out of service is put aside; `by` and `way` are for the record.
    """

    used_ids: tuple[str, ...] = ()
    former: str = ""
    by: str = ""
    way: Way = Way.COMMAND_LINE


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What would be done, all of it checked: nothing has been made yet.

    `units` are those of the settings, the one that signs first; `former` is the register whose book
    is put aside first; `is_begun` tells of a try that was cut.
    """

    config: Config
    now: Instant
    machine: str
    units: tuple[ReadUnit, ...]
    former: str | None
    is_begun: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Commissioned:
    """The result, with the values FinanzOnline asks for at registration."""

    startbeleg: Issued
    register_id: str
    certificate_serial: str
    aes_key_check: str


def plan(
    config: Config,
    devices: Devices,
    secrets: Path,
    wish: Wish,
    *,
    connect: Connect = sqlite3.connect,
) -> Plan:
    """Check everything that can be wrong; nothing is written.

    Raises:
        CommissionError: in operation already, an id that was used, a clock not to be trusted, a
            certificate that cannot be registered, book and key that do not belong together, or
            another card than the one it was begun with.
        ConfigError: the stall's settings cannot be used.
        HalError: the card cannot be read.
        CredentialError: the folder of the credentials cannot be used.
        StoreError: there is a book that cannot be read.
    """
    now = devices.clock.now()
    check_clock(now)
    profile(config, local_day(now))
    old, leaving = check_place(config, secrets, wish, connect=connect)
    units = read_units(config, devices, now)
    if old is not None and leaving is None:
        _check_units(old, units)
    return Plan(
        config=config,
        now=now,
        machine=devices.machine,
        units=units,
        former=leaving,
        is_begun=old is not None and leaving is None,
    )


def check_place(
    config: Config, secrets: Path, wish: Wish, *, connect: Connect = sqlite3.connect
) -> tuple[OldBook | None, str | None]:
    """The book that is there, and the register whose book must be put aside, if any.

    Raises:
        CommissionError: in operation already, an id that was used, a company that has no name, or
            a key without its book.
        CredentialError, StoreError: as `plan`.
    """
    path, register_id = book_path(config), config.register.id
    check_company(config.company)
    old = _old_book(path, wish, connect)
    leaving = _leaving(old, register_id, wish)
    if old is None and former.has_stray_key(path, secrets):
        raise CommissionError(
            "Buch fehlt",
            f"{secrets} holds an AES key, but {path} is not there: restore the book, or make a "
            "new start with a new register id and an empty folder of credentials",
        )
    check_free(register_id, used_ids(path.parent, wish.used_ids))
    return old, leaving


def commission_register(
    config: Config,
    devices: Devices,
    secrets: Path,
    wish: Wish | None = None,
    *,
    connect: Connect = sqlite3.connect,
) -> Commissioned:
    """Make book and key, enter the card, issue the signed Startbeleg.

    The book comes before the key: a key without its book is then never the trace of a cut, but of
    a lost book, and to go on with it would number receipts anew under an old key (Anlage Z 9 RKSV).

    Raises:
        As `plan`, and
        RefusedError: the Startbeleg was not signed; run it again.
        StoreError: the book cannot be written.
        OSError: an old book cannot be put aside.
    """
    wish = wish or Wish()
    planned = plan(config, devices, secrets, wish, connect=connect)
    path = book_path(config)
    path.parent.mkdir(parents=True, exist_ok=True)
    if planned.former is not None:
        former.put_aside(path, secrets, planned.former)
    former.drop_kept_key(path, secrets)
    with _open_or_create(path, connect) as book:
        aes_key = _key(book, secrets)
        _enter(book, planned, wish, aes_key)
        register = _register(book, config, aes_key)
        units = Units(book, devices.places, lambda: devices.clock.now().monotonic_s)
        issuer = Issuer(
            book, register, units, devices.clock, lambda: shutil.disk_usage(path.parent).free
        )
        (startbeleg,) = issuer.issue(Sale(kind=ReceiptKind.STARTBELEG, clerk=None, note=NOTE), ())
    return Commissioned(
        startbeleg=startbeleg,
        register_id=config.register.id,
        certificate_serial=planned.units[0].identity.serial,
        aes_key_check=key_check_value(aes_key),
    )


def _old_book(path: Path, wish: Wish, connect: Connect) -> OldBook | None:
    """What is in the way; of a book nobody can read only its id is known, as it was given."""
    try:
        return former.look_at(path, connect)
    except StoreError as error:
        if error.fault is not StoreFault.BROKEN or not wish.former:
            raise
        return OldBook(register_id=wish.former, is_begun=True)


def _leaving(old: OldBook | None, register_id: str, wish: Wish) -> str | None:
    """The register whose book must be put aside for this start; None when none stands there."""
    if old is None or old.register_id is None:
        return None
    if old.register_id == register_id:
        if old.is_ended:
            raise CommissionError(
                "Kassen-ID beendet",
                f"register {register_id} was put out of service: a new start takes a new id",
            )
        if old.is_begun:
            raise CommissionError(
                "ist in Betrieb", "this register is in operation already; a new start, a new id"
            )
        return None
    if old.is_ended or wish.former == old.register_id:
        return old.register_id
    raise CommissionError(
        "falsche Kassen-ID",
        f"the book is of {old.register_id}, the settings say {register_id}, and "
        f"{old.register_id} was never put out of service: do that first, or confirm its id "
        f'(former = "{old.register_id}") to put its book aside as it is',
    )


def _check_units(old: OldBook, units: tuple[ReadUnit, ...]) -> None:
    """A try that was cut goes on with its own units: the Startbeleg may name one already."""
    here = [unit.identity.serial for unit in units]
    for serial in old.serials:
        if serial not in here:
            raise CommissionError(
                "andere Karte",
                f"this was begun with card {serial}, here is {', '.join(here)}: change it",
            )


def _open_or_create(path: Path, connect: Connect) -> Book:
    try:
        return Book.create(path, connect=connect)
    except StoreError as error:
        if error.fault is not StoreFault.EXISTS:
            raise
    return Book.open(path, connect=connect)


def _key(book: Book, secrets: Path) -> bytes:
    """The one AES key of this book: made now, or found from a try that was cut."""
    data = book.path.parent
    if credentials.has_aes_key(secrets):
        key = credentials.read_aes_key(secrets)
        if not is_key_free(data, key):
            raise CommissionError(
                "AES-Key war schon", f"{secrets}: this AES key was that of a former register"
            )
        return key
    if book.identity() is not None:
        raise CommissionError(
            "AES-Key fehlt", f"{book.path} is there but its AES key is not: restore the key"
        )
    return credentials.create_aes_key(secrets, partial(is_key_free, data))


def _register(book: Book, config: Config, aes_key: bytes) -> Register:
    try:
        return register_of(book.identity(), config, aes_key)
    except BootError as error:
        raise CommissionError(error.words, str(error)) from error


def _enter(book: Book, planned: Plan, wish: Wish, aes_key: bytes) -> None:
    """Identity and certificates into the book, each once."""
    at_utc = planned.now.utc
    if book.identity() is None:
        content = plain(_record_of(planned, wish))
        entry = Entry(kind=JournalKind.INBETRIEBNAHME, clerk=None, content=content, at_utc=at_utc)
        register_id, rka = planned.config.register.id, planned.units[0].rka
        book.commission(register_id, rka, COUNTER_BYTES, key_check_value(aes_key), [entry])
    entered = {known.serial for known in book.certificates()}
    for unit in planned.units:
        if unit.identity.serial in entered:
            continue
        content = plain({"place": unit.place.name, "kind": unit.place.kind, **_unit_of(unit)})
        entry = Entry(kind=JournalKind.ZERTIFIKAT, clerk=None, content=content, at_utc=at_utc)
        certificate = Certificate(
            serial=unit.identity.serial,
            der=unit.identity.certificate,
            chain=unit.chain,
            rka=unit.rka,
        )
        book.add_certificate(certificate, [entry])


def _record_of(planned: Plan, wish: Wish) -> dict[str, object]:
    """What a record of the commissioning must say: who, with what, by which clock."""
    config = planned.config
    return {
        "register_id": config.register.id,
        "counter_bytes": COUNTER_BYTES,
        "by": wish.by,
        "way": wish.way.value,
        "version": VERSION,
        "hardware": planned.machine,
        "printer": config.printer.model,
        "keypad": config.keypad.kind,
        "display": config.display.chip,
        "company": config.company.uid or config.company.tax_number,
        "units": [_unit_of(unit) for unit in planned.units],
        "clock_source": planned.now.source.value,
        "former": planned.former or "",
    }


def _unit_of(unit: ReadUnit) -> dict[str, object]:
    return {
        "serial": unit.identity.serial,
        "family": unit.identity.family,
        "cin": unit.identity.card_number,
        "holder": unit.facts.holder,
        "valid_until": f"{unit.facts.valid_until_utc:%Y-%m-%d}",
        "issuers": len(unit.chain),
    }
