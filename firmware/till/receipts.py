"""Receipts again: copies, QR codes, paper or not, the search."""

from firmware.till.effects import PrintReceipt
from firmware.till.function import Function
from firmware.till.refuse import wrong_key
from firmware.till.state import Step, Till
from hal.keypad.port import Key

FUNCTIONS: tuple[Function, ...] = ()


def change_form(till: Till, key: Key) -> Step:
    """BON in a sale: paper or QR for this one."""
    return wrong_key(till, key)


def print_again(till: Till, _key: Key) -> Step:
    """BON after a sale: a copy of the last receipt, marked as one, not signed again."""
    return till, (PrintReceipt(number=None, is_copy=True),)


def show_code(till: Till, key: Key) -> Step:
    """F BON: the code of the last receipt."""
    return wrong_key(till, key)
