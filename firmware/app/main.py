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

from firmware.app import boot, credentials, settings_words
from firmware.app.barred.reason import bar_of, bar_of_book
from firmware.app.barred.turn import BarredEnd, take_barred
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
    contact_rounds,
    end_all,
    start_all,
)
from firmware.app.going_down import Descent, drain, last_word
from firmware.app.image_state import EXAMINE, SELLS
from firmware.app.inbox import Inbox, Tick
from firmware.app.keep.bounded import Bounded
from firmware.app.keep.room import Hands
from firmware.app.last_words import TOLD_NAME, tell_last_words
from firmware.app.life.checks import CommissionError
from firmware.app.life.first_start import NO_PIN, Site, is_new
from firmware.app.life.first_turn import FirstEnd, take_first_start
from firmware.app.office import OfficeFeeder, take_key_away
from firmware.app.refusal import BOOK_WORDS, CHECK_BOOK, refuse, show_refusal
from firmware.app.spool import PRINT_DEADLINE_S
from firmware.app.update.aftermath import is_on_trial
from firmware.process import logs
from firmware.process.logs import get_logger
from firmware.process.notify import Notifier
from firmware.process.settings_file import TILL_SETTINGS
from firmware.rksv.errors import RksvError
from firmware.store import forerunner
from firmware.store.book import Book
from firmware.store.errors import StoreError
from firmware.store.file import Connect
from hal.errors import HalError
from hal.gpio.port import StatusLed

log = get_logger()

TICK_S = 1.0
#: A thread that reckons (an export) hands on after so long: half as long from BAR to the receipt.
SWITCH_S = 0.001
#: A slip that is being printed is let come out before the till goes down.
JOIN_DEADLINE_S = PRINT_DEADLINE_S + 2.0
#: Exit codes of sysexits.h. systemd does not restart what only a person can mend (EX_CONFIG);
#: a book that broke while selling is opened anew, and what is then on the disk is the truth.
#: A book of years is copied, looked through and carried on: so much longer a start may take then.
CARRIED_ON_S = 1800.0
EXIT_CONFIG = 78
EXIT_DEVICE = 69
EXIT_BOOK = 74
EXIT_POWER = 75
#: Asked for at the keys (F 99, F 98); what is done then stands in systemd/kassad.service.
EXIT_SHUT_DOWN = 79
EXIT_RESTART = 80

_BARRED_ENDS: Mapping[BarredEnd, int] = {
    BarredEnd.STOPPED: 0,
    BarredEnd.RESTART: EXIT_RESTART,
    BarredEnd.POWER: EXIT_POWER,
    BarredEnd.DEVICE: EXIT_DEVICE,
}
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
    """Run the till; the one argument is the configuration file.

    With `--examine` it examines itself on a copy of the book instead, and says what it found.
    """
    logs.configure(logging.INFO)
    sys.setswitchinterval(SWITCH_S)
    from firmware.app.wiring import remains_of, wire  # noqa: PLC0415 - real devices, here alone

    if sys.argv[1:2] == [EXAMINE]:
        from firmware.app.update import examination  # noqa: PLC0415 - once in the life of an image

        examination.answer(sys.argv[2:], wire, sys.stdout.buffer.write)
        return
    given = Path(sys.argv[1]) if len(sys.argv) > 1 else TILL_SETTINGS
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    missing: CredentialError | None = None
    try:
        config = load(settings_words.settings_path(given))
        secrets = credentials.own_folder(config.paths.secrets, os.environ)
        try:
            # Whether it may be missing is for `live` to say.
            pin = _pin(config, secrets, is_new=True)
            services = _service_secrets(config)
        except CredentialError as error:
            # Told on the display, too, so the devices come first; no unit is asked for anything.
            pin, services, missing = NO_PIN, credentials.NO_SECRETS, error
    except ConfigError as error:
        settings_words.wait_for_others(remains_of, stop, Notifier(os.environ))
        sys.exit(refuse(str(error), EXIT_CONFIG))
    try:
        devices = wire(config, pin, services)
    except ConfigError as error:
        sys.exit(refuse(str(error), EXIT_CONFIG))
    except HalError as error:
        tell_last_words(remains_of(config), error, Path(config.paths.run) / TOLD_NAME)
        sys.exit(refuse(str(error), EXIT_DEVICE))
    try:
        watch = Supervision(stop=stop, notifier=Notifier(os.environ))
        if (bar := bar_of(config.paths)) is not None:
            sys.exit(_BARRED_ENDS[take_barred(config, devices, bar, stop, watch.notifier)])
        if missing is not None:
            show_refusal(devices.display, "Schlüssel prüfen")
            sys.exit(refuse(str(missing), EXIT_CONFIG))
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
    if is_on_trial(config.paths):
        # The unit of the trial comes before this one; whoever starts it by hand meets this.
        show_refusal(display, "Update prüft")
        return refuse("this system is on trial: the book is not its own yet", EXIT_DEVICE)
    try:
        is_first = is_new(config, site.secrets, connect=site.connect)
        _pin(config, site.secrets, is_new=is_first)
        if is_first:
            end = take_first_start(site, watch.stop, watch.notifier)
            if end is not FirstEnd.DONE:
                return _FIRST_ENDS[end]
        aes_key = credentials.read_aes_key(site.secrets)
    except CredentialError as error:
        show_refusal(display, "Schlüssel prüfen")
        return refuse(str(error), EXIT_CONFIG)
    except ConfigError as error:
        show_refusal(display, "Einstellungen")
        return refuse(str(error), EXIT_CONFIG)
    except CommissionError as error:
        show_refusal(display, error.words)
        return refuse(str(error), EXIT_CONFIG)
    except StoreError as error:
        return _refuse_book(config, site.devices, error, watch)
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
    display = DisplayFeeder(devices.display, inbox.post)
    path = boot.book_path(config)
    wires = Wires(
        post=inbox.post,
        show=display.show,
        free_bytes=lambda: shutil.disk_usage(path.parent).free,
        hands=Hands(run=Bounded().run),
    )
    if forerunner.is_due(path):
        watch.notifier.extend(CARRIED_ON_S)
    try:
        with Book.open(path, connect=connect) as book:
            station = boot.start(config, devices, book, aes_key, wires)
            return _sell(station, devices, Traffic(inbox=inbox, display=display), watch)
    except BootError as error:
        show_refusal(devices.display, error.words)
        return refuse(str(error), EXIT_CONFIG)
    except (StoreError, RksvError) as error:
        return _refuse_book(config, devices, error, watch)
    finally:
        # Laid down for a registration, it is there no longer than the till runs.
        take_key_away(config.paths.register_key)


