"""One HTTP POST under one deadline: look-up, connection, TLS, sending and the whole answer.

A deadline between bytes would let an answer drip for hours; here every wait gets only what is left
of the whole. Nothing is followed (redirects, proxies) and nothing unpacked.
"""

import socket
import ssl
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from threading import Thread
from typing import Final

import httpcore

from firmware.sync.fault import WireError, WireFault

#: A register answer has a few kilobytes; more is not for us.
ANSWER_BYTES_MAX: Final = 1_000_000
_SocketOption = (
    tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """Status and body, nothing of it believed yet."""

    status: int
    body: bytes


class HttpPost:
    """Posts XML; `trust` is None for the certificates this machine trusts."""

    def __init__(
        self,
        deadline_s: float,
        *,
        trust: ssl.SSLContext | None = None,
        monotonic_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._deadline_s = deadline_s
        self._trust = trust
        self._monotonic_s = monotonic_s

    def send(self, url: str, action: str, body: bytes) -> Received:
        """Send once and take the answer, whatever its status.

        Raises:
            WireError: UNREACHABLE, UNTRUSTED, SLOW or LARGE.
        """
        deadline = _Deadline(self._monotonic_s, self._deadline_s)
        headers = (
            ("Content-Type", "text/xml; charset=utf-8"),
            ("SOAPAction", f'"{action}"'),
            ("Accept-Encoding", "identity"),
            ("Connection", "close"),
        )
        try:
            with (
                httpcore.ConnectionPool(
                    ssl_context=self._trust_for(url),
                    network_backend=_Network(deadline),
                ) as pool,
                pool.stream("POST", url, headers=headers, content=body) as response,
            ):
                return Received(status=response.status, body=_read(response.iter_stream()))
        except (httpcore.TimeoutException, TimeoutError) as error:
            raise WireError(WireFault.SLOW, f"{self._deadline_s:g} s for {url}") from error
        except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
            if isinstance(error.__context__, ssl.SSLCertVerificationError):
                detail = f"{url}: {error.__context__.verify_message}"
                raise WireError(WireFault.UNTRUSTED, detail) from error
            raise WireError(WireFault.UNREACHABLE, f"{url}: {error}") from error

    def _trust_for(self, url: str) -> ssl.SSLContext | None:
        """What this machine trusts now, unless told otherwise; read only where it is needed."""
        if self._trust is None and url.startswith("https:"):
            return ssl.create_default_context()
        return self._trust


def _read(chunks: Iterable[bytes]) -> bytes:
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) > ANSWER_BYTES_MAX:
            raise WireError(WireFault.LARGE, f"more than {ANSWER_BYTES_MAX} bytes")
    return bytes(body)


class _Deadline:
    """How much is left."""

    def __init__(self, monotonic_s: Callable[[], float], deadline_s: float) -> None:
        self._monotonic_s = monotonic_s
        self._end_s = monotonic_s() + deadline_s

    def left_s(self, at_most_s: float | None = None) -> float:
        left_s = self._end_s - self._monotonic_s()
        if left_s <= 0:
            raise TimeoutError
        return left_s if at_most_s is None else min(left_s, at_most_s)


class _Network(httpcore.NetworkBackend):
    """Connections whose every wait ends with the deadline, never later."""

    def __init__(self, deadline: _Deadline) -> None:
        self._deadline = deadline
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
        addresses = _look_up(host, port, self._deadline.left_s(timeout))
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
                return _Stream(stream, self._deadline)
        raise httpcore.ConnectError(f"{host} has no address")


class _Stream(httpcore.NetworkStream):
    """A stream that gives every step only what is left."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: _Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left_s(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left_s(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        left_s = self._deadline.left_s(timeout)
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, left_s), self._deadline)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


def _look_up(host: str, port: int, within_s: float) -> list[str]:
    """The addresses of `host`; the resolver knows no deadline, so it is left behind at ours."""
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
