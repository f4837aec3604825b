"""What comes back: deposits and cups, with the sign that F STO gives the next position."""

from firmware.till.function import Function
from firmware.till.refuse import wrong_key
from firmware.till.state import Step, Till
from hal.keypad.port import Key

FUNCTIONS: tuple[Function, ...] = ()


def turn_sign(till: Till, key: Key) -> Step:
    """F STO: the next position is taken back."""
    return wrong_key(till, key)
