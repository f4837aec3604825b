"""Putting a register into operation: id, AES key, card, Startbeleg (§ 6 Abs 1 RKSV).

Everything is checked before anything is made, and every step is durable before the next; run again
after a power cut, it goes on where it stopped. The key is made once and belongs to this register
id for ever: a new start takes a new id, and puts book and key of the old one aside.
"""

import shutil
import sqlite3
from dataclasses import dataclass
from enum import Enum
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Final

from firmware.app import credentials
from firmware.app.boot import BootError, book_path, register_of
from firmware.app.config import Config, profile
from firmware.app.devices import Devices
from firmware.app.issue import Issued, Issuer, local_day, plain
from firmware.app.life import former
from firmware.app.life.checks import (
    CertificateFacts,
    CommissionError,
    check_certificate,
    check_clock,
    check_company,
    issuer_chain,
)
from firmware.app.life.former import OldBook
from firmware.app.life.hardware import hardware_id
from firmware.app.life.register_ids import check_free, is_key_free, used_ids
from firmware.app.units import FIRST_PLACE, Units
from firmware.rksv.chain import Register
from firmware.rksv.receipt import ReceiptKind
from firmware.rksv.turnover import key_check_value
from firmware.store.book import Book
from firmware.store.entry import Certificate, Entry
from firmware.store.errors import StoreError, StoreFault
from firmware.store.file import Connect
from firmware.till.acts import JournalKind
from firmware.till.sales.sale import Sale
from hal.card.port import CardIdentity
from hal.clock.port import Instant

COUNTER_BYTES: Final = 8
IDENTIFY_DEADLINE_S: Final = 10.0
NOTE: Final = "Inbetriebnahme"

__all__ = ["CommissionError", "Commissioned", "Plan", "Way", "Wish", "commission_register", "plan"]


class Way(Enum):
    """How a register was put into operation; the record says it."""

    KEYPAD = "keypad"
    COMMAND_LINE = "command line"
    BENCH = "bench"  # emulated hardware: its first papers are nobody's to keep


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

    `former` is the register whose book is put aside first; `is_begun` tells of a try that was cut.
    """

    config: Config
    now: Instant
    card: CardIdentity
    certificate: CertificateFacts
    chain: tuple[bytes, ...]
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
    now, path, register_id = devices.clock.now(), book_path(config), config.register.id
    check_clock(now)
    profile(config, local_day(now))
    check_company(config.company)
    old = _old_book(path, wish, connect)
    leaving = _leaving(old, register_id, wish)
    if old is None and former.has_stray_key(path, secrets):
        raise CommissionError(
            "Buch fehlt",
            f"{secrets} holds an AES key, but {path} is not there: restore the book, or make a "
            "new start with a new register id and an empty folder of credentials",
        )
    check_free(register_id, (*used_ids(path.parent, wish.used_ids), *filter(None, [leaving])))
    card = devices.card_for(None).identify(IDENTIFY_DEADLINE_S)
    certificate = check_certificate(card.certificate, card.serial, config.company, now.utc)
    is_begun = old is not None and leaving is None
    if old is not None and is_begun:
        _check_card(old, card)
    return Plan(
        config=config,
        now=now,
        card=card,
        certificate=certificate,
        chain=issuer_chain(card.certificate, config.card.issuers),
        former=leaving,
        is_begun=is_begun,
    )


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
        certificate_serial=planned.card.serial,
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


def _check_card(old: OldBook, card: CardIdentity) -> None:
    """A try that was cut goes on with its own card: the Startbeleg may name that one already."""
    for serial in old.serials:
        if serial != card.serial:
            raise CommissionError(
                "andere Karte",
                f"this was begun with card {serial}, inserted is {card.serial}: change it",
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
    """Identity and certificate into the book, each once."""
    config, card, now_utc = planned.config, planned.card, planned.now.utc
    rka = f"R1-{config.card.vda_id}"
    if book.identity() is None:
        content = plain(_record_of(planned, wish))
        entry = Entry(kind=JournalKind.INBETRIEBNAHME, clerk=None, content=content, at_utc=now_utc)
        check = key_check_value(aes_key)
        book.commission(config.register.id, rka, COUNTER_BYTES, check, [entry])
    if card.serial not in [known.serial for known in book.certificates()]:
        content = plain({"place": FIRST_PLACE, **_card_of(planned)})
        entry = Entry(kind=JournalKind.ZERTIFIKAT, clerk=None, content=content, at_utc=now_utc)
        certificate = Certificate(
            serial=card.serial, der=card.certificate, chain=planned.chain, rka=rka
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
        "version": version("standlkassa"),
        "hardware": hardware_id(),
        "printer": config.printer.model,
        "keypad": config.keypad.kind,
        "display": config.display.chip,
        "company": config.company.uid or config.company.tax_number,
        "card": _card_of(planned),
        "clock_source": planned.now.source.value,
        "former": planned.former or "",
    }


def _card_of(planned: Plan) -> dict[str, object]:
    card = planned.card
    return {
        "serial": card.serial,
        "family": card.family,
        "cin": card.card_number,
        "holder": planned.certificate.holder,
        "valid_until": f"{planned.certificate.valid_until_utc:%Y-%m-%d}",
        "issuers": len(planned.chain),
    }
