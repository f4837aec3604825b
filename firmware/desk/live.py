"""The till of `kassa demo`: kassad itself, with its threads, on the bench, in real time."""

import io
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import structlog

from firmware.app import credentials
from firmware.app.boot import book_path
from firmware.app.commission import commission_register
from firmware.app.config import Config, profile
from firmware.app.issue import local_day
from firmware.app.main import Supervision, run
from firmware.app.notify import Notifier
from firmware.desk.bench import PIN, Bench, Passage
from firmware.desk.power import Plug, PowerCutError
from firmware.desk.protocol import POSITIONS, Slip, Switch, View
from hal.buzzer.port import Tone
from hal.clock.port import Instant
from hal.keypad.port import Key
from hal.printer import emulator_paper
from hal.printer.port import Paper

log = structlog.get_logger()

ExceptHook = Callable[[threading.ExceptHookArgs], object]

KEPT_SLIPS = 200
JOIN_DEADLINE_S = 20.0
_PAPER = {"ok": Paper.OK, "near_end": Paper.NEAR_END, "out": Paper.OUT}
_SWITCHES = (Switch.CARD, Switch.PAPER, Switch.COVER, Switch.PRINTER, Switch.POWER)


class DeskClock:
    """The machine's own time, trusted: a demonstration needs no time server."""

    def now(self) -> Instant:
        """See `Clock.now`."""
        return Instant(utc=datetime.now(UTC), monotonic_s=time.monotonic(), is_trusted=True)


class LiveDesk:
    """Implements `Desk`: a bench, and kassad in a thread for as long as there is power."""

    def __init__(self, config: Config, folder: Path) -> None:
        """Commission the till if it is new; power is off until `switch_on`.

        Raises:
            ConfigError, CommissionError, StoreError, CredentialError: it cannot be put together.
        """
        self._config = config
        self._secrets = folder / "credentials"
        clock = DeskClock()
        self.profile = profile(config, local_day(clock.now()))
        self._plug = Plug(book_path(config))
        passage = Passage(clock=clock, wait=time.sleep, await_end=threading.Event.wait)
        self._bench = Bench(config, passage, self._plug)
        self._positions = {switch: POSITIONS[switch][0] for switch in _SWITCHES}
        self._lock = threading.RLock()
        self._slips: list[Slip] = []
        self._collected = 0
        self._last: emulator_paper.Slip | None = None
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()
        if not book_path(config).exists():
            credentials.create_card_pin(self._secrets, PIN)
            commission_register(config, self._bench.devices(), self._secrets)

    def switch_on(self) -> None:
        """Boot kassad."""
        self._plug.put_in()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(self._stop,), name="kassad")
        self._thread.start()

    def switch_off(self) -> None:
        """Let kassad go down in order."""
        self._stop.set()
        self._join()

    def press(self, key: Key) -> None:
        """See `Desk.press`."""
        self._bench.matrix.tap(key)

    def switch(self, switch: Switch, position: str) -> None:
        """See `Desk.switch`."""
        if switch not in self._positions or position not in POSITIONS[switch]:
            raise ValueError(f"{switch.value} {position}")
        with self._lock:
            if self._positions[switch] == position:
                return
            self._positions[switch] = position
            self._obey(switch, position)

    def view(self) -> View:
        """See `Desk.view`."""
        self._collect()
        printer, panel = self._bench.printer, self._bench.panel
        return View(
            display_revision=panel.revision,
            paper_revision=printer.bytes_received + self._collected,
            sound_revision=self._bench.buzzer.revision,
            switches={switch: self._positions[switch] for switch in _SWITCHES},
            is_powered=self._positions[Switch.POWER] == "on",
            drawer_opened=printer.drawer_pulses,
        )

    def display_png(self) -> bytes:
        """See `Desk.display_png`."""
        return self._bench.panel.png(scale=1)

    def slips(self, first: int) -> Sequence[Slip]:
        """See `Desk.slips`."""
        self._collect()
        with self._lock:
            chosen = [slip for slip in self._slips if slip.index >= first]
            current = self._bench.printer.current
            if current is not None and self._collected >= first:
                chosen.append(_slip(self._collected, current))
        return chosen

    def sound(self) -> tuple[Tone, ...]:
        """See `Desk.sound`."""
        return self._bench.buzzer.last

    def _obey(self, switch: Switch, position: str) -> None:
        bench = self._bench
        match switch:
            case Switch.CARD:
                bench.set_card(position)
            case Switch.PAPER:
                bench.set_paper(_PAPER[position])
            case Switch.COVER:
                bench.printer.is_cover_open = position == "open"
            case Switch.PRINTER:
                bench.printer.is_powered = position == "on"
            case Switch.POWER:
                self._power(position)
            case Switch.NETWORK:
                raise ValueError(switch.value)

    def _power(self, position: str) -> None:
        if position == "on":
            self.switch_on()
            return
        self._plug.pull()
        self._stop.set()
        self._join()
        self._bench.lose_power()

    def _join(self) -> None:
        if self._thread is not None:
            self._thread.join(JOIN_DEADLINE_S)
            self._thread = None

    def _run(self, stop: threading.Event) -> None:
        watch = Supervision(stop=stop, notifier=Notifier({}))
        aes_key = credentials.read_aes_key(self._secrets)
        try:
            run(
                self._config,
                self._bench.devices(),
                aes_key,
                watch,
                connect=self._plug.connect,
            )
        except PowerCutError:
            log.info("power cut")

    def _collect(self) -> None:
        """Number the slips that came out since the last look, keep the newest."""
        with self._lock:
            slips = self._bench.printer.slips
            known = [index for index, slip in enumerate(slips) if slip is self._last]
            for slip in slips[known[0] + 1 if known else 0 :]:
                self._slips.append(_slip(self._collected, slip))
                self._collected += 1
            if slips:
                self._last = slips[-1]
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
def open_desk(config: Config, folder: Path) -> Iterator[LiveDesk]:
    """A desk with power on; goes down in order at the end.

    Raises:
        As `LiveDesk`.
    """
    threading.excepthook = _quiet_cuts(threading.excepthook)
    desk = LiveDesk(config, folder)
    desk.switch_on()
    try:
        yield desk
    finally:
        desk.switch_off()


def _quiet_cuts(hook: ExceptHook) -> ExceptHook:
    """A thread that dies of a pulled plug is as it should be; every other death is told."""

    def told(death: threading.ExceptHookArgs) -> None:
        if not isinstance(death.exc_value, PowerCutError):
            hook(death)

    return told
