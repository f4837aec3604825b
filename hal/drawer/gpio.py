"""A drawer on a pin of the board, by a transistor and the drawer's own supply."""

from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import lgpio
from gpiozero import DigitalInputDevice, Factory, GPIOZeroError, OutputDevice
from gpiozero.pins.lgpio import LGPIOFactory

from hal.errors import Fault, HalError

DEVICE = "drawer"
#: The kernel numbers its GPIO chips from 0; more than these no board has.
CHIPS_MAX = 16
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
        factory: gpiozero's way to the pins; always given, since gpiozero's own choice would
            quietly take another one where the right one fails.
        wait: Blocks for so many seconds, `time.sleep`.

    Raises:
        HalError: BUSY or BROKEN when the pins cannot be had.
    """

    def __init__(
        self, wiring: DrawerWiring, factory: Factory, wait: Callable[[float], None]
    ) -> None:
        self._wiring = wiring
        self._wait = wait
        try:
            self._solenoid = OutputDevice(wiring.solenoid_pin, pin_factory=factory)
            self._switch = (
                None
                if wiring.switch_pin is None
                else DigitalInputDevice(wiring.switch_pin, pull_up=True, pin_factory=factory)
            )
        except (GPIOZeroError, lgpio.error) as error:
            raise HalError(_fault_of(error), DEVICE, f"{wiring}: {error}") from error

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
        try:
            self._pulse()
        except (GPIOZeroError, lgpio.error) as error:
            raise HalError(Fault.BROKEN, DEVICE, str(error)) from error

    def is_open(self) -> bool | None:
        """As `Drawer.is_open`."""
        if self._switch is None:
            return None
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


def open_chip(label: str) -> LGPIOFactory:
    """The way to the pins of the GPIO chip called `label` (`pinctrl-bcm2711`, ...).

    The kernel's chip numbers change from board to board and from kernel to kernel.

    Raises:
        HalError: ABSENT when no chip that we may open has the label, BROKEN when several have.
    """
    numbers = [number for number in range(CHIPS_MAX) if chip_label(number) == label]
    if not numbers:
        raise HalError(Fault.ABSENT, DEVICE, f"no GPIO chip within reach is labelled {label!r}")
    if len(numbers) > 1:
        raise HalError(Fault.BROKEN, DEVICE, f"GPIO chips {numbers} are all labelled {label!r}")
    return LGPIOFactory(chip=numbers[0])


def chip_label(number: int) -> str | None:
    """The label of `/dev/gpiochip<number>`; None when it is not there or not ours to open."""
    try:
        handle = lgpio.gpiochip_open(number)
    except lgpio.error:
        return None
    try:
        _, _, _, label = lgpio.gpio_get_chip_info(handle)
    finally:
        lgpio.gpiochip_close(handle)
    return str(label)


def _fault_of(error: Exception) -> Fault:
    """A pin in use by another process is told apart by lgpio's words only."""
    return Fault.BUSY if "busy" in str(error).lower() else Fault.BROKEN
