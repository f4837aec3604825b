"""`RksvCard` over emulated cards: each generation, each habit, and everything a card can refuse."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hal.card.certificate import parse_certificate
from hal.card.codec import Instruction
from hal.card.emulator import EmulatedCard
from hal.card.emulator_profile import CardFaults, EmulatedFamily, ReadEnd
from hal.errors import Fault, HalError
from tests.hal.card.rigs import InProcessRig, fault_of, make_card, sign_fault, tapped

DIGEST = bytes(range(32))
DEADLINE_S = 3.0
SIGN = Instruction.PERFORM_SECURITY_OPERATION


@pytest.mark.parametrize("answers_in_parts", [False, True])
@pytest.mark.parametrize("read_end", ReadEnd)
@pytest.mark.parametrize("family", EmulatedFamily)
def test_every_habit_of_every_generation(
    in_process_rig: InProcessRig,
    family: EmulatedFamily,
    read_end: ReadEnd,
    answers_in_parts: bool,  # noqa: FBT001
) -> None:
    """Short answers, 6282, 6Cxx and 61xx lead to the same certificate, number and signature."""
    card = make_card(family=family, read_end=read_end, answers_in_parts=answers_in_parts)
    in_process_rig.insert(card)
    driver = in_process_rig.driver()

    identity = driver.identify(DEADLINE_S)

    assert (card.certificate, card.card_number) == (identity.certificate, identity.card_number)
    signature = driver.sign(DIGEST, DEADLINE_S)
    assert parse_certificate(card.certificate).confirms(signature, DIGEST)


@pytest.mark.parametrize("file_id", [0xC000, 0xC002])
def test_acos_certificate_is_found_in_either_file(
    in_process_rig: InProcessRig, file_id: int
) -> None:
    """Two public drivers name two files; both kinds of cards work."""
    card = make_card(family=EmulatedFamily.ACOS, certificate_file=file_id)
    in_process_rig.insert(card)

    assert card.serial == in_process_rig.driver().identify(DEADLINE_S).serial


@settings(max_examples=25)
@given(st.binary(min_size=32, max_size=32), st.sampled_from(list(EmulatedFamily)))
def test_any_digest_is_signed(digest: bytes, family: EmulatedFamily) -> None:
    """Any 32 bytes come back signed by the card's own key."""
    rig = InProcessRig()
    card = make_card(family=family)
    rig.insert(card)

    signature = rig.driver().sign(digest, DEADLINE_S)

    assert parse_certificate(card.certificate).confirms(signature, digest)


@pytest.mark.parametrize("length", [0, 31, 33])
def test_digest_must_have_32_bytes(in_process_rig: InProcessRig, length: int) -> None:
    """A wrong digest is the caller's error, and no card hears of it."""
    driver, reader = tapped(in_process_rig)
    with pytest.raises(ValueError, match="32 bytes"):
        driver.sign(bytes(length), DEADLINE_S)
    assert not reader.commands


def test_card_without_number_has_an_empty_one(in_process_rig: InProcessRig) -> None:
    """A card that says it has no number file is signed with all the same."""
    for family in EmulatedFamily:
        in_process_rig.insert(make_card(family=family, has_card_number=False))
        assert in_process_rig.driver().identify(DEADLINE_S).card_number == ""
        assert len(in_process_rig.driver().sign(DIGEST, DEADLINE_S)) == 64


def test_state_left_in_the_card_does_not_matter(in_process_rig: InProcessRig) -> None:
    """A call starts from wherever another program or a call cut short left the card."""
    for family in EmulatedFamily:
        card = make_card(family=family)
        in_process_rig.insert(card)
        for command in ("00A4000C023F00", "00A4000C02D001", "00A4000C02DF71", "00A4000C02DF70"):
            card.answer(bytes.fromhex(command))
        assert len(in_process_rig.driver().sign(DIGEST, DEADLINE_S)) == 64


def test_nothing_is_kept_between_calls(in_process_rig: InProcessRig) -> None:
    """Two calls ask the card the same questions, and both end disconnected."""
    in_process_rig.insert(make_card())
    driver, reader = tapped(in_process_rig)
    driver.sign(DIGEST, DEADLINE_S)
    first, reader.commands = reader.commands, []
    driver.sign(DIGEST, DEADLINE_S)

    assert first == reader.commands
    assert reader.open == 0


@pytest.mark.parametrize(
    ("status_word", "instruction"),
    [
        (0x6F00, Instruction.SELECT),
        (0x6581, Instruction.READ_BINARY),
        (0x6982, SIGN),
        (0x6985, SIGN),
        (0x6A80, Instruction.MANAGE_SECURITY_ENVIRONMENT),
    ],
)
def test_strange_status_is_broken_and_lets_go(
    in_process_rig: InProcessRig, status_word: int, instruction: int
) -> None:
    """A status nobody expects is BROKEN, names step and status, and leaves nothing connected."""
    card = make_card(family=EmulatedFamily.ACOS)
    card.faults = CardFaults(status_word=status_word, instruction=instruction)
    in_process_rig.insert(card)
    driver, reader = tapped(in_process_rig)

    with pytest.raises(HalError, match=f"status {status_word:04X}") as caught:
        driver.sign(DIGEST, DEADLINE_S)

    assert caught.value.fault is Fault.BROKEN
    assert reader.open == 0


