"""Articles (PLU): booking by number, repeating, open and package prices, price look-up."""

from firmware.till.function import Function
from firmware.till.refuse import no_price, unknown_article, wrong_key
from firmware.till.state import Step, Till
from hal.keypad.port import Key

FUNCTIONS: tuple[Function, ...] = ()


def book_article(till: Till, key: Key) -> Step:
    """PLU after a number: the article."""
    return unknown_article(till, key)


def repeat_article(till: Till, key: Key) -> Step:
    """PLU again: one more of the last article."""
    return no_price(till, key)


def look_up(till: Till, key: Key) -> Step:
    """F PLU: name and price of an article, nothing is booked."""
    return wrong_key(till, key)
