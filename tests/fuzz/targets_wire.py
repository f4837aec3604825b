"""Answers as they come over a line: bytes of HTTP, cut anywhere, to each who asks by HTTP.

Whoever asks gets an answer no larger than it wants, or its own error; nothing else leaves.
"""

import http.client
import io
import ssl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from typing import Any, Final
from unittest import mock

import httpcore
import httpx

from archive.alarms import webhook
from archive.alarms.webhook import Reach, WebhookError
from archive.client import client
from archive.client.client import Answer, ClientError
from archive.heads.asking import AskedWitness, Asking
from archive.heads.errors import HeadsError
from firmware.evidence.note import Verifier, read_note
from firmware.sync import network, post
from firmware.sync.archive import wire
from firmware.sync.fault import WireError
from hal.errors import HalError
from hal.remote.https import HttpsWire
from hal.remote.port import ANSWER_BYTES_MAX, Method, Request
from tests.fuzz.tape import Tape, TapedClock

KEY: Final = Verifier(name="kassa.example.at", public=bytes(32))
NOTE: Final = f"kassa.example.at/heads\n3\n{'A' * 43}=\n\n— kassa.example.at {'A' * 91}=\n"
NOW: Final = datetime(2026, 11, 22, tzinfo=UTC)
#: Of no use: what is heard lies above it.
TLS: Final = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
_CALLS: Final = 3


class _Stream(httpcore.NetworkStream):
    """One connection: the tape goes on in the next one."""

    def __init__(self, tape: Tape) -> None:
        self._tape = tape
        self._waiting = b""

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        self._waiting = self._waiting or self._tape.next()
        said, self._waiting = self._waiting[:max_bytes], self._waiting[max_bytes:]
        return said

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Taken."""

    def close(self) -> None:
        """Gone."""

    def get_extra_info(self, info: str) -> Any:
        return None


class _Net(httpcore.NetworkBackend):
    def __init__(self, tape: Tape) -> None:
        self._tape = tape

    def connect_tcp(self, *_words: Any, **_named: Any) -> httpcore.NetworkStream:
        return _Stream(self._tape)


@contextmanager
def _net(tape: Tape) -> Iterator[None]:
    with ExitStack() as patches:
        patches.enter_context(mock.patch.object(httpcore, "SyncBackend", return_value=_Net(tape)))
        patches.enter_context(mock.patch.object(network, "look_up", return_value=["192.0.2.1"]))
        yield


class _Heard(io.RawIOBase):
    """What is read from a connection below `http.client`."""

    def __init__(self, stream: _Stream) -> None:
        super().__init__()
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, place: Any) -> int:
        said = self._stream.read(len(place))
        place[: len(said)] = said
        return len(said)


class _Socket:
    """The connection itself."""

    def __init__(self, tape: Tape) -> None:
        self._stream = _Stream(tape)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Heard(self._stream))

    def sendall(self, _said: bytes) -> None:
        """Taken."""

    def close(self) -> None:
        """Gone."""


@contextmanager
def _sockets(tape: Tape, kind: type[http.client.HTTPConnection]) -> Iterator[None]:
    def connect(self: http.client.HTTPConnection) -> None:
        vars(self)["sock"] = _Socket(tape)

    with mock.patch.object(kind, "connect", connect):
        yield


def service_http(data: bytes) -> None:
    """A signature service, as hal/remote hears it."""
    clock = TapedClock()
    asking = HttpsWire("http://localhost", clock=clock)
    request = Request(method=Method.POST, path="/sign", body=b"{}")
    with _net(Tape(data)):
        for _ in range(_CALLS):
            with suppress(HalError):
                assert len(asking.exchange(request, clock() + 3.0).body) <= ANSWER_BYTES_MAX


def office_http(data: bytes) -> None:
    """FinanzOnline, as kassa-sync hears it."""
    with _net(Tape(data)):
        for _ in range(_CALLS):
            with suppress(WireError):
                said = post.HttpPost(5.0).send("http://fon.example/ws", "rkdb", b"<r/>")
                assert len(said.body) <= post.ANSWER_BYTES_MAX


def archive_http(data: bytes) -> None:
    """An archive, on a connection that is kept."""
    asking = wire.Wire("http://archive.example", wire.Trust())
    request = wire.Request(method="GET", path="/v1/head", deadline_s=5.0)
    with _net(Tape(data)):
        for _ in range(_CALLS):
            with suppress(WireError):
                assert len(asking.call(request).body) <= wire.ANSWER_BYTES_MAX
        asking.close()


def client_http(data: bytes) -> None:
    """The same, as the reference client hears it."""
    asking = client.Wire("http://archive.example")
    with _sockets(Tape(data), http.client.HTTPConnection):
        for _ in range(_CALLS):
            with suppress(OSError):
                assert len(asking.ask("GET", "/v1/head").content) <= client.MAX_ANSWER
    asking.close()


def webhook_http(data: bytes) -> None:
    """Whoever stands behind the address of a webhook: 2xx, or it was not taken."""
    with ExitStack() as patches:
        patches.enter_context(_sockets(Tape(data), webhook._Pinned))
        patches.enter_context(mock.patch.object(webhook, "_address", return_value="192.0.2.1"))
        patches.enter_context(mock.patch.object(webhook, "_context", return_value=TLS))
        # Nobody waits here, so nobody has to be cut off.
        patches.enter_context(mock.patch.object(webhook, "Timer"))
        patches.enter_context(suppress(WebhookError))
        webhook.post("https://example.at/", b"{}", secret="s", reach=Reach(), now=NOW)


def witness_http(data: bytes) -> None:
    """A witness of an archive's heads."""
    witness = AskedWitness(url="http://zeuge.example", key=KEY)
    transport = httpx.HTTPTransport(verify=TLS)
    vars(transport)["_pool"] = httpcore.ConnectionPool(network_backend=_Net(Tape(data)))
    with httpx.Client(transport=transport) as asked:
        asking = Asking(mock.Mock(), mock.Mock(), asked)
        with (
            mock.patch.object(asking, "_last", return_value=0),
            mock.patch.object(asking, "_proof", return_value=()),
            suppress(HeadsError),
        ):
            asking._cosigned(witness, mock.Mock(size=3), read_note(NOTE))


def client_notes(data: bytes) -> None:
    """A note and its key, as an archive says them to the reference client."""
    key, _, note = data.decode("utf-8", "surrogateescape").partition("\n")
    with suppress(ClientError):
        client.verified(note, key)
    with suppress(ClientError):
        found = client.verified(note, str(KEY))
        assert len(found.root) == 32
    with suppress(ClientError):
        Answer(status=200, headers={}, said={"checkpoint": note}).text("checkpoint")


TARGETS: Final = (
    service_http,
    office_http,
    archive_http,
    client_http,
    webhook_http,
    witness_http,
    client_notes,
)
