"""What every signature unit must show.

Cards over the emulated reader and over a real pcscd; services over an emulated wire and over a real
socket with TLS.
"""

import time

import pytest

from hal.card.certificate import parse_certificate
from hal.card.codec import Instruction
from hal.card.emulator_profile import CardFaults, EmulatedFamily, Trouble
from hal.errors import Fault
from tests.hal.card.rigs import InProcessRig, PcscRig, fault_of, make_card, mute
from tests.hal.remote.rigs import RemoteRig

CardsRig = InProcessRig | PcscRig
Rig = CardsRig | RemoteRig

DIGEST = bytes(range(32))
DEADLINE_S = 5.0


CARD_RIGS = [
    "in_process_rig",
    pytest.param("pcsc_rig", marks=[pytest.mark.pcsc, pytest.mark.xdist_group("pcsc")]),
]
SERVICE_RIGS = ["atrust_rig", "atrust_socket_rig", "primesign_rig", "primesign_socket_rig"]


@pytest.fixture(params=CARD_RIGS)
def card_rig(request: pytest.FixtureRequest) -> CardsRig:
    return request.getfixturevalue(request.param)


@pytest.fixture(params=[*CARD_RIGS, *SERVICE_RIGS])
def rig(request: pytest.FixtureRequest) -> Rig:
    return request.getfixturevalue(request.param)


@pytest.mark.parametrize("family", EmulatedFamily)
def test_signature_is_confirmed_by_the_certificate_read(
    card_rig: CardsRig, family: EmulatedFamily
) -> None:
    """A card of each generation signs, and the certificate it shows confirms the signature."""
    card_rig.insert(make_card(family=family))
    driver = card_rig.driver()

    identity = driver.identify(DEADLINE_S)
    signature = driver.sign(DIGEST, DEADLINE_S)

    assert parse_certificate(identity.certificate).confirms(signature, DIGEST)


@pytest.mark.parametrize("family", EmulatedFamily)
def test_identity_is_the_cards_own(card_rig: CardsRig, family: EmulatedFamily) -> None:
    """Serial, number, certificate, generation and tries are those the card was made with."""
    card = make_card(family=family)
    card_rig.insert(card)

    identity = card_rig.driver().identify(DEADLINE_S)

    assert (card.certificate, card.serial) == (identity.certificate, identity.serial)
    assert (card.family, card.card_number) == (identity.family, identity.card_number)
    assert identity.pin_tries_left == 3


@pytest.mark.parametrize("instruction", [Instruction.SELECT, Instruction.VERIFY, 0x2A])
def test_card_pulled_inside_a_command_is_broken(card_rig: CardsRig, instruction: int) -> None:
    """A card pulled while a command runs gives BROKEN, not a signature and not a crash."""
    card = make_card()
    card_rig.insert(card)
    card.faults = CardFaults(trouble=Trouble.PULLED, instruction=instruction)

    assert fault_of(lambda: card_rig.driver().sign(DIGEST, DEADLINE_S)) is Fault.BROKEN
    assert card.signature_count == 0


def test_answer_without_status_word_is_broken(card_rig: CardsRig) -> None:
    """An answer shorter than a status word is BROKEN."""
    card = make_card()
    card_rig.insert(card)
    card.faults = CardFaults(trouble=Trouble.EMPTY, instruction=0x2A)

    assert fault_of(lambda: card_rig.driver().sign(DIGEST, DEADLINE_S)) is Fault.BROKEN


def test_another_card_in_the_slot_is_the_wrong_one(card_rig: CardsRig) -> None:
    """With an expected serial, a card exchanged between two calls is WRONG_CARD and gets no PIN."""
    first, second = make_card(seed=1), make_card(seed=2)
    second.pin_tries_left = 2
    driver = card_rig.driver(expected_serial=first.serial)
    card_rig.insert(first)
    driver.sign(DIGEST, DEADLINE_S)

    card_rig.insert(second)

    assert fault_of(lambda: driver.sign(DIGEST, DEADLINE_S)) is Fault.WRONG_CARD
    # A PIN shown and accepted would have restored the counter.
    assert second.pin_tries_left == 2


@pytest.mark.parametrize("instruction", [Instruction.SELECT, Instruction.VERIFY, 0x2A])
def test_mute_card_is_a_timeout_by_the_deadline(card_rig: CardsRig, instruction: int) -> None:
    """A card that never answers is TIMEOUT at the deadline, and works again when put in anew."""
    card = make_card()
    card_rig.insert(card)
    guarded = card_rig.guarded()
    card.faults = mute(instruction)

    started_s = time.monotonic()
    assert fault_of(lambda: guarded.sign(DIGEST, card_rig.hang_deadline_s)) is Fault.TIMEOUT
    # Twice the deadline is what a loaded machine may add; a hang would be endless.
    assert time.monotonic() - started_s < 2 * card_rig.hang_deadline_s

    card.faults = CardFaults()
    card_rig.insert(card)
    assert len(guarded.sign(DIGEST, DEADLINE_S)) == 64


def test_signature_is_confirmed(rig: Rig) -> None:
    """Whatever the unit is, the certificate it shows confirms what it signs."""
    rig.insert(rig.make())
    driver = rig.driver()

    identity = driver.identify(DEADLINE_S)
    signature = driver.sign(DIGEST, DEADLINE_S)

    assert parse_certificate(identity.certificate).confirms(signature, DIGEST)


