"""The till of `kassa demo`: kassad itself, with its threads, on the bench, in real time."""

import io
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from firmware.app import credentials
from firmware.app.boot import book_path, register_of
from firmware.app.config import Config, profile
from firmware.app.devices import Devices
from firmware.app.feeders import Repeater
from firmware.app.issue import local_day
from firmware.app.life.first_start import NO_PIN, Site
from firmware.app.main import EXIT_POWER, EXIT_RESTART, Supervision, live, run
from firmware.desk.archive_beside import ArchiveBeside
from firmware.desk.bench import Bench, Passage
from firmware.desk.opening import open_stall
from firmware.desk.power import Plug, PowerCutError
from firmware.desk.protocol import POSITIONS, Slip, Switch, View
from firmware.desk.roll import Roll
from firmware.desk.root_beside import RootBeside
from firmware.desk.simulate import screen_text
from firmware.desk.sticks import OWNERS
from firmware.process.logs import get_logger
from firmware.process.notify import Notifier
from firmware.store.book import Book
from hal.buzzer.port import Tone
from hal.card.emulator_profile import EmulatedFamily
from hal.clock.port import Instant, SettableClock
from hal.display.port import Display, Screen, ScreenError
from hal.errors import Fault, HalError
from hal.keypad.port import Key
from hal.printer import emulator_paper
from hal.printer.port import Paper

log = get_logger()

ExceptHook = Callable[[threading.ExceptHookArgs], object]

KEPT_SLIPS = 200
JOIN_DEADLINE_S = 20.0
#: A finger leaves a key that nobody scans.
PRESS_DEADLINE_S = 2.0
PRESS_PAUSE_S = 0.005
#: So long „startet neu" is read; a machine takes longer.
RESTART_PAUSE_S = 2.0
#: Root says how far it is so often.
ROOT_PAUSE_S = 0.4
_PAPER = {"ok": Paper.OK, "near_end": Paper.NEAR_END, "out": Paper.OUT}
_SWITCHES = (Switch.CARD, Switch.PAPER, Switch.COVER, Switch.PRINTER, Switch.POWER, Switch.STICK)


class DeskClock:
    """The machine's own time, trusted: a demonstration needs no time server."""

    def now(self) -> Instant:
        """See `Clock.now`; a computer that slept has not had its clock set."""
        slept_too_s = time.clock_gettime(time.CLOCK_BOOTTIME)
        return Instant(utc=datetime.now(UTC), monotonic_s=slept_too_s, is_trusted=True)

    def monotonic(self) -> float:
        """See `Clock.monotonic`."""
        return self.now().monotonic_s

    def set_by_hand(self, utc: datetime) -> None:
        """See `ClockSetter.set_by_hand`: it is the computer's, not the till's to set."""
        raise HalError(Fault.BROKEN, "clock", f"not set to {utc}: it is the computer's")

    def vouch(self) -> None:
        """See `ClockSetter.vouch`; it is trusted already."""


class ReadDisplay:
    """`Display` that remembers the words it shows, for those who do not see the picture."""

    def __init__(self, display: Display) -> None:
        self._display = display
        self.text = ""
        #: What the code on it says, if there is one.
        self.link = ""

    def show(self, screen: Screen) -> None:
        """See `Display.show`."""
        # Before the panel counts a new revision, so that nobody reads old words for a new picture.
        before, self.text, self.link = self.text, screen_text(screen), screen.qr
        try:
            self._display.show(screen)
        except HalError:
            self.text = self.link = ""
            raise
        except ScreenError:
            self.text = before
            raise


