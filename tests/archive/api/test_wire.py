"""Connections that keep to no bound are ended; those that do are served."""

import socket
import time
from collections.abc import Iterator
from queue import Queue

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from archive.api.wire import MAX_HEAD_BYTES, BoundedProtocol
from tests.archive.serving import Place, served

#: Ports of the clients whose connections the server has let go of.
ENDED: Queue[int] = Queue()


class Impatient(BoundedProtocol):
    """Bounds a test can wait for."""

    head_within_s = 0.4
    body_step_s = 0.4
    read_within_s = 0.4

    def connection_lost(self, exc: Exception | None) -> None:
        """Say whose."""
        super().connection_lost(exc)
        if self.client is not None:
            ENDED.put(self.client[1])


async def _count(request: Request) -> Response:
    return PlainTextResponse(str(len(await request.body())))


async def _large(_request: Request) -> Response:
    return StreamingResponse(b"x" * 65_536 for _ in range(200))


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    """A server that counts what it is sent."""
    routes = [Route("/", _count, methods=["GET", "POST"]), Route("/large", _large)]
    app = Starlette(routes=routes)
    with served(app, Impatient) as at:
        yield at


def ended_after(connection: socket.socket, most_s: float = 10.0) -> float:
    """How long until the other side ends it; whatever it says first."""
    begun = time.monotonic()
    connection.settimeout(most_s)
    try:
        while connection.recv(4096):
            pass
    except ConnectionResetError:
        pass
    return time.monotonic() - begun


@pytest.mark.parametrize(
    "said", [b"", b"GET / HTTP/1.1\r\nHost: x\r\n", b"G", b"GET / HTTP/1.1\r\nX-A: "]
)
def test_half_a_head_is_not_waited_for(place: Place, said: bytes) -> None:
    """Also none at all: whoever connects and is silent frees the place."""
    with place.raw() as connection:
        connection.sendall(said)
        assert 0.2 < ended_after(connection) < 5


def test_a_head_in_drops_is_not_waited_for(place: Place) -> None:
    """A byte now and then does not make the time longer (slow-loris)."""
    begun = time.monotonic()
    with place.raw() as connection:
        connection.settimeout(0.05)
        connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n")
        while time.monotonic() - begun < 10 and _is_open_for(connection, b"X-A: b\r\n"):
            pass
    assert 0.2 < time.monotonic() - begun < 5


def _is_open_for(connection: socket.socket, said: bytes) -> bool:
    try:
        connection.sendall(said)
        return connection.recv(1) != b""
    except TimeoutError:
        return True
    except OSError:
        return False


def test_a_body_that_stops_is_not_waited_for(place: Place) -> None:
    """The head was good; the body never comes."""
    with place.raw() as connection:
        connection.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\nabc")
        assert 0.2 < ended_after(connection) < 5


def test_a_body_that_goes_on_is_waited_for(place: Place) -> None:
    """Slow, but enough in each step: it is served."""
    with place.raw() as connection:
        connection.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 50000\r\n\r\n")
        for _ in range(10):
            connection.sendall(b"x" * 5000)
            # As a slow line does; the next wait answers nothing before it is over.
            connection.settimeout(0.12)
            with pytest.raises(TimeoutError):
                connection.recv(1)
            if _ == 8:
                break
        connection.settimeout(5)
        connection.sendall(b"x" * 5000)
        assert connection.recv(4096).startswith(b"HTTP/1.1 200")


def test_a_head_that_is_too_large_is_not_read(place: Place) -> None:
    """Nobody fills the memory with headers."""
    with place.raw() as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX-A: " + b"a" * (2 * MAX_HEAD_BYTES))
        assert ended_after(connection) < 0.35


def test_a_body_with_its_head_in_one_piece_is_read(place: Place) -> None:
    """What comes with the head is not counted as head."""
    body = b"x" * (2 * MAX_HEAD_BYTES)
    answer = place.ask("POST", "/", body)
    assert (200, str(len(body)).encode()) == (answer.status, answer.body)


def test_many_requests_on_one_connection(place: Place) -> None:
    """A kept-alive connection starts anew with each of them, also after a pause."""
    connection = place.connection()
    for pause_s in (0.0, 0.0, 0.6):
        with pytest.raises(TimeoutError) if pause_s else _nothing():
            if pause_s:
                assert connection.sock is not None
                connection.sock.settimeout(pause_s)
                connection.sock.recv(1)
        if connection.sock is not None:
            connection.sock.settimeout(10)
        connection.request("POST", "/", b"x" * 20_000)
        answer = connection.getresponse()
        assert (200, b"20000") == (answer.status, answer.read())
    connection.close()


class _nothing:  # noqa: N801 - reads as a context manager of contextlib
    def __enter__(self) -> None:
        pass

    def __exit__(self, *_: object) -> None:
        pass


def test_what_is_no_http_is_answered_and_ended(place: Place) -> None:
    """400, and the place is free."""
    with place.raw() as connection:
        connection.sendall(b"\x16\x03\x01 hello\r\n\r\n")
        connection.settimeout(5)
        assert connection.recv(4096).startswith(b"HTTP/1.1 400")
        ended_after(connection)


def test_who_does_not_read_is_not_waited_for(place: Place) -> None:
    """A thousand that ask for an export and take none of it would hold all places."""
    with place.raw() as connection:
        own = connection.getsockname()[1]
        connection.settimeout(10)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.sendall(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
        while ENDED.get(timeout=10) != own:
            pass


def test_who_reads_in_time_has_all_of_it(place: Place) -> None:
    """However often it has to be waited for in between."""
    got = 0
    with place.raw() as connection:
        connection.settimeout(10)
        connection.sendall(b"GET /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        while piece := connection.recv(65_536):
            got += len(piece)
    assert 200 * 65_536 <= got
