"""Weights from a scale, and the tare."""

from firmware.till.function import Function
from firmware.till.refuse import wrong_key
from firmware.till.state import Step, Till
from hal.keypad.port import Key

FUNCTIONS: tuple[Function, ...] = ()


def read_scale(till: Till, key: Key) -> Step:
    """`×` alone: the weight on the scale."""
    return wrong_key(till, key)


def set_tare(till: Till, key: Key) -> Step:
    """F × after a number: grams of packing for the next weighing."""
    return wrong_key(till, key)
