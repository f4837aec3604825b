"""The way that loses things: what gets through, what does not, and who is told."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import pytest

from tests.faultproxy.proxy import Fault, FaultProxy, Plan, moods, running_proxy


@contextmanager
def echo() -> Iterator[str]:
    """Says everything back."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(10)

        def serve() -> None:
            try:
                connection, _ = listener.accept()
                with connection:
                    while piece := connection.recv(4096):
                        connection.sendall(piece)
            except OSError:
                pass

        thread = Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    thread.join(10)


@pytest.fixture
def proxy() -> Iterator[FaultProxy]:
    """In front of an echo."""
    with echo() as url, running_proxy(url) as running:
        yield running


def connected(proxy: FaultProxy) -> socket.socket:
    """A client's end."""
    end = socket.create_connection(("127.0.0.1", int(proxy.url.rpartition(":")[2])), 5)
    end.settimeout(5)
    return end


def test_a_good_way(proxy: FaultProxy) -> None:
    """Everything, both ways, and counted."""
    with connected(proxy) as end:
        end.sendall(b"hello")
        assert b"hello" == end.recv(10)
    assert (5, 5) == (proxy.bytes_up, proxy.bytes_down)


def read_on(end: socket.socket) -> None:
    """To its end, which is no reset."""
    while end.recv(10):
        pass


@pytest.mark.parametrize("plan", [Plan(up=3), Plan(down=3)])
def test_a_reset_in_the_middle(proxy: FaultProxy, plan: Plan) -> None:
    """Three bytes, then the connection is gone."""
    proxy.plan = lambda: plan
    with connected(proxy) as end:
        end.sendall(b"hello")
        with pytest.raises(ConnectionResetError):
            read_on(end)


def test_an_end_in_the_middle(proxy: FaultProxy) -> None:
    """A polite one."""
    proxy.plan = lambda: Plan(down=2, fault=Fault.CLOSE)
    with connected(proxy) as end:
        end.sendall(b"hello")
        assert (b"he", b"") == (end.recv(10), end.recv(10))


def test_silence(proxy: FaultProxy) -> None:
    """Half-open: nothing comes, and no end."""
    proxy.plan = lambda: Plan(up=2, fault=Fault.SILENCE)
    with connected(proxy) as end:
        end.sendall(b"hello")
        assert b"he" == end.recv(10)
        end.settimeout(0.2)
        with pytest.raises(TimeoutError):
            end.recv(10)


def test_a_cut(proxy: FaultProxy) -> None:
    """Old connections and new ones say nothing; mended, the next ones go."""
    with connected(proxy) as end:
        end.sendall(b"a")
        assert b"a" == end.recv(10)
        proxy.cut()
        end.sendall(b"b")
        end.settimeout(0.2)
        with pytest.raises(TimeoutError):
            end.recv(10)


def test_moods_come_from_their_seed() -> None:
    """What a test met can be met again."""
    assert [moods(7)() for _ in range(3)] == [moods(7)() for _ in range(3)]
    one, other = moods(7), moods(8)
    assert [one() for _ in range(30)] != [other() for _ in range(30)]