def _refuse_book(
    config: Config, devices: Devices, error: StoreError | RksvError, watch: Supervision
) -> int:
    """A book that refuses: what can be read of it may be carried away, unless it is in use."""
    if (bar := bar_of_book(error)) is not None:
        return _BARRED_ENDS[take_barred(config, devices, bar, watch.stop, watch.notifier)]
    words = BOOK_WORDS.get(error.fault, CHECK_BOOK) if isinstance(error, StoreError) else CHECK_BOOK
    show_refusal(devices.display, words)
    return refuse(str(error), EXIT_CONFIG)


def _sell(station: Station, devices: Devices, traffic: Traffic, watch: Supervision) -> int:
    """Sell until the end, whatever end it is; returns the exit code."""
    try:
        return _turn(station, devices, traffic, watch)
    except StoreError as error:
        show_refusal(devices.display, BOOK_WORDS.get(error.fault, CHECK_BOOK))
        log.error("book failed while selling", detail=str(error))
        return EXIT_BOOK


def _turn(station: Station, devices: Devices, traffic: Traffic, watch: Supervision) -> int:
    """The loop with its feeders around it; returns the exit code."""
    inbox, loop = traffic.inbox, station.loop
    # Hundreds of times a second: whether to believe the clock is not asked then.
    monotonic_s = devices.clock.monotonic
    halt, power_fails = Event(), Event()
    rounds = {
        "keypad": KeypadFeeder(devices.keypad, inbox, monotonic_s).round,
        "display": traffic.display.round,
        "printer": PrinterFeeder(station.spool, monotonic_s).round,
        "power": PowerFeeder(devices.power_fail, power_fails).round,
        "card": CardFeeder(station.issuer, inbox, monotonic_s).round,
        "terminal": station.cards.round,
        "office": OfficeFeeder(station.office_answers, inbox.post, monotonic_s).round,
        "backup": station.backup.round,
        **station.sticks.rounds,
        **station.keep.rounds,
        **station.archive.rounds,
        "hardware": station.hardware.round,
        "update": station.update.round,
        **contact_rounds(devices, inbox),
    }
    bells = {
        "display": traffic.display.bell,
        "printer": station.spool.bell,
        "terminal": station.cards.bell,
    }
    feeders = start_all(rounds, halt, bells)
    _light(devices.status_led, is_lit=True)
    settings_words.tell(loop)
    watch.notifier.ready(SELLS)
    log.info("ready")
    dead: list[str] = []
    try:
        while not (watch.stop.is_set() or power_fails.is_set() or dead or loop.goes_down):
            loop.handle(inbox.take(TICK_S) or Tick())
            watch.notifier.alive()
            dead = [feeder.name for feeder in feeders if not feeder.is_alive()]
        Descent(station=station, inbox=inbox, power_fails=power_fails, notifier=watch.notifier).go(
            dead
        )
    finally:
        _light(devices.status_led, is_lit=False)
        station.sticks.exports.cancel()
        end_all(feeders, halt, JOIN_DEADLINE_S)
    drain(inbox, loop)
    if power_fails.is_set():
        return EXIT_POWER
    if not (dead or any(one.is_alive() for one in feeders if one.name == "display")):
        traffic.display.show(last_word(loop))
        traffic.display.round()
    if loop.goes_down is not None:
        return EXIT_RESTART if loop.goes_down.is_restart else EXIT_SHUT_DOWN
    return EXIT_DEVICE if dead else 0


def _light(led: StatusLed, *, is_lit: bool) -> None:
    """The lamp says that the till sells; without it the till sells as well."""
    try:
        led.set(is_lit=is_lit)
    except HalError as error:
        log.warning("status led", fault=error.fault.value, detail=error.detail)


if __name__ == "__main__":
    main()
