"""Whatever is pressed and whatever happens meanwhile: what always holds at the till."""

from collections.abc import Callable

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from firmware.rksv.receipt import ReceiptKind
from firmware.till.events import PaperState, Refusal, SwitchState
from hal.keypad.port import Key
from tests.till.always import check, check_order, leads_back
from tests.till.playbook import ALONE, STALL, Playbook, zero

#: Keys that lead on, more often than they lie on the keypad; every key is among them.
KEYS = st.one_of(
    st.sampled_from(list(Key)),
    st.sampled_from([Key.WG1, Key.WG2, Key.BAR, Key.F, Key.C, Key.DIGIT_5, Key.DIGIT_0, Key.STO]),
)
#: Whole moves, so that deep states are reached within one walk.
_MOVES = (
    "250 WG1",
    "1,345 × WG2",
    "3 × WG1",
    "99999999 WG7",
    "9999999 WG7",
    "999 × 9999999 WG7 BAR",
    "99,999 × 9999999 WG7",
    "12 PLU",
    "13 PLU 180 PLU",
    "4 × 14 PLU",
    "14 PLU PLU PLU",
    "21 PLU PLU",
    "0,250 × 31 PLU",
    "12 F PLU",
    "F WG8",
    "F STO",
    "F STO 10 × F WG8",
    "F STO 200 WG7",
    "×",
    "20 F × ×",
    "10 %",
    "ZW 10 %",
    "30 % 1111 BAR",
    "50 F %",
    "ZW 100 F %",
    "500 F 36",
    "10 F 33",
    "F 46 1 13585627 BAR",
    "F 47 44882233777 BAR BAR",
    "100 BAR",
    "1000 BAR",
    "KARTE",
    "1 KARTE",
    "BAR",
    "F 50 1111 BAR",
    "F 60",
    "F 01",
    "F 08",
    "F 99",
    "2 BAR",
    "1 F 01",
    "2 × STO",
    "0,5 × STO",
    "2 STO",
    "F C BAR",
    "2000 ZW",
    "F BAR",
)
#: A cashier clears what is in the way before most of them.
MOVES = st.builds("{}{}".format, st.sampled_from(("", "C C ", "C C ")), st.sampled_from(_MOVES))


#: What happens while nobody presses a key; one of them for every few keys.
HAPPENINGS: tuple[Callable[[Playbook], object], ...] = (
    lambda book: book.wait(0.2),
    lambda book: book.wait(3),
    lambda book: book.wait(5.5),
    lambda book: book.wait(21),
    lambda book: book.wait(1801),
    lambda book: book.wait(-2),
    lambda book: book.wait(-3600),
    lambda book: book.paper(PaperState.OUT),
    lambda book: book.paper(PaperState.OUT, waiting=413),
    lambda book: book.paper(PaperState.OFFLINE, waiting=1_000_000),
    lambda book: book.paper(PaperState.NEAR_END),
    lambda book: book.paper(PaperState.OK),
    lambda book: book.card(is_working=False),
    lambda book: book.store(zero(ReceiptKind.SAMMELBELEG, "Ausfall Bon 415-431")),
    lambda book: book.card(is_working=True),
    lambda book: book.stick(Key.WG3),
    lambda book: book.stick(Key.WG3, is_stuck=False),
    lambda book: book.turn(SwitchState.OFF),
    lambda book: book.turn(SwitchState.REGISTER),
    lambda book: book.turn(SwitchState.CHIEF),
    lambda book: book.move_drawer(is_open=True),
    lambda book: book.move_drawer(is_open=False),
    lambda book: book.tell("Quartalssicherg.", "Stick ok - fertig"),
    lambda book: book.owe(zero(ReceiptKind.MONATSBELEG, "Oktober 2026")),
    lambda book: book.refusing(Refusal.CLOCK),
    lambda book: book.refusing(Refusal.CHAIN),
    lambda book: book.refusing(None),
    lambda book: book.refusing(None),
    lambda book: book.reboot(),
)


class AnyKeys(RuleBasedStateMachine):
    """Keys, time, devices, refusals and power cuts in any order."""

    @initialize(is_alone=st.booleans(), keys=st.sampled_from(("", "2 BAR", "2 BAR", "2 BAR F 50")))
    def begin(self, *, is_alone: bool, keys: str) -> None:
        """A stall with clerks or without, practising or not."""
        self.book = Playbook(ALONE if is_alone else STALL, clerk=None).type(keys)

    @rule(keys=st.lists(KEYS, min_size=1, max_size=8))
    def press(self, keys: list[Key]) -> None:
        """Any keys."""
        for key in keys:
            self.book.press(key)
            check_order(self.book)

    @rule(moves=st.lists(MOVES, min_size=1, max_size=5))
    def move(self, moves: list[str]) -> None:
        """Keys that belong together."""
        for word in " ".join(moves).split():
            self.book.type(word)
            check_order(self.book)

    @rule(move=MOVES, happening=st.sampled_from(HAPPENINGS), more=MOVES)
    def happen(self, move: str, happening: Callable[[Playbook], object], more: str) -> None:
        """Something happens between two moves."""
        self.book.type(move)
        happening(self.book)
        self.book.type(more)

    @invariant()
    def always(self) -> None:
        """What always holds, holds."""
        check(self.book)

    def teardown(self) -> None:
        """There is always a way back."""
        if hasattr(self, "book"):
            leads_back(self.book)


AnyKeys.TestCase.settings = settings(
    max_examples=40,
    stateful_step_count=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)


class TestAnyKeys(AnyKeys.TestCase):
    """Random walks of several hundred keys each."""
