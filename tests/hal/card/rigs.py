"""Two rigs for one card slot: an emulated reader in this process, and a real pcscd."""

import contextlib
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from smartcard import scard

from hal.card.codec import Instruction
from hal.card.deadline import DeadlineCard
from hal.card.driver import RksvCard
from hal.card.emulator import EmulatedCard, EmulatedReader, await_emulated_end
from hal.card.emulator_profile import CardFaults, CardTraits, EmulatedFamily, Trouble
from hal.card.emulator_vpcd import VpcdSlot
from hal.card.pcsc import PcscReader
from hal.card.port import Reader
from hal.card.refusals import PinRefusals
from hal.errors import Fault, HalError

PIN = "123456"
POLL_S = 0.01
SETTLE_S = 10.0
VPCD_DRIVER = Path("/usr/lib/pcsc/drivers/serial/libifdvpcd.so")
FRIENDLY_NAME = "Emulated slot"
PID_FILE = Path("/run/pcscd/pcscd.pid")
# What systemd does: the listening socket as descriptor 3, and the process's own number beside it.
# PR_SET_PDEATHSIG (1) with SIGKILL (9): a pcscd does not outlive a test run that was killed.
BECOME_PCSCD = """
import ctypes, os, sys
ctypes.CDLL(None).prctl(1, 9)
os.dup2(int(sys.argv[1]), 3)
os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="1")
os.execv("/usr/sbin/pcscd", ["pcscd", *sys.argv[2:]])
"""


class EmulatedClock:
    """Seconds that pass only when somebody waits."""

    def __init__(self) -> None:
        self.now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s

    def wait(self, seconds: float) -> None:
        self.now_s += seconds


def until(condition: Callable[[], bool], what: str) -> None:
    """Poll `condition`, for at most `SETTLE_S`."""
    pause = threading.Event()
    end = time.monotonic() + SETTLE_S
    while not condition():
        assert time.monotonic() < end, f"waited {SETTLE_S} s for: {what}"
        pause.wait(POLL_S)


class CardRig:
    """What the conformance tests ask of a place for signature units."""

    def make(self, seed: int = 1) -> EmulatedCard:
        return make_card(seed=seed)

    def make_refusing(self) -> EmulatedCard:
        return make_card(pin="654321")

    def truth(self, card: EmulatedCard) -> tuple[bytes, str, str, str, tuple[bytes, ...]]:
        return card.certificate, card.serial, card.family, card.card_number, ()

    def heal(self, card: EmulatedCard) -> None:
        card.faults = CardFaults()

    def flip(self, card: EmulatedCard) -> None:
        card.faults = CardFaults(flips_signature=True)

    def hush(self, card: EmulatedCard) -> None:
        card.faults = mute()

    def lose_while_signing(self, card: EmulatedCard) -> None:
        card.faults = CardFaults(trouble=Trouble.PULLED, instruction=0x2A)

    def signatures(self, card: EmulatedCard) -> int:
        return card.signature_count


class InProcessRig(CardRig):
    """The emulated reader, in emulated time."""

    hang_deadline_s = 3.0

    def __init__(self) -> None:
        self.clock = EmulatedClock()
        self.await_end = await_emulated_end
        self.slot = EmulatedReader(None, self.clock.wait)

    def reader(self) -> EmulatedReader:
        return self.slot

    def insert(self, card: EmulatedCard) -> None:
        self.slot.insert(card)

    def pull(self) -> None:
        self.slot.pull()

    @contextlib.contextmanager
    def held_by_another(self) -> Iterator[None]:
        self.slot.is_held_by_another = True
        yield
        self.slot.is_held_by_another = False

    def driver(self, **options: object) -> RksvCard:
        return RksvCard(self.reader(), **{"pin": PIN, "clock": self.clock, **options})

    def guarded(self, **options: object) -> DeadlineCard:
        shared = {"refusals": PinRefusals(), **options}
        return DeadlineCard(
            lambda: self.driver(**shared), clock=self.clock, await_end=self.await_end
        )


class TappedReader:
    """Passes everything on and keeps the commands and the number of open connections."""

    def __init__(self, inner: Reader) -> None:
        self._inner = inner
        self.commands: list[bytes] = []
        self.open = 0

    def connect(self) -> bytes:
        self.open += 1
        return self._inner.connect()

    def transmit(self, command: bytes) -> bytes:
        self.commands.append(command)
        return self._inner.transmit(command)

    def disconnect(self) -> None:
        self.open = 0
        self._inner.disconnect()

    def distrust(self) -> None:
        self._inner.distrust()

    def shown_pins(self) -> int:
        return sum(
            command[1] == Instruction.VERIFY and len(command) > 4 for command in self.commands
        )


