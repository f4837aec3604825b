import asyncio
from collections.abc import Mapping

import httpx
import pytest
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from archive.accounts import sessions
from archive.accounts.form_token import MAX_FORM
from archive.accounts.session_cookie import Cookie, SessionCookie, cookie_of
from archive.accounts.sessions import Opened
from archive.accounts.visitor import visitor_of
from archive.index.database import Database
from archive.settings import ArchiveSection, Settings
from tests.archive.accounts.ground import NOW, Clock, Ground
from tests.archive.accounts.people import make_cheap, owner

URL = "https://kassa.example.at"
OURS = {"origin": URL}


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashing costs nothing here."""
    make_cheap(monkeypatch)


def _settings(url: str = URL, *, is_behind_proxy: bool = False) -> Settings:
    return Settings(data="", archive=ArchiveSection(url=url, is_behind_proxy=is_behind_proxy))


async def _who(request: Request) -> Response:
    visitor = visitor_of(request)
    body = await request.body()
    return PlainTextResponse(f"{visitor.who if visitor else 'nobody'} {len(body)}")


class Site:
    """An app with one page behind the middleware."""

    def __init__(self, database: Database, clock: Clock, url: str = URL) -> None:
        self.cookie = cookie_of(_settings(url))
        ring = Middleware(SessionCookie, database, _settings(url), clock)
        routes = [
            Route("/{rest:path}", _who, methods=["GET", "POST", "PUT", "DELETE"]),
        ]
        self._app = Starlette(routes=routes, middleware=[ring])
        self._url = url or "https://here.example"

    def ask(
        self,
        method: str,
        path: str,
        opened: Opened | None = None,
        headers: Mapping[str, str] | None = None,
        **body: object,
    ) -> httpx.Response:
        """One request, with the cookie of a session."""
        said = dict(headers or {})
        if opened is not None:
            said["cookie"] = f"{self.cookie.name}={opened.token}"

        async def go() -> httpx.Response:
            transport = httpx.ASGITransport(app=self._app)
            async with httpx.AsyncClient(transport=transport, base_url=self._url) as client:
                return await client.request(method, path, headers=said, **body)  # type: ignore[arg-type]

        return asyncio.run(go())


@pytest.fixture
def signed_in(sqlite: Database, clock: Clock) -> Opened:
    """A session of Anna's."""
    user_id = owner(sqlite, Ground(sqlite).tenant())
    with sqlite.write() as connection:
        return sessions.open_for_user(connection, user_id, "de", clock.now)


@pytest.fixture
def site(sqlite: Database, clock: Clock) -> Site:
    """At its own address."""
    return Site(sqlite, clock)


def test_the_cookie_says_who(site: Site, signed_in: Opened) -> None:
    """Without it, or with another, there is nobody."""
    assert "user:huber@example.at 0" == site.ask("GET", "/", signed_in).text
    assert "nobody 0" == site.ask("GET", "/").text
    wrong = Opened(token="x" * 43, csrf="", expires_at=NOW)
    assert "nobody 0" == site.ask("GET", "/", wrong).text


def test_two_cookies_are_none(site: Site, signed_in: Opened) -> None:
    """Somebody put one beside it: neither counts."""
    name = site.cookie.name
    twice = {"cookie": f"{name}={signed_in.token}; {name}=x"}

    assert "nobody 0" == site.ask("GET", "/", headers=twice).text


def test_machines_know_no_cookie(site: Site, signed_in: Opened) -> None:
    """A page elsewhere cannot make a browser act as a till's maker or owner there."""
    assert "nobody 0" == site.ask("GET", "/v1/tills", signed_in).text
    assert "nobody 2" == site.ask("POST", "/v1/tills", signed_in, content=b"{}").text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_what_changes_needs_token_and_origin(site: Site, signed_in: Opened, method: str) -> None:
    """Both of them; one alone is refused."""
    token = {"x-csrf-token": signed_in.csrf}

    assert 200 == site.ask(method, "/", signed_in, {**OURS, **token}).status_code
    assert 403 == site.ask(method, "/", signed_in, OURS).status_code
    assert 403 == site.ask(method, "/", signed_in, token).status_code
    wrong = {"x-csrf-token": signed_in.csrf[:-1]}
    assert 403 == site.ask(method, "/", signed_in, {**OURS, **wrong}).status_code


def test_the_token_of_another_session(
    site: Site, signed_in: Opened, sqlite: Database, clock: Clock
) -> None:
    """A token is good in its own session only."""
    user_id = owner(sqlite, Ground(sqlite).tenant("Gruber"), "gruber@example.at")
    with sqlite.write() as connection:
        other = sessions.open_for_user(connection, user_id, "de", clock.now)

    borrowed = {**OURS, "x-csrf-token": other.csrf}
    assert 403 == site.ask("POST", "/", signed_in, borrowed).status_code


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": URL}, 200),
        ({"origin": URL, "sec-fetch-site": "same-origin"}, 200),
        ({"origin": "null", "sec-fetch-site": "same-origin"}, 200),
        ({"sec-fetch-site": "same-origin"}, 200),
        ({"origin": URL, "sec-fetch-site": "same-site"}, 403),
        ({"origin": URL, "sec-fetch-site": "cross-site"}, 403),
        ({"origin": URL, "sec-fetch-site": "none"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "http://kassa.example.at"}, 403),
        ({"origin": f"{URL}:8443"}, 403),
        ({"origin": f"{URL}.evil.example"}, 403),
        ({}, 403),
    ],
)
def test_signing_in_is_not_done_for_somebody(
    site: Site, headers: dict[str, str], status: int
) -> None:
    """Without a session too: no other page may put a visitor into a session of its own."""
    assert status == site.ask("POST", "/sign-in", None, headers).status_code


