"""F F: all functions in groups."""

from firmware.till.refuse import wrong_key
from firmware.till.state import Step, Till
from hal.keypad.port import Key


def open_menu(till: Till, key: Key) -> Step:
    """F F: the list of functions."""
    return wrong_key(till, key)
