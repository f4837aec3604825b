"""The examination of a new system: on a copy of the book, with the devices of this till.

It is kassad's own (`kassad --examine`), as the till's user, through the same wiring. What it
issues stands in the copy alone, in failure form: the card signs no receipt that is in no book, only
what it signs at any test.
"""

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

import msgspec

from firmware.app import boot, credentials
from firmware.app.boot import BootError, Station, Wires
from firmware.app.config import Config, ConfigError, load
from firmware.app.config_signature import has_card, services_in
from firmware.app.credentials import CredentialError
from firmware.app.devices import Devices
from firmware.app.image_state import EXAMINE, Before, FallBack, Verdict, word_of
from firmware.app.issue import RefusedError
from firmware.rksv.errors import RksvError
from firmware.rksv.receipt import ReceiptKind
from firmware.store import integrity
from firmware.store.book import Book
from firmware.store.errors import StoreError, StoreFault
from firmware.sync.config import Paths
from firmware.till.events import Refusal
from firmware.till.sales.basket import Line, Means, Tender
from firmware.till.sales.sale import Sale
from firmware.till.stall.catalog import Profile
from hal.display.port import Screen, ScreenError
from hal.errors import HalError

#: A printer on USB, a card reader, a service on the net: so long after the start they may come.
PATIENCE_S: Final = 90.0
_ROUND_S: Final = 1.0
_STATUS_DEADLINE_S: Final = 3.0
_PIECE_MILLI: Final = 1000
_CENTS: Final = 100
#: Scans of the keys that must answer.
_SCANS: Final = 20

_USAGE: Final = f"usage: kassad {EXAMINE} SETTINGS COPY VERSION BEFORE"
_WORDS: Final = 4

Wire: TypeAlias = Callable[[Config, bytes, dict[str, bytes]], Devices]


