"""Around every page: whose session the cookie is of, and that a form came from a page of ours.

A request that changes something needs an Origin of ours, and with a session also its token: in the
header `X-CSRF-Token`, in the field `csrf` of a form, or in the first part of one with files. Paths
of machines (`/v1/`) know no cookies, so nobody can borrow one there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from archive.accounts import sessions
from archive.accounts.form_token import TooLargeError, token_of
from archive.accounts.secret import is_same
from archive.accounts.sessions import Opened
from archive.accounts.visitor import STATE, Visitor
from archive.index.database import Database
from archive.settings import Settings

_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_MACHINES: Final = ("/v1/", "/heads/", "/static/", "/metrics", "/healthz", "/readyz")
_HEADER: Final = "x-csrf-token"
_EXPIRED: Final = (
    "Diese Seite ist nicht mehr aktuell. Bitte neu laden und noch einmal senden.\n"
    "This page is out of date. Please load it again and send once more.\n"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cookie:
    """The cookie of sessions. Without TLS (on this machine only) it has another name and no Secure.

    A browser takes the prefix __Host- only with Secure, Path=/ and without Domain: so no other host
    of the same domain, and no page without TLS, can put a session of its own in the place of ours.
    """

    is_secure: bool

    @property
    def name(self) -> str:
        """As the browser knows it."""
        return "__Host-kassa" if self.is_secure else "kassa"

    def put(self, response: Response, opened: Opened, now: datetime) -> None:
        """Hand a session out with this answer."""
        response.set_cookie(
            self.name,
            opened.token,
            max_age=max(0, int((opened.expires_at - now).total_seconds())),
            path="/",
            secure=self.is_secure,
            httponly=True,
            samesite="lax",
        )

    def clear(self, response: Response) -> None:
        """Take it back."""
        response.delete_cookie(
            self.name, path="/", secure=self.is_secure, httponly=True, samesite="lax"
        )

    def token(self, headers: Headers) -> str:
        """The token that came with a request; empty: none, or more than one."""
        said = [one for one in headers.getlist("cookie") if len(one) <= 8192]
        found: list[str] = []
        for part in ";".join(said).split(";"):
            name, _, value = part.strip().partition("=")
            if name == self.name:
                found.append(value)
        return found[0] if len(found) == 1 else ""


def cookie_of(settings: Settings) -> Cookie:
    """The cookie of an archive: secure but where its address says http."""
    section = settings.archive
    is_plain = section.url.startswith("http:") or (section.is_behind_proxy and not section.url)
    return Cookie(is_secure=not is_plain)


class SessionCookie:
    """The middleware; puts a Visitor on the request, or refuses it with 403."""

    def __init__(
        self,
        app: ASGIApp,
        database: Database,
        settings: Settings,
        now_utc: Callable[[], datetime],
    ) -> None:
        self._app = app
        self._database = database
        self._now_utc = now_utc
        self._cookie = cookie_of(settings)
        self._origin = _origin(settings.archive.url)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request through."""
        if scope["type"] != "http" or scope["path"].startswith(_MACHINES):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        visitor = await self._visitor(headers)
        if visitor is not None:
            scope.setdefault("state", {})[STATE] = visitor
        if scope["method"] in _SAFE:
            await self._app(scope, receive, send)
            return
        await self._changing(scope, receive, send, visitor)

    async def _changing(
        self, scope: Scope, receive: Receive, send: Send, visitor: Visitor | None
    ) -> None:
        headers = Headers(scope=scope)
        is_ours = self._is_ours(headers, scope)
        if is_ours and visitor is not None:
            try:
                token, receive = await _token(headers, receive)
            except TooLargeError:
                await PlainTextResponse("", 413)(scope, receive, send)
                return
            is_ours = is_same(token, visitor.csrf)
        if not is_ours:
            await PlainTextResponse(_EXPIRED, 403)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    async def _visitor(self, headers: Headers) -> Visitor | None:
        token = self._cookie.token(headers)
        if not token:
            return None
        now = self._now_utc()
        return await run_in_threadpool(sessions.visitor, self._database, token, now)

    def _is_ours(self, headers: Headers, scope: Scope) -> bool:
        """Whether a page of ours sent this; a browser says so, and no page can make it lie."""
        site = headers.get("sec-fetch-site")
        if site is not None and site != "same-origin":
            return False
        origin = headers.get("origin", "null")
        if origin == "null":
            return site == "same-origin"
        wanted = self._origin or f"{self._scheme(scope)}://{headers.get('host', '')}"
        return origin.lower() == wanted.lower()

    def _scheme(self, scope: Scope) -> str:
        return "https" if self._cookie.is_secure else str(scope.get("scheme", "http"))


async def _token(headers: Headers, receive: Receive) -> tuple[str, Receive]:
    said = headers.get(_HEADER)
    if said is not None:
        return said, receive
    return await token_of(headers.get("content-type", ""), receive)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
