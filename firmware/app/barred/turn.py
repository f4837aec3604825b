"""The turns of a kassad that may not sell: keys in, screens out, exports beside it.

It stays up, so that the display says why and what there is can be carried away; systemd is told
that it is ready, for starting it anew would mend nothing.
"""

from enum import Enum
from threading import Event
from typing import Final

from firmware.app.barred.menu import Asked, Menu, press, screen
from firmware.app.barred.reason import Bar
from firmware.app.barred.saver import Saver
from firmware.app.clock_guard import ClockGuard
from firmware.app.config import Config
from firmware.app.devices import Devices
from firmware.app.feeders import DisplayFeeder, KeypadFeeder, PowerFeeder, end_all, start_all
from firmware.app.image_state import BARRED
from firmware.app.inbox import ExportSaid, Inbox, Message
from firmware.app.refusal import show_refusal
from firmware.app.stick.berth import Berth
from firmware.process.logs import get_logger
from firmware.process.notify import Notifier
from firmware.till import texts
from firmware.till.exports.requests import ExportProgress, ExportResult
from hal.keypad.port import Pressed

log = get_logger()

TICK_S: Final = 1.0
JOIN_DEADLINE_S: Final = 5.0


class BarredEnd(Enum):
    """How it ended."""

    STOPPED = "asked"
    RESTART = "asked at the keys"
    POWER = "supply fails"
    DEVICE = "a feeder died"


class Barred:
    """What stands on the display, and what the keys do; only its thread calls it."""

    def __init__(self, words: str, saver: Saver) -> None:
        self._menu = Menu(words=words)
        self._saver = saver
        self.wants_restart = False

    @property
    def menu(self) -> Menu:
        """Where the technician is."""
        return self._menu

    def handle(self, message: Message) -> None:
        """A key, or what the saver tells; everything else is left unheard."""
        match message:
            case Pressed():
                self._press(message)
            case ExportSaid(told=ExportProgress() as progress):
                self._menu = _with(self._menu, progress)
            case ExportSaid(told=ExportResult() as result):
                self._menu = _ended(self._menu, result)
            case _:
                pass

    def _press(self, message: Pressed) -> None:
        self._menu, asked = press(self._menu, message.key)
        if asked is Asked.RESTART:
            self.wants_restart = True
        if asked is Asked.SAVE and self._menu.chosen is not None:
            self._saver.ask(self._menu.chosen)


def take_barred(
    config: Config, devices: Devices, bar: Bar, stop: Event, notifier: Notifier
) -> BarredEnd:
    """Show why nothing is sold, and save what is asked for, until somebody wants the end."""
    log.error("kassad does not sell", words=bar.words, detail=bar.detail)
    inbox, halt, power_fails = Inbox(), Event(), Event()
    display = DisplayFeeder(devices.display)
    show_refusal(devices.display, bar.words)
    saver = Saver(config.paths, Berth(devices.slot), ClockGuard(devices.clock), inbox.post)
    barred = Barred(bar.words, saver)
    rounds = {
        "keypad": KeypadFeeder(devices.keypad, inbox, devices.clock.monotonic).round,
        "display": display.round,
        "power": PowerFeeder(devices.power_fail, power_fails).round,
        "saver": saver.round,
    }
    feeders = start_all(rounds, halt, {"display": display.bell})
    notifier.ready(f"{BARRED}: {bar.words}")
    is_whole = True
    try:
        while is_whole and not (stop.is_set() or power_fails.is_set() or barred.wants_restart):
            display.show(screen(barred.menu, texts.clock(devices.clock.now().utc)))
            if (message := inbox.take(TICK_S)) is not None:
                barred.handle(message)
            notifier.alive()
            is_whole = all(feeder.is_alive() for feeder in feeders)
    finally:
        saver.cancel()
        end_all(feeders, halt, JOIN_DEADLINE_S)
        saver.close()
    if barred.wants_restart:
        return BarredEnd.RESTART
    if power_fails.is_set():
        return BarredEnd.POWER
    return BarredEnd.STOPPED if is_whole else BarredEnd.DEVICE


def _with(menu: Menu, progress: ExportProgress) -> Menu:
    return Menu(words=menu.words, chosen=menu.chosen, progress=progress)


def _ended(menu: Menu, result: ExportResult) -> Menu:
    """What stands there until the next key."""
    if result.error:
        told = ("NICHT GESICHERT", result.error, "C = zurück")
    else:
        words = f"{result.receipts} Bons" if result.receipts else "fertig"
        hint = "Stick abziehen" if result.may_pull else "Stick noch in Betrieb"
        told = ("Gesichert ✓", words if result.is_whole else "lückenhaft", hint)
    return Menu(words=menu.words, chosen=menu.chosen, told=told)
