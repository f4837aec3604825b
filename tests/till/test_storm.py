"""A million keys as a child presses them: no crash, nothing booked is lost, no sum is wrong.

Seeds are fixed, so that a failure is found again; the walk of one seed is a tenth of the storm.
"""

import random

import pytest

from hal.keypad.port import Key
from tests.till.always import check, check_order, leads_back
from tests.till.playbook import ALONE, STALL, Playbook
from tests.till.test_any_keys import HAPPENINGS

pytestmark = pytest.mark.heavy

KEYS_PER_SEED = 100_000
#: A look at everything costs more than a key.
LOOK_EVERY = 25
#: A new till now and then, so that its journal stays short.
DAY_KEYS = 2_500
ALL_KEYS = list(Key)
#: Keys that lead on come more often than they lie on the keypad.
WEIGHTS = [
    {Key.C: 2, Key.BAR: 4, Key.F: 3, Key.WG1: 3, Key.WG4: 2, Key.PLU: 2}.get(key, 1)
    for key in ALL_KEYS
]


@pytest.mark.parametrize("seed", range(10))
def test_storm(seed: int) -> None:
    """A hundred thousand keys of one seed."""
    chance = random.Random(seed)
    pressed = 0
    while pressed < KEYS_PER_SEED:
        stall = chance.choice((STALL, STALL, ALONE))
        book = Playbook(stall, clerk=chance.choice((None, 1, 2)))
        for count, key in enumerate(chance.choices(ALL_KEYS, WEIGHTS, k=DAY_KEYS)):
            book.press(key)
            check_order(book)
            if count % LOOK_EVERY == 0:
                check(book)
            if chance.random() < 0.01:
                chance.choice(HAPPENINGS)(book)
        check(book)
        leads_back(book)
        pressed += DAY_KEYS
    assert pressed == KEYS_PER_SEED
