"""What the driver must show over any reader, run over the emulated one and over a real pcscd."""

import time

import pytest

from hal.card.certificate import parse_certificate
from hal.card.codec import Instruction
from hal.card.emulator_profile import CardFaults, EmulatedFamily, Trouble
from hal.errors import Fault
from tests.hal.card.rigs import InProcessRig, PcscRig, fault_of, make_card, mute

Rig = InProcessRig | PcscRig

DIGEST = bytes(range(32))
DEADLINE_S = 5.0


@pytest.fixture(
    params=[
        "in_process_rig",
        pytest.param("pcsc_rig", marks=[pytest.mark.pcsc, pytest.mark.xdist_group("pcsc")]),
    ]
)
def rig(request: pytest.FixtureRequest) -> Rig:
    return request.getfixturevalue(request.param)


@pytest.mark.parametrize("family", EmulatedFamily)
def test_signature_is_confirmed_by_the_certificate_read(rig: Rig, family: EmulatedFamily) -> None:
    """A card of each generation signs, and the certificate it shows confirms the signature."""
    rig.insert(make_card(family=family))
    driver = rig.driver()

    identity = driver.identify(DEADLINE_S)
    signature = driver.sign(DIGEST, DEADLINE_S)

    assert parse_certificate(identity.certificate).confirms(signature, DIGEST)


@pytest.mark.parametrize("family", EmulatedFamily)
def test_identity_is_the_cards_own(rig: Rig, family: EmulatedFamily) -> None:
    """Serial, number, certificate, generation and tries are those the card was made with."""
    card = make_card(family=family)
    rig.insert(card)

    identity = rig.driver().identify(DEADLINE_S)

    assert (card.certificate, card.serial) == (identity.certificate, identity.serial)
    assert (card.family.value, card.card_number) == (identity.family, identity.card_number)
    assert identity.pin_tries_left == 3


def test_empty_slot_is_absent(rig: Rig) -> None:
    """No card in the slot is ABSENT."""
    assert fault_of(lambda: rig.driver().sign(DIGEST, DEADLINE_S)) is Fault.ABSENT


def test_card_comes_back_after_being_pulled(rig: Rig) -> None:
    """A pulled card is ABSENT, and the same driver signs again when it is back."""
    card = make_card()
    driver = rig.driver()
    rig.insert(card)
    driver.sign(DIGEST, DEADLINE_S)

    rig.pull()
    assert fault_of(lambda: driver.sign(DIGEST, DEADLINE_S)) is Fault.ABSENT

    rig.insert(card)
    assert len(driver.sign(DIGEST, DEADLINE_S)) == 64


@pytest.mark.parametrize("instruction", [Instruction.SELECT, Instruction.VERIFY, 0x2A])
def test_card_pulled_inside_a_command_is_broken(rig: Rig, instruction: int) -> None:
    """A card pulled while a command runs gives BROKEN, not a signature and not a crash."""
    card = make_card()
    rig.insert(card)
    card.faults = CardFaults(trouble=Trouble.PULLED, instruction=instruction)

    assert fault_of(lambda: rig.driver().sign(DIGEST, DEADLINE_S)) is Fault.BROKEN
    assert card.signature_count == 0


def test_signs_again_after_a_pull_inside_a_command(rig: Rig) -> None:
    """A card that was pulled inside a command signs as soon as it is in again."""
    card = make_card()
    rig.insert(card)
    driver = rig.driver()
    card.faults = CardFaults(trouble=Trouble.PULLED, instruction=0x2A)
    fault_of(lambda: driver.sign(DIGEST, DEADLINE_S))
    card.faults = CardFaults()

    rig.insert(card)

    assert len(driver.sign(DIGEST, DEADLINE_S)) == 64


def test_answer_without_status_word_is_broken(rig: Rig) -> None:
    """An answer shorter than a status word is BROKEN."""
    card = make_card()
    rig.insert(card)
    card.faults = CardFaults(trouble=Trouble.EMPTY, instruction=0x2A)

    assert fault_of(lambda: rig.driver().sign(DIGEST, DEADLINE_S)) is Fault.BROKEN


def test_another_card_in_the_slot_is_the_wrong_one(rig: Rig) -> None:
    """With an expected serial, a card exchanged between two calls is WRONG_CARD and gets no PIN."""
    first, second = make_card(seed=1), make_card(seed=2)
    second.pin_tries_left = 2
    driver = rig.driver(expected_serial=first.serial)
    rig.insert(first)
    driver.sign(DIGEST, DEADLINE_S)

    rig.insert(second)

    assert fault_of(lambda: driver.sign(DIGEST, DEADLINE_S)) is Fault.WRONG_CARD
    # A PIN shown and accepted would have restored the counter.
    assert second.pin_tries_left == 2


def test_wrong_pin_is_shown_once(rig: Rig) -> None:
    """After a refused PIN the card keeps its two tries however often the till asks."""
    card = make_card(pin="654321")
    rig.insert(card)
    driver = rig.driver()

    faults = [fault_of(lambda: driver.sign(DIGEST, DEADLINE_S)) for _ in range(5)]

    assert {Fault.PIN_WRONG} == set(faults)
    assert card.pin_tries_left == 2


def test_flipped_signature_is_broken(rig: Rig) -> None:
    """A signature with one bit turned never leaves the driver."""
    card = make_card()
    rig.insert(card)
    card.faults = CardFaults(flips_signature=True)

    assert fault_of(lambda: rig.driver().sign(DIGEST, DEADLINE_S)) is Fault.BROKEN


@pytest.mark.parametrize("instruction", [Instruction.SELECT, Instruction.VERIFY, 0x2A])
def test_mute_card_is_a_timeout_by_the_deadline(rig: Rig, instruction: int) -> None:
    """A card that never answers is TIMEOUT at the deadline, and works again when put in anew."""
    card = make_card()
    rig.insert(card)
    guarded = rig.guarded()
    card.faults = mute(instruction)

    started_s = time.monotonic()
    assert fault_of(lambda: guarded.sign(DIGEST, rig.hang_deadline_s)) is Fault.TIMEOUT
    # Twice the deadline is what a loaded machine may add; a hang would be endless.
    assert time.monotonic() - started_s < 2 * rig.hang_deadline_s

    card.faults = CardFaults()
    rig.insert(card)
    assert len(guarded.sign(DIGEST, DEADLINE_S)) == 64


def test_card_is_held_exclusively(rig: Rig) -> None:
    """A card that another reader object holds is BUSY, and free when that one lets go."""
    rig.insert(make_card())
    with rig.held_by_another():
        assert fault_of(lambda: rig.driver().identify(DEADLINE_S)) is Fault.BUSY

    assert rig.driver().identify(DEADLINE_S).pin_tries_left == 3
