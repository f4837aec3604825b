"""Single lines that a test or the desk moves by hand."""

from hal.errors import Fault, HalError
from hal.gpio.port import SwitchPosition


class EmulatedStatusLed:
    """Implements `StatusLed`; `is_lit` shows it."""

    def __init__(self) -> None:
        self.is_lit = False
        self.is_absent = False

    def set(self, *, is_lit: bool) -> None:
        """See `StatusLed.set`."""
        if self.is_absent:
            raise HalError(Fault.ABSENT, "status led", "unplugged")
        self.is_lit = is_lit


class EmulatedPowerFail:
    """Implements `PowerFail`; `has_warning` is the wire."""

    def __init__(self) -> None:
        self.has_warning = False
        self.is_absent = False

    def is_failing(self) -> bool:
        """See `PowerFail.is_failing`."""
        if self.is_absent:
            raise HalError(Fault.ABSENT, "power fail", "unplugged")
        return self.has_warning


class EmulatedKeySwitch:
    """Implements `KeySwitch`; `turned_to` is the key, None a broken lock."""

    def __init__(self, turned_to: SwitchPosition | None = SwitchPosition.REGISTER) -> None:
        self.turned_to = turned_to

    def position(self) -> SwitchPosition:
        """See `KeySwitch.position`."""
        if self.turned_to is None:
            raise HalError(Fault.BROKEN, "key switch", "two positions at once")
        return self.turned_to
