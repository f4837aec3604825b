"""The threads around the loop: they watch one device each and only put messages into the inbox.

A feeder's work is a plain method that does one round; the thread repeats it. The simulator calls
the same rounds by hand, in emulated time.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from threading import Event, Lock, Thread
from typing import Final, Generic, TypeVar

from firmware.app.devices import Devices
from firmware.app.inbox import CardProbed, DeviceSeen, DrawerMoved, Inbox, SwitchTurned, Watched
from firmware.app.issue import Issuer
from firmware.app.signer import TakenError
from firmware.app.spool import Spool
from firmware.process.logs import get_logger
from hal.display.port import Display, Screen, ScreenError
from hal.errors import HalError
from hal.gpio.port import PowerFail, StatusLed, SwitchPosition
from hal.keypad.port import Keypad

log = get_logger()

Position = TypeVar("Position")

KEYPAD_PAUSE_S = 0.004
#: A thread that pauses no longer than that sees soon enough that it is to end.
SHORT_PAUSE_S = 0.05
LOST_DEVICE_PAUSE_S = 1.0
#: No panel is drawn more often; while nothing is new the bell is waited for.
DISPLAY_PAUSE_S = 0.02
DISPLAY_REST_S = 1.0
#: A printer that failed is not asked again sooner than that, whatever rings.
SPOOL_PAUSE_S = 0.06
#: A printer that is not printing is asked this often whether paper and cover are in order.
PRINTER_ASK_S = 5.0
#: One that failed with a slip waiting is asked this often.
RETRY_S = 1.0
POWER_PAUSE_S = 0.01
#: A hand turns a key through its middle position in less.
CONTACT_PAUSE_S = 0.25
WARNINGS_NEEDED = 2
#: The lamp blinks so often for what is missing.
FLASHES: Final[Mapping[Watched, int]] = {Watched.DISPLAY: 2, Watched.KEYPAD: 3}
LAMP_STEP_S = 0.25
#: A panel that fails once is drawn again in a second; one that goes on failing is gone.
DISPLAY_FAILURES = 3
#: A dead card is asked this often for a real test signature.
CARD_PROBE_S = 30.0


class Repeater(Thread):
    """Calls `work` again and again until `stop` is set; `work` returns the pause in seconds.

    Who sets the `bell` ends a pause that is not a short one: there is something to do.
    """

    def __init__(
        self, name: str, work: Callable[[], float], stop: Event, bell: Event | None = None
    ) -> None:
        super().__init__(name=name, daemon=True)
        self._work = work
        self._bell = bell
        # Not `_stop`: that name is the base class's own.
        self._stopping = stop

    def run(self) -> None:
        """One round after the other; a fault of ours ends the thread and is logged whole."""
        try:
            while not self._stopping.is_set():
                pause_s = self._work()
                # Hundreds of times a second: sleeping takes a third less of the processor than
                # waiting for an event does.
                if pause_s <= SHORT_PAUSE_S:
                    time.sleep(pause_s)
                elif self._bell is None:
                    self._stopping.wait(pause_s)
                else:
                    self._bell.wait(pause_s)
                    # Before the work looks: what comes from now on rings for the next round.
                    self._bell.clear()
        except Exception:
            log.exception("feeder died", feeder=self.name)
            raise

    def wake(self) -> None:
        """End the pause it may be in, so that it sees that it is to end."""
        if self._bell is not None:
            self._bell.set()


def start_all(
    rounds: Mapping[str, Callable[[], float]], halt: Event, bells: Mapping[str, Event]
) -> list[Repeater]:
    """A running thread for each round, until `halt`; those with a bell rest until it rings."""
    feeders = [Repeater(name, work, halt, bells.get(name)) for name, work in rounds.items()]
    for feeder in feeders:
        feeder.start()
    return feeders


def end_all(feeders: Sequence[Repeater], halt: Event, deadline_s: float) -> None:
    """Have them all end; one that hangs is left behind after `deadline_s`."""
    halt.set()
    for feeder in feeders:
        feeder.wake()
    for feeder in feeders:
        feeder.join(deadline_s)


class KeypadFeeder:
    """Keys, debounced, into the inbox."""

    def __init__(self, keypad: Keypad, inbox: Inbox, monotonic_s: Callable[[], float]) -> None:
        self._keypad = keypad
        self._inbox = inbox
        self._monotonic_s = monotonic_s
        self._is_lost = False

    def _tell(self, detail: str) -> None:
        self._is_lost = bool(detail)
        self._inbox.post(DeviceSeen(device=Watched.KEYPAD, is_gone=self._is_lost, detail=detail))

    def round(self) -> float:
        """Scan once."""
        try:
            events = self._keypad.poll(self._monotonic_s())
        except HalError as error:
            if not self._is_lost:
                log.error("keypad lost", fault=error.fault.value, detail=error.detail)
                self._tell(str(error))
            return LOST_DEVICE_PAUSE_S
        if self._is_lost:
            log.info("keypad is back")
            self._tell("")
        self._inbox.post_keys(events)
        return KEYPAD_PAUSE_S


class DisplayFeeder:
    """Draws the newest screen; screens that came too fast for the panel are skipped."""

    def __init__(self, display: Display, post: Callable[[DeviceSeen], None] | None = None) -> None:
        """`post` hears when the panel is gone, and when it is back."""
        #: Rings for what is new.
        self.bell = Event()
        self._display = display
        self._post = post
        self._failures = 0
        self._newest: Screen | None = None
        self._drawn: Screen | None = None
        self._lock = Lock()

    def show(self, screen: Screen) -> None:
        """Take note of what is to be seen; never waits."""
        with self._lock:
            self._newest = screen
        # A panel that failed is tried again in its own time.
        if not self._failures:
            self.bell.set()

    def round(self) -> float:
        """Draw if there is something new; after a fault the same screen is tried again.

        A screen that cannot be set is a fault of ours and stays one: the next screen goes on.
        """
        with self._lock:
            newest = self._newest
        if newest is None or newest == self._drawn:
            return DISPLAY_REST_S
        try:
            self._display.show(newest)
        except HalError as error:
            log.warning("display", fault=error.fault.value, detail=error.detail)
            self._failures += 1
            if self._failures == DISPLAY_FAILURES:
                self._tell(str(error))
            return LOST_DEVICE_PAUSE_S
        except ScreenError as error:
            log.error("screen cannot be set", zone=error.zone, text=error.text, detail=error.detail)
        self._drawn = newest
        if self._failures >= DISPLAY_FAILURES:
            self._tell("")
        self._failures = 0
        return DISPLAY_PAUSE_S

    def _tell(self, detail: str) -> None:
        if self._post is not None:
            self._post(DeviceSeen(device=Watched.DISPLAY, is_gone=bool(detail), detail=detail))


class PrinterFeeder:
    """Works off the spool, and asks an idle printer now and then how it is."""

    def __init__(self, spool: Spool, monotonic_s: Callable[[], float]) -> None:
        self._spool = spool
        self._monotonic_s = monotonic_s
        self._asked_s: float | None = None

    def round(self) -> float:
        """One drawer pulse, one slip or, when it is time, one question.

        A printer that failed is asked first, so that no slip is begun that cannot come out. The
        drawer never waits: a pulse that fails now must not come minutes later, by itself.
        """
        if self._spool.serve_drawer():
            return 0.0
        now_s = self._monotonic_s()
        pause_s = RETRY_S if self._spool.is_failing else PRINTER_ASK_S
        if self._asked_s is None or now_s - self._asked_s >= pause_s:
            is_ready = self._spool.ask()
            # The pause counts from the answer: a silent printer takes its time to be silent.
            self._asked_s = self._monotonic_s()
        else:
            is_ready = not self._spool.is_failing
        if is_ready and self._spool.step():
            return 0.0
        # A slip and a drawer ring; what is left is the next question.
        pause_s = RETRY_S if self._spool.is_failing else PRINTER_ASK_S
        return max(SPOOL_PAUSE_S, self._asked_s + pause_s - self._monotonic_s())


class LampFeeder:
    """The status lamp: lit while the till sells, and so many flashes for what is missing.

    Two: the display; three: the keypad; a pause, and again. Each round is a step.
    """

    def __init__(self, led: StatusLed, inbox: Inbox) -> None:
        self._led = led
        self._inbox = inbox
        self._steps: tuple[bool, ...] = ()

    def round(self) -> float:
        """One step of the blinking, if anything is missing."""
        if not self._steps:
            counts = [FLASHES[one] for one in Watched if one in self._inbox.gone]
            flashes = (step for count in counts for step in (*(True, False) * count, False, False))
            # Lit for a step between two turns, and for good when nothing is missing any more.
            self._steps = (*flashes, True) if counts else ()
        if self._steps:
            self._set(is_lit=self._steps[0])
            self._steps = self._steps[1:]
        return LAMP_STEP_S

    def _set(self, *, is_lit: bool) -> None:
        try:
            self._led.set(is_lit=is_lit)
        except HalError as error:
            log.info("status led", fault=error.fault.value, detail=error.detail)


class PowerFeeder:
    """Watches the supply's warning: what is being committed ends, nothing new begins."""

    def __init__(self, power: PowerFail, fails: Event) -> None:
        self._power = power
        self._fails = fails
        self._warnings = 0

    def round(self) -> float:
        """Look once; two warnings in a row are one."""
        try:
            is_failing = self._power.is_failing()
        except HalError as error:
            log.warning("power fail input", fault=error.fault.value, detail=error.detail)
            return LOST_DEVICE_PAUSE_S
        self._warnings = self._warnings + 1 if is_failing else 0
        if self._warnings == WARNINGS_NEEDED:
            log.error("power fails: the till goes down")
            self._fails.set()
        return POWER_PAUSE_S


