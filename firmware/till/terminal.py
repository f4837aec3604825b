"""The card terminal: its menu, and what it answers."""

from firmware.till.function import Function
from firmware.till.refuse import wrong_key
from firmware.till.state import Step, Till
from hal.keypad.port import Key

FUNCTIONS: tuple[Function, ...] = ()


def open_menu(till: Till, key: Key) -> Step:
    """F KARTE: the menu of the terminal."""
    return wrong_key(till, key)
