"""A `Wire` over TLS: one connection a request, and one deadline over all of it.

The deadline counts for connecting, shaking hands, sending and every byte of the answer together: a
library's timeout begins anew with each byte, so that a server which drips holds its caller for
hours. Only the question for the name's address cannot be cut short from here; `DeadlineCard` does.

A connection is not kept for the next receipt. On a mobile line one that was idle for a minute is
often dead without anybody having said so, and a receipt sent into it would be an outage; a new one
costs two round trips. Redirects, proxies of the environment and compression are not followed.
"""

import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpcore

from hal.errors import Fault, HalError
from hal.remote.port import ANSWER_BYTES_MAX, DEVICE, Answer, Request

# What leaves for the server besides what the service's own words need.
_HEADERS = (("Accept-Encoding", "identity"), ("Connection", "close"), ("User-Agent", "standlkassa"))


class HttpsWire:
    """`Wire` to the service at `address`, without anything being opened yet.

    Args:
        address: https, or http on this machine only; a path in it is put before every request's.
        ca_file: the only authorities that may vouch for the server; None for the system's.
        clock: monotonic seconds, real ones.

    Raises:
        ValueError: an address that is none, or a file without a certificate.
    """

    def __init__(
        self,
        address: str,
        *,
        ca_file: Path | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        parts = urlsplit(address)
        if not parts.hostname or parts.query or parts.fragment or parts.username is not None:
            raise ValueError(f"{address!r} is no address of a service")
        if parts.scheme != "https" and not (parts.scheme == "http" and is_local(parts.hostname)):
            raise ValueError(f"{address!r}: only https, or http on this machine")
        host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
        port = f":{parts.port}" if parts.port else ""
        self._base = f"{parts.scheme}://{host}{port}{parts.path.rstrip('/')}"
        self._context = _tls(ca_file) if parts.scheme == "https" else None
        self._clock = clock

    def exchange(self, request: Request, ends_at_s: float) -> Answer:
        """See `Wire.exchange`."""
        outcome = self._attempt(request, ends_at_s)
        # Raised here and not where it was met: the frames in between hold the request's bytes.
        if isinstance(outcome, HalError):
            raise outcome
        return outcome

    def _attempt(self, request: Request, ends_at_s: float) -> Answer | HalError:
        backend = _HurriedBackend(_Hurry(self._clock, ends_at_s))
        try:
            with (
                httpcore.ConnectionPool(
                    ssl_context=self._context, max_connections=1, network_backend=backend
                ) as pool,
                pool.stream(
                    request.method.value,
                    self._base + request.path,
                    headers=[*_HEADERS, *request.headers],
                    content=request.body or None,
                ) as response,
            ):
                return Answer(status=response.status, body=_whole(response))
        except (_LateError, httpcore.TimeoutException):
            return HalError(Fault.TIMEOUT, DEVICE, "no whole answer in time")
        except _UnwantedError as error:
            return HalError(Fault.BROKEN, DEVICE, str(error))
        except httpcore.ConnectError as error:
            return _unreachable(error)
        except (httpcore.NetworkError, httpcore.ProtocolError, ValueError) as error:
            return HalError(Fault.BROKEN, DEVICE, f"line lost or no HTTP: {type(error).__name__}")


def is_local(host: str) -> bool:
    """Whether bytes to this host never leave the machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class _LateError(Exception):
    """The time is over."""


class _UnwantedError(Exception):
    """An answer of a form that was not asked for; the text says which."""


class _Hurry:
    """What is left of the time."""

    def __init__(self, clock: Callable[[], float], ends_at_s: float) -> None:
        self._clock = clock
        self._ends_at_s = ends_at_s

    def left_s(self) -> float:
        left_s = self._ends_at_s - self._clock()
        if left_s <= 0:
            raise _LateError
        return left_s


class _HurriedBackend(httpcore.NetworkBackend):
    """Every step on the net gets what is left of the whole time, whatever it asked for."""

    def __init__(self, hurry: _Hurry) -> None:
        self._hurry = hurry
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - the library's, of which we know better
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address of the host that answers."""
        stream = self._inner.connect_tcp(
            host, port, self._hurry.left_s(), local_address, socket_options
        )
        return _HurriedStream(stream, self._hurry)


class _HurriedStream(httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream, hurry: _Hurry) -> None:
        self._inner = inner
        self._hurry = hurry

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        """As much as is there."""
        return self._inner.read(max_bytes, self._hurry.left_s())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        """All of it."""
        self._inner.write(buffer, self._hurry.left_s())

    def close(self) -> None:
        """Let go."""
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        """Shake hands, and look whose hand it is."""
        inner = self._inner.start_tls(ssl_context, server_hostname, self._hurry.left_s())
        return _HurriedStream(inner, self._hurry)

    def get_extra_info(self, info: str) -> Any:
        """What the library asks of the socket."""
        return self._inner.get_extra_info(info)


def _tls(ca_file: Path | None) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=None if ca_file is None else str(ca_file))
    except (OSError, ssl.SSLError) as error:
        raise ValueError(f"{ca_file}: no certificate can be read from it") from error
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    # What Python 3.13 does unasked: one conduct whatever Python.
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    return context


def _whole(response: httpcore.Response) -> bytes:
    # The library leaves names as the server spells them.
    said = {name.lower(): value for name, value in response.headers}
    if said.get(b"content-encoding", b"identity").lower() != b"identity":
        raise _UnwantedError("a compressed answer")
    body = b""
    for part in response.iter_stream():
        body += part
        if len(body) > ANSWER_BYTES_MAX:
            raise _UnwantedError(f"an answer of more than {ANSWER_BYTES_MAX} bytes")
    return body


def _unreachable(error: httpcore.ConnectError) -> HalError:
    """Nobody there, or somebody else than it should be."""
    # The library cuts the chain of causes; what it met is its only argument.
    match error.args[0] if error.args else None:
        case ssl.SSLCertVerificationError() as cause:
            return HalError(Fault.BROKEN, DEVICE, f"not its server: {cause.verify_message}")
        case ssl.SSLError() as cause:
            return HalError(Fault.BROKEN, DEVICE, f"no TLS: {cause.reason or 'handshake failed'}")
        case socket.gaierror():
            return HalError(Fault.ABSENT, DEVICE, "its name has no address now")
        case OSError() as cause:
            return HalError(Fault.ABSENT, DEVICE, f"cannot be reached: {cause.strerror}")
        case _:
            return HalError(Fault.ABSENT, DEVICE, "cannot be reached")
