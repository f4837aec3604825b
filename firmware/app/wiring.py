"""The real lower side of a Raspberry Pi: which line, bus and pin each driver stands on.

Nothing is tried in turn: what the configuration names is opened, or the till refuses to start.
"""

import threading
import time
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import assert_never

from firmware.app.assembly import LowerSide, assemble, model_of
from firmware.app.config import Config, ConfigError, KeypadSection
from firmware.app.credentials import NO_SECRETS
from firmware.app.devices import Devices
from firmware.app.last_words import Remains
from firmware.app.life.hardware import hardware_id
from hal.buzzer.gpio import GpioBuzzer
from hal.card.pcsc import PcscReader, reader_names
from hal.clock.rtc import read_rtc
from hal.clock.system import SystemClock
from hal.display.header_bus import BusKind, find_bus
from hal.display.luma_oled import LumaDisplay
from hal.display.port import I2cBus, SpiBus
from hal.display.smbus import LinuxI2cBus
from hal.display.spidev_bus import SpidevBus, SpiWiring
from hal.drawer.gpio import DrawerWiring, GpioDrawer
from hal.gpio.chip import open_factory
from hal.gpio.gpiozero_import import Factory
from hal.gpio.lines import GpioKeySwitch, GpioPowerFail, GpioStatusLed
from hal.keypad.gpio_matrix import GpioMatrix
from hal.keypad.layout import LAYOUT_ECR, CompactLegend, FullLegend, Legend
from hal.keypad.matrix_keypad import MatrixKeypad
from hal.keypad.port import LAYOUT_5X6, Keypad
from hal.printer.driver import EscposPrinter
from hal.printer.line_serial import FlowControl, SerialLine
from hal.printer.line_tcp import TcpLine
from hal.printer.line_usb import UsbLine
from hal.printer.port import Line
from hal.remote.port import Wire
from hal.stick.kernel_mounts import KernelMounts
from hal.stick.mounted import MountedSlot

#: No till of this firmware ran before it was written: an older clock was never set.
EARLIEST_UTC = datetime(2026, 11, 1, tzinfo=UTC)


def wire(config: Config, pin: bytes, services: Mapping[str, bytes] = NO_SECRETS) -> Devices:
    """The devices of this Raspberry Pi; `Devices.close` gives them back.

    Raises:
        ConfigError: the printer's model is not known, or a `ca_file` holds no certificate.
        HalError: a device that is configured is not there.
    """
    opened = ExitStack()
    try:
        factory = open_factory(config.gpio.chip)
        opened.callback(factory.close)
        lower = LowerSide(
            clock=SystemClock(EARLIEST_UTC),
            keypad=_keypad(config, opened),
            bus=_bus(config, opened),
            line=_line(config, opened),
            make_reader=lambda: PcscReader(config.card.reader or None),
            await_end=threading.Event.wait,
            machine=hardware_id(),
            wires=_wires(config),
            drawer=_drawer(config, factory, opened),
            buzzer=_buzzer(config, factory, opened),
            status_led=_status_led(config, factory, opened),
            power_fail=_power_fail(config, factory, opened),
            key_switch=_key_switch(config, factory, opened),
            scale_line=_scale_line(config, opened),
            terminal_line=_terminal_line(config, opened),
            slot=_slot(config),
            read_rtc=read_rtc,
            reader_names=reader_names,
            close=opened.close,
        )
        return assemble(config, lower, pin, services)
    except BaseException:
        opened.close()
        raise


def remains_of(config: Config) -> Remains:
    """Display, printer and lamp of a till whose `wire` was refused, each opened by itself.

    Raises:
        ConfigError: the printer's model is not known.
    """
    opened = ExitStack()
    section = config.display
    model = model_of(config)

    def lamp() -> GpioStatusLed:
        factory = open_factory(config.gpio.chip)
        opened.callback(factory.close)
        return _status_led(config, factory, opened)

    return Remains(
        display=lambda: LumaDisplay(_bus(config, opened), section.chip, section.address),
        printer=lambda: EscposPrinter(_line(config, opened), model, time.monotonic),
        status_led=lamp,
        columns=model.columns,
        company=config.company.name,
        close=opened.close,
    )


def _keypad(config: Config, opened: ExitStack) -> Keypad:
    section = config.keypad
    if section.pins is None:
        from hal.keypad.evdev_numpad import EvdevKeypad  # noqa: PLC0415 - brings asyncio along

        numpad = EvdevKeypad(Path(section.device))
        opened.callback(numpad.close)
        return numpad
    matrix = GpioMatrix(config.gpio.chip, section.pins)
    opened.callback(matrix.close)
    return MatrixKeypad(matrix, _legend(section))


