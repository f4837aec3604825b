"""How `RksvCard` treats the PIN: shown rarely, never twice where it was refused, never told."""

import traceback

import pytest

from hal.card.codec import Instruction
from hal.card.emulator import EmulatedCard
from hal.card.emulator_profile import CardFaults, EmulatedFamily, Trouble
from hal.card.refusals import PinRefusals
from hal.errors import Fault, HalError
from tests.hal.card.rigs import InProcessRig, TappedReader, fault_of, make_card, sign_fault, tapped

DIGEST = bytes(range(32))
DEADLINE_S = 3.0


def test_blocked_pin_is_blocked_and_not_shown(in_process_rig: InProcessRig) -> None:
    """A card without tries is PIN_BLOCKED before anything is tried, and can still be identified."""
    card = make_card()
    card.pin_tries_left = 0
    in_process_rig.insert(card)
    driver, reader = tapped(in_process_rig)

    assert fault_of(lambda: driver.sign(DIGEST, DEADLINE_S)) is Fault.PIN_BLOCKED
    assert reader.shown_pins() == 0
    assert driver.identify(DEADLINE_S).pin_tries_left == 0


def test_last_try_is_never_used(in_process_rig: InProcessRig) -> None:
    """With one try left even the right PIN stays hidden."""
    card = make_card()
    card.pin_tries_left = 1
    in_process_rig.insert(card)

    assert sign_fault(in_process_rig) is Fault.PIN_WRONG
    assert card.pin_tries_left == 1


@pytest.mark.parametrize("tells_tries", [True, False])
def test_refused_pin_is_shown_once_per_card(
    in_process_rig: InProcessRig,
    tells_tries: bool,  # noqa: FBT001
) -> None:
    """The same card is not shown the PIN again, another one is, and the first still not then."""
    first = make_card(seed=1, pin="654321", tells_tries=tells_tries)
    second = make_card(seed=2)
    driver, reader = tapped(in_process_rig)
    for card, fault in ((first, Fault.PIN_WRONG), (first, Fault.PIN_WRONG)):
        in_process_rig.insert(card)
        assert fault_of(lambda: driver.sign(DIGEST, DEADLINE_S)) is fault
    in_process_rig.insert(second)
    assert len(driver.sign(DIGEST, DEADLINE_S)) == 64
    in_process_rig.insert(first)
    assert fault_of(lambda: driver.sign(DIGEST, DEADLINE_S)) is Fault.PIN_WRONG

    assert reader.shown_pins() == 2
    assert first.pin_tries_left == 2


def test_reset_of_the_memory_shows_the_pin_again(in_process_rig: InProcessRig) -> None:
    """After an explicit reset the card is asked once more, as long as it has two tries."""
    card = make_card(pin="654321")
    in_process_rig.insert(card)
    refusals = PinRefusals()
    sign_fault(in_process_rig, refusals=refusals)
    refusals.forget()
    sign_fault(in_process_rig, refusals=refusals)
    refusals.forget()
    sign_fault(in_process_rig, refusals=refusals)

    assert card.pin_tries_left == 1


def test_memory_outlives_the_driver(in_process_rig: InProcessRig) -> None:
    """A driver made anew after a hang knows what its predecessor learned."""
    card = make_card(pin="654321")
    in_process_rig.insert(card)
    refusals = PinRefusals()
    for _ in range(4):
        assert sign_fault(in_process_rig, refusals=refusals) is Fault.PIN_WRONG

    assert card.pin_tries_left == 2


def test_refusal_that_comes_late_is_still_remembered(in_process_rig: InProcessRig) -> None:
    """A slow card's 63C2 counts, although its call is over."""
    card = make_card(pin="654321")
    card.faults = CardFaults(slow_s=60.0, instruction=Instruction.VERIFY)
    in_process_rig.insert(card)
    driver, reader = tapped(in_process_rig)
    # The question for the tries is slow as well, so the clock has to stand still for it.
    reader.transmit = slow_only_for_pins(in_process_rig, reader)

    for _ in range(3):
        assert fault_of(lambda: driver.sign(DIGEST, DEADLINE_S)) is Fault.PIN_WRONG
    assert card.pin_tries_left == 2


def slow_only_for_pins(rig: InProcessRig, reader: TappedReader) -> object:
    """`transmit` that takes back the time of everything but a VERIFY with a PIN."""
    transmit = reader.transmit

    def transmit_in_time(command: bytes) -> bytes:
        before_s = rig.clock.now_s
        answer = transmit(command)
        if len(command) <= 4 or command[1] != Instruction.VERIFY:
            rig.clock.now_s = before_s
        return answer

    return transmit_in_time


