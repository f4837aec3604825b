"""The emulated card refuses what a card refuses; the emulated reader fails as a reader does."""

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hal.card.certificate import parse_certificate
from hal.card.emulator import (
    HANG_S,
    CardMuteError,
    CardPulledError,
    EmulatedCard,
    EmulatedReader,
    await_emulated_end,
)
from hal.card.emulator_profile import CardFaults, EmulatedFamily, ReadEnd, Trouble
from hal.errors import Fault
from tests.hal.card.rigs import EmulatedClock, fault_of, make_card, mute

DIGEST = bytes(range(32))
SELECT_FOLDER = "00A4000C02DF01"
RIGHT_PIN = "002000810826123456FFFFFFFF"
WRONG_PIN = "002000810826654321FFFFFFFF"
ASK_TRIES = "00200081"
SIGN = "002A9E9A20" + DIGEST.hex() + "00"
ACOS_FOLDER = "00A4000C02DF70"
ACOS_PIN = "00200081083132333435360000"
ACOS_ENVIRONMENT = "002241B606840188800144"
ACOS_PUT_HASH = "002A908120" + DIGEST.hex()
ACOS_SIGN = "002A9E9A00"


def status(card: EmulatedCard, *commands: str) -> str:
    """The status word of the last of `commands`."""
    answers = [card.answer(bytes.fromhex(command)) for command in commands]
    return answers[-1][-2:].hex()


@pytest.mark.parametrize(
    ("commands", "expected"),
    [
        ((SIGN,), "6982"),
        ((SELECT_FOLDER, SIGN), "6982"),
        ((RIGHT_PIN,), "6a88"),
        ((SELECT_FOLDER, ASK_TRIES), "63c3"),
        ((SELECT_FOLDER, WRONG_PIN), "63c2"),
        ((SELECT_FOLDER, WRONG_PIN, ASK_TRIES), "63c2"),
        ((SELECT_FOLDER, WRONG_PIN, SIGN), "6982"),
        ((SELECT_FOLDER, WRONG_PIN, RIGHT_PIN, ASK_TRIES), "9000"),
        ((SELECT_FOLDER, RIGHT_PIN, SIGN), "9000"),
        ((SELECT_FOLDER, RIGHT_PIN, SIGN, SIGN), "6982"),
        ((SELECT_FOLDER, RIGHT_PIN, "00A4000C023F00", SELECT_FOLDER, SIGN), "6982"),
        ((SELECT_FOLDER, RIGHT_PIN, "002A9E9A1F" + "00" * 31), "6a80"),
        ((SELECT_FOLDER, RIGHT_PIN, ACOS_PUT_HASH), "6a86"),
        ((SELECT_FOLDER, "0020008102FFFF"), "6700"),
        ((SELECT_FOLDER, "0020008A"), "6a88"),
        (("00A4000C02DF70",), "6a82"),
        (("00A4040007D040000022000200",), "6a82"),
        (("00A4040007D040000022000100", "00A4000C02C000"), "9000"),
        (("00A4000C01DF",), "6700"),
        (("00A4010C02DF01",), "6a86"),
        (("00B0000000",), "6986"),
        (("00B0860000",), "6a82"),
        ((SELECT_FOLDER, "00A4000C02C000", "00B0000000"), "9000"),
        ((SELECT_FOLDER, "00A4000C02C000", "00B0080000"), "6b00"),
        (("00C0000000",), "6985"),
        (("002241B606840188800144",), "6a80"),
        (("0022F3B606840188800144",), "6a86"),
        (("80A4000C02DF01",), "6e00"),
        (("00FF0000",), "6d00"),
        (("00A400",), "6700"),
        (("00A4000C03DF01",), "6700"),
        (("00A4000C00DF01",), "6700"),
    ],
)
def test_cardos_answers(commands: tuple[str, ...], expected: str) -> None:
    """Order, place and form of each command matter to the card."""
    assert expected == status(make_card(), *commands)