class ContactFeeder(Generic[Position]):
    """Tells where a switch stands, whenever it has come to rest somewhere else.

    None is a switch that does not exist, and never told. A key on its way from REG to CHEF passes
    AUS: only what is read twice in a row counts.
    """

    def __init__(
        self, name: str, read: Callable[[], Position | None], tell: Callable[[Position], None]
    ) -> None:
        self._name = name
        self._read = read
        self._tell = tell
        self._seen: Position | None = None
        self._told: Position | None = None
        self._is_lost = False

    def round(self) -> float:
        """Look once."""
        try:
            position = self._read()
        except HalError as error:
            if not self._is_lost:
                log.error(
                    "contact lost", contact=self._name, fault=error.fault.value, detail=error.detail
                )
            self._is_lost = True
            return LOST_DEVICE_PAUSE_S
        if self._is_lost:
            log.info("contact is back", contact=self._name)
            self._is_lost = False
        is_at_rest = position == self._seen
        self._seen = position
        if is_at_rest and position is not None and position != self._told:
            self._told = position
            self._tell(position)
        return CONTACT_PAUSE_S


class CardFeeder:
    """Probes the signature units at the start, when asked to, and every half minute of an outage.

    As long as another unit signs for one that is preferred, that one is asked as well.
    """

    def __init__(self, issuer: Issuer, inbox: Inbox, monotonic_s: Callable[[], float]) -> None:
        self._issuer = issuer
        self._inbox = inbox
        self._monotonic_s = monotonic_s
        self._probed_s: float | None = None

    def round(self) -> float:
        """Probe if it is time.

        A working unit is asked at the start and at a sign-on; while it signs the loop has it. Of
        one that somebody has just then nothing is told, and it is asked in the next round.
        """
        with suppress(TakenError):
            self._probe()
        return LOST_DEVICE_PAUSE_S

    def _probe(self) -> None:
        issuer, now_s = self._issuer, self._monotonic_s()
        in_use, signatures = issuer.serials, issuer.signatures
        is_first = self._probed_s is None or issuer.is_probe_wanted
        is_due = self._probed_s is None or now_s - self._probed_s >= CARD_PROBE_S
        if is_first or (is_due and not issuer.is_signing):
            # Before it is asked: a sign-on meanwhile wants another probe.
            issuer.is_probe_wanted = False
            try:
                unit = issuer.probe()
            except TakenError:
                issuer.is_probe_wanted = True
                raise
            self._inbox.post(CardProbed(unit=unit, in_use=in_use, signatures=signatures))
        elif is_due and issuer.has_better_unit:
            if (better := issuer.probe_better()) is not None:
                self._inbox.post(CardProbed(unit=better, in_use=in_use, signatures=signatures))
        else:
            return
        self._probed_s = now_s


def contact_rounds(devices: Devices, inbox: Inbox) -> dict[str, Callable[[], float]]:
    """The rounds of drawer, key switch and lamp, by the name of their thread."""

    def tell_drawer(is_open: bool) -> None:  # noqa: FBT001 - a position, as the feeder tells it
        inbox.post(DrawerMoved(is_open=is_open))

    def tell_switch(position: SwitchPosition) -> None:
        inbox.post(SwitchTurned(position=position))

    rounds = {
        "drawer": ContactFeeder("drawer switch", devices.drawer.is_open, tell_drawer).round,
        "lamp": LampFeeder(devices.status_led, inbox).round,
    }
    if devices.key_switch is not None:
        read = devices.key_switch.position
        rounds["key switch"] = ContactFeeder("key switch", read, tell_switch).round
    return rounds