def test_unknown_card_is_the_wrong_one(
    in_process_rig: InProcessRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An answer to reset that is in no row is WRONG_CARD, named in the error for the next row."""
    monkeypatch.setattr(EmulatedCard, "atr", bytes.fromhex("3B6500002063CB6800"))
    in_process_rig.insert(make_card())

    with pytest.raises(HalError, match="3B6500002063CB6800") as caught:
        in_process_rig.driver().identify(DEADLINE_S)
    assert caught.value.fault is Fault.WRONG_CARD


@pytest.mark.parametrize("instruction", [Instruction.SELECT])
def test_card_without_the_application_is_the_wrong_one(
    in_process_rig: InProcessRig, instruction: int
) -> None:
    """A citizen card of the same make has no RKSV application."""
    card = make_card()
    card.faults = CardFaults(status_word=0x6A82, instruction=instruction)
    in_process_rig.insert(card)

    assert sign_fault(in_process_rig) is Fault.WRONG_CARD


def test_card_without_certificate_is_the_wrong_one(in_process_rig: InProcessRig) -> None:
    """A card that was never personalised has no certificate file."""
    in_process_rig.insert(make_card(certificate_file=0xC0FF))

    assert sign_fault(in_process_rig) is Fault.WRONG_CARD


def test_file_that_holds_no_certificate_is_the_wrong_card(
    in_process_rig: InProcessRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Padding, a torn certificate and a sequence too long for one are no certificate."""
    certificate = make_card().certificate
    torn = certificate[:100]
    for content in (b"\xff" * 512, torn, b"\x30\x82\xff\xff" + bytes(600), b"\x30\x03\x01\x01\xff"):
        files = {(0xDF01, 0xC000): content}
        monkeypatch.setattr(EmulatedCard, "_files", lambda _, files=files: files)
        in_process_rig.insert(make_card())
        assert sign_fault(in_process_rig) is Fault.WRONG_CARD


def test_expected_serial_in_any_spelling(in_process_rig: InProcessRig) -> None:
    """Capitals and leading zeros of the expected serial do not matter."""
    card = make_card()
    in_process_rig.insert(card)
    driver = in_process_rig.driver(expected_serial="00" + card.serial.upper())

    assert len(driver.sign(DIGEST, DEADLINE_S)) == 64


def test_unexpected_card_sees_no_pin(in_process_rig: InProcessRig) -> None:
    """The serial is compared before the PIN is shown."""
    in_process_rig.insert(make_card())
    driver, reader = tapped(in_process_rig, expected_serial="abc")

    assert fault_of(lambda: driver.sign(DIGEST, DEADLINE_S)) is Fault.WRONG_CARD
    assert reader.shown_pins() == 0


def test_certificate_for_another_key_is_broken(in_process_rig: InProcessRig) -> None:
    """The right serial over the wrong key does not let a signature out."""
    card = make_card()
    card.faults = CardFaults(shows_wrong_certificate=True)
    in_process_rig.insert(card)

    assert sign_fault(in_process_rig, expected_serial=card.serial) is Fault.BROKEN


def test_short_signature_is_broken(
    in_process_rig: InProcessRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """63 bytes with 9000 are no signature."""
    monkeypatch.setattr("hal.card.emulator.sign_digest", lambda *_: bytes(63))
    in_process_rig.insert(make_card())

    assert sign_fault(in_process_rig) is Fault.BROKEN


@pytest.mark.parametrize("slow_s", [0.3, 3.0])
def test_slow_card_is_a_timeout_by_the_clock(in_process_rig: InProcessRig, slow_s: float) -> None:
    """Slow commands add up to TIMEOUT in emulated time, whichever passes the deadline."""
    card = make_card()
    card.faults = CardFaults(slow_s=slow_s)
    in_process_rig.insert(card)

    assert sign_fault(in_process_rig) is Fault.TIMEOUT


def test_last_command_may_not_be_late_either(in_process_rig: InProcessRig) -> None:
    """A signature that came after the deadline is TIMEOUT, not a signature."""
    card = make_card()
    card.faults = CardFaults(slow_s=DEADLINE_S, instruction=SIGN)
    in_process_rig.insert(card)

    assert sign_fault(in_process_rig) is Fault.TIMEOUT
    assert card.signature_count == 1


def test_slow_but_in_time_is_a_signature(in_process_rig: InProcessRig) -> None:
    """A card that takes most of the time still signs."""
    card = make_card()
    card.faults = CardFaults(slow_s=DEADLINE_S - 0.1, instruction=SIGN)
    in_process_rig.insert(card)

    assert len(in_process_rig.driver().sign(DIGEST, DEADLINE_S)) == 64


@pytest.mark.parametrize(
    ("faults", "is_distrusted"),
    [
        (CardFaults(status_word=0x6F00), True),
        (CardFaults(flips_signature=True), True),
        (CardFaults(shows_unknown_atr=True), False),
    ],
)
def test_strange_answers_cost_the_card_its_power(
    in_process_rig: InProcessRig,
    monkeypatch: pytest.MonkeyPatch,
    faults: CardFaults,
    is_distrusted: bool,  # noqa: FBT001
) -> None:
    """What answers nonsense begins anew with the next call; a wrong card is only the wrong one."""
    card = make_card()
    in_process_rig.insert(card)
    card.faults = faults
    resets: list[bool] = []
    monkeypatch.setattr(card, "reset", lambda: resets.append(True))

    sign_fault(in_process_rig)

    assert is_distrusted == bool(resets)
