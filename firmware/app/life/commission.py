"""Putting a register into operation: id, AES key, card, Startbeleg (§ 6 Abs 1 RKSV).

Every step is durable before the next; run again after a power cut, it goes on where it stopped.
The key is made once and belongs to this register id for ever: a new start takes a new id.
"""

import shutil
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from firmware.app import credentials
from firmware.app.boot import BootError, book_path, register_of
from firmware.app.config import Config, profile
from firmware.app.devices import Devices
from firmware.app.issue import Issued, Issuer, local_day, plain
from firmware.app.slips import Slips
from firmware.app.spool import PRINT_DEADLINE_S
from firmware.app.units import Units
from firmware.rksv.chain import Register
from firmware.rksv.receipt import ReceiptKind
from firmware.rksv.turnover import key_check_value
from firmware.store.book import Book
from firmware.store.entry import Certificate, Entry
from firmware.store.errors import StoreError, StoreFault
from firmware.store.file import Connect
from firmware.till.acts import JournalKind
from firmware.till.papers.slip import Mark
from firmware.till.sales.sale import Sale
from hal.card.port import CardIdentity

COUNTER_BYTES = 8
IDENTIFY_DEADLINE_S = 10.0


class CommissionError(Exception):
    """The register was not put into operation; the message says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Commissioned:
    """The result, with the values FinanzOnline asks for at registration."""

    startbeleg: Issued
    register_id: str
    certificate_serial: str
    aes_key_check: str


def commission_register(
    config: Config,
    devices: Devices,
    secrets: Path,
    *,
    connect: Connect = sqlite3.connect,
) -> Commissioned:
    """Make book and key, enter the card, issue the signed Startbeleg.

    The book comes before the key: a key without its book is then never the trace of a cut, but of
    a lost book, and to go on with it would number receipts anew under an old key (Anlage Z 9 RKSV).

    Raises:
        CommissionError: already done, clock not to be trusted, the certificate is not valid now,
            book and key do not belong together, or another card than the one it was begun with.
        ConfigError: the stall's settings cannot be used.
        HalError: the card cannot be read.
        RefusedError: the Startbeleg was not signed; run it again.
        CredentialError: the folder of the credentials cannot be used.
        StoreError: the book cannot be written.
    """
    now = devices.clock.now()
    if not now.is_trusted:
        raise CommissionError("the clock is not trustworthy: set it before the Startbeleg")
    profile(config, local_day(now))
    path = book_path(config)
    if credentials.has_aes_key(secrets) and not path.exists():
        raise CommissionError(
            f"{secrets} holds an AES key, but {path} is not there: restore the book, or make a "
            "new start with a new register id and an empty folder of credentials"
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    with _open_or_create(path, connect) as book:
        if book.tail() is not None:
            raise CommissionError("this register is in operation already; a new start, a new id")
        identity = devices.card_for(None).identify(IDENTIFY_DEADLINE_S)
        _check_certificate(identity, now.utc)
        _check_card(book, identity)
        aes_key = _key(book, secrets)
        _enter(book, config, identity, aes_key, now.utc)
        register = _register(book, config, aes_key)
        units = Units(book, devices.places, lambda: devices.clock.now().monotonic_s)
        issuer = Issuer(
            book, register, units, devices.clock, lambda: shutil.disk_usage(path.parent).free
        )
        (startbeleg,) = issuer.issue(
            Sale(kind=ReceiptKind.STARTBELEG, clerk=None, note="Inbetriebnahme"), ()
        )
    return Commissioned(
        startbeleg=startbeleg,
        register_id=config.register.id,
        certificate_serial=identity.serial,
        aes_key_check=key_check_value(aes_key),
    )


def print_startbeleg(config: Config, devices: Devices, result: Commissioned) -> None:
    """Put the Startbeleg on paper: it is kept for seven years (§ 6 Abs 4 RKSV, § 132 BAO).

    Raises:
        HalError: the printer did not print; a copy can be had at any time.
    """
    stall = profile(config, local_day(devices.clock.now()))
    slips = Slips(profile=stall, columns=devices.columns, is_ocr=config.printer.code == "ocr")
    render = slips.renderer(result.startbeleg.receipt)
    devices.printer.print(render(Mark.NONE), PRINT_DEADLINE_S)


def _open_or_create(path: Path, connect: Connect) -> Book:
    try:
        return Book.create(path, connect=connect)
    except StoreError as error:
        if error.fault is not StoreFault.EXISTS:
            raise
    return Book.open(path, connect=connect)


def _key(book: Book, secrets: Path) -> bytes:
    """The one AES key of this book: made now, or found from a try that was cut."""
    if credentials.has_aes_key(secrets):
        return credentials.read_aes_key(secrets)
    if book.identity() is not None:
        raise CommissionError(f"{book.path} is there but its AES key is not: restore the key")
    return credentials.create_aes_key(secrets)


def _register(book: Book, config: Config, aes_key: bytes) -> Register:
    try:
        return register_of(book.identity(), config, aes_key)
    except BootError as error:
        raise CommissionError(str(error)) from error


def _enter(
    book: Book, config: Config, card: CardIdentity, aes_key: bytes, now_utc: datetime
) -> None:
    """Identity and certificate into the book, each once."""
    if book.identity() is None:
        content = plain({"register_id": config.register.id, "counter_bytes": COUNTER_BYTES})
        entry = Entry(kind=JournalKind.INBETRIEBNAHME, clerk=None, content=content, at_utc=now_utc)
        rka = f"R1-{config.card.vda_id}"
        check = key_check_value(aes_key)
        book.commission(config.register.id, rka, COUNTER_BYTES, check, [entry])
    if card.serial not in [known.serial for known in book.certificates()]:
        content = plain({"serial": card.serial, "family": card.family, "cin": card.card_number})
        entry = Entry(kind=JournalKind.ZERTIFIKAT, clerk=None, content=content, at_utc=now_utc)
        certificate = Certificate(
            serial=card.serial, der=card.certificate, chain=(), rka=f"R1-{config.card.vda_id}"
        )
        book.add_certificate(certificate, [entry])


def _check_card(book: Book, card: CardIdentity) -> None:
    """A try that was cut goes on with its own card: the Startbeleg may name that one already."""
    for known in book.certificates():
        if known.serial != card.serial:
            raise CommissionError(
                f"this was begun with card {known.serial}, inserted is {card.serial}: change it"
            )


def _check_certificate(card: CardIdentity, now_utc: datetime) -> None:
    """Valid at registration (rc 41), and of the only suite there is (P-256)."""
    certificate = x509.load_der_x509_certificate(card.certificate)
    key = certificate.public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise CommissionError(f"certificate {card.serial} has no P-256 key")
    if not certificate.not_valid_before_utc <= now_utc <= certificate.not_valid_after_utc:
        raise CommissionError(
            f"certificate {card.serial} is valid from {certificate.not_valid_before_utc:%Y-%m-%d} "
            f"to {certificate.not_valid_after_utc:%Y-%m-%d}, not today"
        )