class LiveDesk:
    """Implements `Desk`: a bench, and kassad in a thread for as long as there is power."""

    def __init__(
        self,
        config: Config,
        folder: Path,
        clock: SettableClock,
        *,
        is_new: bool = False,
        archive: ArchiveBeside | None = None,
    ) -> None:
        """Commission a new till, unless `is_new` leaves that to the keys; power is off at first.

        With an `archive` beside it, the settings are those of the archive's till.

        Raises:
            As `open_stall`; StoreError, BootError: the book is in use, or another till's.
        """
        self._config = config
        self._secrets = folder / "credentials"
        self.profile = profile(config, local_day(clock.now()))
        self._plug = Plug(book_path(config))
        passage = Passage(clock=clock, wait=time.sleep, await_end=threading.Event.wait)
        self._bench = Bench(config, passage, self._plug)
        self._roll = Roll(self._bench.printer)
        self._archive = archive
        net = () if archive is None else (Switch.NETWORK,)
        self._positions = {switch: POSITIONS[switch][0] for switch in (*_SWITCHES, *net)}
        # Two locks: a hand at a switch may wait for kassad to end, whoever looks never does.
        self._hands, self._eyes = threading.RLock(), threading.Lock()
        self._slips: list[Slip] = []
        self._collected = 0
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()
        self._is_new = is_new
        self._root = RootBeside(config.paths, lambda: clock.now().utc)
        if not is_new:
            open_stall(config, self._bench, self._secrets)
            with Book.open(book_path(config)) as book:
                register_of(book.identity(), config, credentials.read_aes_key(self._secrets))
                self._bench.sticks.give_owner(book, clock.now().utc)
        self._display = ReadDisplay(self._bench.devices().display)

    def switch_on(self) -> None:
        """Boot kassad; a stick that is in is mounted anew."""
        self._plug.put_in()
        self._plug_in(self._positions[Switch.STICK])
        is_kept = credentials.has_card_pin(self._secrets)
        devices = self._bench.devices(
            credentials.read_card_pin(self._secrets) if is_kept else NO_PIN
        )
        self._display = ReadDisplay(devices.display)
        self._stop = threading.Event()
        self._root.start(is_restart=False)
        self._thread = threading.Thread(
            target=self._run,
            args=(replace(devices, display=self._display), self._stop),
            name="kassad",
        )
        self._thread.start()

    def switch_off(self) -> None:
        """Let kassad go down in order."""
        self._bench.sticks.wait_no_more()
        self._stop.set()
        self._join()

    def press(self, key: Key) -> None:
        """See `Desk.press`; without power a cap goes down and up, and that is all."""
        matrix = self._bench.matrix
        if not self._is_scanned():
            return
        matrix.tap(key)
        end_s = time.monotonic() + PRESS_DEADLINE_S
        while not matrix.is_idle and self._is_scanned() and time.monotonic() < end_s:
            time.sleep(PRESS_PAUSE_S)

    def switch(self, switch: Switch, position: str) -> None:
        """See `Desk.switch`."""
        if switch not in self._positions or position not in POSITIONS[switch]:
            raise ValueError(f"{switch.value} {position}")
        with self._hands:
            if self._positions[switch] == position:
                return
            self._positions[switch] = position
            self._obey(switch, position)

    def view(self) -> View:
        """See `Desk.view`."""
        printer, panel = self._bench.printer, self._bench.panel
        is_mounted = self._bench.sticks.is_mounted
        if self._positions[Switch.STICK] == "pull" and not is_mounted:
            # The hand that waited for an export has done it.
            self._positions[Switch.STICK] = "out"
        with self._eyes:
            self._collect()
            collected = self._collected
        return View(
            display_revision=panel.revision,
            paper_revision=printer.bytes_received + collected,
            sound_revision=self._bench.buzzer.revision,
            switches=dict(self._positions),
            is_powered=self._positions[Switch.POWER] == "on",
            drawer_opened=printer.drawer_pulses,
            is_stick_mounted=is_mounted,
            archive=None if self._archive is None else self._archive.neighbour,
            link=self._display.link,
        )

    def display_png(self) -> bytes:
        """See `Desk.display_png`."""
        return self._bench.panel.png(scale=1)

    def display_text(self) -> str:
        """See `Desk.display_text`."""
        return self._display.text

    def slips(self, first: int) -> Sequence[Slip]:
        """See `Desk.slips`."""
        with self._eyes:
            self._collect()
            chosen = [slip for slip in self._slips if slip.index >= first]
            current = self._bench.printer.current
            if current is not None and self._collected >= first:
                chosen.append(_slip(self._collected, current))
        return chosen

    def sound(self) -> tuple[Tone, ...]:
        """See `Desk.sound`."""
        return self._bench.buzzer.last

    def stick_folders(self) -> Mapping[str, Path]:
        """See `Desk.stick_folders`."""
        return self._bench.sticks.folders

    def _obey(self, switch: Switch, position: str) -> None:
        bench = self._bench
        match switch:
            case Switch.CARD:
                self._put_card(position)
            case Switch.PAPER:
                bench.set_paper(_PAPER[position])
            case Switch.COVER:
                bench.printer.is_cover_open = position == "open"
            case Switch.PRINTER:
                bench.printer.is_powered = position == "on"
            case Switch.POWER if position == "on":
                self.switch_on()
            case Switch.POWER:
                self._cut()
            case Switch.STICK:
                self._plug_in(position)
            case Switch.NETWORK:
                assert self._archive is not None, "there is no such switch without it"
                self._archive.relay.switch(is_on=position == "on")

    def _put_card(self, position: str) -> None:
        bench = self._bench
        if position not in ("new", "old"):
            bench.set_card(position)
            return
        # The reader may have been off its cable.
        bench.set_card("in")
        if position == "new":
            bench.renew_card(EmulatedFamily.CARDOS_5_3)
        else:
            bench.insert_former_card()

    def _plug_in(self, position: str) -> None:
        sticks = self._bench.sticks
        match position:
            case "out":
                sticks.pull()
            case "pull":
                sticks.pull_when_written(OWNERS)
            case _:
                sticks.put(position)

    def _cut(self) -> None:
        """Mains gone: kassad dies where it stands, the devices forget."""
        self._plug.pull()
        # Without power nothing more gets onto it.
        self._bench.sticks.pull()
        self._stop.set()
        self._join()
        self._bench.lose_power()
        # Its own switch stays where it is when the mains come back.
        self._bench.printer.is_powered = self._positions[Switch.PRINTER] == "on"
        self._bench.matrix.release_all()
        self._display.text = self._display.link = ""

    def _is_scanned(self) -> bool:
        """Whether anybody looks at the keys."""
        thread = self._thread
        return thread is not None and thread.is_alive()

    def _join(self) -> None:
        """Wait for kassad's end.

        Raises:
            RuntimeError: it does not end; that is a fault of ours.
        """
        thread, self._thread = self._thread, None
        if thread is None:
            return
        thread.join(JOIN_DEADLINE_S)
        if thread.is_alive():
            raise RuntimeError(f"kassad did not go down in {JOIN_DEADLINE_S} s")

    def _run(self, devices: Devices, stop: threading.Event) -> None:
        """Until kassad ends; after F 98 it is begun anew, as systemd does it on a till."""
        while self._turn(devices, stop) == EXIT_RESTART and not stop.wait(RESTART_PAUSE_S):
            self._root.start(is_restart=True)
            devices = self._bench.devices()
            self._display = ReadDisplay(devices.display)
            devices = replace(devices, display=self._display)

    def _turn(self, devices: Devices, stop: threading.Event) -> int:
        """One life of kassad, with its exit code."""
        watch = Supervision(stop=stop, notifier=Notifier({}))
        site = Site(
            config=self._config,
            devices=devices,
            secrets=self._secrets,
            connect=self._plug.connect,
        )
        root, halt = self._root.round, threading.Event()
        beside = Repeater("root", lambda: ROOT_PAUSE_S if root() == 0.0 else 1.0, halt)
        beside.start()
        try:
            if self._is_new:
                return live(site, watch)
            aes_key = credentials.read_aes_key(self._secrets)
            return run(self._config, devices, aes_key, watch, connect=self._plug.connect)
        except PowerCutError:
            log.info("power cut")
            return EXIT_POWER
        finally:
            halt.set()
            beside.join()

    def _collect(self) -> None:
        """Number the slips that came out since the last look, keep the newest."""
        for slip in self._roll.new_slips():
            self._slips.append(_slip(self._collected, slip))
            self._collected += 1
        del self._slips[:-KEPT_SLIPS]


