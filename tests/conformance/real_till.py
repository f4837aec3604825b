"""`kassa` and `kassad` as processes of their own, with the libraries they have on a till.

Emulation begins behind the kernel: GPIO chip, I2C adapter and card slot answer system calls, the
printer is at the end of a terminal line. What the cashier touches and sees is here: keys, glass,
paper, card.
"""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from firmware.desk.keys import parse_keys
from firmware.desk.proof import Proof, prove
from firmware.store.reader import Reader
from hal.card.emulator_vpcd import VpcdSlot
from hal.display.codec import render
from hal.display.port import WIDTH, Screen
from hal.printer.emulator import EmulatedPrinter
from hal.printer.emulator_paper import Slip
from hal.printer.emulator_pty import PtyServer
from hal.printer.model import printer_model
from tests.fakedev.fixtures import LABEL, ROWS, Bench
from tests.hal.card.rigs import FRIENDLY_NAME, PIN, Pcscd, make_card, until

MODEL = "epson-tm-t20ii"
#: More than a till takes to go down while it prints.
END_S = 20.0
STATUS_BAR_PX = 10

SETTINGS = """
[company]
name = "MARKTSTAND HUBER"
uid = "ATU12345678"
lines = ["Hauptplatz 3, 8010 Graz", "ATU12345678"]

[register]
id = "REAL-01"

[paths]
data = "{folder}/book"
credentials = "{folder}/credentials"
secrets = "{folder}/credentials"

[card]
reader = "{reader}"

[printer]
connection = "serial"
device = "{printer}"
flow_control = "xon/xoff"
model = "{model}"

[gpio]
chip = "{chip}"

[display]
port = 1

[[group]]
number = 1
name = "Obst"
vat = "4,9"

[[group]]
number = 2
name = "Korb"
vat = "20"
"""

ANSWERS = """
register_id = "REAL-01"
company = "ATU12345678"
technician = "A. Huber"
"""