def test_without_a_known_address_the_host_counts(sqlite: Database, clock: Clock) -> None:
    """An archive that was told no address of its own is where it was reached."""
    site = Site(sqlite, clock, "")

    assert 200 == site.ask("POST", "/", None, {"origin": "https://here.example"}).status_code
    assert 403 == site.ask("POST", "/", None, {"origin": "https://there.example"}).status_code


def test_the_token_in_a_form(site: Site, signed_in: Opened) -> None:
    """The page still receives all of the body."""
    form = {"name": "Äpfel", "csrf": signed_in.csrf}
    answer = site.ask("POST", "/", signed_in, OURS, data=form)

    assert f"user:huber@example.at {len(httpx.Request('POST', URL, data=form).read())}" == (
        answer.text
    )
    assert 403 == site.ask("POST", "/", signed_in, OURS, data={"csrf": "x"}).status_code
    twice = {"csrf": [signed_in.csrf, signed_in.csrf]}
    assert 403 == site.ask("POST", "/", signed_in, OURS, data=twice).status_code


def test_the_token_in_the_first_part_of_a_form_with_files(site: Site, signed_in: Opened) -> None:
    """However large the file behind it is."""
    large = b"x" * 1_000_000
    form = {"data": {"csrf": signed_in.csrf}, "files": {"file": ("a.zip", large)}}

    answer = site.ask("POST", "/", signed_in, OURS, **form)
    assert 200 == answer.status_code
    assert int(answer.text.split()[1]) > len(large)
    wrong = {"data": {"name": "x", "csrf": signed_in.csrf}, "files": {"file": ("a.zip", large)}}
    assert 403 == site.ask("POST", "/", signed_in, OURS, **wrong).status_code


def test_a_form_too_large(site: Site, signed_in: Opened) -> None:
    """Nobody reads it for its token."""
    form = {"csrf": signed_in.csrf, "more": "x" * MAX_FORM}

    assert 413 == site.ask("POST", "/", signed_in, OURS, data=form).status_code


def test_a_session_that_ended(site: Site, signed_in: Opened, clock: Clock) -> None:
    """Whoever rested too long is nobody."""
    clock.later(hours=2, seconds=1)

    assert "nobody 0" == site.ask("GET", "/", signed_in).text


def test_flags(signed_in: Opened) -> None:
    """Nothing reads it but we, over TLS alone, and no other host can set it."""
    response = Response()
    Cookie(is_secure=True).put(response, signed_in, NOW)
    said = response.headers["set-cookie"]

    assert said.startswith(f"__Host-kassa={signed_in.token};")
    for flag in ("HttpOnly", "Path=/", "SameSite=lax", "Secure", "Max-Age=43200"):
        assert flag in said.split("; ")
    assert "Domain" not in said


def test_flags_without_tls(signed_in: Opened) -> None:
    """Honest about it: no Secure, and so no prefix that would promise it."""
    response = Response()
    Cookie(is_secure=False).put(response, signed_in, NOW)
    said = response.headers["set-cookie"]

    assert said.startswith(f"kassa={signed_in.token};")
    assert "Secure" not in said
    assert "HttpOnly" in said


def test_taken_back(signed_in: Opened) -> None:
    """The browser forgets it at once."""
    response = Response()
    Cookie(is_secure=True).clear(response)

    assert '__Host-kassa=""' in response.headers["set-cookie"]
    assert "Max-Age=0" in response.headers["set-cookie"]


@pytest.mark.parametrize(
    ("url", "is_behind_proxy", "is_secure"),
    [
        ("", False, True),
        ("https://kassa.example.at", True, True),
        ("http://127.0.0.1:8080", True, False),
        ("", True, False),
    ],
)
def test_secure_where_there_is_tls(url: str, is_behind_proxy: bool, is_secure: bool) -> None:  # noqa: FBT001
    """Said by the address, not by the request: behind a proxy every request is plain."""
    settings = _settings(url, is_behind_proxy=is_behind_proxy)

    assert is_secure == cookie_of(settings).is_secure


def test_a_cookie_header_that_is_large() -> None:
    """Nobody looks through it."""
    headers = Headers({"cookie": "kassa=x; " + "y" * 10_000})

    assert "" == Cookie(is_secure=False).token(headers)


def test_other_cookies_beside_it() -> None:
    """Also one whose name begins alike."""
    headers = Headers({"cookie": "a=b; kassa2=c; kassa=d;e"})

    assert "d" == Cookie(is_secure=False).token(headers)
