"""The drivers of hal on whatever lower side they are given, real or emulated.

kassad gives the real one (`firmware.app.wiring`), the desk and the simulator an emulated one
(`firmware.desk.bench`); from here upwards nothing knows the difference.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from firmware.app.config import Config, ConfigError
from firmware.app.devices import Devices, UnitPlace
from firmware.app.pin_note import PIN_NOTE, PinNote, pin_mark
from firmware.finanzonline.order import UnitKind
from hal.buzzer.port import Buzzer
from hal.card.deadline import DeadlineCard
from hal.card.driver import RksvCard
from hal.card.port import Reader, SignatureCard
from hal.card.refusals import PinRefusals
from hal.clock.port import SettableClock
from hal.display.luma_oled import LumaDisplay
from hal.display.port import I2cBus, SpiBus
from hal.drawer.port import Drawer
from hal.drawer.printer_port import PrinterPortDrawer
from hal.gpio.port import KeySwitch, PowerFail, StatusLed
from hal.keypad.port import Keypad
from hal.printer.driver import EscposPrinter
from hal.printer.model import UnknownModelError, printer_model
from hal.printer.port import Line
from hal.scale.driver import MtSicsScale
from hal.terminal.driver import STANDARD_PASSWORD, ZvtTerminal


@dataclass(frozen=True, slots=True, kw_only=True)
class LowerSide:
    """What the drivers stand on: buses, lines and readers, real or emulated.

    `drawer` is None when it hangs on the printer's socket; `key_switch`, `scale_line` and
    `terminal_line` when there is none.
    """

    clock: SettableClock
    keypad: Keypad
    bus: I2cBus | SpiBus
    line: Line
    make_reader: Callable[[], Reader]
    await_end: Callable[[threading.Event, float], bool]
    drawer: Drawer | None
    buzzer: Buzzer
    status_led: StatusLed
    power_fail: PowerFail
    key_switch: KeySwitch | None
    scale_line: Line | None
    terminal_line: Line | None
    close: Callable[[], None]


def assemble(config: Config, lower: LowerSide, pin: bytes) -> Devices:
    """The till's devices on `lower`; nothing is opened or sent yet.

    Raises:
        ConfigError: the printer's model is not known.
    """
    try:
        model = printer_model(config.printer.model)
    except UnknownModelError as error:
        raise ConfigError(f"printer.model: {error}") from error

    def monotonic_s() -> float:
        return lower.clock.now().monotonic_s

    printer = EscposPrinter(lower.line, model, monotonic_s)
    # One memory for all drivers of this PIN: a refused PIN is never shown to the card again.
    refusals = PinRefusals()

    def card_for(serial: str | None) -> SignatureCard:
        def make_card() -> SignatureCard:
            return RksvCard(
                lower.make_reader(),
                pin=pin,
                expected_serial=serial,
                refusals=refusals,
                clock=monotonic_s,
            )

        return DeadlineCard(make_card, clock=monotonic_s, await_end=lower.await_end)

    def keep_refusals(folder: Path, aes_key: bytes) -> None:
        refusals.keep_in(PinNote(folder / PIN_NOTE, pin_mark(pin, aes_key)))

    return Devices(
        clock=lower.clock,
        keypad=lower.keypad,
        display=LumaDisplay(lower.bus, config.display.chip, config.display.address),
        printer=printer,
        columns=model.columns,
        drawer=PrinterPortDrawer(printer) if lower.drawer is None else lower.drawer,
        buzzer=lower.buzzer,
        status_led=lower.status_led,
        power_fail=lower.power_fail,
        key_switch=lower.key_switch,
        scale=None if lower.scale_line is None else MtSicsScale(lower.scale_line, monotonic_s),
        terminal=(
            None
            if lower.terminal_line is None
            else ZvtTerminal(lower.terminal_line, monotonic_s, STANDARD_PASSWORD)
        ),
        places=(
            UnitPlace(
                name="card", kind=UnitKind.CARD, vda_id=config.card.vda_id, device_for=card_for
            ),
        ),
        card_for=card_for,
        keep_refusals=keep_refusals,
        close=lower.close,
    )
