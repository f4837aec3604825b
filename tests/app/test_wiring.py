"""`wire` with the real libraries: what the settings name is opened, and given back."""

import time
from pathlib import Path

import msgspec
import pytest

from firmware.app import wiring
from firmware.app.config import Config, ConfigError
from firmware.app.config_signature import SignatureSection
from hal.display.codec import render
from hal.display.port import Screen
from hal.keypad.emulator import EmulatedMatrix
from hal.keypad.layout import LAYOUT_4X5, LAYOUT_ECR, CompactKey
from hal.keypad.pins import PINS_4X5, PINS_5X6
from hal.keypad.port import Key
from hal.printer.emulator import EmulatedPrinter
from hal.printer.emulator_pty import PtyServer, TcpServer
from hal.printer.model import printer_model
from hal.remote.emulator_http import ServiceServer
from hal.remote.port import Method, Request
from hal.scale.emulator import EmulatedScale
from hal.terminal.emulator import EmulatedTerminal
from hal.terminal.emulator_line import TerminalServer
from tests.fakedev.fixtures import Bench, Fault
from tests.fakedev.gpiochip import GpioChip
from tests.hal.remote.rigs import USER, Kind

pytestmark = pytest.mark.whole


BUZZER, POWER_FAIL, STATUS_LED = 18, 4, 27
SOLENOID, DRAWER_SWITCH, REGISTER, CHIEF = 22, 17, 7, 8

FITTINGS = f"""
drawer = {{ connection = "gpio", pin = {SOLENOID}, switch_pin = {DRAWER_SWITCH}, pulse_ms = 10 }}
key_switch = {{ register_pin = {REGISTER}, chief_pin = {CHIEF} }}
"""

PROGRAM = """
from firmware.app.config import parse
from firmware.app.wiring import wire
from hal.display.port import Screen
config = parse('''
company.name = "Huber"
register.id = "GRAZ-01"
group = [{ number = 1, name = "Obst", vat = "10" }]
%s
''')
from firmware.app import wiring
wiring.find_bus = lambda kind: {"i2c": 1, "spi": 0}[kind.value]
devices = wire(config, b"123456")
times = iter(range(10**6))
def poll():
    return [e.key.value for e in devices.keypad.poll(next(times) * 0.004)]
"""


def start(bench: Bench, settings: str = "") -> None:
    """Wire a till with these settings besides, in the child."""
    bench.start(PROGRAM % settings)


def owned(chip: GpioChip) -> set[int]:
    """The lines somebody has claimed."""
    return {number for number, line in enumerate(chip.lines) if line.owner is not None}


def typed(bench: Bench, matrix: EmulatedMatrix) -> list[str]:
    """What the keypad reads until all taps are over."""
    read: list[str] = []
    while not matrix.is_idle:
        polled = bench.call("poll()")
        assert isinstance(polled, list)
        read += polled
    return read


def test_lines_are_claimed_and_given_back(bench: Bench) -> None:
    """Eleven of the matrix, and one for each fitting; after `close` the header is free."""
    start(bench, FITTINGS)
    single = {BUZZER, POWER_FAIL, STATUS_LED, SOLENOID, DRAWER_SWITCH, REGISTER, CHIEF}
    matrix = {5, 6, 13, 19, 26, 12, 16, 20, 21, 23, 24}
    assert owned(bench.chip) == single | matrix
    bench.call("devices.close()")
    assert owned(bench.chip) == set()


def test_nothing_but_what_is_named_is_opened(bench: Bench) -> None:
    """A till without lock and drawer pins leaves their lines alone; one without sticks asks not."""
    start(bench, '[paths]\nstick = ""\n')
    assert not owned(bench.chip) & {SOLENOID, DRAWER_SWITCH, REGISTER, CHIEF}
    assert bench.call("devices.key_switch is None") is True
    assert bench.call("devices.scale is None") is True
    assert bench.call("devices.terminal is None") is True
    assert bench.call("devices.slot is None") is True
    assert bench.call("devices.drawer.is_open() is None") is True