class Pcscd:
    """A pcscd of our own, in the foreground, on a socket handed over as systemd does it.

    The socket comes by socket activation and the client finds it by PCSCLITE_CSOCK_NAME, so neither
    a mount namespace is needed nor a pcscd of the machine's own in the way. libpcsclite keeps the
    first name it is told for the life of the process: one path for the whole session.
    """

    def __init__(self, folder: Path) -> None:
        self.socket_path = folder / "comm"
        self.port = _free_port_pair()
        self._configuration = folder / "readers"
        self._log = folder / "log"
        self._process: subprocess.Popen[bytes] | None = None
        self._configuration.mkdir()
        self._no_readers = folder / "no readers"
        self._no_readers.mkdir()
        (self._configuration / "vpcd").write_text(
            f'FRIENDLYNAME "{FRIENDLY_NAME}"\n'
            f"DEVICENAME /dev/null:0x{self.port:04X}\n"
            f"LIBPATH {VPCD_DRIVER}\n"
            f"CHANNELID 0x{self.port:04X}\n"
        )

    def start(self, *, with_reader: bool = True) -> None:
        assert self._process is None
        configuration = self._configuration if with_reader else self._no_readers
        with socket.socket(socket.AF_UNIX) as listener, self._log.open("ab") as log:
            listener.bind(str(self.socket_path))
            listener.listen()
            command = [sys.executable, "-S", "-c", BECOME_PCSCD, str(listener.fileno())]
            self._process = subprocess.Popen(
                [*command, "--foreground", "--config", str(configuration)],
                pass_fds=[listener.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        until(self._listens if with_reader else self._answers, "pcscd opens its slots")

    def stop(self) -> None:
        """End it hard: a card that hangs would keep it from ending by itself."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            # Killed hard it leaves its number behind, unless another pcscd has written its own.
            written = PID_FILE.read_bytes().strip(b"\n\0") if PID_FILE.exists() else b""
            if written == str(self._process.pid).encode():
                PID_FILE.unlink()
        self.socket_path.unlink(missing_ok=True)
        self._process = None

    @property
    def is_running(self) -> bool:
        """True between `start` and the end of `stop`."""
        return self._process is not None

    def _answers(self) -> bool:
        hresult, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM)
        if hresult == scard.SCARD_S_SUCCESS:
            scard.SCardReleaseContext(context)
        return bool(hresult == scard.SCARD_S_SUCCESS)

    def _listens(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, self._log.read_text()
        with contextlib.suppress(OSError):
            return str(self.port) in _listening_ports()
        return False


def _listening_ports() -> set[str]:
    lines = Path("/proc/net/tcp").read_text().splitlines()[1:]
    return {str(int(line.split()[1].split(":")[1], 16)) for line in lines if " 0A " in line}


def _free_port_pair() -> int:
    """A port that is free together with the next one, below those the kernel hands out."""
    for port in range(20000 + os.getpid() % 5000 * 2, 32000, 2):
        with contextlib.suppress(OSError), contextlib.ExitStack() as stack:
            for candidate in (port, port + 1):
                stack.enter_context(socket.socket()).bind(("0.0.0.0", candidate))
            return port
    raise AssertionError("no free pair of ports")


class PcscRig(CardRig):
    """A real pcscd with two slots; the card is in the first, in real time."""

    hang_deadline_s = 0.5

    def __init__(self, daemon: Pcscd) -> None:
        self.daemon = daemon
        self.clock = time.monotonic
        self.await_end = threading.Event.wait
        self.slot = VpcdSlot(daemon.port)
        self.second_slot = VpcdSlot(daemon.port + 1)
        self.name = f"{FRIENDLY_NAME} 00 00"
        self.second_name = f"{FRIENDLY_NAME} 00 01"

    def reader(self) -> PcscReader:
        return PcscReader(self.name)

    @contextlib.contextmanager
    def held_by_another(self) -> Iterator[None]:
        other = self.reader()
        other.connect()
        yield
        other.disconnect()

    def has_card(self, name: str) -> bool:
        """What pcscd believes, asked without touching the card."""
        _, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM)
        question = [(name, scard.SCARD_STATE_UNAWARE)]
        hresult, states = scard.SCardGetStatusChange(context, 0, question)
        scard.SCardReleaseContext(context)
        assert hresult == scard.SCARD_S_SUCCESS, hex(hresult)
        return bool(states[0][1] & scard.SCARD_STATE_PRESENT)

    def insert(self, card: EmulatedCard) -> None:
        # pcscd asks every 400 ms; a card exchanged in between would go unnoticed.
        self.pull()
        self.slot.insert(card)
        until(lambda: self.has_card(self.name), "pcscd sees the card")

    def pull(self) -> None:
        self.slot.pull()
        until(lambda: not self.has_card(self.name), "pcscd sees the card gone")

    driver = InProcessRig.driver
    guarded = InProcessRig.guarded


def make_card(
    *, family: EmulatedFamily = EmulatedFamily.CARDOS_5_3, seed: int = 1, **traits: object
) -> EmulatedCard:
    """A card; other keyword arguments are those of `CardTraits`."""
    return EmulatedCard(family=family, seed=seed, traits=CardTraits(**traits))


def mute(instruction: int | None = None) -> CardFaults:
    """The fault of a card that never answers this instruction, None for any."""
    return CardFaults(trouble=Trouble.MUTE, instruction=instruction)


def fault_of(call: Callable[[], object]) -> Fault:
    """The kind of `HalError` that `call` must raise."""
    with pytest.raises(HalError) as caught:
        call()
    return caught.value.fault


def tapped(rig: InProcessRig, **options: object) -> tuple[RksvCard, TappedReader]:
    """A driver and the tap on its reader."""
    reader = TappedReader(rig.reader())
    return RksvCard(reader, **{"pin": PIN, "clock": rig.clock, **options}), reader


def sign_fault(rig: InProcessRig, **options: object) -> Fault:
    """The kind of `HalError` that signing ends with; options are those of `RksvCard`."""
    return fault_of(lambda: rig.driver(**options).sign(bytes(32), 3.0))
