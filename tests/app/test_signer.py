"""The card as the till uses it: one caller at a time, one deadline, real probes."""

from threading import Event, Lock, Thread

import pytest

from firmware.app import signer
from firmware.app.signer import CARD_DEADLINE_S, Signer, TakenError
from hal.clock.emulator import EmulatedClock
from hal.errors import Fault, HalError
from tests.app.doubles import ScriptedCard

DIGEST = bytes(range(32))


@pytest.fixture
def card() -> ScriptedCard:
    """A card that signs."""
    return ScriptedCard()


@pytest.fixture
def subject(card: ScriptedCard, clock: EmulatedClock) -> Signer:
    """The till's way to it."""
    return Signer(card, clock.monotonic)


def test_signs_within_the_deadline(subject: Signer, card: ScriptedCard) -> None:
    """The digest goes to the card with the whole deadline."""
    assert subject.sign(DIGEST) == DIGEST + DIGEST
    assert card.asked == [(DIGEST, CARD_DEADLINE_S)]
    assert subject.fault == ""


def test_remembers_the_last_fault(subject: Signer, card: ScriptedCard) -> None:
    """The journal wants to know why an outage began; a good signature ends the why."""
    card.fault = Fault.PIN_BLOCKED
    with pytest.raises(HalError):
        subject.sign(DIGEST)
    assert subject.fault == "pin blocked"
    card.fault = None
    subject.sign(DIGEST)
    assert subject.fault == ""


def test_probe_is_a_real_signature(subject: Signer, card: ScriptedCard) -> None:
    """Each probe is over another text, which no receipt can have."""
    assert subject.probe()
    assert subject.probe()
    first, second = (digest for digest, _ in card.asked)
    assert len(first) == 32
    assert first != second
    card.fault = Fault.ABSENT
    assert not subject.probe()
    assert subject.fault == "absent"


def test_second_caller_waits(subject: Signer, card: ScriptedCard, clock: EmulatedClock) -> None:
    """§ 17 Abs 4 RKSV: a receipt waits for a probe to end, and the card has its whole time then.

    Taken off its own, a probe that was slow would make an outage of a card in order.
    """
    card.may_go.clear()
    probe = Thread(target=subject.probe)
    probe.start()
    assert card.is_in.wait(10)
    card.is_in.clear()
    receipt = Thread(target=subject.sign, args=(DIGEST,))
    receipt.start()
    assert not card.is_in.wait(0.05)
    clock.advance(1.0)
    card.may_go.set()
    probe.join(10)
    receipt.join(10)
    assert card.asked[1] == (DIGEST, CARD_DEADLINE_S)


def test_a_probe_that_meets_a_signature_knows_nothing(subject: Signer, card: ScriptedCard) -> None:
    """§ 17 Abs 4 RKSV: a card that is just signing is not out of order; it is not asked at all."""
    card.may_go.clear()
    receipt = Thread(target=subject.sign, args=(DIGEST,))
    receipt.start()
    assert card.is_in.wait(10)
    with pytest.raises(TakenError):
        subject.probe_if_free()
    assert subject.fault == ""
    card.may_go.set()
    receipt.join(10)
    assert [(DIGEST, CARD_DEADLINE_S)] == card.asked
    assert subject.probe_if_free()


class Door:
    """The signer's lock, which says when somebody stands before it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self.has_knocked = Event()

    def acquire(self, *, timeout: float) -> bool:
        """As that of a lock."""
        self.has_knocked.set()
        return self._lock.acquire(timeout=timeout)

    def release(self) -> None:
        """As that of a lock."""
        self._lock.release()


def test_a_probe_has_its_whole_deadline_from_the_card_on(
    subject: Signer, card: ScriptedCard, clock: EmulatedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F 66: who asks for a test while a seal is made waits for it, and does not pay for it."""
    door = Door()
    monkeypatch.setattr(subject, "_lock", door)
    card.may_go.clear()
    seal = Thread(target=subject.sign, args=(DIGEST,))
    seal.start()
    assert card.is_in.wait(10)
    door.has_knocked.clear()
    told: list[bool] = []
    probe = Thread(target=lambda: told.append(subject.probe()))
    probe.start()
    assert door.has_knocked.wait(10)
    clock.advance(2.5)
    card.may_go.set()
    seal.join(10)
    probe.join(10)
    assert [True] == told
    assert [CARD_DEADLINE_S] * 2 == [deadline_s for _, deadline_s in card.asked]


