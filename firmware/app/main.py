"""kassad: load, wire, boot, and turn the loop until systemd says stop."""

import logging
import os
import shutil
import signal
import sqlite3
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import structlog

from firmware.app import boot, credentials
from firmware.app.archive_status import ArchiveFeeder
from firmware.app.boot import BootError, Station, Wires
from firmware.app.config import Config, ConfigError, load
from firmware.app.config_signature import has_card, services_in
from firmware.app.credentials import CredentialError
from firmware.app.devices import Devices
from firmware.app.feeders import (
    CardFeeder,
    DisplayFeeder,
    KeypadFeeder,
    PowerFeeder,
    PrinterFeeder,
    Repeater,
    contact_rounds,
)
from firmware.app.inbox import Inbox, Tick
from firmware.app.life.checks import CommissionError
from firmware.app.life.first_start import NO_PIN, Site, is_new
from firmware.app.life.first_turn import FirstEnd, take_first_start
from firmware.app.loop import Loop
from firmware.app.office import OfficeFeeder, take_key_away
from firmware.app.spool import PRINT_DEADLINE_S
from firmware.app.tidings import copy_awaited
from firmware.process import logs
from firmware.process.notify import Notifier
from firmware.rksv.errors import RksvError
from firmware.store.book import Book
from firmware.store.errors import StoreError, StoreFault
from firmware.store.file import Connect
from hal.display.port import Display, Screen, ScreenError
from hal.errors import HalError
from hal.gpio.port import StatusLed
from hal.keypad.port import Pressed

log = structlog.get_logger()

DEFAULT_CONFIG = Path("/etc/standlkassa/kassa.toml")
TICK_S = 1.0
#: While a copy of the DEP is being finished, systemd is asked for so much more, again and again.
COPY_GRACE_S = 30.0
#: A slip that is being printed is let come out before the till goes down.
JOIN_DEADLINE_S = PRINT_DEADLINE_S + 2.0
#: Exit codes of sysexits.h. systemd does not restart what only a person can mend (EX_CONFIG);
#: a book that broke while selling is opened anew, and what is then on the disk is the truth.
EXIT_CONFIG = 78
EXIT_DEVICE = 69
EXIT_BOOK = 74
EXIT_POWER = 75
#: Asked for at the keys (F 99, F 98); what is done then stands in systemd/kassad.service.
EXIT_SHUT_DOWN = 79
EXIT_RESTART = 80

