"""The hard deadline: real hangs in threads, and emulated slowness without a thread's help."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from hal.card.deadline import HUNG_CALLS_MAX, DeadlineCard
from hal.card.emulator_profile import CardFaults
from hal.card.port import CardIdentity
from hal.errors import Fault, HalError
from tests.hal.card.rigs import InProcessRig, fault_of, make_card, mute, until

DIGEST = bytes(range(32))
HANG_DEADLINE_S = 0.05
DEADLINE_S = 3.0
SIGNATURE = bytes(64)


class Gate:
    """Cards that hang in `sign` until the gate is opened, and a count of them."""

    def __init__(self) -> None:
        self.opened = threading.Event()
        self.made = 0
        self.threads: list[threading.Thread] = []

    def make_card(self) -> "Gate":
        self.made += 1
        return self

    def identify(self, deadline_s: float) -> CardIdentity:
        raise AssertionError("not asked for here")

    def sign(self, digest: bytes, deadline_s: float) -> bytes:
        self.threads.append(threading.current_thread())
        self.opened.wait()
        return SIGNATURE


@pytest.fixture
def gate() -> Iterator[Gate]:
    """A gate that is open again at the end, so that no thread outlives its test."""
    gate = Gate()
    yield gate
    gate.opened.set()
    for thread in gate.threads:
        thread.join()


class RaisingCard:
    """Raises one error, again and again."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def identify(self, deadline_s: float) -> CardIdentity:
        raise self._error

    def sign(self, digest: bytes, deadline_s: float) -> bytes:
        raise self._error


def test_hang_is_a_timeout_at_the_deadline(gate: Gate) -> None:
    """The caller goes on when the time is over, though the call never ends."""
    card = DeadlineCard(gate.make_card)
    started_s = time.monotonic()

    assert fault_of(lambda: card.sign(DIGEST, HANG_DEADLINE_S)) is Fault.TIMEOUT
    assert HANG_DEADLINE_S <= time.monotonic() - started_s < DEADLINE_S


def test_next_call_after_a_hang_has_a_new_card(gate: Gate) -> None:
    """The card that hangs is abandoned with its reader; the factory makes another."""
    card = DeadlineCard(gate.make_card)
    gate.opened.set()
    card.sign(DIGEST, DEADLINE_S)
    gate.opened.clear()
    fault_of(lambda: card.sign(DIGEST, HANG_DEADLINE_S))
    fault_of(lambda: card.sign(DIGEST, HANG_DEADLINE_S))
    assert gate.made == 2

    gate.opened.set()
    assert card.sign(DIGEST, DEADLINE_S) == SIGNATURE
    assert gate.made == 3


def test_hung_threads_are_bounded(gate: Gate) -> None:
    """With as many hanging as allowed a call is refused at once; when one is back it is begun."""
    card = DeadlineCard(gate.make_card)
    for _ in range(HUNG_CALLS_MAX + 3):
        assert fault_of(lambda: card.sign(DIGEST, HANG_DEADLINE_S)) is Fault.TIMEOUT
    assert len(gate.threads) == HUNG_CALLS_MAX

    gate.opened.set()
    until(lambda: not any(thread.is_alive() for thread in gate.threads), "the calls are back")
    assert card.sign(DIGEST, DEADLINE_S) == SIGNATURE


def test_hanging_factory_is_a_timeout_too(gate: Gate) -> None:
    """Making the card happens inside the deadline."""

    def make_slowly() -> Gate:
        gate.threads.append(threading.current_thread())
        gate.opened.wait()
        return gate

    card = DeadlineCard(make_slowly)
    assert fault_of(lambda: card.sign(DIGEST, HANG_DEADLINE_S)) is Fault.TIMEOUT


def test_card_is_made_once_while_all_goes_well(in_process_rig: InProcessRig) -> None:
    """Without a hang there is one card, and every call goes to it."""
    in_process_rig.insert(make_card())
    made: list[object] = []

    def make() -> object:
        made.append(in_process_rig.driver())
        return made[-1]

    card = DeadlineCard(make, clock=in_process_rig.clock)
    for _ in range(3):
        assert len(card.sign(DIGEST, DEADLINE_S)) == 64
    assert card.identify(DEADLINE_S).pin_tries_left == 3
    assert len(made) == 1