class TroubleError(Exception):
    """What is worse than before; the message is for the log."""

    def __init__(self, because: FallBack, detail: str) -> None:
        super().__init__(detail)
        self.because = because


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How time passes while a device is waited for."""

    monotonic_s: Callable[[], float]
    wait: Callable[[float], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """What is examined: the settings, the copy of the data folder, what worked before."""

    settings: Path
    copy: Path
    version: str
    before: Before


def answer(words: Sequence[str], wire: Wire, say: Callable[[bytes], object]) -> None:
    """`kassad --examine`: its last line is the verdict, in JSON.

    Raises:
        SystemExit: that is no examination; a line on stderr says so.
    """
    if len(words) != _WORDS:
        raise SystemExit(_USAGE)
    settings, copy, version, before = words
    try:
        worked = word_of(before.encode(), Before)
    except msgspec.DecodeError as error:
        raise SystemExit(f"{_USAGE}: {error}") from error
    examined = Examined(settings=Path(settings), copy=Path(copy), version=version, before=worked)
    verdict = Verdict()
    try:
        examine(examined, wire, Patience(monotonic_s=time.monotonic, wait=time.sleep))
    except TroubleError as error:
        verdict = Verdict(because=error.because.value, detail=str(error))
    say(msgspec.json.encode(verdict) + b"\n")


def examine(examined: Examined, wire: Wire, patience: Patience) -> None:
    """Find what is worse than before.

    Raises:
        TroubleError: something is.
    """
    config, pin, services, aes_key = _settings(examined)
    try:
        devices = wire(config, pin, services)
    except (ConfigError, HalError) as error:
        raise TroubleError(_because(error), str(error)) from error
    try:
        _show(devices, examined.version)
        with Book.open(config.paths.book) as book:
            _require_whole(book, integrity.FULL)
            station = boot.start(config, devices, book, aes_key, _wires(examined))
            _await_devices(station, devices, examined, patience)
            _sell(station, book)
            # Behind what was read row by row stand the rows of this start, and one receipt.
            _require_whole(book, integrity.QUICK)
    except StoreError as error:
        because = FallBack.ROOM if error.fault is StoreFault.FULL else FallBack.BOOK
        raise TroubleError(because, str(error)) from error
    except (BootError, RksvError) as error:
        raise TroubleError(FallBack.BOOK, str(error)) from error
    finally:
        devices.close()


def _settings(examined: Examined) -> tuple[Config, bytes, dict[str, bytes], bytes]:
    """The settings with all the till keeps in the copy, and its secrets from where they are.

    Raises:
        TroubleError: SETTINGS.
    """
    try:
        real = load(examined.settings)
        secrets = credentials.own_folder(real.paths.secrets, os.environ)
        aes_key = credentials.read_aes_key(secrets)
        pin = credentials.read_card_pin(secrets) if has_card(real.signature) else b""
        folder = credentials.directory(real.paths.credentials, os.environ)
        services = credentials.read_service_secrets(folder, services_in(real.signature))
    except (ConfigError, CredentialError) as error:
        raise TroubleError(FallBack.SETTINGS, str(error)) from error
    return in_copy(real, examined.copy), pin, dict(services), aes_key


def in_copy(config: Config, copy: Path) -> Config:
    """`config` for an examination: nothing but the copy is written, nobody outside is told.

    Second medium, card terminal, scale, archive and tax office are left alone.
    """
    paths = Paths(
        data=str(copy),
        archive_status=str(copy / "archive.json"),
        credentials=config.paths.credentials,
        secrets=config.paths.secrets,
        run=str(copy / "run"),
        sync=str(copy / "sync"),
        stick="",
        image=str(copy / "image"),
        update=str(copy / "image"),
    )
    return msgspec.structs.replace(
        config,
        paths=paths,
        mirror=None,
        terminal=None,
        scale=None,
        archive=None,
        finanzonline=None,
    )


def _wires(examined: Examined) -> Wires:
    statvfs = os.statvfs(examined.copy)
    return Wires(
        post=lambda _message: None,
        show=lambda _screen: None,
        free_bytes=lambda: statvfs.f_bavail * statvfs.f_frsize,
    )


def _because(error: ConfigError | HalError) -> FallBack:
    """Which part of the till an error at its wiring is about."""
    if isinstance(error, ConfigError):
        return FallBack.SETTINGS
    return _PARTS.get(error.device, FallBack.SETTINGS)


_PARTS: Final = {
    "display": FallBack.DISPLAY,
    "keypad": FallBack.KEYPAD,
    "card": FallBack.CARD,
    "signature service": FallBack.CARD,
    "printer": FallBack.PRINTER,
}


def _show(devices: Devices, version: str) -> None:
    try:
        devices.display.show(
            Screen(item=f"Update {version}"[:16], main="wird geprüft", hint="bitte warten")
        )
    except (HalError, ScreenError) as error:
        raise TroubleError(FallBack.DISPLAY, str(error)) from error


def _require_whole(book: Book, scope: integrity.Scope) -> None:
    problems = integrity.check(book, scope)
    if problems:
        first = problems[0]
        raise TroubleError(FallBack.BOOK, f"{first.part.value} {first.place}: {first.detail}")


def _await_devices(
    station: Station, devices: Devices, examined: Examined, patience: Patience
) -> None:
    """Until all answer, or one has not for as long as a device may take."""
    end_s = patience.monotonic_s() + PATIENCE_S
    while True:
        try:
            _require_devices(station, devices, examined, patience)
        except TroubleError:
            if patience.monotonic_s() >= end_s:
                raise
            patience.wait(_ROUND_S)
        else:
            return


def _require_devices(
    station: Station, devices: Devices, examined: Examined, patience: Patience
) -> None:
    _show(devices, examined.version)
    try:
        for _ in range(_SCANS):
            devices.keypad.poll(patience.monotonic_s())
    except HalError as error:
        raise TroubleError(FallBack.KEYPAD, str(error)) from error
    if examined.before.has_card and station.issuer.probe() is None:
        raise TroubleError(FallBack.CARD, "no signature unit gives a test signature")
    if examined.before.has_printer:
        try:
            devices.printer.status(_STATUS_DEADLINE_S)
        except HalError as error:
            raise TroubleError(FallBack.PRINTER, str(error)) from error


def _sell(station: Station, book: Book) -> None:
    """One training receipt into the copy, paid in cash, and read back."""
    issuer = station.issuer
    issuer.is_signing = False
    sale = _practice(station.loop.till.profile)
    try:
        issued = issuer.issue(sale, ())
    except RefusedError as error:
        is_clock = error.refusal is Refusal.CLOCK
        raise TroubleError(FallBack.CLOCK if is_clock else FallBack.SALE, str(error)) from error
    stored = book.receipt(issued[-1].receipt.number)
    if stored is None or stored.jws != issued[-1].receipt.jws:
        raise TroubleError(FallBack.SALE, "the book does not give back what was issued")


def _practice(profile: Profile) -> Sale:
    """One piece of the first group, for one euro."""
    groups = sorted(profile.groups.items())
    if not groups:
        raise TroubleError(FallBack.SALE, "the stall has no article group")
    number, group = groups[0]
    line = Line(
        group=number,
        name=group.name,
        vat_per_mille=group.vat_per_mille,
        quantity_milli=_PIECE_MILLI,
        unit_cents=_CENTS,
        is_weight=False,
    )
    tender = Tender(means=Means.CASH, amount_cents=_CENTS, given_cents=_CENTS)
    return Sale(kind=ReceiptKind.TRAINING, clerk=None, lines=(line,), tenders=(tender,))