@pytest.mark.parametrize(
    ("commands", "expected"),
    [
        ((ACOS_FOLDER, ACOS_ENVIRONMENT, ACOS_PIN, ACOS_PUT_HASH, ACOS_SIGN), "9000"),
        ((ACOS_FOLDER, ACOS_PIN, ACOS_PUT_HASH, ACOS_SIGN), "6985"),
        ((ACOS_FOLDER, ACOS_ENVIRONMENT, ACOS_PIN, ACOS_SIGN), "6985"),
        ((ACOS_FOLDER, ACOS_ENVIRONMENT, ACOS_PUT_HASH, ACOS_SIGN), "6982"),
        ((ACOS_FOLDER, ACOS_ENVIRONMENT, ACOS_PIN, SIGN), "6985"),
        ((ACOS_FOLDER, "002A90811F" + "00" * 31), "6a80"),
        ((ACOS_FOLDER, RIGHT_PIN), "63c2"),
        (("00A4000C02DF71", "00B0860000"), "9000"),
        ((SELECT_FOLDER,), "6a82"),
    ],
)
def test_acos_answers(commands: tuple[str, ...], expected: str) -> None:
    """The oldest generation wants environment, PIN and hash before it signs."""
    assert expected == status(make_card(family=EmulatedFamily.ACOS), *commands)


def test_three_wrong_pins_block_for_good() -> None:
    """The counter ends at 63C0, then 6983, and neither the right PIN nor a reset helps."""
    card = make_card()
    assert status(card, SELECT_FOLDER, WRONG_PIN, WRONG_PIN, WRONG_PIN) == "63c0"
    assert status(card, RIGHT_PIN) == "6983"
    card.reset()
    assert status(card, SELECT_FOLDER, ASK_TRIES) == "6983"
    assert status(card, RIGHT_PIN) == "6983"


def test_reset_takes_back_pin_and_selection() -> None:
    """After a reset nothing is selected and no PIN was shown."""
    card = make_card()
    status(card, SELECT_FOLDER, RIGHT_PIN)
    card.reset()
    assert status(card, ASK_TRIES) == "6a88"
    assert status(card, SELECT_FOLDER, SIGN) == "6982"


@pytest.mark.parametrize(
    ("read_end", "expected"),
    [(ReadEnd.SHORT, "9000"), (ReadEnd.WARNING, "6282"), (ReadEnd.CORRECTION, "6c0a")],
)
def test_ends_of_files(read_end: ReadEnd, expected: str) -> None:
    """Each way to say that less is left than was asked for."""
    card = make_card(read_end=read_end)
    assert expected == status(card, "00A4000C023F00", "00A4000C02D001", "00B0000000")
    assert status(card, "00B000000A") == "9000"


def test_answer_in_parts_is_lost_to_another_command() -> None:
    """GET RESPONSE works only directly after 61xx."""
    card = make_card(answers_in_parts=True)
    assert status(card, SELECT_FOLDER, RIGHT_PIN, SIGN) == "6140"
    assert status(card, "00C0000040") == "6120"
    status(card, SELECT_FOLDER)
    assert status(card, "00C0000020") == "6985"


@given(st.binary(max_size=300))
def test_any_bytes_have_an_answer(command: bytes) -> None:
    """No command makes the card fall over; each answer ends with a status word."""
    assert len(make_card().answer(command)) >= 2


def test_same_seed_is_the_same_card() -> None:
    """Certificate, chain, number and signatures follow from the seed, byte for byte."""
    first, second = make_card(seed=7), make_card(seed=7)
    assert (first.certificate, first.chain) == (second.certificate, second.chain)
    assert (first.serial, first.card_number) == (second.serial, second.card_number)
    commands = [bytes.fromhex(command) for command in (SELECT_FOLDER, RIGHT_PIN, SIGN)]
    assert [first.answer(command) for command in commands] == [
        second.answer(command) for command in commands
    ]


def test_seeds_and_generations_are_different_cards() -> None:
    """No two cards share key, number or serial."""
    cards = [make_card(family=family, seed=seed) for family in EmulatedFamily for seed in (1, 2)]
    for trait in ("serial", "card_number", "certificate"):
        assert len(cards) == len({getattr(card, trait) for card in cards})


def test_serial_can_be_chosen() -> None:
    """A given serial is the certificate's."""
    card = EmulatedCard(serial=0x1A2B3C4D)
    assert (card.serial, parse_certificate(card.certificate).serial) == ("1a2b3c4d",) * 2


