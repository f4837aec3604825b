"""Conversations with the emulated devices as tapes: what fuzzing of drivers begins with."""

from collections.abc import Mapping

from hal.card.driver import RksvCard
from hal.card.emulator_profile import EmulatedFamily
from hal.card.port import Reader
from hal.printer.driver import EscposPrinter
from hal.printer.emulator import EmulatedPrinter
from hal.printer.emulator_line import EmulatedLine
from hal.printer.model import printer_model
from hal.remote.port import Answer, Request, Wire
from hal.scale.driver import MtSicsScale
from hal.scale.emulator import EmulatedScale
from hal.terminal.driver import STANDARD_PASSWORD, ZvtTerminal
from hal.terminal.emulator import EmulatedTerminal
from hal.terminal.emulator_line import TerminalLine
from tests.fuzz.tape import TappedLine, record
from tests.fuzz.targets_devices import AMOUNT_CENTS, DEADLINE_S, DIGEST, PIN, SLIP
from tests.hal.card.rigs import InProcessRig, make_card
from tests.hal.printer.rigs import SteppedClock
from tests.hal.remote.rigs import InProcessRemoteRig, Kind

MOUNTS = (
    b"29 1 179:2 / / rw,relatime shared:1 - ext4 /dev/mmcblk0p2 rw\n"
    b"74 29 8:1 / /media/kassa\\040stick rw,nosuid - vfat /dev/sda1 rw,codepage=437\n"
)


def seeds() -> Mapping[str, tuple[bytes, ...]]:
    """Examples by the name of their target."""
    return {
        "printer_status": (
            b"\x12\x16\x12\x12",
            b"\x14\x00\x00\x0f\x37\x22\x30\x30\x30\x31\x00\x00",
        ),
        "printer_talk": (_printer(),),
        "card_talk": tuple(_card(family) for family in EmulatedFamily),
        "certificate": (make_card().certificate + b"\xff" * 20,),
        "atrust_talk": (_remote("atrust"),),
        "primesign_talk": (_remote("primesign"),),
        "scale_talk": (_scale(),),
        "terminal_frames": (b"".join(_terminal()[:12]),),
        "terminal_talk": (record(_terminal()),),
        "keypad_matrix": (bytes([0] * 5 + [1, 0, 0, 0, 0] * 8 + [0] * 40),),
        "keypad_events": (bytes([1, 79, 1, 1, 79, 2, 1, 79, 0, 0, 3, 0, 1, 28, 1, 1, 28, 0]),),
        "mount_lines": (MOUNTS,),
    }


def _printer() -> bytes:
    clock = SteppedClock()
    emulated = EmulatedPrinter(printer_model("epson-tm-t20ii"))
    line = TappedLine(EmulatedLine(emulated, monotonic_s=clock.monotonic_s, wait=clock.wait))
    printer = EscposPrinter(line, emulated.model, clock.monotonic_s)
    printer.status(3.0)
    printer.print(SLIP, 10.0)
    printer.kick_drawer(3.0)
    return record(line.heard)


class _TappedReader:
    """Keeps what a card answers."""

    def __init__(self, inner: Reader) -> None:
        self._inner = inner
        self.heard: list[bytes] = []

    def connect(self) -> bytes:
        self.heard.append(self._inner.connect())
        return self.heard[-1]

    def transmit(self, command: bytes) -> bytes:
        self.heard.append(self._inner.transmit(command))
        return self.heard[-1]

    def disconnect(self) -> None:
        self._inner.disconnect()

    def distrust(self) -> None:
        self._inner.distrust()


def _card(family: EmulatedFamily) -> bytes:
    rig = InProcessRig()
    rig.insert(make_card(family=family))
    reader = _TappedReader(rig.reader())
    card = RksvCard(reader, pin=PIN, clock=rig.clock)
    card.identify(3.0)
    card.sign(DIGEST, 3.0)
    return record(reader.heard)


class _TappedWire:
    """Keeps what a service answers."""

    def __init__(self, inner: Wire) -> None:
        self._inner = inner
        self.heard: list[bytes] = []

    def exchange(self, request: Request, ends_at_s: float) -> Answer:
        answer = self._inner.exchange(request, ends_at_s)
        self.heard.append(answer.status.to_bytes(2, "big") + answer.body)
        return answer


def _remote(name: str) -> bytes:
    rig = InProcessRemoteRig(Kind(name))
    rig.insert(rig.make())
    wire = _TappedWire(rig.wire())
    vars(rig)["wire"] = lambda: wire
    unit = rig.driver()
    unit.identify(3.0)
    unit.sign(DIGEST, 3.0)
    return record(wire.heard)


def _scale() -> bytes:
    clock = SteppedClock()
    scale = EmulatedScale()
    line = TappedLine(EmulatedLine(scale, monotonic_s=clock.monotonic_s, wait=clock.wait))
    driver = MtSicsScale(line, clock.monotonic_s)
    driver.read(3.0)
    driver.read(3.0)
    return record(line.heard)


def _terminal() -> list[bytes]:
    clock = SteppedClock()
    inner = TerminalLine(EmulatedTerminal(), monotonic_s=clock.monotonic_s, wait=clock.wait)
    line = TappedLine(inner)
    terminal = ZvtTerminal(line, clock.monotonic_s, STANDARD_PASSWORD)
    terminal.authorise(AMOUNT_CENTS, lambda _: None, lambda: False, DEADLINE_S)
    terminal.clear_up(AMOUNT_CENTS, DEADLINE_S)
    terminal.end_of_day(lambda _: None, DEADLINE_S)
    return [one for one in line.heard if one]
