"""A million keys as a child presses them, and days of a cashier in a hurry, who knows the manual.

No crash, nothing booked is lost, no sum is wrong. Seeds are fixed, so that a failure is found
again; the walk of one seed is a tenth of the storm.
"""

import random

import pytest

from firmware.till.events import SwitchState
from hal.keypad.port import Key
from tests.till.always import check, check_beside, check_order, check_past, leads_back
from tests.till.moves import BEGINNINGS, BESIDE, HAPPENINGS, MOVES, SELLING, STALLS
from tests.till.playbook import Playbook

pytestmark = pytest.mark.heavy

KEYS_PER_SEED = 100_000
#: A look at everything costs more than a key.
LOOK_EVERY = 25
LOOK_BACK_EVERY = 500
#: A new till now and then, so that its journal stays short.
DAY_KEYS = 2_500
#: How often, per key, a hand knows what it wants, and something happens.
MOVE_SHARE = 0.03
HAPPENING_SHARE = 0.01
#: Sticks and copies come and go more often than that.
BESIDE_SHARE = 0.05
ALL_KEYS = list(Key)
#: Keys that lead on come more often than they lie on the keypad.
WEIGHTS = [
    {Key.C: 2, Key.BAR: 4, Key.F: 3, Key.WG1: 3, Key.WG4: 2, Key.PLU: 2}.get(key, 1)
    for key in ALL_KEYS
]


def beside(book: Playbook, chance: random.Random) -> None:
    """Something goes on at stick or copies, and nobody is disturbed."""
    before = book.till
    chance.choice(BESIDE)(book)
    check_beside(before, book.till)


@pytest.mark.parametrize("seed", range(10))
def test_storm(seed: int) -> None:
    """A hundred thousand keys of one seed."""
    chance = random.Random(seed)
    pressed = 0
    while pressed < KEYS_PER_SEED:
        book = Playbook(chance.choice(STALLS), clerk=chance.choice((None, 1, 2)))
        for count, key in enumerate(chance.choices(ALL_KEYS, WEIGHTS, k=DAY_KEYS)):
            book.press(key)
            check_order(book)
            if count % LOOK_EVERY == 0:
                check(book)
            if count % LOOK_BACK_EVERY == 0:
                check_past(book)
            if chance.random() < MOVE_SHARE:
                book.type(f"C C C {chance.choice(MOVES)}")
            if chance.random() < HAPPENING_SHARE:
                chance.choice(HAPPENINGS)(book)
            if chance.random() < BESIDE_SHARE:
                beside(book, chance)
        check(book)
        check_past(book)
        leads_back(book)
        pressed += DAY_KEYS
    assert pressed == KEYS_PER_SEED


#: The cashier's day: so many moves, and how often it is cleared up before one.
MOVES_PER_SEED = 2_000
DAY_MOVES = 100
TIDY_SHARE = 0.4
SALE_SHARE = 0.5
TYPO_SHARE = 0.03
CLEARING_UP = "C C C F C C F C BAR C C"


def hurry(book: Playbook, chance: random.Random) -> None:
    """One move, often after clearing up, seldom with a wrong key in it."""
    if chance.random() < TIDY_SHARE:
        book.turn(SwitchState.REGISTER).refusing(None).type(CLEARING_UP)
        if book.till.clerk is None or book.till.is_locked:
            book.type("C C 2 BAR C C")
    # After a sale much can be done that cannot be done without one.
    if chance.random() < SALE_SHARE:
        for move in chance.choices(SELLING, k=chance.randint(1, 4)):
            book.type(f"C C {move}")
        book.type(chance.choice(("", "BAR", "BAR BAR", "KARTE BAR")))
    book.type(chance.choice(("", "C C C")))
    for word in chance.choice(MOVES).split():
        book.type(word)
        check_order(book)
        if chance.random() < TYPO_SHARE:
            book.press(chance.choice(ALL_KEYS))
        if chance.random() < BESIDE_SHARE:
            beside(book, chance)


@pytest.mark.parametrize("seed", range(10))
def test_hurry(seed: int) -> None:
    """Two thousand moves of one seed, with whatever happens between them."""
    chance = random.Random(seed)
    for _ in range(MOVES_PER_SEED // DAY_MOVES):
        book = Playbook(chance.choice(STALLS), clerk=chance.choice((None, 1, 2)))
        book.type(chance.choice(BEGINNINGS))
        for _ in range(DAY_MOVES):
            hurry(book, chance)
            if chance.random() < 0.1:
                chance.choice(HAPPENINGS)(book)
            check(book)
        check_past(book)
        leads_back(book)
