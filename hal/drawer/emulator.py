"""A drawer to look at: a spring, a catch, and perhaps a switch."""

from hal.errors import Fault, HalError

DEVICE = "drawer"


class EmulatedDrawer:
    """Implements `Drawer`; also stands at the end of another device's pulses (`catch`).

    `fault` makes every opening fail with it; `has_switch` false is a drawer that cannot tell.
    """

    def __init__(self, *, has_switch: bool = True) -> None:
        self.has_switch = has_switch
        self.fault: Fault | None = None
        self.pulses = 0
        self.is_out = False

    def open(self, deadline_s: float) -> None:
        """As `Drawer.open`; takes no time."""
        if self.fault is not None:
            raise HalError(self.fault, DEVICE, f"emulated, with {deadline_s} s to go")
        self.catch()

    def is_open(self) -> bool | None:
        """As `Drawer.is_open`."""
        return self.is_out if self.has_switch else None

    def catch(self) -> None:
        """A pulse draws the catch; the spring does the rest."""
        self.pulses += 1
        self.is_out = True

    def push_shut(self) -> None:
        """The cashier's hand."""
        self.is_out = False
