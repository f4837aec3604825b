"""Puts an emulated service on a real socket, with or without TLS, and with real misfortune."""

import contextlib
import socket
import ssl
import struct
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from hal.remote.emulator import Asked, EmulatedService, Reply, Trouble, answer

HOST = "127.0.0.1"
DRIP_S = 0.02
#: A line that says nothing this long is given up by the server.
IDLE_S = 5.0
_HUGE_PART = b" " * 16384


class ServiceServer:
    """A server at a port of its own, off until `insert`; a context manager that ends it.

    Args:
        context: the server's side of TLS; None for plain HTTP.
        prefix: path under which the service lives.
    """

    def __init__(self, context: ssl.SSLContext | None = None, prefix: str = "/v2") -> None:
        self._context = context
        self._prefix = prefix
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None
        with socket.socket() as probe:
            probe.bind((HOST, 0))
            self._port = int(probe.getsockname()[1])

    @property
    def address(self) -> str:
        """Where the service is, whether it is on or off."""
        scheme = "http" if self._context is None else "https"
        return f"{scheme}://{HOST}:{self._port}{self._prefix}"

    def __enter__(self) -> Self:
        """Nothing listens yet."""
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Take the server off the net."""
        self.pull()

    def insert(self, service: EmulatedService) -> None:
        """Put a service on the net, in place of the one there."""
        self.pull()
        self._server = _Server((HOST, self._port), service, self._prefix, self._context)
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(DRIP_S,), name="service", daemon=True
        )
        self._thread.start()

    def pull(self) -> None:
        """Off the net, also in the middle of an answer."""
        server, self._server = self._server, None
        if server is not None:
            server.closing.set()
            server.shutdown()
            server.server_close()
        if self._thread is not None:
            self._thread.join(IDLE_S)
            self._thread = None


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    block_on_close = True

    def __init__(
        self,
        place: tuple[str, int],
        service: EmulatedService,
        prefix: str,
        context: ssl.SSLContext | None,
    ) -> None:
        super().__init__(place, _Handler)
        self.service = service
        self.prefix = prefix
        self.closing = threading.Event()
        if context is not None:
            # The handshake belongs to the line's own thread: one that hangs must not stop others.
            self.socket = context.wrap_socket(
                self.socket, server_side=True, do_handshake_on_connect=False
            )

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hung up is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = IDLE_S
    server: _Server

    def do_GET(self) -> None:
        self._converse()

    def do_POST(self) -> None:
        self._converse()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Keep quiet."""

    def _converse(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path = urlsplit(self.path).path.removeprefix(self.server.prefix)
        faults = self.server.service.unit.faults
        trouble = None
        if faults.meet(path):
            trouble = faults.trouble
            self.server.closing.wait(faults.slow_s)
        with contextlib.suppress(OSError):
            self._befall(trouble, path, body)

    def _befall(self, trouble: Trouble | None, path: str, body: bytes) -> None:
        match trouble:
            case Trouble.MUTE:
                self.server.closing.wait()
                self._reset()
            case Trouble.RESET:
                self._reset()
            case Trouble.DRIP:
                self._pour(_drops(), DRIP_S)
            case Trouble.HUGE:
                head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\n\r\n"
                self._pour(_flood(head), 0.0)
            case _:
                headers = {name.lower(): text for name, text in self.headers.items()}
                asked = Asked(method=self.command, path=path, headers=headers, body=body)
                reply = answer(self.server.service, asked)
                self._send(reply, is_short=trouble is Trouble.SHORT)

    def _send(self, reply: Reply, *, is_short: bool) -> None:
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.content_type)
        self.send_header("Content-Length", str(len(reply.body)))
        for name, text in reply.headers.items():
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(reply.body[: len(reply.body) // 2] if is_short else reply.body)
        self.close_connection = True

    def _pour(self, parts: Iterator[bytes], pause_s: float) -> None:
        self.close_connection = True
        for part in parts:
            self.wfile.write(part)
            if self.server.closing.wait(pause_s):
                return

    def _reset(self) -> None:
        """Gone without a goodbye: what the client gets is a reset, not an end."""
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()


def _drops() -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\nX-Drops: "
    while True:
        yield b"."


def _flood(head: bytes) -> Iterator[bytes]:
    yield head
    while True:
        yield _HUGE_PART
