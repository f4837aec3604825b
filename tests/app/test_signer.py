"""The card as the till uses it: one caller at a time, one deadline, real probes."""

from threading import Event, Thread

import pytest

from firmware.app import signer
from firmware.app.signer import CARD_DEADLINE_S, Signer
from hal.card.port import CardIdentity
from hal.clock.emulator import EmulatedClock
from hal.errors import Fault, HalError

DIGEST = bytes(range(32))


class ScriptedCard:
    """Answers with the digest twice; fails, or waits for a sign, when told to."""

    def __init__(self) -> None:
        self.fault: Fault | None = None
        self.tries_left: int | None = 3
        self.asked: list[tuple[bytes, float]] = []
        self.is_in = Event()
        self.may_go = Event()
        self.may_go.set()

    def identify(self, deadline_s: float) -> CardIdentity:
        """See `SignatureCard.identify`."""
        if self.fault is not None:
            raise HalError(self.fault, "card", "as told")
        return CardIdentity(
            certificate=b"", serial="1", family="", card_number="", pin_tries_left=self.tries_left
        )

    def sign(self, digest: bytes, deadline_s: float) -> bytes:
        """See `SignatureCard.sign`."""
        self.asked.append((digest, deadline_s))
        self.is_in.set()
        assert self.may_go.wait(10)
        if self.fault is not None:
            raise HalError(self.fault, "card", "as told")
        return digest + digest


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
    """A receipt waits for a probe to end; the time it waited is taken off its own."""
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
    assert card.asked[1] == (DIGEST, CARD_DEADLINE_S - 1.0)


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