@pytest.mark.parametrize(("folder", "is_mounted"), [("/", True), ("/run/no-stick/here", False)])
def test_the_port_for_sticks(bench: Bench, folder: str, *, is_mounted: bool) -> None:
    """Where the settings say that sticks are mounted, the kernel is asked for one."""
    start(bench, f'paths.stick = "{folder}"')
    assert bench.call("devices.slot.find() is not None") is is_mounted


def test_thirty_keys(bench: Bench) -> None:
    """Through lgpio, as the caps lie."""
    start(bench)
    bench.call("poll()")
    for key in (Key.DIGIT_2, Key.WG8, Key.BAR):
        bench.matrix.tap(key)
    assert typed(bench, bench.matrix) == ["2", "WG8", "BAR"]


def test_thirty_keys_as_on_a_cash_register(bench: Bench) -> None:
    """5.1: the same wires and the same keys, elsewhere."""
    matrix = EmulatedMatrix(LAYOUT_ECR)
    bench.chip.wire(matrix, PINS_5X6.rows, PINS_5X6.columns)
    start(bench, 'keypad.layout = "ecr"')
    bench.call("poll()")
    for key in (Key.DIGIT_2, Key.WG8, Key.BAR):
        matrix.tap(key)
    assert typed(bench, matrix) == ["2", "WG8", "BAR"]


def test_twenty_keys(bench: Bench) -> None:
    """5.3: `WG` and a digit are a group, `F BAR` is the card; two lines stay free."""
    matrix = EmulatedMatrix(LAYOUT_4X5)
    bench.chip.wire(matrix, PINS_4X5.rows, PINS_4X5.columns)
    start(bench, 'keypad.kind = "matrix-4x5"')
    bench.call("poll()")
    for cap in (CompactKey.DIGIT_2, CompactKey.WG, CompactKey.DIGIT_8, CompactKey.F):
        matrix.tap(cap)
    matrix.tap(CompactKey.BAR)
    assert typed(bench, matrix) == ["2", "WG8", "KARTE"]
    assert not owned(bench.chip) & {24, 26}


def test_matrix_on_other_lines(bench: Bench) -> None:
    """A board that was laid out otherwise."""
    rows, columns = (26, 19, 13, 6, 5), (24, 23, 21, 20, 16, 12)
    bench.chip.wire(bench.matrix, rows, columns)
    start(bench, f"keypad = {{ rows = {list(rows)}, columns = {list(columns)} }}")
    bench.call("poll()")
    bench.matrix.tap(Key.ZW)
    assert typed(bench, bench.matrix) == ["ZW"]


def test_number_pad(bench: Bench) -> None:
    """On USB the header has no key; it is there by any name."""
    start(bench, 'keypad = { kind = "evdev", device = "/dev/input/event0" }')
    bench.call("poll()")
    enter = 96
    bench.numpad.key(enter, 1)
    bench.numpad.key(enter, 0)
    assert bench.call("poll()") == ["BAR"]
    assert owned(bench.chip) == {BUZZER, POWER_FAIL, STATUS_LED}


@pytest.mark.parametrize(("bus", "number"), [("i2c", 1), ("spi", 0)])
@pytest.mark.parametrize("is_named", [True, False])
def test_display(bench: Bench, bus: str, number: int, *, is_named: bool) -> None:
    """The panel the settings name, or the one on the header's bus; the other stays dark."""
    port = f", port = {number}" if is_named else ""
    start(bench, f'display = {{ bus = "{bus}"{port} }}')
    screen = Screen(item="Obst", main="2,50")
    bench.call(f"devices.display.show({screen!r})")
    panels = {"i2c": bench.panel, "spi": bench.spi_panel}
    assert panels.pop(bus).frame() == render(screen)
    (other,) = panels.values()
    assert other.data_bytes == 0


@pytest.mark.parametrize(
    ("low", "position"), [((), "OFF"), ((REGISTER,), "REGISTER"), ((CHIEF,), "CHIEF")]
)
def test_key_switch(bench: Bench, low: tuple[int, ...], position: str) -> None:
    """Register and chief are not mixed up."""
    start(bench, FITTINGS)
    for line in low:
        bench.chip.drive(line, 0)
    assert bench.call("devices.key_switch.position().name") == position