def _legend(section: KeypadSection) -> Legend:
    if section.kind == "matrix-4x5":
        return CompactLegend()
    return FullLegend(LAYOUT_ECR if section.layout == "ecr" else LAYOUT_5X6)


def _bus(config: Config, opened: ExitStack) -> I2cBus | SpiBus:
    section = config.display
    match section.bus:
        case "i2c":
            i2c = LinuxI2cBus(partial(_bus_number, section.port, BusKind.I2C))
            opened.callback(i2c.close)
            return i2c
        case "spi":
            find = partial(_bus_number, section.port, BusKind.SPI)
            spi = SpidevBus(SpiWiring(chip_label=config.gpio.chip, find_bus=find))
            opened.callback(spi.close)
            return spi
        case _:
            assert_never(section.bus)


def _bus_number(port: int | str, kind: BusKind) -> int:
    """Asked whenever the bus is opened: its driver may come later than the till."""
    return find_bus(kind) if isinstance(port, str) else port


def _line(config: Config, opened: ExitStack) -> Line:
    section = config.printer
    line: Line
    match section.connection:
        case "serial":
            line = SerialLine(section.device, section.baud, FlowControl(section.flow_control))
        case "usb":
            line = UsbLine(section.device)
        case "tcp":
            line = TcpLine(section.device, section.tcp_port)
        case _:
            assert_never(section.connection)
    opened.callback(line.close)
    return line


def _drawer(config: Config, factory: Factory, opened: ExitStack) -> GpioDrawer | None:
    section = config.drawer
    match section.connection:
        case "printer":
            return None
        case "gpio":
            wiring = DrawerWiring(
                solenoid_pin=section.pin,
                pulse_s=section.pulse_ms / 1000,
                switch_pin=section.switch_pin,
                is_switch_closed_when_open=section.switch_closed == "open",
            )
            drawer = GpioDrawer(wiring, factory, time.sleep)
            opened.callback(drawer.close)
            return drawer
        case _:
            assert_never(section.connection)


def _buzzer(config: Config, factory: Factory, opened: ExitStack) -> GpioBuzzer:
    buzzer = GpioBuzzer(factory, config.gpio.buzzer)
    opened.callback(buzzer.close)
    return buzzer


def _status_led(config: Config, factory: Factory, opened: ExitStack) -> GpioStatusLed:
    led = GpioStatusLed(factory, config.gpio.status_led)
    opened.callback(led.close)
    return led


def _power_fail(config: Config, factory: Factory, opened: ExitStack) -> GpioPowerFail:
    line = GpioPowerFail(factory, config.gpio.power_fail)
    opened.callback(line.close)
    return line


def _key_switch(config: Config, factory: Factory, opened: ExitStack) -> GpioKeySwitch | None:
    section = config.key_switch
    if section is None:
        return None
    switch = GpioKeySwitch(factory, section.register_pin, section.chief_pin)
    opened.callback(switch.close)
    return switch


def _scale_line(config: Config, opened: ExitStack) -> SerialLine | None:
    section = config.scale
    if section is None:
        return None
    line = SerialLine(section.device, section.baud, FlowControl.NONE)
    opened.callback(line.close)
    return line


def _terminal_line(config: Config, opened: ExitStack) -> TcpLine | None:
    section = config.terminal
    if section is None:
        return None
    line = TcpLine(section.host, section.port)
    opened.callback(line.close)
    return line


def _slot(config: Config) -> MountedSlot | None:
    if not config.paths.stick:
        return None
    return MountedSlot(KernelMounts(Path(config.paths.run)), Path(config.paths.stick))


def _wires(config: Config) -> Mapping[str, Wire]:
    """The way to each signature service; `SystemClock` and a wire read the same seconds."""
    wires: dict[str, Wire] = {}
    for section in config.signature:
        if not section.is_service:
            continue
        # A till with a card alone speaks no HTTPS, and does not wait for the library at its start.
        from hal.remote.https import HttpsWire  # noqa: PLC0415

        ca_file = Path(section.ca_file) if section.ca_file else None
        try:
            wires[section.kind] = HttpsWire(section.url, ca_file=ca_file, clock=time.monotonic)
        except ValueError as error:
            raise ConfigError(f"signature: {section.kind}: {error}") from error
    return wires
