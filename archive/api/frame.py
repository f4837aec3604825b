"""What is around every request: a number, headers of safety, bounds, one line in the log.

The log says method, path and outcome. It never says a query string, a header or a body: there are
passwords, tokens and receipts in them. Paths of digital receipts and of invitations hold tokens,
so of those only the first member is logged.
"""

import math
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from archive.accounts.attempts import network_of
from archive.accounts.form_token import MAX_FORM
from archive.api.pace import Buckets, Pace
from archive.api.problem import problem
from firmware.process.logs import get_logger

log = get_logger()

MIB: Final = 1024 * 1024
#: Of machines: no body is larger; rooms say less where they know.
MAX_BODY: Final = 2 * MIB
#: By what a path begins with and ends in: parts of packages and files put into a form.
LARGER: Final[Mapping[str, int]] = {"/v1/tills/": 72 * MIB, "/upload": 16 * MIB}
#: Below this lie the businesses, and nobody puts a file in elsewhere.
_BUSINESSES: Final = "/t/"
#: Paths of machines, where every member may be logged.
_OPEN: Final = ("/v1/", "/heads/", "/static/", "/metrics", "/healthz", "/readyz")
#: Who is told of every answer: path, status, seconds.
Answered: TypeAlias = Callable[[str, int, float], None]
_ADDRESS_PACE: Final = Pace(burst=600, per_s=50.0)
_SAFETY: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
_CLOSED: Final = (
    b"content-security-policy",
    b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
)
_HSTS: Final = (b"strict-transport-security", b"max-age=31536000")
_UNSTORED: Final = (b"cache-control", b"no-store")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What one process takes: `is_tls` says whether browsers come by https."""

    is_tls: bool
    is_behind_proxy: bool = False
    pace: Pace = _ADDRESS_PACE


class Frame:
    """The outermost ring of the app."""

    def __init__(self, app: ASGIApp, bounds: Bounds, answered: Answered) -> None:
        self._app = app
        self._bounds = bounds
        self._answered = answered
        self._buckets = Buckets(bounds.pace)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request through."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if self._bounds.is_behind_proxy:
            scope["client"] = (_forwarded(scope), 0)
        request = _Request(scope, send, is_tls=self._bounds.is_tls)
        try:
            await self._within(scope, receive, request)
        except Exception:
            # The app below has answered with 500 where it still could.
            log.exception("fault", request=request.number, path=request.path)
            if not request.is_whole:
                raise
        finally:
            self._answered(request.raw_path, request.status, request.tell())

    async def _within(self, scope: Scope, receive: Receive, request: "_Request") -> None:
        # Whoever has one IPv6 address has 2^64 of them.
        wait_s = self._buckets.wait_s(network_of(request.address) or request.address)
        if wait_s:
            headers = {"retry-after": str(math.ceil(wait_s))}
            await problem(429, headers=headers)(scope, receive, request.send)
            return
        most = most_bytes(request.raw_path)
        length = _header(scope, b"content-length")
        if length and not (length.isascii() and length.isdigit()):
            await problem(400, "content-length")(scope, receive, request.send)
        elif length and int(length[:20]) > most:
            await problem(413, f"at most {most} bytes")(scope, receive, request.send)
        else:
            await self._counted(scope, receive, request, most)

    async def _counted(
        self, scope: Scope, receive: Receive, request: "_Request", most: int
    ) -> None:
        got = 0

        async def counted() -> Message:
            nonlocal got
            message = await receive()
            got += len(message.get("body", b""))
            if got > most:
                raise HTTPException(413, f"at most {most} bytes")
            return message

        await self._app(scope, counted, request.send)


class _Request:
    def __init__(self, scope: Scope, send: Send, *, is_tls: bool) -> None:
        self.number: Final = secrets.token_hex(8)
        self.raw_path: Final[str] = scope["path"]
        self.path: Final = logged_path(self.raw_path)
        self.status = 0
        self.is_whole = False
        client = scope.get("client")
        self.address: Final[str] = client[0] if client else ""
        self._method: Final[str] = scope["method"]
        self._send = send
        self._is_tls = is_tls
        self._begun = time.monotonic()
        scope.setdefault("state", {})["request_id"] = self.number

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = list(message.get("headers", ()))
            there = {name.lower() for name, _ in headers}
            more = [*_SAFETY, _CLOSED, _UNSTORED, *((_HSTS,) if self._is_tls else ())]
            headers += [one for one in more if one[0] not in there]
            headers.append((b"x-request-id", self.number.encode()))
            message = {**message, "headers": headers}
        elif message["type"] == "http.response.body" and not message.get("more_body", False):
            self.is_whole = True
        await self._send(message)

    def tell(self) -> float:
        """One line; how long it took, in seconds."""
        took_s = time.monotonic() - self._begun
        level = log.info if self.status < 500 else log.error
        level(
            "request",
            method=self._method,
            path=self.path,
            status=self.status,
            ms=round(took_s * 1000, 1),
            address=self.address,
            request=self.number,
        )
        return took_s


def most_bytes(path: str) -> int:
    """How large a body for this path may be."""
    if path.startswith(_BUSINESSES) and (path.endswith("/upload") or "/upload/" in path):
        return LARGER["/upload"]
    if path.startswith("/v1/tills/") and "/packages/" in path:
        return LARGER["/v1/tills/"]
    # A form is held in memory before anybody knows who sends it.
    return MAX_BODY if path.startswith(_OPEN) else MAX_FORM


def logged_path(path: str) -> str:
    """What may be written down of a path."""
    if path.startswith(_OPEN):
        return path
    first, more = path[1:].partition("/")[::2]
    # A link to a receipt is its token alone.
    shown = first if first.islower() and len(first) <= 16 else "…" if first else ""
    return f"/{shown}/…" if more else f"/{shown}"


def _header(scope: Scope, name: bytes) -> str:
    for key, value in scope["headers"]:
        if key == name:
            return bytes(value).decode("latin-1")
    return ""


def _forwarded(scope: Scope) -> str:
    # The proxy in front appends whom it saw, some of them (HAProxy) as a line of its own: the last
    # one of the last line is the one it vouches for.
    said = [value for name, value in scope["headers"] if name == b"x-forwarded-for"]
    return bytes(said[-1]).decode("latin-1").rpartition(",")[2].strip()[:64] if said else ""
