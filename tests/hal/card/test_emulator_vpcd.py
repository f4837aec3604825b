"""The wire to vpcd, spoken with the test in the place of vpcd."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from hal.card.emulator_profile import CardFaults, Trouble
from hal.card.emulator_vpcd import VpcdSlot
from tests.hal.card.rigs import make_card, mute

SELECT_FOLDER = bytes.fromhex("00A4000C02DF01")
OK = b"\x90\x00"
LINE_TIMEOUT_S = 5.0
DELAYED_ACKNOWLEDGEMENT_S = 0.04


class FakeVpcd:
    """Listens like vpcd and sends length and body in two segments, as it does."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(LINE_TIMEOUT_S)
        self.port: int = self._listener.getsockname()[1]
        self._line: socket.socket | None = None

    def accept(self) -> None:
        """Take the next card; the one before is gone."""
        self.hang_up()
        self._line, _ = self._listener.accept()
        self._line.settimeout(LINE_TIMEOUT_S)

    def say(self, body: bytes) -> None:
        assert self._line is not None
        self._line.sendall(len(body).to_bytes(2, "big"))
        self._line.sendall(body)

    def hear(self) -> bytes:
        """One message; empty when the card has gone."""
        assert self._line is not None
        try:
            length = int.from_bytes(self._line.recv(2, socket.MSG_WAITALL), "big")
        except ConnectionResetError:
            # What the card had not read yet when it went makes its going a reset.
            return b""
        return self._line.recv(length, socket.MSG_WAITALL) if length else b""

    def ask(self, body: bytes) -> bytes:
        self.say(body)
        return self.hear()

    def hang_up(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None

    def close(self) -> None:
        self.hang_up()
        self._listener.close()


@pytest.fixture
def vpcd() -> Iterator[FakeVpcd]:
    vpcd = FakeVpcd()
    yield vpcd
    vpcd.close()


@pytest.fixture
def slot(vpcd: FakeVpcd) -> Iterator[VpcdSlot]:
    with VpcdSlot(vpcd.port) as slot:
        yield slot


def test_atr_and_commands_are_answered(vpcd: FakeVpcd, slot: VpcdSlot) -> None:
    """Control 04 asks for the ATR, longer messages are commands."""
    card = make_card()
    slot.insert(card)
    vpcd.accept()

    assert card.atr == vpcd.ask(b"\4")
    assert vpcd.ask(SELECT_FOLDER) == OK


def test_commands_in_two_segments_cost_no_delayed_acknowledgement(
    vpcd: FakeVpcd, slot: VpcdSlot
) -> None:
    """Without quick acknowledgements each of these commands would take 40 ms."""
    slot.insert(make_card())
    vpcd.accept()
    commands = 100
    started_s = time.monotonic()
    for _ in range(commands):
        vpcd.ask(SELECT_FOLDER)
    assert time.monotonic() - started_s < commands * DELAYED_ACKNOWLEDGEMENT_S / 2


@pytest.mark.parametrize("control", [b"\0", b"\1", b"\2"])
def test_power_and_reset_are_not_answered(vpcd: FakeVpcd, slot: VpcdSlot, control: bytes) -> None:
    """Controls 00, 01 and 02 reset the card in silence."""
    slot.insert(make_card())
    vpcd.accept()
    vpcd.ask(SELECT_FOLDER)

    vpcd.say(control)

    # The next thing said is the answer to the next question: no PIN is known in the master file.
    assert bytes.fromhex("6a88") == vpcd.ask(bytes.fromhex("00200081"))


def test_no_answer_is_ever_empty(vpcd: FakeVpcd, slot: VpcdSlot) -> None:
    """The shortest answer is one byte: none would stop vpcd for ever."""
    card = make_card()
    card.faults = CardFaults(trouble=Trouble.EMPTY)
    slot.insert(card)
    vpcd.accept()

    assert len(vpcd.ask(SELECT_FOLDER)) == 1


def test_pulled_card_hangs_up(vpcd: FakeVpcd, slot: VpcdSlot) -> None:
    """Pulling ends the connection, between commands and inside a mute one."""
    card = make_card()
    slot.insert(card)
    vpcd.accept()
    slot.pull()
    assert vpcd.hear() == b""

    card.faults = mute()
    slot.insert(card)
    vpcd.accept()
    vpcd.say(SELECT_FOLDER)
    slot.pull()
    assert vpcd.hear() == b""


def test_card_pulled_inside_a_command_hangs_up(vpcd: FakeVpcd, slot: VpcdSlot) -> None:
    """The card's own fault pulls it as a hand would."""
    card = make_card()
    card.faults = CardFaults(trouble=Trouble.PULLED, instruction=0xA4)
    slot.insert(card)
    vpcd.accept()

    assert vpcd.ask(SELECT_FOLDER) == b""


def test_card_calls_again_when_vpcd_went_away(vpcd: FakeVpcd, slot: VpcdSlot) -> None:
    """A card in its slot outlives pcscd, and starts anew with the next."""
    card = make_card()
    slot.insert(card)
    vpcd.accept()
    vpcd.ask(b"\4")

    vpcd.accept()

    assert card.atr == vpcd.ask(b"\4")


@pytest.mark.parametrize("body", [b"", b"\x07"])
def test_strange_control_is_hung_up_on(vpcd: FakeVpcd, slot: VpcdSlot, body: bytes) -> None:
    """What vpcd never sends is not guessed at."""
    slot.insert(make_card())
    vpcd.accept()

    assert vpcd.ask(body) == b""


def test_card_waits_for_vpcd_to_start() -> None:
    """A card put in before pcscd runs is found by it."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
    with VpcdSlot(port) as slot:
        slot.insert(make_card())
        with socket.create_server(("127.0.0.1", port)) as late:
            late.settimeout(LINE_TIMEOUT_S)
            line, _ = late.accept()
            line.close()


def test_slow_card_hands_its_seconds_to_wait(vpcd: FakeVpcd) -> None:
    """The given wait hears how long the command takes."""
    waited: list[float] = []
    card = make_card()
    card.faults = CardFaults(slow_s=9.0)
    with VpcdSlot(vpcd.port, wait=waited.append) as slot:
        slot.insert(card)
        vpcd.accept()
        assert vpcd.ask(SELECT_FOLDER) == OK
    assert {9.0} == set(waited)


def test_no_thread_is_left_behind(vpcd: FakeVpcd) -> None:
    """The slot's thread ends with the slot."""
    before = set(threading.enumerate())
    with VpcdSlot(vpcd.port) as slot:
        slot.insert(make_card())
        slot.insert(make_card(seed=2))
        assert len(threading.enumerate()) == len(before) + 1
    assert before == set(threading.enumerate())
