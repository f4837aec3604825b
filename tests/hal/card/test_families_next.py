"""A card generation nobody has made yet: one row of the driver's table and one emulated profile.

The row below is all that a new generation needs in the product, the profile all that it needs in
the emulation: no branch anywhere asks which generation a card is.
"""

import pytest

from hal.card import families
from hal.card.certificate import parse_certificate
from hal.card.codec import PinForm
from hal.card.emulator import EmulatedCard
from hal.card.emulator_profile import CardTraits, EmulatedFamily, Profile, ReadEnd
from hal.card.families import FAMILIES, CardFamily, CardNumberPlace, DigestWay
from hal.errors import Fault
from tests.hal.card.rigs import InProcessRig, PcscRig, fault_of, make_card

DIGEST = bytes(range(32))
DEADLINE_S = 5.0
#: Each thing in which the generations differ is another combination than any of them has.
NEXT_ROW = CardFamily(
    name="NEUE KARTE 2027",
    atr_prefixes=(bytes.fromhex("3BBF11008131FE454E455545"),),
    applications=(bytes.fromhex("D0400000990001"), bytes.fromhex("D0400000990002")),
    signature_path=(0x3F00, 0xDF20),
    certificate_files=(0xC0E1, 0xC0E2),
    card_number=CardNumberPlace(path=(0xDF21,), short_file_id=0x07),
    pin_reference=0x85,
    pin_form=PinForm.FORMAT_2,
    environment=bytes.fromhex("840185"),
    digest_way=DigestWay.IN_SIGN_COMMAND,
)
NEXT_PROFILE = Profile(
    name="NEUE KARTE 2027",
    atr=bytes.fromhex("3BBF11008131FE454E455545204B415254452032303237F0"),
    folder=0xDF20,
    applications={
        bytes.fromhex("D0400000990001"): 0xDF20,
        bytes.fromhex("D0400000990002"): 0xDF21,
    },
    pin_reference=0x85,
    pin_in_ascii=False,
    environment=bytes.fromhex("840185"),
    takes_hash_first=False,
    card_number=(0xDF21, 0x07),
    read_end=ReadEnd.CORRECTION,
)


@pytest.fixture(
    params=[
        "in_process_rig",
        pytest.param("pcsc_rig", marks=[pytest.mark.pcsc, pytest.mark.xdist_group("pcsc")]),
    ]
)
def rig(request: pytest.FixtureRequest) -> InProcessRig | PcscRig:
    return request.getfixturevalue(request.param)


def next_card() -> EmulatedCard:
    return EmulatedCard(family=NEXT_PROFILE, traits=CardTraits(certificate_file=0xC0E2))


def test_unknown_generation_gets_no_pin(rig: InProcessRig | PcscRig) -> None:
    """Before there is a row the card is WRONG_CARD, named by its answer to reset."""
    card = next_card()
    card.pin_tries_left = 2
    rig.insert(card)

    assert fault_of(lambda: rig.driver().sign(DIGEST, DEADLINE_S)) is Fault.WRONG_CARD
    assert card.pin_tries_left == 2


def test_one_row_makes_it_a_card_like_any_other(
    rig: InProcessRig | PcscRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the row the same driver recognises it, reads it and signs with it."""
    monkeypatch.setattr(families, "FAMILIES", (*FAMILIES, NEXT_ROW))
    card = next_card()
    rig.insert(card)
    driver = rig.driver()

    identity = driver.identify(DEADLINE_S)
    signature = driver.sign(DIGEST, DEADLINE_S)

    assert (card.certificate, card.serial) == (identity.certificate, identity.serial)
    assert ("NEUE KARTE 2027", card.card_number) == (identity.family, identity.card_number)
    assert identity.pin_tries_left == 3
    assert parse_certificate(identity.certificate).confirms(signature, DIGEST)


@pytest.mark.parametrize("family", EmulatedFamily)
def test_the_row_changes_nothing_for_the_others(
    in_process_rig: InProcessRig, monkeypatch: pytest.MonkeyPatch, family: EmulatedFamily
) -> None:
    """The generations in the field are recognised and sign as before."""
    monkeypatch.setattr(families, "FAMILIES", (NEXT_ROW, *FAMILIES))
    in_process_rig.insert(make_card(family=family))

    assert family.value == in_process_rig.driver().identify(DEADLINE_S).family
    assert len(in_process_rig.driver().sign(DIGEST, DEADLINE_S)) == 64
