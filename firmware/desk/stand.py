"""An emulated till driven step by step in emulated time: what the simulator and the tests hold.

It boots kassad's own station on the bench and calls the feeders' rounds by hand, so that the same
script always gives the same day.
"""

from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path

from firmware.app import boot, credentials
from firmware.app.boot import BootError, Station, Wires
from firmware.app.config import Config
from firmware.app.devices import Devices
from firmware.app.feeders import (
    CardFeeder,
    DisplayFeeder,
    KeypadFeeder,
    PrinterFeeder,
    contact_rounds,
)
from firmware.app.inbox import Inbox, Message, Tick
from firmware.app.keep.medium import FolderMedium, Medium
from firmware.app.keep.room import Hands
from firmware.app.life.commission import Commissioned, Wish, commission_register
from firmware.app.life.first_papers import Way
from firmware.app.life.first_start import NO_PIN, FirstStart, Site
from firmware.app.office import OfficeFeeder
from firmware.desk.bench import PIN, Bench, Passage
from firmware.desk.post import Post
from firmware.desk.power import Plug, PluggedMedium, PowerCutError
from firmware.desk.roll import Roll
from firmware.desk.root_beside import RootBeside
from firmware.desk.timepiece import Timepiece
from firmware.rksv.errors import RksvError
from firmware.store.book import Book
from firmware.store.errors import StoreError
from hal.card.emulator import await_emulated_end
from hal.clock.emulator import EmulatedClock
from hal.display.port import Screen
from hal.keypad.emulator import TAP_SCANS
from hal.keypad.port import Key
from hal.printer.emulator_paper import Slip

SCAN_S = 0.005
#: A round that finds something to do is followed by another; no act of a till needs more.
MAX_ROUNDS = 500
PLENTY_BYTES = 10**10
SCREENS_KEPT = 1000


