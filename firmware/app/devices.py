"""The hands of the till as the rest of the app sees them: ports, whatever is behind them."""

from collections.abc import Callable
from dataclasses import dataclass

from firmware.app.card_pins import CardPins
from firmware.finanzonline.order import UnitKind
from hal.buzzer.port import Buzzer
from hal.card.port import SignatureCard
from hal.clock.port import RtcReading, SettableClock
from hal.display.port import Display
from hal.drawer.port import Drawer
from hal.gpio.port import KeySwitch, PowerFail, StatusLed
from hal.keypad.port import Keypad
from hal.printer.port import Printer
from hal.scale.port import Scale
from hal.stick.port import StickSlot
from hal.terminal.port import Terminal


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPlace:
    """Where a signature unit is found: the card reader ("card"), or a service on the net.

    `device_for(serial)` makes its driver, which takes only the unit whose certificate has that
    serial (None: any, before it is entered). With `may_test` false it gives no test signature.
    `vda_id` is its trust service provider (Anlage Z 2).
    """

    name: str
    kind: UnitKind
    vda_id: str
    device_for: Callable[[str | None], SignatureCard]
    may_test: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Devices:
    """One of each, but None for a key switch, scale, card terminal or stick that cannot be there.

    `columns` is the width of the paper in characters.

    `places` are those of the signature units, the preferred one first. `card_for(serial)` makes the
    driver of the card in the reader, as `UnitPlace.device_for` does. `pins` are what cards are
    shown; `machine` is the serial number of this one, empty where it has none. `read_rtc` and
    `reader_names` may raise HalError. Close with `close`, last made first.
    """

    clock: SettableClock
    keypad: Keypad
    display: Display
    printer: Printer
    columns: int
    drawer: Drawer
    buzzer: Buzzer
    status_led: StatusLed
    power_fail: PowerFail
    key_switch: KeySwitch | None
    scale: Scale | None
    terminal: Terminal | None
    slot: StickSlot | None
    places: tuple[UnitPlace, ...]
    card_for: Callable[[str | None], SignatureCard]
    pins: CardPins
    machine: str
    read_rtc: Callable[[], RtcReading]
    reader_names: Callable[[], tuple[str, ...]]
    close: Callable[[], None]