# Ends well as soon as pcscd has seen a card in the reader; asks no card anything.
AWAIT_CARD = """
import sys
from smartcard import scard
_, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM)
state = scard.SCARD_STATE_EMPTY
while not state & scard.SCARD_STATE_PRESENT:
    seen, states = scard.SCardGetStatusChange(context, 10_000, [(sys.argv[1], state)])
    if seen != scard.SCARD_S_SUCCESS:
        sys.exit(f"no card: {scard.SCardGetErrorMessage(seen)}")
    state = states[0][1]
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sockets:
    """What the processes reach by name: pcscd, and a supervisor that listens as systemd does."""

    pcscd: Pcscd
    supervisor: Path


class RealTill:
    """One till; a context manager that ends what still runs."""

    def __init__(self, bench: Bench, sockets: Sockets, folder: Path) -> None:
        self.bench = bench
        self.panel = bench.panel
        self.printer = EmulatedPrinter(printer_model(MODEL), has_xon_xoff=True)
        self.card = make_card()
        self.slot = VpcdSlot(sockets.pcscd.port)
        self._server = PtyServer(self.printer)
        self._reader = f"{FRIENDLY_NAME} 00 00"
        self._folder = folder
        self._secrets = folder / "credentials"
        self._config = folder / "kassa.toml"
        self._log = folder / "log"
        self._environment = bench.environment | {
            "PCSCLITE_CSOCK_NAME": str(sockets.pcscd.socket_path),
            "NOTIFY_SOCKET": str(sockets.supervisor),
        }
        self._supervisor = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._supervisor.bind(str(sockets.supervisor))
        self._supervisor.setblocking(False)
        self._process: subprocess.Popen[bytes] | None = None
        self._lives = ExitStack()

    def __enter__(self) -> Self:
        self._lives.enter_context(self._supervisor)
        self._lives.enter_context(self.slot)
        self._lives.enter_context(self._server)
        self._lives.callback(self._kill)
        self._secrets.mkdir(mode=0o700)
        (self._secrets / "card-pin").touch(mode=0o600)
        (self._secrets / "card-pin").write_text(PIN)
        self._config.write_text(
            SETTINGS.format(
                folder=self._folder,
                reader=self._reader,
                printer=self._server.path,
                model=MODEL,
                chip=LABEL,
            )
        )
        self.insert_card()
        return self

    def __exit__(self, *_: object) -> None:
        self._lives.close()

    # --- what is done to it

    def insert_card(self) -> None:
        """Put the card in; returns when pcscd has seen it."""
        self.slot.insert(self.card)
        self._run("-c", AWAIT_CARD, self._reader)

    def configure(self, more: str) -> None:
        """Write more tables into the settings."""
        self._config.write_text(self._config.read_text() + more)

    def commission(self) -> str:
        """`kassa commission` with nobody at the terminal, and what it says."""
        answers = self._folder / "answers.toml"
        answers.write_text(ANSWERS)
        command = ("-m", "firmware.cli.main", "commission")
        return self._run(*command, "--config", str(self._config), "--answers", str(answers))

    def start(self) -> None:
        """Power on; returns when kassad calls itself ready and has looked at the keys once."""
        self.bench.chip.changes.clear()
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "firmware.app.main", str(self._config)],
                cwd=self._folder,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self._until(lambda: "READY=1" in self._told(), "kassad is ready")
        self._until(lambda: (ROWS[-1], 1) in self.output_changes(), "the keys are looked at")

    def type(self, keys: str) -> None:
        """Press keys in the manual's notation; returns when the last is up again."""
        for key in parse_keys(keys):
            self.bench.matrix.tap(key)
        self._until(lambda: self.bench.matrix.is_idle, "the keys are scanned")

    def stop(self) -> int:
        """Ask it to go down, as systemd does; returns the exit code."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        return self.end()

    def cut(self) -> None:
        """The plug is pulled: the process is gone in the middle of whatever it did."""
        self._kill()
        self.panel.lose_power()

    def end(self) -> int:
        """Wait until it has gone down by itself; returns the exit code."""
        assert self._process is not None
        code = self._process.wait(END_S)
        self._process = None
        return code

    # --- what is to be seen

    @property
    def slips(self) -> tuple[Slip, ...]:
        """What came out of the printer."""
        return self.printer.slips

    def await_slips(self, count: int) -> tuple[Slip, ...]:
        """Wait for the slip with this number."""
        self._until(lambda: len(self.slips) >= count, f"slip {count}")
        return self.slips

    def await_screen(self, screen: Screen) -> None:
        """Wait until the glass shows it, pixel by pixel, whatever the status bar says."""
        first = STATUS_BAR_PX * WIDTH // 8
        wanted = render(screen).bits[first:]
        self._until(lambda: self.panel.frame().bits[first:] == wanted, str(screen))

    def await_journal(self, kind: str) -> None:
        """Wait until the book has a row of this kind."""
        self._until(lambda: kind in self.journal(), kind)

    def output_changes(self) -> list[tuple[int, int]]:
        """The levels that outputs of the GPIO chip took since the start, as (line, level)."""
        with self.bench.chip.lock:
            return [(change.line, change.level) for change in self.bench.chip.changes]

    def journal(self) -> list[str]:
        """The kinds of the rows in the book."""
        with Reader.open_read_only(self._folder / "book/book.sqlite") as book:
            return [row.kind for row in book.journal()]

    def prove(self) -> Proof:
        """DEP, book and paper held against each other."""
        out = self._folder / "dep.json"
        with Reader.open_read_only(self._folder / "book/book.sqlite") as book:
            return prove(book, self._secrets, out, self.slips, datetime.now(UTC))

    @property
    def log(self) -> str:
        """What kassad said on standard error."""
        return self._log.read_text() if self._log.exists() else ""

    def _until(self, condition: Callable[[], bool], what: str) -> None:
        """Wait, for a bounded time; in vain, the log goes with the failure."""
        try:
            until(condition, what)
        except AssertionError as error:
            error.add_note(self.log)
            raise

    def _run(self, *arguments: str) -> str:
        """Run Python before the till's devices to its good end."""
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=self._folder,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=END_S,
            check=False,
        )
        assert done.returncode == 0, done.stdout
        return done.stdout

    def _told(self) -> str:
        """The next thing the supervisor was told; nothing if there is none."""
        assert self._process is not None
        assert self._process.poll() is None, self.log
        try:
            return os.read(self._supervisor.fileno(), 4096).decode()
        except BlockingIOError:
            return ""

    def _kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
