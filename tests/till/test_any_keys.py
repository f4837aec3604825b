"""Whatever is pressed and whatever happens meanwhile: what always holds at the till."""

from collections.abc import Callable

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from firmware.till.stall.catalog import Profile
from hal.keypad.port import Key
from tests.till.always import check, check_beside, check_order, check_past, leads_back
from tests.till.moves import BESIDE, HAPPENINGS, MOVES, STALLS
from tests.till.playbook import Playbook

#: Keys that lead on, more often than they lie on the keypad; every key is among them.
KEYS = st.one_of(
    st.sampled_from(list(Key)),
    st.sampled_from([Key.WG1, Key.WG2, Key.BAR, Key.F, Key.C, Key.DIGIT_5, Key.DIGIT_0, Key.STO]),
)
#: A cashier clears what is in the way before most of them.
HANDS = st.builds("{}{}".format, st.sampled_from(("", "C C ", "C C ")), st.sampled_from(MOVES))


class AnyKeys(RuleBasedStateMachine):
    """Keys, time, devices, refusals and power cuts in any order."""

    @initialize(
        stall=st.sampled_from(STALLS),
        keys=st.sampled_from(("", "2 BAR", "2 BAR", "2 BAR F 50 1111 BAR")),
    )
    def begin(self, *, stall: Profile, keys: str) -> None:
        """Any stall, practising or not."""
        self.book = Playbook(stall, clerk=None).type(keys)

    @rule(keys=st.lists(KEYS, min_size=1, max_size=8))
    def press(self, keys: list[Key]) -> None:
        """Any keys."""
        for key in keys:
            self.book.press(key)
            check_order(self.book)

    @rule(moves=st.lists(HANDS, min_size=1, max_size=5))
    def move(self, moves: list[str]) -> None:
        """Keys that belong together."""
        for word in " ".join(moves).split():
            self.book.type(word)
            check_order(self.book)

    @rule(move=HANDS, happening=st.sampled_from(HAPPENINGS), more=HANDS)
    def happen(self, move: str, happening: Callable[[Playbook], object], more: str) -> None:
        """Something happens between two moves."""
        self.book.type(move)
        happening(self.book)
        self.book.type(more)

    @rule(keys=st.lists(KEYS, max_size=4), beside=st.lists(st.sampled_from(BESIDE), min_size=1))
    def go_on(self, keys: list[Key], beside: list[Callable[[Playbook], object]]) -> None:
        """Sticks and copies come and go while something is typed, booked or asked."""
        for key in keys:
            self.book.press(key)
        for one in beside:
            before = self.book.till
            one(self.book)
            check_beside(before, self.book.till)

    @invariant()
    def always(self) -> None:
        """What always holds, holds."""
        check(self.book)

    def teardown(self) -> None:
        """There is always a way back."""
        if hasattr(self, "book"):
            check_past(self.book)
            leads_back(self.book)


AnyKeys.TestCase.settings = settings(
    max_examples=40,
    stateful_step_count=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)


class TestAnyKeys(AnyKeys.TestCase):
    """Random walks of several hundred keys each."""