def test_a_test_that_is_asked_for_does_not_wait_for_ever(
    subject: Signer, card: ScriptedCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody looks at the display: that another call has the card is what he hears."""
    monkeypatch.setattr(signer, "CARD_DEADLINE_S", 0.01)
    card.may_go.clear()
    seal = Thread(target=subject.sign, args=(DIGEST,))
    seal.start()
    assert card.is_in.wait(10)
    assert not subject.probe()
    assert (Fault.BUSY.value, None) == (subject.fault, subject.tries_left)
    card.may_go.set()
    seal.join(10)


def test_second_caller_does_not_wait_for_ever(
    subject: Signer, card: ScriptedCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    """§ 17 Abs 4 RKSV: a probe that hangs is no reason to keep the customer: BUSY, and on."""
    monkeypatch.setattr(signer, "CARD_DEADLINE_S", 0.01)
    card.may_go.clear()
    probe = Thread(target=subject.probe)
    probe.start()
    assert card.is_in.wait(10)
    with pytest.raises(HalError) as caught:
        subject.sign(DIGEST)
    assert caught.value.fault is Fault.BUSY
    assert Fault.BUSY.value == subject.fault
    card.may_go.set()
    probe.join(10)
    assert len(card.asked) == 1
    assert subject.sign(DIGEST) == DIGEST + DIGEST


@pytest.mark.parametrize("left", [3, 0, None])
def test_tries_are_what_the_card_tells(
    subject: Signer, card: ScriptedCard, left: int | None
) -> None:
    """A card that tells nothing, or that is gone, leaves it open."""
    card.tries_left = left
    assert left == subject.pin_tries_left()
    card.fault = Fault.ABSENT
    assert subject.pin_tries_left() is None
    assert [] == card.asked


@pytest.fixture
def shy(card: ScriptedCard, clock: EmulatedClock) -> Signer:
    """A card whose policy forbids signatures over what is no receipt."""
    return Signer(card, clock.monotonic, may_test=False)


def test_without_test_signature_the_card_is_only_looked_at(shy: Signer, card: ScriptedCard) -> None:
    """Who it is and its PIN's counter; nothing is signed."""
    assert shy.probe()
    card.fault = Fault.WRONG_CARD
    assert not shy.probe()
    assert (shy.fault, card.asked) == ("wrong card", [])


def test_without_test_signature_a_blocked_pin_is_seen(shy: Signer, card: ScriptedCard) -> None:
    """E13: the counter says it."""
    card.tries_left = 0
    assert not shy.probe()
    assert (shy.fault, shy.tries_left) == ("pin blocked", 0)


def test_a_card_that_only_looks_well_is_believed_less_and_less(
    shy: Signer, card: ScriptedCard, clock: EmulatedClock
) -> None:
    """Each belief may cost a failed Sammelbeleg: a minute, two, four, up to an hour apart."""
    waits: list[int] = []
    for _ in range(9):
        card.fault = Fault.TIMEOUT
        with pytest.raises(HalError):
            shy.sign(DIGEST)
        card.fault = None
        begin_s = clock.monotonic()
        while not shy.probe():
            assert shy.fault == "timeout"
            clock.advance(30.0)
        waits.append(round(clock.monotonic() - begin_s))
    assert [60, 120, 240, 480, 960, 1920, 3600, 3600, 3600] == waits
    shy.sign(DIGEST)
    assert shy.probe()


def test_tries_left_are_told_with_a_fault_of_the_pin(subject: Signer, card: ScriptedCard) -> None:
    """„noch 2 Versuche": only where the PIN is what is wrong, and gone with it."""
    card.fault = Fault.ABSENT
    assert not subject.probe()
    assert subject.tries_left is None
    card.fault = None
    assert subject.probe()
    assert subject.tries_left is None
