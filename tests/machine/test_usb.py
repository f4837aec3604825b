"""Descriptors and the requests every device knows."""

import struct

import pytest

from machine.usb import Setup, Speed, StallError, answer
from tests.machine.toys import Toy


def _setup(request: int, value: int = 0, *, kind: int = 0x80, length: int = 255) -> Setup:
    return Setup(request_type=kind, request=request, value=value, index=0, length=length)


def test_the_device_descriptor_names_maker_and_product() -> None:
    """Eighteen bytes, one configuration."""
    said = answer(Toy(), _setup(6, 0x0100), b"")
    assert (18, 0x1234, 0x5678, 1) == (len(said), *struct.unpack_from("<HH", said, 8), said[17])


def test_the_configuration_holds_all_of_itself() -> None:
    """The length it tells is the length it has; pipes and the class's descriptors are in it."""
    said = answer(Toy(), _setup(6, 0x0200), b"")
    assert struct.unpack_from("<H", said, 2) == (len(said),)
    assert Toy.identity.extra in said
    pipes = [said[at + 2] for at in range(len(said) - 14, len(said), 7)]
    assert [0x01, 0x82] == pipes


def test_a_host_that_asks_for_less_gets_less() -> None:
    """The kernel asks for nine bytes first, to learn the length."""
    assert 9 == len(answer(Toy(), _setup(6, 0x0200, length=9), b""))


@pytest.mark.parametrize(("index", "text"), [(1, "Werkstätte"), (2, "Toy"), (3, "7")])
def test_texts_are_utf16(index: int, text: str) -> None:
    """As every string descriptor."""
    said = answer(Toy(), _setup(6, 0x0300 | index), b"")
    assert (len(said), text) == (said[0], said[2:].decode("utf-16-le"))


def test_the_language_is_told_first() -> None:
    """String 0 lists the languages."""
    assert b"\x04\x03\x09\x04" == answer(Toy(), _setup(6, 0x0300), b"")


@pytest.mark.parametrize(
    ("request_", "value"), [(6, 0x0304), (6, 0x0600), (7, 0), (12, 0)], ids=str
)
def test_what_it_does_not_have_is_stalled(request_: int, value: int) -> None:
    """A fifth text, the descriptor of a second speed, requests nobody makes."""
    with pytest.raises(StallError):
        answer(Toy(), _setup(request_, value), b"")


@pytest.mark.parametrize(("request_", "said"), [(0, b"\0\0"), (1, b""), (3, b"")])
def test_status_and_features(request_: int, said: bytes) -> None:
    """Nothing is halted, nothing wakes anybody."""
    assert said == answer(Toy(), _setup(request_), b"")


def test_other_requests_are_the_devices() -> None:
    """A class request reaches it, with what was sent along."""
    toy = Toy()
    assert b"ans" == answer(toy, _setup(9, kind=0xC0, length=3), b"sent")
    assert [b"sent"] == [data for _, data in toy.asked]


def test_packets_are_as_large_as_the_speed_allows() -> None:
    """512 bytes at high speed."""
    assert (512, Speed.HIGH) == (Toy.identity.packet_bytes, Toy.identity.speed)