def _slip(index: int, slip: emulator_paper.Slip) -> Slip:
    with io.BytesIO() as out:
        slip.image.save(out, "PNG")
        png = out.getvalue()
    return Slip(
        index=index,
        png=png,
        text="\n".join(slip.text),
        is_complete=slip.is_complete,
        qr_payloads=slip.qr_payloads,
    )


@contextmanager
def open_desk(
    config: Config,
    folder: Path,
    clock: SettableClock | None = None,
    *,
    is_new: bool = False,
    archive: ArchiveBeside | None = None,
) -> Iterator[LiveDesk]:
    """A desk with power on; goes down in order at the end. Without `clock` it has the machine's.

    Raises:
        As `LiveDesk`.
    """
    hook = threading.excepthook
    threading.excepthook = _quiet_cuts(hook)
    try:
        desk = LiveDesk(config, folder, clock or DeskClock(), is_new=is_new, archive=archive)
        desk.switch_on()
        try:
            yield desk
        finally:
            desk.switch_off()
    finally:
        threading.excepthook = hook


def _quiet_cuts(hook: ExceptHook) -> ExceptHook:
    """A thread that dies of a pulled plug is as it should be; every other death is told."""

    def told(death: threading.ExceptHookArgs) -> None:
        if not isinstance(death.exc_value, PowerCutError):
            hook(death)

    return told