@pytest.mark.parametrize(
    ("faults", "error"),
    [(mute(), CardMuteError), (CardFaults(trouble=Trouble.PULLED), CardPulledError)],
)
def test_troubles_without_an_answer(faults: CardFaults, error: type[Exception]) -> None:
    """A mute and a pulled card give no bytes at all."""
    card = make_card()
    card.faults = faults
    with pytest.raises(error):
        card.answer(bytes.fromhex(SELECT_FOLDER))


def test_faults_meet_their_instruction_only() -> None:
    """A fault for one instruction leaves the others alone, and ends when it is taken back."""
    card = make_card()
    card.faults = CardFaults(status_word=0x6F00, slow_s=2.0, instruction=0x20)
    assert status(card, SELECT_FOLDER) == "9000"
    assert status(card, RIGHT_PIN) == "6f00"
    assert tuple(
        card.delay_s(bytes.fromhex(command)) for command in (SELECT_FOLDER, RIGHT_PIN)
    ) == (0.0, 2.0)
    card.faults = CardFaults()
    assert status(card, RIGHT_PIN) == "9000"


def test_wrong_certificate_has_the_same_serial_and_another_key() -> None:
    """Only a check of the signature can tell."""
    card = make_card()
    true = card.certificate
    card.faults = CardFaults(shows_wrong_certificate=True)
    status(card, SELECT_FOLDER, "00A4000C02C000")
    shown = card.answer(bytes.fromhex("00B0000000"))[:-2]
    shown += card.answer(bytes.fromhex("00B0010000"))[:-2]
    length = 4 + int.from_bytes(shown[2:4], "big")

    assert card.serial == parse_certificate(shown[:length]).serial
    assert true != shown[:length]
    assert true == card.certificate


def test_reader_hands_slowness_to_wait() -> None:
    """Slow commands cost their seconds of the given clock, quick ones none."""
    clock = EmulatedClock()
    card = make_card()
    card.faults = CardFaults(slow_s=1.5, instruction=0x20)
    reader = EmulatedReader(card, clock.wait)
    before_s = clock()
    reader.connect()
    reader.transmit(bytes.fromhex(SELECT_FOLDER))
    assert clock() == before_s
    reader.transmit(bytes.fromhex(RIGHT_PIN))
    assert clock() == before_s + 1.5


def test_mute_card_costs_the_reader_a_long_time() -> None:
    """In emulated time a hang is longer than any deadline, and TIMEOUT."""
    clock = EmulatedClock()
    card = make_card()
    card.faults = mute()
    reader = EmulatedReader(card, clock.wait)
    reader.connect()
    before_s = clock()
    assert fault_of(lambda: reader.transmit(bytes.fromhex(SELECT_FOLDER))) is Fault.TIMEOUT
    assert clock() == before_s + HANG_S


def test_connection_does_not_survive_a_pull() -> None:
    """Also with the same card back in, the old connection is gone."""
    card = make_card()
    reader = EmulatedReader(card, EmulatedClock().wait)
    reader.connect()
    reader.insert(card)
    assert fault_of(lambda: reader.transmit(bytes.fromhex(SELECT_FOLDER))) is Fault.ABSENT
    assert card.atr == reader.connect()


def test_power_is_taken_from_an_inserted_card_only() -> None:
    """A fresh insertion finds a card that has forgotten its PIN; a reconnection does not."""
    card = make_card()
    reader = EmulatedReader(card, EmulatedClock().wait)
    reader.connect()
    for command in (SELECT_FOLDER, RIGHT_PIN):
        reader.transmit(bytes.fromhex(command))
    reader.disconnect()
    reader.connect()
    assert bytes.fromhex("9000") == reader.transmit(bytes.fromhex(ASK_TRIES))
    reader.insert(card)
    reader.connect()
    assert bytes.fromhex("6a88") == reader.transmit(bytes.fromhex(ASK_TRIES))


def test_emulated_end_is_the_end_of_the_thread() -> None:
    """In emulated time a deadline waits for the thread, whatever the number of seconds."""
    ended = threading.Event()
    thread = threading.Thread(target=ended.set)
    thread.start()
    assert await_emulated_end(ended, 0.0)
    thread.join()
