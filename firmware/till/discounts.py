"""Discounts and surcharges: on a position, on the sale, down to a round sum."""

from firmware.till.function import Function
from firmware.till.refuse import wrong_key
from firmware.till.state import Step, Till
from hal.keypad.port import Key

FUNCTIONS: tuple[Function, ...] = ()


def percent(till: Till, key: Key) -> Step:
    """`%`: so much off the last position, after ZW off the sale."""
    return wrong_key(till, key)


def amount(till: Till, key: Key) -> Step:
    """F %: an amount off the last position, after ZW off the sale."""
    return wrong_key(till, key)
