"""A drawer on a pin of the board, by a transistor and the drawer's own supply."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from hal.errors import Fault, HalError
from hal.gpio.chip import mapped
from hal.gpio.gpiozero_import import DigitalInputDevice, Factory, OutputDevice

DEVICE = "drawer"
#: Solenoids of cash drawers are rated for pulses up to half a second.
PULSE_S_MAX = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawerWiring:
    """How the drawer hangs on the board; pins by their Broadcom numbers.

    `switch_pin` is the drawer's switch against ground, or None; `is_switch_closed_when_open`
    says which way round it works.
    """

    solenoid_pin: int
    pulse_s: float = 0.1
    switch_pin: int | None = None
    is_switch_closed_when_open: bool = True

    def __post_init__(self) -> None:
        if not 0.0 < self.pulse_s <= PULSE_S_MAX:
            raise ValueError(f"a drawer pulse lasts up to {PULSE_S_MAX} s, not {self.pulse_s}")
        if self.solenoid_pin == self.switch_pin:
            raise ValueError(f"pin {self.solenoid_pin} cannot be solenoid and switch")


class GpioDrawer:
    """Implements `Drawer` on pins; a context manager that leaves the solenoid without current.

    Args:
        wiring: The pins.
        factory: From `hal.gpio.chip.open_factory`.
        wait: Blocks for so many seconds, `time.sleep`.

    Raises:
        HalError: BUSY or BROKEN when the pins cannot be had.
    """

    def __init__(
        self, wiring: DrawerWiring, factory: Factory, wait: Callable[[float], None]
    ) -> None:
        self._wiring = wiring
        self._wait = wait
        with mapped(DEVICE), ExitStack() as claimed:
            self._solenoid = OutputDevice(wiring.solenoid_pin, pin_factory=factory)
            claimed.callback(self._solenoid.close)
            self._switch = (
                None
                if wiring.switch_pin is None
                else DigitalInputDevice(wiring.switch_pin, pull_up=True, pin_factory=factory)
            )
            claimed.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def open(self, deadline_s: float) -> None:
        """As `Drawer.open`; the pulse is given whole or not at all."""
        if deadline_s < self._wiring.pulse_s:
            raise HalError(Fault.TIMEOUT, DEVICE, f"no pulse within {deadline_s} s")
        with mapped(DEVICE):
            self._pulse()

    def is_open(self) -> bool | None:
        """As `Drawer.is_open`."""
        if self._switch is None:
            return None
        with mapped(DEVICE):
            is_closed_switch = bool(self._switch.is_active)
        return is_closed_switch == self._wiring.is_switch_closed_when_open

    def _pulse(self) -> None:
        try:
            self._solenoid.on()
            self._wait(self._wiring.pulse_s)
        finally:
            # A solenoid under lasting current burns.
            self._solenoid.off()

    def close(self) -> None:
        """Take the current off and give the pins back."""
        self._solenoid.close()
        if self._switch is not None:
            self._switch.close()
