"""One deadline over everything that is waited for."""

import socket
import time
from threading import Event

import httpcore
import pytest

from firmware.sync import network
from firmware.sync.fault import WireError, WireFault
from firmware.sync.network import Deadline, Network, look_up, whole


class Clock:
    """Goes on when it is told to."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


def test_a_deadline_runs_out_and_begins_anew() -> None:
    """What is left gets less; a share never is more than that."""
    clock = Clock()
    deadline = Deadline(clock, 10.0)
    clock.now_s += 4
    assert (6.0, 2.0, 6.0) == (deadline.left_s(), deadline.left_s(2.0), deadline.left_s(8.0))
    clock.now_s += 6
    with pytest.raises(TimeoutError):
        deadline.left_s()
    deadline.begin(3.0)
    assert 3.0 == deadline.left_s()


def test_a_peer_that_takes_nothing_ends_with_the_deadline() -> None:
    """A body of which a little goes out now and then has one deadline, not one for each step."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        host, port = listener.getsockname()
        deadline = Deadline(time.monotonic, 0.4)
        stream = Network(deadline).connect_tcp(host, port)
        begun_s = time.monotonic()
        with pytest.raises((httpcore.WriteTimeout, TimeoutError)):
            stream.write(b"x" * 50_000_000)
        stream.close()
    assert time.monotonic() - begun_s < 2


def test_no_name_and_no_resolver(monkeypatch: pytest.MonkeyPatch) -> None:
    """The resolver says so, or says nothing."""
    end = Event()

    def unknown(*_: object, **__: object) -> list[object]:
        raise socket.gaierror(-2, "Name or service not known")

    def hang(*_: object, **__: object) -> list[object]:
        end.wait(10)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(socket.gaierror):
        look_up("archive.example", 443, 5.0)
    monkeypatch.setattr(socket, "getaddrinfo", hang)
    try:
        with pytest.raises(TimeoutError):
            look_up("archive.example", 443, 0.1)
    finally:
        end.set()


def test_every_address_has_its_share(monkeypatch: pytest.MonkeyPatch) -> None:
    """The last one that does not answer says why; none at all is said as well."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    for addresses in ([], ["127.0.0.2", "127.0.0.3"]):
        monkeypatch.setattr(network, "look_up", lambda *_, found=addresses: found)
        with pytest.raises(httpcore.ConnectError):
            Network(Deadline(time.monotonic, 5.0)).connect_tcp("archive.example", port)


def test_an_answer_is_taken_whole_or_not() -> None:
    """Up to the last byte that is wanted, in whatever pieces it comes."""
    assert b"abcd" == whole([b"ab", b"", b"cd"], 4)
    with pytest.raises(WireError) as refused:
        whole([b"ab", b"cde"], 4)
    assert WireFault.LARGE is refused.value.fault
