"""The hands of the till as the rest of the app sees them: ports, whatever is behind them."""

from collections.abc import Callable
from dataclasses import dataclass

from hal.buzzer.port import Buzzer
from hal.card.port import SignatureCard
from hal.clock.port import Clock
from hal.display.port import Display
from hal.drawer.port import Drawer
from hal.gpio.port import KeySwitch, PowerFail, StatusLed
from hal.keypad.port import Keypad
from hal.printer.port import Printer
from hal.scale.port import Scale
from hal.terminal.port import Terminal


@dataclass(frozen=True, slots=True, kw_only=True)
class Devices:
    """One of each, but None for a key switch, scale or card terminal that is not there.

    `columns` is the width of the paper in characters.

    `card_for(serial)` makes the signature card's driver; it takes only a card whose certificate
    has that serial (None: any card, before commissioning). Close with `close`, last made first.
    """

    clock: Clock
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
    card_for: Callable[[str | None], SignatureCard]
    close: Callable[[], None]
