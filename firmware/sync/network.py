"""Connections under one deadline: look-up, connection, TLS, every byte out and in.

A deadline between bytes would let an answer drip for hours; here every wait gets only what is left
of the whole. A connection that is kept alive takes the deadline of the call it is used for.
"""

import socket
import ssl
from collections.abc import Callable, Iterable
from threading import Thread
from typing import Final

from firmware.sync.fault import WireError, WireFault
from firmware.sync.httpcore_import import httpcore

#: Looks at a TLS connection before anything is said over it; raises where it is not to be trusted.
Admit = Callable[[ssl.SSLSocket], None]
_WRITE_BYTES: Final = 16 * 1024
_SocketOption = (
    tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]
)


class Deadline:
    """How much is left; one call after the other begins it anew."""

    def __init__(self, monotonic_s: Callable[[], float], within_s: float) -> None:
        self._monotonic_s = monotonic_s
        self._end_s = monotonic_s() + within_s

    def begin(self, within_s: float) -> None:
        """From now on."""
        self._end_s = self._monotonic_s() + within_s

    def left_s(self, at_most_s: float | None = None) -> float:
        """Seconds that are left.

        Raises:
            TimeoutError: none.
        """
        left_s = self._end_s - self._monotonic_s()
        if left_s <= 0:
            raise TimeoutError
        return left_s if at_most_s is None else min(left_s, at_most_s)


class Network(httpcore.NetworkBackend):
    """Connections whose every wait ends with the deadline, never later."""

    def __init__(self, deadline: Deadline, admit: Admit | None = None) -> None:
        self._deadline = deadline
        self._admit = admit
        self._backend = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[_SocketOption] | None = None,
    ) -> httpcore.NetworkStream:
        """The first address of `host` that answers; each gets its share of the time."""
        addresses = look_up(host, port, self._deadline.left_s(timeout))
        for waiting, address in zip(range(len(addresses), 0, -1), addresses, strict=True):
            share_s = self._deadline.left_s(timeout) / waiting
            try:
                stream = self._backend.connect_tcp(
                    address, port, share_s, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if waiting == 1:
                    raise
            else:
                return _Stream(stream, self._deadline, self._admit)
        raise httpcore.ConnectError(f"{host} has no address")


class _Stream(httpcore.NetworkStream):
    """A stream that gives every step only what is left."""

    def __init__(
        self, stream: httpcore.NetworkStream, deadline: Deadline, admit: Admit | None
    ) -> None:
        self._stream = stream
        self._deadline = deadline
        self._admit = admit

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left_s(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        # The backend's own loop would give each of its steps the whole time anew.
        for at in range(0, len(buffer), _WRITE_BYTES):
            piece = buffer[at : at + _WRITE_BYTES]
            self._stream.write(piece, self._deadline.left_s(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        left_s = self._deadline.left_s(timeout)
        stream = self._stream.start_tls(ssl_context, server_hostname, left_s)
        if self._admit is not None:
            try:
                self._admit(stream.get_extra_info("socket"))
            except BaseException as error:
                stream.close()
                if isinstance(error, ssl.SSLError):
                    raise httpcore.ConnectError(str(error)) from error
                raise
        return _Stream(stream, self._deadline, None)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


def look_up(host: str, port: int, within_s: float) -> list[str]:
    """The addresses of `host`; the resolver knows no deadline, so it is left behind at ours.

    Raises:
        OSError: there is no such name; TimeoutError: nobody said so in time.
    """
    found: list[str] = []
    failed: list[OSError] = []

    def ask() -> None:
        try:
            answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            failed.append(error)
        else:
            found.extend(str(answer[4][0]) for answer in answers)

    asking = Thread(target=ask, name="look-up", daemon=True)
    asking.start()
    asking.join(within_s)
    if asking.is_alive():
        raise TimeoutError
    if failed:
        raise failed[0]
    return found


def whole(chunks: Iterable[bytes], most: int) -> bytes:
    """The body of an answer, `most` bytes long at most.

    Raises:
        WireError: LARGE.
    """
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) > most:
            raise WireError(WireFault.LARGE, f"more than {most} bytes")
    return bytes(body)
