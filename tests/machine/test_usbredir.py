"""The redirection protocol, spoken by a QEMU made of bytes."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from machine.usbredir import MESSAGE_BYTES_MAX, ProtocolError, Redirection
from tests.machine.host_tools import HELLO, bulk, bulk_end, control, message, messages
from tests.machine.toys import Toy

GET_DEVICE = (0x80, 6, 0x0100, 0, 18)


def _greeted(toy: Toy | None) -> Redirection:
    line = Redirection(toy)
    line.receive(HELLO)
    return line


def test_hello_offers_what_we_can() -> None:
    """A name of 64 bytes and one word of abilities, with a short head."""
    said = Redirection(None).hello()
    assert (0, 68, 0) == struct.unpack_from("<III", said)
    assert (0x72,) == struct.unpack_from("<I", said, 76)


def test_a_device_is_told_of_after_the_hello() -> None:
    """Pipes, interface, and then that it is there."""
    toy = Toy()
    said = messages(Redirection(toy).receive(HELLO))
    assert [5, 4, 1] == [kind for kind, _, _ in said]
    pipes, interface, connect = (body for _, _, body in said)
    assert (0, 2, 0, 2) == (pipes[0], pipes[1], pipes[16], pipes[18])
    assert 512 == struct.unpack_from("<32H", pipes, 96)[1]
    assert (1, 0, 0xFF, 1, 2) == (interface[0], *(interface[4 + 32 * at] for at in range(4)))
    assert (2, 0x1234, 0x5678) == (connect[0], *struct.unpack_from("<HH", connect, 4))
    assert 1 == toy.starts


def test_an_empty_socket_says_nothing() -> None:
    """Until something is plugged in."""
    line = Redirection(None)
    assert b"" == line.receive(HELLO)
    assert [5, 4, 1] == [kind for kind, _, _ in messages(line.plug(Toy()))]


def test_another_device_takes_the_place_of_the_first() -> None:
    """The first is gone before the second comes."""
    line = _greeted(Toy())
    assert [2, 5, 4, 1] == [kind for kind, _, _ in messages(line.plug(Toy()))]
    assert [2] == [kind for kind, _, _ in messages(line.unplug())]
    assert b"" == line.unplug()


def test_a_control_transfer_is_answered_with_its_id() -> None:
    """And with as many bytes as there are."""
    ((kind, number, body),) = messages(_greeted(Toy()).receive(control(77, GET_DEVICE)))
    assert (100, 77, 0, 18) == (kind, number, body[3], struct.unpack_from("<H", body, 8)[0])
    assert Toy.identity.device() == body[10:]


def test_a_stalled_request_says_so() -> None:
    """Status 4, no bytes."""
    ((_, _, body),) = messages(_greeted(Toy()).receive(control(1, (0xC0, 0x66, 0, 0, 8))))
    assert (4, 10) == (body[3], len(body))


def test_a_request_to_the_device_carries_its_data() -> None:
    """What is sent to it reaches it; of an OUT the length is told."""
    toy = Toy()
    ((_, _, body),) = messages(_greeted(toy).receive(control(1, (0x40, 9, 3, 4, 2), b"ab")))
    assert (0, 2, b"") == (body[3], struct.unpack_from("<H", body, 8)[0], body[10:])
    assert [b"ab"] == [data for _, data in toy.asked]


def test_configurations_are_all_the_same() -> None:
    """There is one, and one setting of its interface."""
    said = messages(_greeted(Toy()).receive(message(6, b"\1", 5) + message(9, b"\0\0", 6)))
    assert [(8, 5, b"\0\1"), (11, 6, b"\0\0\0")] == said


def test_a_full_device_takes_the_rest_later() -> None:
    """An OUT ends when all its bytes were taken."""
    toy = Toy()
    toy.room = 3
    line = _greeted(toy)
    assert b"" == line.receive(bulk(1, 1, b"abcdef"))
    assert line.is_waiting
    assert b"" == line.poll()
    toy.room = 10
    ((_, number, body),) = messages(line.poll())
    assert (1, (0, 6, b""), b"abcdef") == (number, bulk_end(body), toy.taken)
    assert not line.is_waiting


def test_transfers_of_a_pipe_keep_their_order() -> None:
    """The second waits for the first, even when it would fit."""
    toy = Toy()
    line = _greeted(toy)
    line.receive(bulk(1, 0x82, size=64) + bulk(2, 0x82, size=64))
    toy.said.extend([b"one"])
    first = messages(line.poll())
    toy.said.extend([b"two"])
    second = messages(line.poll())
    assert [(1, b"one"), (2, b"two")] == [
        (number, bulk_end(body)[2]) for _, number, body in first + second
    ]


def test_a_host_that_waits_no_more() -> None:
    """A cancelled transfer ends as cancelled; one that has ended is nobody's business."""
    toy = Toy()
    line = _greeted(toy)
    line.receive(bulk(9, 0x82, size=64))
    ((_, number, body),) = messages(line.receive(message(21, b"", 9)))
    assert (9, 1) == (number, bulk_end(body)[0])
    assert b"" == line.receive(message(21, b"", 9))
    toy.said.append(b"late")
    assert b"" == line.poll()


def test_a_reset_forgets_what_waited() -> None:
    """As it does on a cable."""
    toy = Toy()
    line = _greeted(toy)
    line.receive(bulk(9, 0x82, size=64) + message(3))
    assert (False, 2) == (line.is_waiting, toy.starts)


def test_pipes_that_are_not_there_stall() -> None:
    """And an empty socket stalls everything."""
    ((_, _, body),) = messages(_greeted(Toy()).receive(bulk(1, 0x05, b"x")))
    assert (4, 0, b"") == bulk_end(body)
    ((_, _, body),) = messages(_greeted(None).receive(bulk(1, 0x01, b"x")))
    assert (4, 0, b"") == bulk_end(body)
    ((_, _, body),) = messages(_greeted(None).receive(control(1, GET_DEVICE)))
    assert 4 == body[3]


@pytest.mark.parametrize(
    "said",
    [
        struct.pack("<III", 1, 68, 0) + bytes(68),
        struct.pack("<III", 0, 4, 0) + bytes(4),
        struct.pack("<III", 0, 68, 0) + bytes(68),
        struct.pack("<III", 0, MESSAGE_BYTES_MAX + 1, 0),
        HELLO + message(99),
        HELLO + message(100, b"short"),
        HELLO + message(101, b"short"),
    ],
    ids=["no hello", "short hello", "old", "endless", "unknown", "cut control", "cut bulk"],
)
def test_what_no_qemu_says_is_refused(said: bytes) -> None:
    """By name, and without waiting for more."""
    with pytest.raises(ProtocolError):
        Redirection(Toy()).receive(said)


@given(cuts=st.lists(st.integers(min_value=1, max_value=40), max_size=30))
def test_how_the_bytes_are_cut_is_all_the_same(cuts: list[int]) -> None:
    """A socket keeps no messages together."""
    said = HELLO + control(1, GET_DEVICE) + bulk(2, 1, b"abc") + message(6, b"\1", 3)
    whole = Redirection(Toy()).receive(said)
    line, parts = Redirection(Toy()), b""
    for size in cuts:
        parts, said = parts + line.receive(said[:size]), said[size:]
    assert whole == parts + line.receive(said)
