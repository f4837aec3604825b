"""Whole answers from cards that give them in their own ways, and an eye on the clock."""

from collections.abc import Sequence

import pytest

from hal.card.channel import PARTS_MAX, Channel
from hal.card.codec import compute_signature, read_binary
from hal.errors import Fault
from tests.hal.card.rigs import EmulatedClock, fault_of

READ = read_binary(0)


class ScriptedReader:
    """Gives the answers it was made with, and keeps what it was asked."""

    def __init__(self, *answers: str) -> None:
        self._answers: Sequence[str] = answers
        self.commands: list[str] = []

    def connect(self) -> bytes:
        return b"\x3b\x00"

    def transmit(self, command: bytes) -> bytes:
        self.commands.append(command.hex())
        return bytes.fromhex(self._answers[min(len(self.commands), len(self._answers)) - 1])

    def disconnect(self) -> None:
        pass


def channel(reader: ScriptedReader, left_s: float = 1.0) -> Channel:
    clock = EmulatedClock()
    return Channel(reader=reader, clock=clock, ends_at_s=clock() + left_s)


def test_plain_answer_is_given_as_it_is() -> None:
    """One command, one answer."""
    reader = ScriptedReader("01029000")
    assert channel(reader).require(READ, "read") == b"\1\2"
    assert len(reader.commands) == 1


def test_wrong_length_is_asked_again_with_the_right_one() -> None:
    """6Cxx: the same command, with Le xx."""
    reader = ScriptedReader("6c02", "01029000")
    assert channel(reader).require(READ, "read") == b"\1\2"
    assert reader.commands == ["00b0000000", "00b0000002"]


def test_corrected_length_keeps_the_payload() -> None:
    """6Cxx to a signature: the digest goes along again."""
    reader = ScriptedReader("6c40", "9000")
    channel(reader).require(compute_signature(bytes(32)), "sign")
    assert reader.commands[1] == "002a9e9a20" + "00" * 32 + "40"


def test_waiting_parts_are_fetched_and_joined() -> None:
    """61xx: GET RESPONSE until the card says 9000."""
    reader = ScriptedReader("6102", "016101", "029000")
    assert channel(reader).require(READ, "read") == b"\1\2"
    assert reader.commands[1:] == ["00c0000002", "00c0000001"]


def test_status_after_parts_is_the_last_one() -> None:
    """A warning at the end of the parts is the answer's status."""
    response = channel(ScriptedReader("6102", "01026282")).send(READ, "read")
    assert (response.body, response.sw) == (b"\1\2", 0x6282)


def test_answer_without_end_is_broken() -> None:
    """A card that always has more is given up on, in bounded memory."""
    reader = ScriptedReader("6101")
    assert fault_of(lambda: channel(reader).send(READ, "read")) is Fault.BROKEN
    assert len(reader.commands) == PARTS_MAX + 1


def test_second_wrong_length_is_not_followed() -> None:
    """A card that corrects for ever is BROKEN after one correction."""
    reader = ScriptedReader("6c02")
    assert fault_of(lambda: channel(reader).require(READ, "read")) is Fault.BROKEN
    assert len(reader.commands) == 2


@pytest.mark.parametrize("answer", ["", "90", "6a82", "6282"])
def test_anything_but_9000_is_broken_where_9000_is_required(answer: str) -> None:
    """An answer that is none and a status other than 9000 are BROKEN."""
    assert fault_of(lambda: channel(ScriptedReader(answer)).require(READ, "read")) is Fault.BROKEN


def test_no_command_is_sent_when_the_time_is_over() -> None:
    """A call that was given up on stops before its next command."""
    reader = ScriptedReader("9000")
    late = channel(reader, left_s=0.0)

    assert fault_of(late.connect) is Fault.TIMEOUT
    assert fault_of(lambda: late.send(READ, "read")) is Fault.TIMEOUT
    assert not reader.commands
