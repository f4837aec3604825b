"""Status LED, power-fail input and key switch on pins, by gpiozero.

Every class takes a factory from `hal.gpio.chip.open_factory`; pins are Broadcom numbers. Inputs
have the board's pull-up and are active when something pulls them to ground, so a cable that is
off reads as "nothing happens". Levels are asked for when they are wanted: no edge of a line is
waited for, which not every chip can tell.
"""

from hal.errors import Fault, HalError
from hal.gpio.chip import mapped
from hal.gpio.gpiozero_import import LED, Factory, InputDevice
from hal.gpio.port import SwitchPosition


class GpioStatusLed:
    """Implements `StatusLed`."""

    def __init__(self, factory: Factory, pin: int = 27) -> None:
        with mapped("status led"):
            self._led = LED(pin, pin_factory=factory)

    def set(self, *, is_lit: bool) -> None:
        """See `StatusLed.set`."""
        with mapped("status led"):
            (self._led.on if is_lit else self._led.off)()

    def close(self) -> None:
        """Dark, and the pin given back."""
        self._led.close()


class GpioPowerFail:
    """Implements `PowerFail` on the open-drain output of a supply supervisor."""

    def __init__(self, factory: Factory, pin: int = 4) -> None:
        with mapped("power fail"):
            self._line = InputDevice(pin, pull_up=True, pin_factory=factory)

    def is_failing(self) -> bool:
        """See `PowerFail.is_failing`."""
        with mapped("power fail"):
            return bool(self._line.is_active)

    def close(self) -> None:
        """Give the pin back."""
        self._line.close()


class GpioKeySwitch:
    """Implements `KeySwitch` on two contacts to ground: one in REG, one in CHEF, none in AUS."""

    def __init__(self, factory: Factory, register_pin: int, chief_pin: int) -> None:
        with mapped("key switch"):
            self._register = InputDevice(register_pin, pull_up=True, pin_factory=factory)
            self._chief = InputDevice(chief_pin, pull_up=True, pin_factory=factory)

    def position(self) -> SwitchPosition:
        """See `KeySwitch.position`."""
        with mapped("key switch"):
            closed = (bool(self._register.is_active), bool(self._chief.is_active))
        match closed:
            case (False, False):
                return SwitchPosition.OFF
            case (True, False):
                return SwitchPosition.REGISTER
            case (False, True):
                return SwitchPosition.CHIEF
            case _:
                raise HalError(Fault.BROKEN, "key switch", "two positions at once")

    def close(self) -> None:
        """Give the pins back."""
        self._register.close()
        self._chief.close()
