"""kassad: load, wire, boot, and turn the loop until systemd says stop."""

import os
import shutil
import signal
import sqlite3
import sys
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import structlog

from firmware.app import boot, credentials
from firmware.app.boot import BootError, Station, Wires
from firmware.app.config import Config, ConfigError, load
from firmware.app.credentials import CredentialError
from firmware.app.devices import Devices
from firmware.app.feeders import (
    CardFeeder,
    DisplayFeeder,
    KeypadFeeder,
    PowerFeeder,
    PrinterFeeder,
    Repeater,
)
from firmware.app.inbox import Inbox, Tick
from firmware.app.notify import Notifier
from firmware.rksv.errors import RksvError
from firmware.store.book import Book
from firmware.store.errors import StoreError
from firmware.store.file import Connect
from hal.display.port import Display, Screen
from hal.errors import HalError
from hal.gpio.port import StatusLed

log = structlog.get_logger()

DEFAULT_CONFIG = Path("/etc/standlkassa/kassa.toml")
TICK_S = 1.0
#: sysexits.h EX_CONFIG: systemd does not restart for ever what only a person can mend.
EXIT_CONFIG = 78
EXIT_DEVICE = 69


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
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(file=sys.stderr))
    from firmware.app.wiring import wire  # noqa: PLC0415 - only here are the real devices opened

    path = Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_CONFIG
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        config = load(path)
        secrets = credentials.directory(config.paths.credentials, os.environ)
        pin = credentials.read_card_pin(secrets)
        aes_key = credentials.read_aes_key(secrets)
        devices = wire(config, pin)
    except (ConfigError, CredentialError) as error:
        sys.exit(_refuse(str(error), EXIT_CONFIG))
    except HalError as error:
        sys.exit(_refuse(str(error), EXIT_DEVICE))
    try:
        watch = Supervision(stop=stop, notifier=Notifier(os.environ))
        sys.exit(run(config, devices, aes_key, watch))
    finally:
        devices.close()


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
            _turn(station, devices, Traffic(inbox=inbox, display=display), watch)
    except BootError as error:
        _show_refusal(devices.display, error.words)
        return _refuse(str(error), EXIT_CONFIG)
    except (StoreError, RksvError) as error:
        _show_refusal(devices.display, "Buch prüfen")
        return _refuse(str(error), EXIT_CONFIG)
    return 0


def _turn(station: Station, devices: Devices, traffic: Traffic, watch: Supervision) -> None:
    """The loop with its feeders around it."""
    inbox = traffic.inbox

    def monotonic_s() -> float:
        return devices.clock.now().monotonic_s

    halt = Event()
    feeders = [
        Repeater("keypad", KeypadFeeder(devices.keypad, inbox, monotonic_s).round, halt),
        Repeater("display", traffic.display.round, halt),
        Repeater("printer", PrinterFeeder(station.spool, monotonic_s).round, halt),
        Repeater("power", PowerFeeder(devices.power_fail, watch.stop).round, halt),
        Repeater("card", CardFeeder(station.issuer, inbox, monotonic_s).round, halt),
    ]
    for feeder in feeders:
        feeder.start()
    _light(devices.status_led, is_lit=True)
    watch.notifier.ready("sells")
    log.info("ready")
    try:
        while not watch.stop.is_set() and all(feeder.is_alive() for feeder in feeders):
            station.loop.handle(inbox.take(TICK_S) or Tick())
            watch.notifier.alive()
        watch.notifier.stopping()
        station.loop.stop()
    finally:
        _light(devices.status_led, is_lit=False)
        halt.set()
        for feeder in feeders:
            feeder.join(timeout=5.0)
    if not watch.stop.is_set():
        raise SystemExit(EXIT_DEVICE)


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


if __name__ == "__main__":
    main()
