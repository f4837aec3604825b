"""The list of positions of the open sale."""

from firmware.till.function import Function
from firmware.till.refuse import wrong_key
from firmware.till.state import Step, Till
from hal.keypad.port import Key

FUNCTIONS: tuple[Function, ...] = ()


def show(till: Till, key: Key) -> Step:
    """F ZW: the positions, to scroll and to void."""
    return wrong_key(till, key)
