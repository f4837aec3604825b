"""A commissioned till as a machine, on which kassad runs with its threads, in real time.

Nothing here sleeps for a test: what a thread brings about is waited for, never longer than
`WAIT_S`.
"""

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Condition, Event, Thread

from firmware.app import credentials
from firmware.app.config import Config
from firmware.app.devices import Devices
from firmware.app.life.commission import Wish, commission_register
from firmware.app.life.first_papers import Way
from firmware.app.main import Supervision, run
from firmware.desk.bench import PIN, Bench, Passage
from firmware.desk.keys import parse_keys
from firmware.desk.live import DeskClock
from firmware.desk.power import Plug
from firmware.process.notify import Notifier
from firmware.store.reader import Reader
from hal.display.port import Display, Screen
from hal.printer.port import Document, Printer, PrinterStatus

WAIT_S = 30.0


class Watch:
    """What the till has shown and printed, and a way to wait for more of it."""

    def __init__(self) -> None:
        self.screens: list[Screen] = []
        self.documents = 0
        self._news = Condition()

    def see(self, screen: Screen) -> None:
        """A screen was drawn."""
        with self._news:
            self.screens.append(screen)
            self._news.notify_all()

    def count(self) -> None:
        """A document was printed."""
        with self._news:
            self.documents += 1
            self._news.notify_all()

    def wait_for(self, is_so: Callable[[], bool]) -> None:
        """Until it is so."""
        with self._news:
            assert self._news.wait_for(is_so, WAIT_S), self.screens[-3:]

    def has_shown(self, text: str) -> bool:
        """Whether some screen had this."""
        return any(text in f"{one.item}|{one.main}|{one.hint}" for one in self.screens)


class WatchedDisplay:
    """A display that tells what it drew."""

    def __init__(self, display: Display, watch: Watch) -> None:
        self._display = display
        self._watch = watch

    def show(self, screen: Screen) -> None:
        """See `Display.show`."""
        self._display.show(screen)
        self._watch.see(screen)


class WatchedPrinter:
    """A printer that tells when it has printed."""

    def __init__(self, printer: Printer, watch: Watch) -> None:
        self._printer = printer
        self._watch = watch

    def print(self, document: Document, deadline_s: float) -> None:
        """See `Printer.print`."""
        self._printer.print(document, deadline_s)
        self._watch.count()

    def status(self, deadline_s: float) -> PrinterStatus:
        """See `Printer.status`."""
        return self._printer.status(deadline_s)

    def kick_drawer(self, deadline_s: float) -> None:
        """See `Printer.kick_drawer`."""
        self._printer.kick_drawer(deadline_s)


class Machine:
    """A till as a machine: settings, secrets, bench; `start` runs kassad on it.

    It is commissioned unless it `is_new`.
    """

    def __init__(self, folder: Path, config: Config, *, is_new: bool = False) -> None:
        self.config = config
        self.secrets = folder / "credentials"
        clock = DeskClock()
        self.plug = Plug(Path(config.paths.data) / "book.sqlite")
        # The bench in real time, as in `kassa demo`: its printer takes a hundredth of a second.
        passage = Passage(clock=clock, wait=time.sleep, await_end=Event.wait)
        self.bench = Bench(config, passage, self.plug)
        self.watch = Watch()
        self.stop = Event()
        self.codes: list[int] = []
        if is_new:
            return
        credentials.create_card_pin(self.secrets, PIN)
        commission_register(config, self.bench.devices(), self.secrets, Wish(way=Way.BENCH))

    def devices(self, pin: bytes = PIN) -> Devices:
        """Drivers that tell what they did."""
        devices = self.bench.devices(pin)
        return replace(
            devices,
            display=WatchedDisplay(devices.display, self.watch),
            printer=WatchedPrinter(devices.printer, self.watch),
        )

    def run(self, devices: Devices | None = None, notifier: Notifier | None = None) -> int:
        """kassad, to its end."""
        supervision = Supervision(stop=self.stop, notifier=notifier or Notifier({}))
        aes_key = credentials.read_aes_key(self.secrets)
        return run(
            self.config,
            devices or self.devices(),
            aes_key,
            supervision,
            connect=self.plug.connect,
        )

    def start(self, notifier: Notifier | None = None) -> Thread:
        """Kassad in a thread; its code comes into `codes`."""
        thread = Thread(target=lambda: self.codes.append(self.run(notifier=notifier)))
        thread.start()
        return thread

    def end(self, thread: Thread) -> int:
        """Tell it to stop; its exit code."""
        self.stop.set()
        thread.join(WAIT_S)
        assert not thread.is_alive()
        return self.codes[-1]

    def type(self, keys: str) -> None:
        """Fingers."""
        for key in parse_keys(keys):
            self.bench.matrix.tap(key)

    def rows(self, *kinds: str) -> list[str]:
        """The journal rows of some kinds."""
        with Reader.open_read_only(self.plug_path) as book:
            return [row.kind for row in book.journal() if row.kind in kinds]

    @property
    def plug_path(self) -> Path:
        """The book."""
        return Path(self.config.paths.data) / "book.sqlite"