def test_identity_is_the_units_own(rig: Rig) -> None:
    """Certificate, serial, family, number and issuers are those the unit was made with."""
    unit = rig.make()
    rig.insert(unit)

    shown = rig.driver().identify(DEADLINE_S)

    assert rig.truth(unit) == (
        shown.certificate,
        shown.serial,
        shown.family,
        shown.card_number,
        shown.chain,
    )


def test_empty_place_is_absent(rig: Rig) -> None:
    """No card in the slot, no service on the net: ABSENT."""
    assert fault_of(lambda: rig.driver().sign(DIGEST, DEADLINE_S)) is Fault.ABSENT
    assert fault_of(lambda: rig.driver().identify(DEADLINE_S)) is Fault.ABSENT


def test_unit_comes_back_after_being_pulled(rig: Rig) -> None:
    """A pulled unit is ABSENT, and the same driver signs again when it is back."""
    unit = rig.make()
    driver = rig.driver()
    rig.insert(unit)
    driver.sign(DIGEST, DEADLINE_S)

    rig.pull()
    assert fault_of(lambda: driver.sign(DIGEST, DEADLINE_S)) is Fault.ABSENT

    rig.insert(unit)
    assert len(driver.sign(DIGEST, DEADLINE_S)) == 64


def test_signs_again_after_it_was_lost_while_signing(rig: Rig) -> None:
    """A unit lost inside the signature is BROKEN, and signs as soon as it is there again."""
    unit = rig.make()
    rig.insert(unit)
    driver = rig.driver()
    rig.lose_while_signing(unit)
    assert fault_of(lambda: driver.sign(DIGEST, DEADLINE_S)) is Fault.BROKEN
    assert rig.signatures(unit) in (0, 1)
    rig.heal(unit)

    rig.insert(unit)

    assert len(driver.sign(DIGEST, DEADLINE_S)) == 64


def test_another_unit_is_the_wrong_one(rig: Rig) -> None:
    """With an expected serial, a unit exchanged between two calls is WRONG_CARD."""
    first, second = rig.make(seed=1), rig.make(seed=2)
    rig.insert(first)
    driver = rig.driver(expected_serial=rig.driver().identify(DEADLINE_S).serial)
    driver.sign(DIGEST, DEADLINE_S)

    rig.insert(second)

    assert fault_of(lambda: driver.sign(DIGEST, DEADLINE_S)) is Fault.WRONG_CARD
    assert fault_of(lambda: driver.identify(DEADLINE_S)) is Fault.WRONG_CARD
    rig.insert(first)
    assert len(driver.sign(DIGEST, DEADLINE_S)) == 64


def test_refused_secret_is_not_tried_again(rig: Rig) -> None:
    """A refused PIN, password or token is PIN_WRONG each time, and nothing is ever signed."""
    unit = rig.make_refusing()
    rig.insert(unit)
    driver = rig.driver()

    faults = [fault_of(lambda: driver.sign(DIGEST, DEADLINE_S)) for _ in range(5)]

    assert {Fault.PIN_WRONG} == set(faults)
    assert rig.signatures(unit) == 0


def test_wrong_pin_is_shown_once(card_rig: CardsRig) -> None:
    """After a refused PIN the card keeps its two tries however often the till asks."""
    card = make_card(pin="654321")
    card_rig.insert(card)
    driver = card_rig.driver()

    for _ in range(5):
        fault_of(lambda: driver.sign(DIGEST, DEADLINE_S))

    assert card.pin_tries_left == 2


def test_flipped_signature_is_broken(rig: Rig) -> None:
    """A signature with one bit turned never leaves the driver."""
    unit = rig.make()
    rig.insert(unit)
    rig.flip(unit)

    assert fault_of(lambda: rig.driver().sign(DIGEST, DEADLINE_S)) is Fault.BROKEN


def test_mute_unit_is_a_timeout_by_the_deadline(rig: Rig) -> None:
    """A unit that never answers is TIMEOUT at the deadline, and works again when it is healed."""
    unit = rig.make()
    rig.insert(unit)
    guarded = rig.guarded()
    rig.hush(unit)

    started_s = time.monotonic()
    assert fault_of(lambda: guarded.sign(DIGEST, rig.hang_deadline_s)) is Fault.TIMEOUT
    # Twice the deadline is what a loaded machine may add; a hang would be endless.
    assert time.monotonic() - started_s < 2 * rig.hang_deadline_s

    rig.heal(unit)
    rig.insert(unit)
    assert len(guarded.sign(DIGEST, DEADLINE_S)) == 64


def test_unit_that_has_no_time_is_busy(rig: Rig) -> None:
    """A card that another reader object holds, a service that says "too many": BUSY, then free."""
    rig.insert(rig.make())
    with rig.held_by_another():
        assert fault_of(lambda: rig.driver().identify(DEADLINE_S)) is Fault.BUSY

    assert rig.driver().identify(DEADLINE_S).serial


def test_digest_of_another_length_is_refused(rig: Rig) -> None:
    """What is no SHA-256 digest is a mistake of the caller."""
    with pytest.raises(ValueError, match="32 bytes"):
        rig.driver().sign(b"short", DEADLINE_S)