#: What whoever stands before the till reads of a book that cannot be used.
_BOOK_WORDS: Mapping[StoreFault, str] = {
    StoreFault.ABSENT: "Buch fehlt",
    StoreFault.FULL: "Speicher voll",
    StoreFault.LOCKED: "läuft schon",
    StoreFault.TOO_NEW: "Version zu alt",
    StoreFault.FORBIDDEN: "keine Rechte",
}
_CHECK_BOOK = "Buch prüfen"
_FIRST_ENDS: Mapping[FirstEnd, int] = {
    FirstEnd.STOPPED: 0,
    FirstEnd.POWER: EXIT_POWER,
    FirstEnd.DEVICE: EXIT_DEVICE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Supervision:
    """What is above the till: when to stop, and whom to tell that it lives."""

    stop: Event
    notifier: Notifier


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    """What flows in and out of the loop beside paper."""

    inbox: Inbox
    display: DisplayFeeder


def main() -> None:
    """Run the till; the one argument is the configuration file."""
    logs.configure(logging.INFO)
    from firmware.app.wiring import wire  # noqa: PLC0415 - only here are the real devices opened

    path = Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_CONFIG
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    missing: CredentialError | None = None
    try:
        config = load(path)
        secrets = credentials.own_folder(config.paths.secrets, os.environ)
        try:
            # Whether it may be missing is for `live` to say.
            pin = _pin(config, secrets, is_new=True)
            services = _service_secrets(config)
        except CredentialError as error:
            # Told on the display, too, so the devices come first; no unit is asked for anything.
            pin, services, missing = NO_PIN, credentials.NO_SECRETS, error
        devices = wire(config, pin, services)
    except ConfigError as error:
        sys.exit(_refuse(str(error), EXIT_CONFIG))
    except HalError as error:
        sys.exit(_refuse(str(error), EXIT_DEVICE))
    try:
        if missing is not None:
            _show_refusal(devices.display, "Schlüssel prüfen")
            sys.exit(_refuse(str(missing), EXIT_CONFIG))
        watch = Supervision(stop=stop, notifier=Notifier(os.environ))
        sys.exit(live(Site(config=config, devices=devices, secrets=secrets), watch))
    finally:
        devices.close()


def _pin(config: Config, folder: Path, *, is_new: bool) -> bytes:
    """The card's PIN, if a card may sign; that of a new till may be still to be typed.

    Raises:
        CredentialError: it is missing or unsafe.
    """
    if not has_card(config.signature):
        return b""
    is_typed_later = is_new and not credentials.has_card_pin(folder)
    return NO_PIN if is_typed_later else credentials.read_card_pin(folder)


def _service_secrets(config: Config) -> Mapping[str, bytes]:
    """Password and token of the signature services that are configured.

    Raises:
        CredentialError: one is missing or unsafe.
    """
    folder = credentials.directory(config.paths.credentials, os.environ)
    return credentials.read_service_secrets(folder, services_in(config.signature))


def live(site: Site, watch: Supervision) -> int:
    """From wherever the till stands in its life: its first start, then the counter; exit code."""
    config, display = site.config, site.devices.display
    try:
        is_first = is_new(config, site.secrets, connect=site.connect)
        _pin(config, site.secrets, is_new=is_first)
        if is_first:
            end = take_first_start(site, watch.stop, watch.notifier)
            if end is not FirstEnd.DONE:
                return _FIRST_ENDS[end]
        aes_key = credentials.read_aes_key(site.secrets)
    except CredentialError as error:
        _show_refusal(display, "Schlüssel prüfen")
        return _refuse(str(error), EXIT_CONFIG)
    except ConfigError as error:
        _show_refusal(display, "Einstellungen")
        return _refuse(str(error), EXIT_CONFIG)
    except CommissionError as error:
        _show_refusal(display, error.words)
        return _refuse(str(error), EXIT_CONFIG)
    except StoreError as error:
        _show_refusal(display, _BOOK_WORDS.get(error.fault, _CHECK_BOOK))
        return _refuse(str(error), EXIT_CONFIG)
    return run(config, site.devices, aes_key, watch, connect=site.connect)


def run(
    config: Config,
    devices: Devices,
    aes_key: bytes,
    watch: Supervision,
    *,
    connect: Connect = sqlite3.connect,
) -> int:
    """Boot on `devices`, take keys until told to stop, go down in order; returns the exit code."""
    inbox = Inbox()
    display = DisplayFeeder(devices.display)
    path = boot.book_path(config)
    wires = Wires(
        post=inbox.post,
        show=display.show,
        free_bytes=lambda: shutil.disk_usage(path.parent).free,
    )
    try:
        with Book.open(path, connect=connect) as book:
            station = boot.start(config, devices, book, aes_key, wires)
            return _sell(station, devices, Traffic(inbox=inbox, display=display), watch)
    except BootError as error:
        _show_refusal(devices.display, error.words)
        return _refuse(str(error), EXIT_CONFIG)
    except StoreError as error:
        _show_refusal(devices.display, _BOOK_WORDS.get(error.fault, _CHECK_BOOK))
        return _refuse(str(error), EXIT_CONFIG)
    except RksvError as error:
        _show_refusal(devices.display, _CHECK_BOOK)
        return _refuse(str(error), EXIT_CONFIG)
    finally:
        # Laid down for a registration, it is there no longer than the till runs.
        take_key_away(config.paths.register_key)


def _sell(station: Station, devices: Devices, traffic: Traffic, watch: Supervision) -> int:
    """Sell until the end, whatever end it is; returns the exit code."""
    try:
        return _turn(station, devices, traffic, watch)
    except StoreError as error:
        _show_refusal(devices.display, _BOOK_WORDS.get(error.fault, _CHECK_BOOK))
        log.error("book failed while selling", detail=str(error))
        return EXIT_BOOK


def _turn(station: Station, devices: Devices, traffic: Traffic, watch: Supervision) -> int:
    """The loop with its feeders around it; returns the exit code."""
    inbox, loop = traffic.inbox, station.loop

    def monotonic_s() -> float:
        return devices.clock.now().monotonic_s

    halt, power_fails = Event(), Event()
    rounds = {
        "keypad": KeypadFeeder(devices.keypad, inbox, monotonic_s).round,
        "display": traffic.display.round,
        "printer": PrinterFeeder(station.spool, monotonic_s).round,
        "power": PowerFeeder(devices.power_fail, power_fails).round,
        "card": CardFeeder(station.issuer, inbox, monotonic_s).round,
        "terminal": station.cards.round,
        "archive": ArchiveFeeder(station.archive_status, inbox.post).round,
        "office": OfficeFeeder(station.office_answers, inbox.post, monotonic_s).round,
        "backup": station.backup.round,
        **contact_rounds(devices, inbox),
    }
    feeders = [Repeater(name, work, halt) for name, work in rounds.items()]
    for feeder in feeders:
        feeder.start()
    _light(devices.status_led, is_lit=True)
    watch.notifier.ready("sells")
    log.info("ready")
    dead: list[str] = []
    try:
        while not (watch.stop.is_set() or power_fails.is_set() or dead or loop.goes_down):
            loop.handle(inbox.take(TICK_S) or Tick())
            watch.notifier.alive()
            dead = [feeder.name for feeder in feeders if not feeder.is_alive()]
        if not (power_fails.is_set() or dead):
            _finish_copy(station, inbox, power_fails, watch.notifier)
        watch.notifier.stopping()
        # Without this row the next boot says that the power was cut: then that is the truth.
        if not power_fails.is_set():
            loop.stop(f"{dead[0]} died" if dead else "asked")
    finally:
        _light(devices.status_led, is_lit=False)
        halt.set()
        for feeder in feeders:
            feeder.join(JOIN_DEADLINE_S)
    _drain(inbox, loop)
    if power_fails.is_set():
        return EXIT_POWER
    if not any(feeder.is_alive() for feeder in feeders):
        # What stays on the panel is the last word, „schaltet ab", and not the code that was typed.
        traffic.display.round()
    if loop.goes_down is not None:
        return EXIT_RESTART if loop.goes_down.is_restart else EXIT_SHUT_DOWN
    return EXIT_DEVICE if dead else 0


def _finish_copy(station: Station, inbox: Inbox, power_fails: Event, notifier: Notifier) -> None:
    """Let a copy of the DEP that has begun come to its end; only a failing supply ends it before.

    Its row is written, and slips that wait come out meanwhile; no more keys.
    """
    backup, loop = station.backup, station.loop
    if backup.is_busy:
        loop.tell(copy_awaited(loop.till.now_utc))
    while backup.is_busy and not power_fails.is_set():
        notifier.extend(COPY_GRACE_S)
        message = inbox.take(TICK_S) or Tick()
        if not isinstance(message, Pressed):
            loop.handle(message)


def _drain(inbox: Inbox, loop: Loop) -> None:
    """Hear what the devices still had to say, that a slip came out above all; no more keys."""
    while (message := inbox.take_now()) is not None:
        if not isinstance(message, Pressed):
            loop.handle(message)


def _light(led: StatusLed, *, is_lit: bool) -> None:
    """The lamp says that the till sells; without it the till sells as well."""
    try:
        led.set(is_lit=is_lit)
    except HalError as error:
        log.warning("status led", fault=error.fault.value, detail=error.detail)


def _refuse(detail: str, code: int) -> int:
    """One clear line for the log of systemd."""
    log.error("kassad does not start", detail=detail)
    return code


def _show_refusal(display: Display, words: str) -> None:
    """The same for whoever stands before the till."""
    try:
        display.show(Screen(item="KASSE GESPERRT", main=words, hint="Techniker rufen"))
    except HalError as error:
        log.error("display", fault=error.fault.value, detail=error.detail)
    except ScreenError as error:
        log.error("screen cannot be set", zone=error.zone, text=error.text, detail=error.detail)


if __name__ == "__main__":
    main()
