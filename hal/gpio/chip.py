"""The GPIO chip, found by its label.

The kernel's numbers for chips differ between boards and change with its version; gpiozero would
guess, and take another back end where the right one fails. A till refuses instead: the label of
the board's chip is configuration, and lgpio the only back end.

Importing lgpio makes a named pipe `.lgd-nfy…` in the working directory, so that must be one where
the process may write.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import lgpio
from gpiozero import GPIOZeroError
from gpiozero.pins.lgpio import LGPIOFactory

from hal.errors import Fault, HalError

#: No board has more, with expanders and all.
_CHIPS_MAX = 32
_DEVICE = "gpio"


def find_chip(label: str) -> int:
    """The number of the one chip called `label`, such as `pinctrl-bcm2711` or `pinctrl-rp1`.

    Raises:
        HalError: ABSENT when there is none within reach, BROKEN when there are several.
    """
    labels = {number: _label(number) for number in range(_CHIPS_MAX)}
    numbers = [number for number, found in labels.items() if found == label]
    if not numbers:
        others = sorted({found for found in labels.values() if found is not None})
        raise HalError(Fault.ABSENT, _DEVICE, f"no chip {label!r} among {others}")
    if len(numbers) > 1:
        raise HalError(Fault.BROKEN, _DEVICE, f"chips {numbers} are all called {label!r}")
    return numbers[0]


def open_factory(label: str) -> LGPIOFactory:
    """The way of gpiozero to the pins of the chip called `label`; the caller closes it.

    Raises:
        HalError: As `find_chip`.
    """
    with mapped(_DEVICE):
        return LGPIOFactory(chip=find_chip(label))


@contextmanager
def mapped(device: str) -> Iterator[None]:
    """Turn what lgpio and gpiozero raise inside into a `HalError` of `device`."""
    try:
        yield
    except (lgpio.error, GPIOZeroError, OSError) as error:
        # Kinds are told by lgpio's words only; it has no codes.
        is_busy = "busy" in str(error).lower()
        raise HalError(Fault.BUSY if is_busy else Fault.BROKEN, device, str(error)) from error


def _label(number: int) -> str | None:
    try:
        handle = lgpio.gpiochip_open(number)
    except lgpio.error:
        return None
    try:
        return str(lgpio.gpio_get_chip_info(handle)[3])
    finally:
        lgpio.gpiochip_close(handle)
