"""A net that is there, or not, and takes what hangs on it along."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from firmware.desk.relay import Relay

_PATIENCE_S = 10.0


@contextmanager
def far_end() -> Iterator[socket.socket]:
    """Somebody to be reached."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(_PATIENCE_S)
        yield listener


@contextmanager
def relayed(target: socket.socket) -> Iterator[Relay]:
    """The net in between."""
    relay = Relay(target.getsockname()[1])
    try:
        yield relay
    finally:
        relay.close()


def call(relay: Relay) -> socket.socket:
    """A connection through the net."""
    return socket.create_connection(("127.0.0.1", relay.port), _PATIENCE_S)


def heard(one: socket.socket) -> bytes:
    """What comes, or nothing at the end of the connection."""
    with suppress(ConnectionError):
        return one.recv(100)
    return b""


def test_what_is_said_arrives_on_both_sides() -> None:
    """With a net it is as if there were none in between."""
    with far_end() as target, relayed(target) as relay, call(relay) as near:
        near.sendall(b"Guten Morgen")
        far, _ = target.accept()
        with far:
            assert far.recv(100) == b"Guten Morgen"
            far.sendall(b"Auch so")
            assert near.recv(100) == b"Auch so"
            far.close()
            assert heard(near) == b""


def test_a_net_that_goes_takes_its_connections_along() -> None:
    """Both ends see the end; a new call is not answered."""
    with far_end() as target, relayed(target) as relay, call(relay) as near:
        near.sendall(b"!")
        far, _ = target.accept()
        with far:
            assert far.recv(1) == b"!"
            relay.switch(is_on=False)
            assert (heard(near), heard(far)) == (b"", b"")
        with call(relay) as again:
            assert heard(again) == b""
        assert not relay.is_on


def test_a_net_that_comes_back_carries_new_calls() -> None:
    """On the same port: the till's settings do not change."""
    with far_end() as target, relayed(target) as relay:
        port = relay.port
        relay.switch(is_on=False)
        relay.switch(is_on=True)
        assert relay.port == port
        with call(relay) as near:
            near.sendall(b"!")
            far, _ = target.accept()
            with far:
                assert far.recv(1) == b"!"


def test_nobody_at_the_far_end_is_a_connection_that_ends() -> None:
    """As while the archive still starts."""
    with far_end() as target:
        relay = Relay(target.getsockname()[1])
    port = relay.port
    with call(relay) as near:
        assert heard(near) == b""
    relay.close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), _PATIENCE_S)
