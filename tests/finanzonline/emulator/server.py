"""The office on the net: HTTP or HTTPS on this machine, until the block ends."""

import socket
import ssl
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Final

from tests.finanzonline.emulator.authority import issue_server_certificate
from tests.finanzonline.emulator.office import Office
from tests.finanzonline.emulator.reply import Conduct, Reply

_REQUEST_BYTES_MAX: Final = 8_000_000
_DRIP_S: Final = 0.02
_FLOOD: Final = b"<a>" * 21_845
# Close with a reset: linger, and for no time at all.
_RESET: Final = struct.pack("ii", 1, 0)


class _Listener(ThreadingHTTPServer):
    """Its threads end with it."""

    daemon_threads = True
    block_on_close = True

    def __init__(self, office: Office) -> None:
        super().__init__(("127.0.0.1", 0), _Counter)
        self.office = office
        self.stopping = Event()

    def handle_error(self, request: object, client_address: object) -> None:
        """A caller that hangs up, or does not trust us, is no error of ours."""


class _Counter(BaseHTTPRequestHandler):
    """One request, one answer, one connection."""

    server: _Listener
    protocol_version = "HTTP/1.1"
    timeout = 30

    def do_POST(self) -> None:
        """Take a request."""
        length = int(self.headers.get("Content-Length", "0"))
        if not 0 < length <= _REQUEST_BYTES_MAX:
            self._send(Reply(status=413))
            return
        headers = {name.lower(): value for name, value in self.headers.items()}
        self._send(self.server.office.respond(self.path, headers, self.rfile.read(length)))

    def do_GET(self) -> None:
        """Nothing is fetched from here."""
        self._send(Reply(status=405))

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _send(self, reply: Reply) -> None:
        self.close_connection = True
        # The caller may have gone: a deadline of its own, or enough of our flood.
        with suppress(OSError):
            match reply.conduct:
                case Conduct.RESET:
                    self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
                    self.connection.close()
                case Conduct.SILENT:
                    self._wait_for_end()
                case Conduct.RAW:
                    self.wfile.write(reply.body)
                case Conduct.WHOLE:
                    self._send_head(reply, len(reply.body))
                    self.wfile.write(reply.body)
                case Conduct.HALF:
                    self._send_head(reply, len(reply.body))
                    self.wfile.write(reply.body[: len(reply.body) // 2])
                case Conduct.DRIP:
                    self._send_head(reply, len(reply.body))
                    self._drip(reply.body)
                case Conduct.ENDLESS:
                    self._send_head(reply, None)
                    while not self.server.stopping.is_set():
                        self.wfile.write(_FLOOD)

    def _send_head(self, reply: Reply, length: int | None) -> None:
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.content_type)
        if length is not None:
            self.send_header("Content-Length", str(length))
        if reply.location is not None:
            self.send_header("Location", reply.location)
        self.send_header("Connection", "close")
        self.end_headers()

    def _drip(self, body: bytes) -> None:
        for position in range(len(body)):
            self.wfile.write(body[position : position + 1])
            if self.server.stopping.wait(_DRIP_S):
                return

    def _wait_for_end(self) -> None:
        """Until the caller hangs up, or the office closes."""
        self.connection.settimeout(_DRIP_S)
        while not self.server.stopping.is_set():
            with suppress(TimeoutError):
                if not self.connection.recv(1):
                    return


@contextmanager
def running_office(
    clock: Callable[[], datetime] | None = None, *, tls_folder: Path | None = None
) -> Iterator[Office]:
    """An office that answers under `office.url`.

    Args:
        clock: the office's time in UTC, the machine's by default.
        tls_folder: speak TLS, with a certificate under the authority of `office.ca_file`, both
            written here.
    """
    office = Office(clock or (lambda: datetime.now(UTC)))
    listener = _Listener(office)
    scheme = "http"
    if tls_folder is not None:
        scheme = "https"
        files = issue_server_certificate(tls_folder, "localhost")
        office.ca_file = str(files.authority)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(files.certificate, files.key)
        listener.socket = context.wrap_socket(listener.socket, server_side=True)
    host = "localhost" if tls_folder is not None else "127.0.0.1"
    office.url = f"{scheme}://{host}:{listener.server_port}"
    thread = Thread(target=listener.serve_forever, args=(0.02,), name="office", daemon=True)
    thread.start()
    try:
        yield office
    finally:
        listener.stopping.set()
        listener.shutdown()
        listener.server_close()
        thread.join()
