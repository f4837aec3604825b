"""One kept-alive connection to the archive, one exchange at a time, each under one deadline.

Nothing is followed (redirects, proxies) and nothing unpacked. Every request of the protocol may be
repeated, so one that meets a connection the other side had closed meanwhile goes out once more.
"""

import hmac
import socket
import ssl
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from firmware.sync.fault import WireError, WireFault
from firmware.sync.httpcore_import import httpcore
from firmware.sync.network import Deadline, Network, whole

#: A proof with its stamp has some ten kilobytes; more is not for us.
ANSWER_BYTES_MAX: Final = 256 * 1024
#: What was sent and nobody has received after so long means a connection that is dead: a mobile
#: net forgets idle ones without a word.
_UNHEARD_MS: Final = 20_000
_OPTIONS: Final = ((socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _UNHEARD_MS),)
_PIECE_BYTES: Final = 64 * 1024
_RETRY_DIGITS: Final = 6
_DATE_SIGNS: Final = 40
_RANGE_SIGNS: Final = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """Whom the till believes to be the archive; both empty: whoever this machine's system does.

    `fingerprint` are 64 hex digits without colons; alone it stands for authority, name and dates.
    """

    ca_file: str = ""
    fingerprint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A stretch of a file as a body: read piece by piece, as often as it has to go out."""

    path: Path
    first: int
    length: int

    def __len__(self) -> int:
        return self.length

    def __iter__(self) -> Iterator[bytes]:
        with self.path.open("rb") as file:
            file.seek(self.first)
            left = self.length
            while left and (piece := file.read(min(left, _PIECE_BYTES))):
                left -= len(piece)
                yield piece


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What goes out: `path` begins with a slash; `deadline_s` is for all of it."""

    method: str
    path: str
    deadline_s: float
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | Part = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back, nothing of it believed yet.

    `retry_after_s` is None where it does not say; `date` is when the other side says it is,
    `content_range` which bytes these are.
    """

    status: int
    body: bytes
    retry_after_s: int | None = None
    date: str = ""
    content_range: str = ""


class Wire:
    """The connection; used by one thread."""

    def __init__(
        self, url: str, trust: Trust, monotonic_s: Callable[[], float] = time.monotonic
    ) -> None:
        self._url = url.rstrip("/")
        self._trust = trust
        self._deadline = Deadline(monotonic_s, 0.0)
        self._pool: httpcore.ConnectionPool | None = None

    def call(self, request: Request) -> Answer:
        """Send a request and take its answer, whatever its status.

        Raises:
            WireError: UNREACHABLE, UNTRUSTED, SLOW, LARGE or STRANGE; the connection is closed.
        """
        self._deadline.begin(request.deadline_s)
        is_used = self._pool is not None and bool(self._pool.connections)
        try:
            try:
                return self._exchange(request)
            except (httpcore.NetworkError, httpcore.RemoteProtocolError):
                if not is_used:
                    raise
                self.close()
                return self._exchange(request)
        except BaseException as error:
            self.close()
            raise _wire_error(error, self._url, request.deadline_s) from error

    def close(self) -> None:
        """Hang up; the next call connects anew."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.close()

    def _exchange(self, request: Request) -> Answer:
        headers = [
            *request.headers,
            ("Accept-Encoding", "identity"),
            ("Content-Length", str(len(request.body))),
        ]
        if len(request.body):
            headers.append(("Content-Digest", content_digest(request.body)))
        body = request.body
        content = body if isinstance(body, bytes) else iter(body)
        with self._pool_now().stream(
            request.method, self._url + request.path, headers=headers, content=content
        ) as response:
            told = whole(response.iter_stream(), ANSWER_BYTES_MAX)
            said = {name.lower(): value for name, value in response.headers}
            return _answer(response.status, said, told)

    def _pool_now(self) -> httpcore.ConnectionPool:
        if self._pool is None:
            self._pool = httpcore.ConnectionPool(
                ssl_context=_context(self._trust) if self._url.startswith("https:") else None,
                max_connections=1,
                network_backend=Network(self._deadline, self._admit),
                socket_options=_OPTIONS,
            )
        return self._pool

    def _admit(self, connection: ssl.SSLSocket) -> None:
        """Look at the certificate before a password goes out."""
        wanted = self._trust.fingerprint
        if not wanted:
            return
        shown = sha256(connection.getpeercert(binary_form=True) or b"").hexdigest()
        if not hmac.compare_digest(shown, wanted):
            raise ssl.SSLCertVerificationError(f"the certificate is {shown}")


def content_digest(body: bytes | Part) -> str:
    """The value of Content-Digest (RFC 9530)."""
    digest = sha256()
    for piece in (body,) if isinstance(body, bytes) else body:
        digest.update(piece)
    return f"sha-256=:{b64encode(digest.digest()).decode()}:"


def _context(trust: Trust) -> ssl.SSLContext:
    """TLS as strict as the settings let it be; a pinned certificate is looked at by `_admit`."""
    if trust.fingerprint and not trust.ca_file:
        # Authorities have no say: reading those of the system would take megabytes for each wire.
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    else:
        context = ssl.create_default_context(cafile=trust.ca_file or None)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    # What Python 3.13 does unasked: one conduct whatever Python.
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    return context


def _answer(status: int, headers: dict[bytes, bytes], body: bytes) -> Answer:
    if headers.get(b"content-encoding", b"identity") != b"identity":
        raise WireError(WireFault.STRANGE, "an answer that is packed")
    digest = headers.get(b"content-digest")
    if digest is not None and content_digest(body).encode() not in digest.split(b", "):
        raise WireError(WireFault.STRANGE, "an answer with another digest than it says")
    after = headers.get(b"retry-after", b"").decode("latin-1")
    is_number = after.isascii() and after.isdecimal() and len(after) <= _RETRY_DIGITS
    return Answer(
        status=status,
        body=body,
        retry_after_s=int(after) if is_number else None,
        date=headers.get(b"date", b"").decode("latin-1")[:_DATE_SIGNS],
        content_range=headers.get(b"content-range", b"").decode("latin-1")[:_RANGE_SIGNS],
    )


def _wire_error(error: BaseException, url: str, deadline_s: float) -> BaseException:
    """What an error of the libraries means; what is none of theirs stays as it is."""
    match error:
        case WireError():
            return error
        case httpcore.TimeoutException() | TimeoutError():
            return WireError(WireFault.SLOW, f"{deadline_s:g} s for {url}")
        case httpcore.NetworkError() | httpcore.ProtocolError() | OSError():
            if _is_untrusted(error):
                return WireError(WireFault.UNTRUSTED, f"{url}: {error}")
            return WireError(WireFault.UNREACHABLE, f"{url}: {error}")
        case _:
            return error


def _is_untrusted(error: BaseException) -> bool:
    inner: BaseException | None = error
    while inner is not None:
        if isinstance(inner, ssl.SSLCertVerificationError):
            return True
        inner = inner.__cause__ or inner.__context__
    return False
