"""gpiozero, imported without what it knows besides lines: boards, colours, converters, programs.

It loads all of its forty boards, a theory of colours and a reader of installed packages at each
start of a till, which has lines and knows their chip: a MiB of a small machine.
"""

# Before gpiozero imports it in its own way.
from hal.gpio import lgpio_import  # noqa: F401 - for what it leaves undone
from hal.stand_in import module, standing_in


def _nothing(_: str) -> type[object]:
    return object


def _no_others(**_: str) -> tuple[()]:
    """The one way to the pins is ours: nobody's package is asked for another."""
    return ()


with standing_in(
    module("colorzero", Color=object),
    module("gpiozero.boards", __getattr__=_nothing),
    module("gpiozero.internal_devices", __getattr__=_nothing),
    module("gpiozero.spi_devices", __getattr__=_nothing),
    module("importlib.metadata", entry_points=_no_others),
):
    from gpiozero import (
        LED,
        DigitalInputDevice,
        Factory,
        GPIOZeroError,
        InputDevice,
        OutputDevice,
        PWMOutputDevice,
    )
    from gpiozero.pins.lgpio import LGPIOFactory

__all__ = (
    "LED",
    "DigitalInputDevice",
    "Factory",
    "GPIOZeroError",
    "InputDevice",
    "LGPIOFactory",
    "OutputDevice",
    "PWMOutputDevice",
)