@pytest.mark.parametrize(("closed", "is_open"), [("open", True), ("shut", False)])
def test_drawer_on_pins(bench: Bench, closed: str, *, is_open: bool) -> None:
    """One pulse; the switch is read as the settings say it works."""
    settings = FITTINGS.replace("pulse_ms = 10", f'pulse_ms = 10, switch_closed = "{closed}"')
    start(bench, settings)
    bench.call("devices.drawer.open(1.0)")
    pulse = [change.level for change in bench.chip.changes if change.line == SOLENOID]
    assert pulse[-2:] == [1, 0]
    bench.chip.drive(DRAWER_SWITCH, 0)
    assert bench.call("devices.drawer.is_open()") is is_open


@pytest.mark.parametrize("connection", ["serial", "usb", "tcp"])
def test_printer_and_the_drawer_on_its_socket(bench: Bench, connection: str) -> None:
    """The line the settings name leads to the printer, and through it to the drawer."""
    printer = EmulatedPrinter(printer_model("epson-tm-t20ii"), has_xon_xoff=True)
    with PtyServer(printer) as pty, TcpServer(printer) as tcp:
        line = (
            f'device = "127.0.0.1", tcp_port = {tcp.port}'
            if connection == "tcp"
            else f'device = "{pty.path}", flow_control = "xon/xoff"'
        )
        start(bench, f'printer = {{ connection = "{connection}", {line} }}')
        assert bench.call("devices.printer.status(2.0).is_ready") is True
        bench.call("devices.drawer.open(2.0)")
        bench.call("devices.close()")
    assert printer.drawer_pulses == 1


@pytest.mark.parametrize(
    ("settings", "fault"),
    [
        ('gpio.chip = "pinctrl-rp1"', "ABSENT"),
        ("gpio.power_fail = 9", "BUSY"),
    ],
)
def test_what_cannot_be_opened_is_refused_and_the_rest_given_back(
    bench: Bench, settings: str, fault: str
) -> None:
    """Nothing is tried in its place, and no line stays claimed behind a refusal."""
    taken = 9
    bench.chip.lines[taken].owner = object()  # type: ignore[assignment]
    with pytest.raises(Fault) as caught:
        start(bench, settings)
    assert caught.value.name == fault
    assert owned(bench.chip) == {taken}


def test_scale(bench: Bench) -> None:
    """The line the settings name leads to the scale."""
    scale = EmulatedScale()
    scale.milli = 1345
    with PtyServer(scale) as pty:
        start(bench, f'scale = {{ device = "{pty.path}", conformity = "T-0000" }}')
        assert bench.call("devices.scale.read(5.0).milli") == 1345
        bench.call("devices.close()")


def test_terminal(bench: Bench) -> None:
    """The address the settings name leads to the card terminal."""
    with TerminalServer(EmulatedTerminal()) as server:
        start(bench, f'terminal = {{ host = "127.0.0.1", port = {server.port} }}')
        pay = "devices.terminal.authorise(1980, str, lambda: False, 60.0).outcome.name"
        assert bench.call(pay) == "PAID"
        bench.call("devices.close()")


def test_each_service_of_the_settings_has_its_wire(config: Config) -> None:
    """The address, with its path, is what the settings say; a card has no wire."""
    with ServiceServer() as server:
        server.insert(Kind("atrust").service())
        sections = [
            SignatureSection(kind="card"),
            SignatureSection(kind="atrust-online", url=f"{server.address}/", user=USER),
        ]
        wires = wiring._wires(msgspec.structs.replace(config, signature=sections))
        assert {"atrust-online"} == set(wires)
        request = Request(method=Method.GET, path=f"/{USER}/ZDA")
        answer = wires["atrust-online"].exchange(request, time.monotonic() + 10.0)
    assert b'{"zdaid": "AT1"}' == answer.body


def test_authority_that_cannot_be_read_is_refused(config: Config, tmp_path: Path) -> None:
    """A till that pins nothing would believe nobody: it says so at the start."""
    section = SignatureSection(
        kind="primesign", url="https://p.example", ca_file=str(tmp_path / "ca.pem")
    )
    with pytest.raises(ConfigError, match=r"signature: primesign: .*ca\.pem"):
        wiring._wires(msgspec.structs.replace(config, signature=[section]))
