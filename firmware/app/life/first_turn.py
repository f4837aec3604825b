"""The turns of kassad before its first start: keys in, screens out, until the register begins."""

from enum import Enum
from threading import Event

from firmware.app.feeders import DisplayFeeder, KeypadFeeder, PowerFeeder, end_all, start_all
from firmware.app.inbox import Inbox, Tick
from firmware.app.life.first_start import FirstStart, Site
from firmware.process.notify import Notifier

TICK_S = 1.0
JOIN_DEADLINE_S = 5.0


class FirstEnd(Enum):
    """How the technician's dialogue ended."""

    DONE = "in operation"
    STOPPED = "asked"
    POWER = "supply fails"
    DEVICE = "a feeder died"


def take_first_start(site: Site, stop: Event, notifier: Notifier) -> FirstEnd:
    """Take keys until the register is in operation, or somebody wants the end.

    Raises:
        ConfigError: the stall's settings cannot be used.
    """
    inbox, halt, power_fails = Inbox(), Event(), Event()
    devices = site.devices
    display = DisplayFeeder(devices.display)
    start = FirstStart(site, display.show)
    rounds = {
        "keypad": KeypadFeeder(devices.keypad, inbox, devices.clock.monotonic).round,
        "display": display.round,
        "power": PowerFeeder(devices.power_fail, power_fails).round,
    }
    feeders = start_all(rounds, halt, {"display": display.bell})
    notifier.ready("waits to be put into operation")
    is_whole = True
    try:
        while is_whole and not (stop.is_set() or power_fails.is_set() or start.is_done):
            start.handle(inbox.take(TICK_S) or Tick())
            notifier.alive()
            is_whole = all(feeder.is_alive() for feeder in feeders)
    finally:
        end_all(feeders, halt, JOIN_DEADLINE_S)
    if start.is_done:
        return FirstEnd.DONE
    if power_fails.is_set():
        return FirstEnd.POWER
    return FirstEnd.STOPPED if is_whole else FirstEnd.DEVICE
