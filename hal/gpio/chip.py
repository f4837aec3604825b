"""The GPIO chip, found by its label.

The kernel's numbers for chips differ between boards and change with its version; gpiozero would
guess, and take another back end where the right one fails. A till refuses instead: it takes the
one chip that is known to carry a header, or the one the settings name, and lgpio alone.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from hal.errors import Fault, HalError
from hal.gpio.gpiozero_import import GPIOZeroError, LGPIOFactory
from hal.gpio.lgpio_import import lgpio
from hal.gpio.port import AUTO

#: No board has more, with expanders and all.
_CHIPS_MAX = 32
_DEVICE = "gpio"
#: Pi 3 and Zero 2 W, Pi 4 and 400, Pi 5: as the drivers of the mainline kernel call them.
HEADER_LABELS: Final = ("pinctrl-bcm2835", "pinctrl-bcm2711", "pinctrl-rp1")


def find_chip(label: str) -> int:
    """The number of the one chip called `label`; with `AUTO`, of the one that carries a header.

    Raises:
        HalError: ABSENT when there is none within reach, BROKEN when there are several.
    """
    wanted = HEADER_LABELS if label == AUTO else (label,)
    labels = {number: _label(number) for number in range(_CHIPS_MAX)}
    numbers = [number for number, found in labels.items() if found in wanted]
    if not numbers:
        others = sorted({found for found in labels.values() if found is not None})
        name = "of a header" if label == AUTO else repr(label)
        raise HalError(Fault.ABSENT, _DEVICE, f"no chip {name} among {others}")
    if len(numbers) > 1:
        are = "of a header" if label == AUTO else f"called {label!r}"
        raise HalError(Fault.BROKEN, _DEVICE, f"chips {numbers} are all {are}")
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
