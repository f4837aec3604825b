"""The drivers of hal on whatever lower side they are given, real or emulated.

kassad gives the real one (`firmware.app.wiring`), the desk and the simulator an emulated one
(`firmware.desk.bench`); from here upwards nothing knows the difference.
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from firmware.app.card_pins import CardPins
from firmware.app.config import Config, ConfigError
from firmware.app.config_signature import SignatureSection, in_order
from firmware.app.credentials import NO_SECRETS
from firmware.app.devices import Devices, UnitPlace
from firmware.finanzonline.order import UnitKind
from hal.buzzer.port import Buzzer
from hal.card.deadline import DeadlineCard
from hal.card.driver import RksvCard
from hal.card.port import Reader, SignatureCard
from hal.clock.port import RtcReading, SettableClock
from hal.display.luma_oled import LumaDisplay
from hal.display.port import I2cBus, SpiBus
from hal.drawer.port import Drawer
from hal.drawer.printer_port import PrinterPortDrawer
from hal.gpio.port import KeySwitch, PowerFail, StatusLed
from hal.keypad.port import Keypad
from hal.printer.driver import EscposPrinter
from hal.printer.model import PrinterModel, UnknownModelError, printer_model
from hal.printer.port import Line
from hal.remote.atrust_online import ATrustOnline
from hal.remote.port import DEVICE as SERVICE
from hal.remote.port import Wire
from hal.remote.primesign import PrimeSign
from hal.remote.secret import Secret
from hal.remote.unit import Dialect, Refusal, RemoteUnit
from hal.scale.driver import MtSicsScale
from hal.stick.port import StickSlot
from hal.terminal.driver import STANDARD_PASSWORD, ZvtTerminal


@dataclass(frozen=True, slots=True, kw_only=True)
class LowerSide:
    """What the drivers stand on: buses, lines and readers, real or emulated.

    `machine` is its serial number, empty where it has none. `drawer` is None when it hangs on the
    printer's socket; `key_switch`, `scale_line` and `terminal_line` when there is none. `wires`
    leads to each signature service of the settings, by its kind. `read_rtc` and `reader_names`
    ask the real-time clock and pcscd, and raise HalError; only F 95 does.
    """

    clock: SettableClock
    keypad: Keypad
    bus: I2cBus | SpiBus
    line: Line
    make_reader: Callable[[], Reader]
    await_end: Callable[[threading.Event, float], bool]
    wires: Mapping[str, Wire]
    machine: str
    drawer: Drawer | None
    buzzer: Buzzer
    status_led: StatusLed
    power_fail: PowerFail
    key_switch: KeySwitch | None
    scale_line: Line | None
    terminal_line: Line | None
    slot: StickSlot | None
    read_rtc: Callable[[], RtcReading]
    reader_names: Callable[[], tuple[str, ...]]
    close: Callable[[], None]


def assemble(
    config: Config, lower: LowerSide, pin: bytes, services: Mapping[str, bytes] = NO_SECRETS
) -> Devices:
    """The till's devices on `lower`; nothing is opened or sent yet.

    `services` are password and token of the signature services, by kind. Without them, as without
    a PIN, no unit may be asked for anything.

    Raises:
        ConfigError: the printer's model is not known.
    """
    model = model_of(config)

    def monotonic_s() -> float:
        return lower.clock.now().monotonic_s

    printer = EscposPrinter(lower.line, model, monotonic_s)
    pins = CardPins(pin)
    card_for = _cards(lower, pins, monotonic_s)

    def place_of(section: SignatureSection) -> UnitPlace:
        if not section.is_service:
            return UnitPlace(
                name=section.kind,
                kind=UnitKind.CARD,
                vda_id=config.card.vda_id,
                device_for=card_for,
                may_test=config.card.test_signature,
            )
        return UnitPlace(
            name=section.kind,
            kind=UnitKind.SERVICE,
            vda_id=section.provider,
            device_for=_services(section, lower, services.get(section.kind, b""), monotonic_s),
        )

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
        slot=lower.slot,
        places=tuple(place_of(section) for section in in_order(config.signature)),
        card_for=card_for,
        pins=pins,
        machine=lower.machine,
        read_rtc=lower.read_rtc,
        reader_names=lower.reader_names,
        close=lower.close,
    )


def model_of(config: Config) -> PrinterModel:
    """The printer of the settings.

    Raises:
        ConfigError: the model is not known.
    """
    try:
        return printer_model(config.printer.model)
    except UnknownModelError as error:
        raise ConfigError(f"printer.model: {error}") from error


def _cards(
    lower: LowerSide, pins: CardPins, monotonic_s: Callable[[], float]
) -> Callable[[str | None], SignatureCard]:
    """Makes drivers of the card in the reader, by the serial it must have."""

    def card_for(serial: str | None) -> SignatureCard:
        def make_card() -> SignatureCard:
            own = pins.of(serial)
            return RksvCard(
                lower.make_reader(),
                pin=own.pin,
                expected_serial=serial,
                refusals=own.refusals,
                clock=monotonic_s,
            )

        return DeadlineCard(make_card, clock=monotonic_s, await_end=lower.await_end)

    return card_for


def _services(
    section: SignatureSection, lower: LowerSide, secret: bytes, monotonic_s: Callable[[], float]
) -> Callable[[str | None], SignatureCard]:
    """Makes drivers of a signature service, by the serial its certificate must have."""
    # One memory for all drivers of this account, as for a card's PIN.
    refusal = Refusal()
    wire = lower.wires[section.kind]

    def service_for(serial: str | None) -> SignatureCard:
        def make_unit() -> SignatureCard:
            return RemoteUnit(
                wire,
                _dialect(section, Secret(secret)),
                vda_id=section.provider,
                expected_serial=serial,
                refusal=refusal,
                clock=monotonic_s,
            )

        return DeadlineCard(make_unit, clock=monotonic_s, await_end=lower.await_end, device=SERVICE)

    return service_for


def _dialect(section: SignatureSection, secret: Secret) -> Dialect:
    if section.kind == "atrust-online":
        return ATrustOnline(section.user, secret)
    return PrimeSign(secret)
