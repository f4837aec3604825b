"""The till's configuration: one TOML file, typed, every unknown key refused by name.

Amounts are texts as a person writes them ("2,50"), rates likewise ("4,9"); secrets are never here
but in credential files (see `firmware.app.credentials`).
"""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, assert_never

import msgspec

from firmware.app.config_archive import ReceiptLinkSection
from firmware.app.config_image import NetworkSection, check_network
from firmware.app.config_keep import BackupSection, MirrorSection
from firmware.app.config_signature import SignatureSection, check_units
from firmware.app.config_stall import (
    ClerkSection,
    ConfigError,
    Label,
    StallSections,
    check_numbers,
    stall_of,
)
from firmware.sync.config import ArchiveSection, FinanzonlineSection, Paths
from firmware.till.stall.build import Fixture
from firmware.till.stall.catalog import Profile
from hal.gpio.port import AUTO
from hal.keypad.pins import PINS_4X5, PINS_5X6, MatrixPins

#: A configuration larger than this is a mistake, not a stall.
MAX_BYTES = 256 * 1024
#: The lines a display takes for itself: its bus, on SPI also its reset and its D/C line.
BUS_PINS: Mapping[tuple[str, int | str], tuple[int, ...]] = {
    ("i2c", AUTO): (2, 3),
    ("i2c", 1): (2, 3),
    ("spi", AUTO): (8, 9, 10, 11, 22, 25),
    ("spi", 0): (8, 9, 10, 11, 22, 25),
}

__all__ = ["ClerkSection", "Config", "ConfigError", "load", "parse", "profile"]

RegisterId = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9-]{1,20}$")]
Pin = Annotated[int, msgspec.Meta(ge=2, le=27)]


class RegisterSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The register id, unique in the undertaking, never used before (§ 5 Abs 4 RKSV)."""

    id: RegisterId


class CardSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The card reader: part of its name, empty for the only one there is.

    `issuers` are the certificates above the card's, which the DEP carries with it (Anlage Z 3).
    `test_signature` is false where the card's policy forbids signatures over what is no receipt.
    """

    reader: str = ""
    test_signature: bool = True
    issuers: list[str] = []
    vda_id: Annotated[str, msgspec.Meta(pattern=r"^AT[1-9][0-9]?$")] = "AT1"


class PrinterSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The receipt printer: how it is reached and which model it is."""

    connection: Literal["serial", "usb", "tcp"] = "usb"
    device: str = "/dev/usb/lp0"
    tcp_port: Annotated[int, msgspec.Meta(ge=1, le=65535)] = 9100
    baud: Annotated[int, msgspec.Meta(ge=1200, le=921600)] = 115200
    flow_control: Literal["none", "xon/xoff", "rts/cts"] = "rts/cts"
    model: str = "epson-tm-t20ii"
    code: Literal["qr", "ocr"] = "qr"


class DisplaySection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The OLED panel; `port` is the number of its bus, "auto" that of the header."""

    bus: Literal["i2c", "spi"] = "i2c"
    port: Annotated[int, msgspec.Meta(ge=0, le=99)] | Literal["auto"] = "auto"
    address: Annotated[int, msgspec.Meta(ge=0x08, le=0x77)] = 0x3C
    chip: Literal["ssd1306", "ssd1309", "sh1106"] = "ssd1306"


class KeypadSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The keypad: a matrix of thirty or twenty keys on the GPIO header, or a USB numpad.

    `layout` says how the caps of thirty keys lie: "ecr" is where those who come from a Sharp XE-A
    or a Casio SE look for them. `rows` (from the top) and `columns` (from the left) move a matrix
    to other lines; empty, it hangs on those of `hal.keypad.pins`. `device` is the numpad's name, on
    a till from the image that of the one on USB (systemd/70-kassa-devices.rules): the first input
    of a board may be the button of its case.
    """

    kind: Literal["matrix", "matrix-4x5", "evdev"] = "matrix"
    layout: Literal["standard", "ecr"] = "standard"
    device: str = "/dev/input/kassa-tasten"
    rows: list[Pin] = []
    columns: list[Pin] = []

    @property
    def standard_pins(self) -> MatrixPins | None:
        """The lines of such a matrix unless they are moved; None for a numpad."""
        match self.kind:
            case "matrix":
                return PINS_5X6
            case "matrix-4x5":
                return PINS_4X5
            case "evdev":
                return None
            case _:
                assert_never(self.kind)

    @property
    def pins(self) -> MatrixPins | None:
        """The lines of the matrix; None for a numpad."""
        standard = self.standard_pins
        if standard is None:
            return None
        return MatrixPins(
            rows=tuple(self.rows) or standard.rows,
            columns=tuple(self.columns) or standard.columns,
        )


class DrawerSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The cash drawer: on the printer's socket, or on lines of its own.

    With "gpio", `pin` gives the pulse and `switch_pin` is its switch against ground, where it has
    one; `switch_closed` says when its contact is closed. With a switch, `reminder` sounds a drawer
    that is left open.
    """

    connection: Literal["printer", "gpio"] = "printer"
    pin: Pin = 22
    pulse_ms: Annotated[int, msgspec.Meta(ge=10, le=500)] = 100
    switch_pin: Pin | None = None
    switch_closed: Literal["open", "shut"] = "open"
    reminder: bool = True


class KeySwitchSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The lock AUS / REG / CHEF: a contact to ground in REG, one in CHEF, none in AUS."""

    register_pin: Pin = 7
    chief_pin: Pin = 8


class GpioSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The GPIO chip, by its label or "auto", and single lines (Broadcom numbers)."""

    chip: Label = AUTO
    buzzer: Pin = 18
    status_led: Pin = 27
    power_fail: Pin = 4


class ScaleSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A scale on a cable; OFF unless this section stands in the file.

    Till and scale together are a measuring system, which may be used in trade only after a
    conformity assessment as a whole (MEG, directive 2014/31/EU). `conformity` names its
    certificate: nobody connects a scale unawares.
    """

    device: Label
    conformity: Label
    baud: Annotated[int, msgspec.Meta(ge=1200, le=921600)] = 9600


class TerminalSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The card terminal on the net (ZVT); without this section the cashier confirms by hand."""

    host: Label
    port: Annotated[int, msgspec.Meta(ge=1, le=65535)] = 20007


class ManufacturerSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who put this till together and answers for its description (E131); nobody says so unasked."""

    name: Label
    uid: Annotated[str, msgspec.Meta(max_length=24)] = ""
    lines: list[Label] = []
    contact: str = ""


class Config(StallSections, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file: the stall's sections, and those of the till."""

    register: RegisterSection
    manufacturer: ManufacturerSection | None = None
    paths: Paths = Paths()
    card: CardSection = CardSection()
    signature: list[SignatureSection] = msgspec.field(default_factory=list)
    printer: PrinterSection = PrinterSection()
    display: DisplaySection = DisplaySection()
    keypad: KeypadSection = KeypadSection()
    gpio: GpioSection = GpioSection()
    drawer: DrawerSection = DrawerSection()
    key_switch: KeySwitchSection | None = None
    scale: ScaleSection | None = None
    terminal: TerminalSection | None = None
    finanzonline: FinanzonlineSection | None = None
    archive: ArchiveSection | None = None
    network: NetworkSection | None = None
    receipt_link: ReceiptLinkSection = ReceiptLinkSection()
    backup: BackupSection = BackupSection()
    mirror: MirrorSection | None = None


def load(path: Path) -> Config:
    """Read and check the configuration file.

    Raises:
        ConfigError: unreadable, not TOML, an unknown key, a value out of range; names the place.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from error
    if len(raw) > MAX_BYTES:
        raise ConfigError(f"{path}: larger than {MAX_BYTES} bytes; is this the right file?")
    try:
        return parse(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: not UTF-8 at byte {error.start}") from error
    except ConfigError as error:
        raise ConfigError(f"{path}: {error}") from error


def parse(text: str) -> Config:
    """The configuration written in `text`.

    Raises:
        ConfigError: as `load`, without the file's name.
    """
    try:
        config = msgspec.convert(tomllib.loads(text), Config)
    except msgspec.ValidationError as error:
        raise ConfigError(str(error).replace("$.", "").replace("`", "")) from error
    except RecursionError as error:
        raise ConfigError("not TOML: nested too deeply") from error
    except ValueError as error:  # also a number of more digits than Python reads
        raise ConfigError(f"not TOML: {error}") from error
    check_numbers(config)
    check_units(config.signature)
    check_network(config.network)
    _check_matrix(config.keypad)
    _check_pins(config)
    return config


def profile(config: Config, day: date) -> Profile:
    """The stall as the file says it, with the VAT rates in force on `day`.

    Raises:
        ConfigError: an amount or a rate cannot be read, or the rate is not in force.
    """
    return stall_of(config, day, fixture_of(config), has_drawer_reminder=config.drawer.reminder)


def fixture_of(config: Config) -> Fixture:
    """What of the stall is no master data: register and devices."""
    return Fixture(
        register_id=config.register.id,
        has_scale=config.scale is not None,
        has_terminal=config.terminal is not None,
    )


def _check_matrix(section: KeypadSection) -> None:
    if section.layout != "standard" and section.kind != "matrix":
        raise ConfigError(f"keypad.layout: {section.kind} has one layout only")
    pins, standard = section.pins, section.standard_pins
    if pins is None or standard is None:
        return
    for name, lines, usual in (
        ("rows", pins.rows, standard.rows),
        ("columns", pins.columns, standard.columns),
    ):
        if len(lines) != len(usual):
            raise ConfigError(
                f"keypad.{name}: a {section.kind} needs {len(usual)} pins, not {len(lines)}"
            )


def _check_pins(config: Config) -> None:
    """One line, one use: two drivers on a line would be told apart by nobody."""
    for place, pin, other in pins_taken_twice(config):
        raise ConfigError(f"{place}: pin {pin} is taken by {other}")


def pins_taken_twice(config: Config) -> Iterator[tuple[str, int, str]]:
    """Each further use of a pin: its place, the pin, the place that has it already."""
    taken: dict[int, str] = {}
    for place, pin in pins_of(config):
        if pin in taken:
            yield place, pin, taken[pin]
        taken.setdefault(pin, place)


def pins_of(config: Config) -> Iterator[tuple[str, int]]:
    """Each pin that the settings claim, with the place that does."""
    for pin in BUS_PINS.get((config.display.bus, config.display.port), ()):
        yield "display.bus", pin
    matrix = config.keypad.pins
    if matrix is not None:
        yield from (("keypad.rows", pin) for pin in matrix.rows)
        yield from (("keypad.columns", pin) for pin in matrix.columns)
    yield "gpio.buzzer", config.gpio.buzzer
    yield "gpio.status_led", config.gpio.status_led
    yield "gpio.power_fail", config.gpio.power_fail
    if config.drawer.connection == "gpio":
        yield "drawer.pin", config.drawer.pin
        if config.drawer.switch_pin is not None:
            yield "drawer.switch_pin", config.drawer.switch_pin
    if config.key_switch is not None:
        yield "key_switch.register_pin", config.key_switch.register_pin
        yield "key_switch.chief_pin", config.key_switch.chief_pin