@pytest.mark.parametrize("fault", Fault)
def test_kinds_pass_through(fault: Fault) -> None:
    """What the card says is wrong is what the caller hears."""
    card = DeadlineCard(lambda: RaisingCard(HalError(fault, "card", "by the test")))
    assert fault_of(lambda: card.identify(DEADLINE_S)) is fault
    assert fault_of(lambda: card.sign(DIGEST, DEADLINE_S)) is fault


def test_errors_of_the_caller_pass_through() -> None:
    """An error that is none of a device is not swallowed by the thread."""
    card = DeadlineCard(lambda: RaisingCard(ValueError("a digest has 32 bytes")))
    with pytest.raises(ValueError, match="32 bytes"):
        card.sign(DIGEST, DEADLINE_S)


def test_wrong_pin_is_heard_however_late(in_process_rig: InProcessRig) -> None:
    """A refusal after the deadline is a refusal, or the till would show the PIN again."""
    clock = in_process_rig.clock

    class LateRefusal(RaisingCard):
        def sign(self, digest: bytes, deadline_s: float) -> bytes:
            clock.wait(2 * DEADLINE_S)
            return super().sign(digest, deadline_s)

    error = HalError(Fault.PIN_WRONG, "card", "by the test")
    card = DeadlineCard(lambda: LateRefusal(error), clock=clock)
    assert fault_of(lambda: card.sign(DIGEST, DEADLINE_S)) is Fault.PIN_WRONG


def test_late_answer_is_a_timeout_by_the_clock(in_process_rig: InProcessRig) -> None:
    """An answer that came after the deadline of the clock is none, whatever the card thinks."""
    clock = in_process_rig.clock

    class LateCard(Gate):
        def sign(self, digest: bytes, deadline_s: float) -> bytes:
            clock.wait(deadline_s + 0.001)
            return SIGNATURE

    card = DeadlineCard(LateCard().make_card, clock=clock, await_end=in_process_rig.await_end)
    assert fault_of(lambda: card.sign(DIGEST, DEADLINE_S)) is Fault.TIMEOUT


@pytest.mark.parametrize(
    "faults",
    [CardFaults(slow_s=1.0), CardFaults(slow_s=60.0, instruction=0x2A), mute(), mute(0x20)],
)
def test_emulated_slowness_takes_no_real_time(
    in_process_rig: InProcessRig, faults: CardFaults
) -> None:
    """A slow or mute emulated card is TIMEOUT by its own clock, again and again, at once."""
    card = make_card()
    in_process_rig.insert(card)
    guarded = in_process_rig.guarded()
    started_s, emulated_s = time.monotonic(), in_process_rig.clock()

    for _ in range(20):
        card.faults = faults
        assert fault_of(lambda: guarded.sign(DIGEST, DEADLINE_S)) is Fault.TIMEOUT
        card.faults = CardFaults()
        assert len(guarded.sign(DIGEST, DEADLINE_S)) == 64

    assert in_process_rig.clock() - emulated_s >= 20 * DEADLINE_S
    assert time.monotonic() - started_s < DEADLINE_S


def test_no_thread_left_for_the_call_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that gives no more threads is a named error."""

    def refuse(self: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    card = DeadlineCard(lambda: RaisingCard(ValueError("never reached")))
    monkeypatch.setattr(threading.Thread, "start", refuse)
    assert fault_of(lambda: card.sign(DIGEST, DEADLINE_S)) is Fault.BROKEN


def test_abandoned_call_sends_nothing_more(in_process_rig: InProcessRig) -> None:
    """A command that comes back after the deadline is the last one: no PIN follows it."""
    released, sent = threading.Event(), []
    reader = in_process_rig.reader()
    transmit: Callable[[bytes], bytes] = reader.transmit

    def hang_at_first(command: bytes) -> bytes:
        sent.append(command)
        released.wait()
        return transmit(command)

    reader.transmit = hang_at_first
    in_process_rig.insert(make_card())
    in_process_rig.clock = time.monotonic
    card = DeadlineCard(in_process_rig.driver)
    before = set(threading.enumerate())

    assert fault_of(lambda: card.sign(DIGEST, HANG_DEADLINE_S)) is Fault.TIMEOUT
    released.set()
    until(lambda: set(threading.enumerate()) <= before, "the abandoned call has ended")
    assert len(sent) == 1