@pytest.mark.parametrize("tells_tries", [True, False])
@pytest.mark.parametrize("trouble", [Trouble.PULLED, Trouble.EMPTY, Trouble.MUTE])
def test_lost_answers_never_block_a_card(
    in_process_rig: InProcessRig,
    monkeypatch: pytest.MonkeyPatch,
    trouble: Trouble,
    tells_tries: bool,  # noqa: FBT001
) -> None:
    """Though each answer to VERIFY is lost and each PIN was wrong, one try is left in the end."""
    card = make_card(pin="654321", tells_tries=tells_tries)
    honest = EmulatedCard.answer

    def lose_answer(self: EmulatedCard, command: bytes) -> bytes:
        answer = honest(self, command)
        is_pin = command[1] == Instruction.VERIFY and len(command) > 4
        self.faults = CardFaults(trouble=trouble if is_pin else None)
        return honest(self, command) if is_pin else answer

    monkeypatch.setattr(EmulatedCard, "answer", lose_answer)
    driver = in_process_rig.driver()
    for _ in range(6):
        card.faults = CardFaults()
        in_process_rig.insert(card)
        fault_of(lambda: driver.sign(DIGEST, DEADLINE_S))

    assert card.pin_tries_left == 1


def test_pin_that_was_not_shown_for_lack_of_time_does_not_count(
    in_process_rig: InProcessRig,
) -> None:
    """A deadline that passes before VERIFY costs no assumed try, however often it does."""
    card = make_card(tells_tries=False)
    in_process_rig.insert(card)
    driver, reader = tapped(in_process_rig)
    card.faults = CardFaults(slow_s=2 * DEADLINE_S, instruction=Instruction.VERIFY)
    for _ in range(3):
        assert fault_of(lambda: driver.sign(DIGEST, DEADLINE_S)) is Fault.TIMEOUT
    assert reader.shown_pins() == 0

    card.faults = CardFaults()
    assert len(driver.sign(DIGEST, DEADLINE_S)) == 64


def test_status_that_is_no_verdict_is_broken(in_process_rig: InProcessRig) -> None:
    """An error inside VERIFY says nothing of the PIN: BROKEN, and the card may be asked again."""
    card = make_card()
    card.faults = CardFaults(status_word=0x6581, instruction=Instruction.VERIFY)
    in_process_rig.insert(card)
    driver = in_process_rig.driver()
    assert fault_of(lambda: driver.sign(DIGEST, DEADLINE_S)) is Fault.BROKEN

    card.faults = CardFaults()
    assert len(driver.sign(DIGEST, DEADLINE_S)) == 64


def test_refusal_without_a_number_is_a_wrong_pin(in_process_rig: InProcessRig) -> None:
    """6300 is a refusal as well, and is remembered as one."""
    card = make_card()
    card.faults = CardFaults(status_word=0x6300, instruction=Instruction.VERIFY)
    in_process_rig.insert(card)
    driver, reader = tapped(in_process_rig)

    for _ in range(3):
        assert fault_of(lambda: driver.sign(DIGEST, DEADLINE_S)) is Fault.PIN_WRONG
    assert reader.shown_pins() == 1


@pytest.mark.parametrize("pin", ["12345", b"12345", "98765432"])
def test_pin_may_be_text_or_bytes(in_process_rig: InProcessRig, pin: str | bytes) -> None:
    """A credential file is bytes, a prompt is text."""
    text = pin.decode() if isinstance(pin, bytes) else pin
    in_process_rig.insert(make_card(pin=text))

    assert len(in_process_rig.driver(pin=pin).sign(DIGEST, DEADLINE_S)) == 64


@pytest.mark.parametrize("pin", ["", "abc123", b"\xff\xff\xff\xff", "1" * 9])
def test_impossible_pin_is_refused_at_once(in_process_rig: InProcessRig, pin: str | bytes) -> None:
    """A PIN no card takes is refused before any card sees it."""
    with pytest.raises(ValueError, match="PIN must be"):
        in_process_rig.driver(pin=pin)


def test_pin_shows_nowhere(in_process_rig: InProcessRig) -> None:
    """Neither the driver nor an error of any step shows the PIN, in any of its two forms."""
    secret = "75319"
    forms = (secret, secret.encode().hex(), f"25{secret}")
    for family in EmulatedFamily:
        for fault in (CardFaults(), CardFaults(trouble=Trouble.EMPTY, instruction=0x20)):
            card = make_card(family=family)
            card.faults = fault
            in_process_rig.insert(card)
            driver = in_process_rig.driver(pin=secret)
            with pytest.raises(HalError) as caught:
                driver.sign(DIGEST, DEADLINE_S)
            shown = "".join(traceback.format_exception(caught.value)) + repr(driver)
            assert not any(form in shown.lower() for form in forms)