class Stand:
    """One till on a bench. `press`, `advance` and the hands of `bench` make its day."""

    def __init__(self, folder: Path, config: Config, start_utc: datetime) -> None:
        self.config = config
        self.secrets = folder / "credentials"
        self.book_path = boot.book_path(config)
        self.archive_status = Path(config.paths.archive_status)
        self.clock = EmulatedClock(start_utc)
        self.timepiece = Timepiece(self.clock)
        self.plug = Plug(self.book_path)
        passage = Passage(clock=self.clock, wait=self.clock.advance, await_end=await_emulated_end)
        self.bench = Bench(config, passage, self.plug)
        self.root = RootBeside(config.paths, lambda: self.clock.now().utc)
        self._is_restart = False
        self.free_bytes = PLENTY_BYTES
        self.cuts = 0
        self.screens: deque[Screen] = deque(maxlen=SCREENS_KEPT)
        self.on_slip: Callable[[Slip], None] = lambda _slip: None
        self.on_screen: Callable[[Screen], None] = lambda _screen: None
        self._roll = Roll(self.bench.printer)
        self._book: Book | None = None
        self._station: Station | None = None
        self._first: FirstStart | None = None
        self._inbox = Inbox()
        self._rounds: tuple[Callable[[], float], ...] = ()

    @property
    def book(self) -> Book:
        """The till's own book; open while it is on."""
        assert self._book is not None, "the till is on"
        return self._book

    @property
    def station(self) -> Station:
        """The booted till."""
        assert self._station is not None, "the till is on"
        return self._station

    @property
    def is_on(self) -> bool:
        """Whether the till has booted; false while a technician puts it into operation."""
        return self._station is not None

    @property
    def screen(self) -> Screen:
        """What was drawn last."""
        return self.screens[-1] if self.screens else Screen()

    def commission(self) -> Commissioned:
        """Put the till into operation, as a technician would.

        Raises:
            As `commission_register`; PowerCutError when the plug was pulled on the way.
        """
        if not (self.secrets / credentials.CARD_PIN).exists():
            credentials.create_card_pin(self.secrets, PIN)
        try:
            return commission_register(
                self.config,
                self.bench.devices(),
                self.secrets,
                Wish(way=Way.BENCH),
                connect=self.plug.connect,
            )
        except PowerCutError:
            self._go_dark()
            raise

    def boot(self) -> bool:
        """Power on, up to the first key; false when the plug was pulled on the way.

        Raises:
            BootError, StoreError: as `firmware.app.boot.start`.
            CredentialError: no AES key.
        """
        return self._guarded(self._boot)

    def first_start(self) -> bool:
        """Power on a till that was never in operation; false when the plug was pulled on the way.

        The technician's dialogue takes the keys; with its last one the till boots.

        Raises:
            ConfigError: the settings cannot be used.
        """
        return self._guarded(self._begin_first)

    def press(self, keys: Iterable[Key]) -> bool:
        """Type `keys`; false when the plug was pulled on the way (the rest was not typed)."""
        return all(self._guarded(partial(self._type, key)) for key in keys)

    def hold(self, seconds: float) -> bool:
        """Scan the keys for so long, as they are; false when the plug was pulled meanwhile."""
        return self._guarded(lambda: self._hold(seconds))

    def advance(self, seconds: float) -> bool:
        """Let time pass; false when the plug was pulled meanwhile."""
        return self._guarded(lambda: self._pass(seconds))

    def set_time(self, moment_utc: datetime) -> bool:
        """Time passes unobserved until `moment_utc`; earlier than now, the clock is set back."""
        seconds = (moment_utc - self.clock.now().utc).total_seconds()
        if seconds > 0:
            self.clock.advance(seconds)
        else:
            self.clock.set(moment_utc)
        return self._guarded(self._tick)

    def settle(self) -> bool:
        """Let everything that is under way end; false when the plug was pulled."""
        return self._guarded(self._settle)

    def cut(self) -> None:
        """Pull the plug now, between two touches of the disk."""
        self.plug.pull()
        self._go_dark()

    def shut_down(self) -> bool:
        """Go down in order; false when the plug was pulled before that was done."""
        return self._guarded(self._shut_down)

    def _shut_down(self) -> None:
        self.station.loop.stop()
        self._settle()
        self._let_go()

    def _begin_first(self) -> None:
        self._inbox = Inbox()
        is_kept = credentials.has_card_pin(self.secrets)
        pin = credentials.read_card_pin(self.secrets) if is_kept else NO_PIN
        devices = self.bench.devices(pin)
        display = DisplayFeeder(devices.display)
        site = Site(
            config=self.config, devices=devices, secrets=self.secrets, connect=self.plug.connect
        )
        self._first = FirstStart(site, lambda screen: self._show(screen, display))
        self._keypad = KeypadFeeder(devices.keypad, self._inbox, self.clock.monotonic)
        self._rounds = (display.round,)
        self._scan(TAP_SCANS)
        self._settle()

    def _boot(self) -> None:
        self._inbox = Inbox()
        devices = self.bench.devices()
        display = DisplayFeeder(devices.display)
        wires = Wires(
            post=self._inbox.post,
            show=lambda screen: self._show(screen, display),
            free_bytes=lambda: self.free_bytes,
            hands=Hands(open_medium=self._open_medium),
        )
        aes_key = credentials.read_aes_key(self.secrets)
        self.root.start(is_restart=self._is_restart)
        self._is_restart = False
        self._book = Book.open(self.book_path, connect=self.plug.connect)
        self._station = boot.start(self.config, devices, self._book, aes_key, wires)
        self._rounds = self._feeders(devices, display)
        # The scanner must have seen the keys at rest before one counts as pressed.
        self._scan(TAP_SCANS)
        self._settle()

    def _feeders(self, devices: Devices, display: DisplayFeeder) -> tuple[Callable[[], float], ...]:
        self._keypad = KeypadFeeder(devices.keypad, self._inbox, self.clock.monotonic)
        return (
            PrinterFeeder(self.station.spool, self.clock.monotonic).round,
            CardFeeder(self.station.issuer, self._inbox, self.clock.monotonic).round,
            self.station.cards.round,
            *self.station.archive.rounds.values(),
            OfficeFeeder(self.station.office_answers, self._inbox.post, self.clock.monotonic).round,
            self.station.backup.round,
            self.station.hardware.round,
            *self.station.sticks.rounds.values(),
            *self.station.keep.rounds.values(),
            self.station.update.round,
            self.root.round,
            # A process of its own on a real till; here it starts and ends with kassad.
            Post(self.config, lambda: self.timepiece.true_utc).round,
            display.round,
            *contact_rounds(devices, self._inbox).values(),
        )

    def _open_medium(self, folder: Path, _book: Path) -> Medium:
        """A folder on the bench's own disk stands for the second medium."""
        return PluggedMedium(FolderMedium(folder, None), self.plug)

    def _show(self, screen: Screen, display: DisplayFeeder) -> None:
        self.screens.append(screen)
        display.show(screen)
        display.round()
        self.on_screen(screen)

    def _type(self, key: Key) -> None:
        self.bench.matrix.tap(key)
        self._scan(2 * TAP_SCANS)
        self._settle()

    def _hold(self, seconds: float) -> None:
        self._scan(round(seconds / SCAN_S))
        self._settle()

    def _scan(self, scans: int) -> None:
        for _ in range(scans):
            self.clock.advance(SCAN_S)
            self._keypad.round()

    def _pass(self, seconds: float) -> None:
        while seconds > 0:
            self.clock.advance(min(1.0, seconds))
            seconds -= 1.0
            self._tick()

    def _tick(self) -> None:
        self._inbox.post(Tick())
        self._settle()

    def _settle(self) -> None:
        for _ in range(MAX_ROUNDS):
            is_busy = self._hear()
            for work in self._rounds:
                is_busy = work() == 0.0 or is_busy
            is_busy = self._hear() or is_busy
            self._collect()
            if not is_busy:
                return
        raise RuntimeError("the till does not come to rest")

    def _hear(self) -> bool:
        """Let the loop handle what has been said; whether there was anything."""
        has_heard = False
        while (message := self._inbox.take_now()) is not None:
            self._handle(message)
            has_heard = True
        return has_heard

    def _handle(self, message: Message) -> None:
        """Whoever takes the keys takes it; a register that has just begun boots."""
        first = self._first
        if first is None:
            self.station.loop.handle(message)
            return
        first.handle(message)
        if first.is_done:
            self._first = None
            self._boot()

    def _collect(self) -> None:
        """Hand on the slips that came out since the last look."""
        for slip in self._roll.new_slips():
            self.on_slip(slip)

    def _guarded(self, work: Callable[[], None]) -> bool:
        try:
            work()
        except PowerCutError:
            self._go_dark()
            return False
        except (BootError, RksvError, StoreError):
            # What ends kassad ends it here, too; the next boot finds the book closed.
            self._let_go()
            raise
        return True

    def _go_dark(self) -> None:
        """What is left of the process is let go of; the disk stays as it was at the cut."""
        self.cuts += 1
        self.bench.lose_power()
        self._collect()
        self._let_go()
        self.plug.put_in()

    def _let_go(self) -> None:
        if self._station is not None:
            down = self._station.loop.goes_down
            self._is_restart = down is not None and down.is_restart
        if self._book is not None:
            with suppress(PowerCutError, StoreError):
                self._book.close()
        self._book = self._station = self._first = None
