"""One POST, one deadline."""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

import pytest

from firmware.sync import network, post
from firmware.sync.fault import WireError, WireFault
from firmware.sync.post import HttpPost

GOOD = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


@contextmanager
def server(answer: Callable[[socket.socket], None]) -> Iterator[str]:
    """Takes one connection and lets `answer` have it; yields its address."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            try:
                connection, _ = listener.accept()
                with connection:
                    connection.settimeout(10)
                    answer(connection)
            except OSError:
                pass

        thread = Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/ws"
        # Wakes an accept nobody came for.
        with socket.socket() as knock:
            knock.connect_ex(listener.getsockname())
        thread.join(10)


def request_of(connection: socket.socket) -> bytes:
    """The whole request."""
    taken = b""
    while not taken.endswith(b"<r/>"):
        taken += connection.recv(4096)
    return taken


def fault_of(url: str, deadline_s: float = 5.0) -> WireFault:
    """What went wrong."""
    with pytest.raises(WireError) as error:
        HttpPost(deadline_s).send(url, "rkdb", b"<r/>")
    return error.value.fault


def test_a_call() -> None:
    """SOAP 1.1: type, action, length; nothing packed, nothing kept open."""
    heard: list[bytes] = []

    def answer(connection: socket.socket) -> None:
        heard.append(request_of(connection))
        connection.sendall(GOOD)

    with server(answer) as url:
        received = HttpPost(5.0).send(url, "rkdb", b"<r/>")
    assert (200, b"ok") == (received.status, received.body)
    (request,) = heard
    head = request.decode().splitlines()
    assert "POST /ws HTTP/1.1" == head[0]
    assert {
        "Content-Type: text/xml; charset=utf-8",
        'SOAPAction: "rkdb"',
        "Accept-Encoding: identity",
        "Connection: close",
        "Content-Length: 4",
    } <= set(head)


def test_a_status_is_no_error_of_the_line() -> None:
    """It is read where the answer is."""

    def answer(connection: socket.socket) -> None:
        request_of(connection)
        connection.sendall(b"HTTP/1.1 500 No\r\nContent-Length: 2\r\n\r\nno")

    with server(answer) as url:
        assert 500 == HttpPost(5.0).send(url, "rkdb", b"<r/>").status


def drip(head: bytes) -> Callable[[socket.socket], None]:
    """Sends `head`, then a byte now and then without end."""

    def answer(connection: socket.socket) -> None:
        connection.sendall(head)
        while True:
            connection.sendall(b"x")
            Event().wait(0.02)

    return answer


@pytest.mark.parametrize(
    "head",
    [b"", b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n"],
    ids=["status line", "header", "body"],
)
def test_drops_do_not_lengthen_the_deadline(head: bytes) -> None:
    """Each byte comes in time, the whole does not."""
    begun_s = time.monotonic()
    with server(drip(head)) as url:
        assert WireFault.SLOW is fault_of(url, 0.3)
    assert time.monotonic() - begun_s < 3


def test_a_flood_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever length was promised."""
    monkeypatch.setattr(post, "ANSWER_BYTES_MAX", 10_000)

    def answer(connection: socket.socket) -> None:
        request_of(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            connection.sendall(b"x" * 5000)

    with server(answer) as url:
        assert WireFault.LARGE is fault_of(url)


@pytest.mark.parametrize(
    "told",
    [b"", b"SSH-2.0-no\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhalf"],
    ids=["nothing", "no HTTP", "half"],
)
def test_a_line_that_breaks(told: bytes) -> None:
    """Closed before the end."""

    def answer(connection: socket.socket) -> None:
        request_of(connection)
        connection.sendall(told)

    with server(answer) as url:
        assert WireFault.UNREACHABLE is fault_of(url)


def test_nobody_listens() -> None:
    """A port without a server."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert WireFault.UNREACHABLE is fault_of(f"http://127.0.0.1:{port}/")


def test_a_server_without_tls() -> None:
    """It is spoken to in TLS, and answers in clear."""
    with server(lambda connection: connection.sendall(GOOD)) as url:
        assert WireFault.UNREACHABLE is fault_of(url.replace("http:", "https:"))


def test_no_such_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """The resolver says so."""

    def unknown(*_: object, **__: object) -> list[object]:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert WireFault.UNREACHABLE is fault_of("http://finanzonline.example/")


def test_a_resolver_that_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    """It knows no deadline: it is left behind at ours."""
    end = Event()

    def hang(*_: object, **__: object) -> list[object]:
        end.wait(10)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    try:
        assert WireFault.SLOW is fault_of("http://finanzonline.example/", 0.1)
    finally:
        end.set()


def test_the_second_address_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    """A dead IPv6 does not hide a living IPv4."""
    monkeypatch.setattr(network, "look_up", lambda *_: ["127.0.0.2", "127.0.0.1"])

    def answer(connection: socket.socket) -> None:
        request_of(connection)
        connection.sendall(GOOD)

    with server(answer) as url:
        assert b"ok" == HttpPost(5.0).send(url, "rkdb", b"<r/>").body


@pytest.mark.parametrize("addresses", [[], ["127.0.0.2", "127.0.0.3"]])
def test_no_address_answers(monkeypatch: pytest.MonkeyPatch, addresses: list[str]) -> None:
    """None at all, or none that is alive."""
    monkeypatch.setattr(network, "look_up", lambda *_: addresses)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        assert WireFault.UNREACHABLE is fault_of(
            f"http://finanzonline.example:{listener.getsockname()[1]}/"
        )
