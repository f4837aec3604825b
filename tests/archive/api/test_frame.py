"""What is around every request."""

import asyncio
from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from archive.api.frame import MAX_FORM, Bounds, Frame, logged_path, most_bytes
from archive.api.pace import Pace
from tests.logged import capture_logs


async def _read(request: Request) -> Response:
    return PlainTextResponse(str(len(await request.body())))


def _fails(_request: Request) -> Response:
    raise ZeroDivisionError("a secret of the program")


async def _own_policy(_request: Request) -> Response:
    headers = {"Content-Security-Policy": "default-src 'self'", "Cache-Control": "max-age=5"}
    return PlainTextResponse("page", headers=headers)


def framed(bounds: Bounds | None = None) -> Frame:
    """An app with a frame."""
    app = Starlette(
        routes=[
            Route("/", _read, methods=["GET", "POST"]),
            Route("/fails", _fails),
            Route("/page", _own_policy),
        ]
    )
    return Frame(app, bounds or Bounds(is_tls=True), lambda *_: None)


@pytest.fixture
def client() -> Iterator[TestClient]:
    """Whoever asks it."""
    with TestClient(framed(), raise_server_exceptions=False) as asking:
        yield asking


def test_every_answer_is_safe(client: TestClient) -> None:
    """Nothing is guessed, framed, referred, stored or run, unless a room says so itself."""
    headers = client.get("/").headers
    assert "nosniff" == headers["x-content-type-options"]
    assert "no-referrer" == headers["referrer-policy"]
    assert "no-store" == headers["cache-control"]
    assert "max-age=31536000" == headers["strict-transport-security"]
    assert "default-src 'none'" in headers["content-security-policy"]
    page = client.get("/page").headers
    assert "default-src 'self'" == page["content-security-policy"]
    assert "max-age=5" == page["cache-control"]
    assert "nosniff" == page["x-content-type-options"]


def test_without_tls_nobody_is_told_to_insist_on_it() -> None:
    """A plain archive of this machine alone."""
    with TestClient(framed(Bounds(is_tls=False))) as client:
        assert "strict-transport-security" not in client.get("/").headers


def test_every_request_has_a_number(client: TestClient) -> None:
    """Another for each; the log says the same."""
    with capture_logs() as lines:
        numbers = [client.get("/").headers["x-request-id"] for _ in range(2)]
    assert numbers == [line["request"] for line in lines]
    assert 2 == len(set(numbers))


def test_the_log_says_no_secret(client: TestClient) -> None:
    """Neither query, nor header, nor body, nor the token in a path."""
    with capture_logs() as lines:
        client.post(
            "/?password=SECRET1", content="SECRET2", headers={"Authorization": "Bearer SECRET3"}
        )
        client.get("/B/SECRET4SECRET4SECRET4SECRET")
        client.get("/SECRET5SECRET5SECRET5SECRET")
        client.get("/invitations/SECRET6")
    assert "SECRET" not in str(lines)
    assert ["/", "/…/…", "/…", "/invitations/…"] == [line["path"] for line in lines]


def test_a_fault_of_ours_says_nothing_of_it(client: TestClient) -> None:
    """500, and what it was stands in the log alone."""
    with capture_logs() as lines:
        answer = client.get("/fails")
    assert 500 == answer.status_code
    assert "secret" not in answer.text
    fault = next(line for line in lines if line["event"] == "fault")
    assert answer.headers["x-request-id"] == fault["request"]


def test_a_body_that_says_it_is_too_large_is_not_read(client: TestClient) -> None:
    """413 before the first byte."""
    answer = client.post("/", content=b"x" * (MAX_FORM + 1))
    assert 413 == answer.status_code
    assert "too-large" == answer.json()["type"]
    assert str(MAX_FORM) == client.post("/", content=b"x" * MAX_FORM).text


def test_a_body_that_does_not_say_is_read_to_its_bound() -> None:
    """Chunked: ten gigabytes are not."""
    asked = 0

    async def receive() -> dict[str, object]:
        nonlocal asked
        asked += 1
        return {"type": "http.request", "body": b"x" * 65_536, "more_body": True}

    sent: list[dict[str, object]] = []

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/",
        "raw_path": b"/",
        "query_string": b"",
        "headers": [(b"transfer-encoding", b"chunked")],
        "client": ("192.0.2.1", 1),
        "http_version": "1.1",
        "scheme": "https",
        "server": ("x", 1),
    }
    asyncio.run(framed()(scope, receive, send))
    assert 413 == sent[0]["status"]
    assert asked == MAX_FORM // 65_536 + 1


@pytest.mark.parametrize("length", ["-1", "1e3", "٣", "0x10", " "])
def test_a_length_that_is_none(length: str) -> None:
    """400, and nothing is read."""
    with TestClient(framed()) as client:
        answer = client.post("/", headers={"Content-Length": length.encode()}, content=iter([b""]))
    assert 400 == answer.status_code


def test_who_asks_too_often_waits() -> None:
    """429 with the time after which it may again; others are served meanwhile."""
    bounds = Bounds(is_tls=True, is_behind_proxy=True, pace=Pace(burst=2, per_s=0.1))
    with TestClient(framed(bounds)) as client:
        loud = {"X-Forwarded-For": "192.0.2.7"}
        statuses = [client.get("/", headers=loud).status_code for _ in range(3)]
        refused = client.get("/", headers=loud)
        quiet = client.get("/", headers={"X-Forwarded-For": "192.0.2.8"})
    assert [200, 200, 429] == statuses
    assert "10" == refused.headers["retry-after"]
    assert 200 == quiet.status_code


def test_whom_the_proxy_saw_is_the_last_one() -> None:
    """What a client writes into the header itself stands before, and changes nothing."""
    bounds = Bounds(is_tls=True, is_behind_proxy=True, pace=Pace(burst=1, per_s=0.1))
    with TestClient(framed(bounds)) as client:
        one = client.get("/", headers={"X-Forwarded-For": "1.1.1.1, 192.0.2.7"})
        two = client.get("/", headers={"X-Forwarded-For": "2.2.2.2, 192.0.2.7"})
    assert [200, 429] == [one.status_code, two.status_code]


def test_a_proxy_that_adds_a_line_of_its_own() -> None:
    """HAProxy does: the line that a client wrote before it changes nothing."""
    bounds = Bounds(is_tls=True, is_behind_proxy=True, pace=Pace(burst=1, per_s=0.1))
    statuses = []
    with TestClient(framed(bounds)) as client:
        for invented in ("1.1.1.1", "2.2.2.2"):
            lines = [("X-Forwarded-For", invented), ("X-Forwarded-For", "192.0.2.7")]
            statuses.append(client.get("/", headers=lines).status_code)
    assert [200, 429] == statuses


def test_a_network_of_ipv6_is_one_who_asks() -> None:
    """Everybody there has 2^64 addresses to ask from; the network beside it is somebody else."""
    bounds = Bounds(is_tls=True, is_behind_proxy=True, pace=Pace(burst=1, per_s=0.1))
    with TestClient(framed(bounds)) as client:
        statuses = [
            client.get("/", headers={"X-Forwarded-For": address}).status_code
            for address in ("2001:db8:0:1::1", "2001:db8:0:1::2", "2001:db8:0:2::1")
        ]
    assert [200, 429, 200] == statuses


def test_nobody_says_who_he_is_without_a_proxy() -> None:
    """The header counts for nothing there."""
    with TestClient(framed(Bounds(is_tls=True, pace=Pace(burst=1, per_s=0.1)))) as client:
        one = client.get("/", headers={"X-Forwarded-For": "192.0.2.7"})
        two = client.get("/", headers={"X-Forwarded-For": "192.0.2.8"})
    assert [200, 429] == [one.status_code, two.status_code]


@pytest.mark.parametrize(
    ("path", "kib"),
    [
        ("/v1/tills/1/batches", 2048),
        ("/v1/tills/1/packages/x", 72 * 1024),
        ("/v1/tills/1/packages/x/parts/1", 72 * 1024),
        ("/t/1/upload", 16 * 1024),
        ("/t/1/upload/parts/1", 16 * 1024),
        ("/sign-in", 256),
        ("/password/upload", 256),
        ("/link/upload", 256),
    ],
)
def test_how_large_a_body_may_be(path: str, kib: int) -> None:
    """Packages and their parts are larger than anything else; whom nobody knows sends little."""
    assert kib * 1024 == most_bytes(path)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/", "/"),
        ("/v1/tills/1/batches", "/v1/tills/1/batches"),
        ("/heads/tile/0/000", "/heads/tile/0/000"),
        ("/tenants/1/tills", "/tenants/…"),
        ("/ABCDEFGHIJKLMNOPQRSTUVWXYZ", "/…"),
        ("/averyveryverylongmemberinlower", "/…"),
        ("//x", "//…"),
    ],
)
def test_what_is_written_down_of_a_path(path: str, expected: str) -> None:
    """All of a machine's, the first word of a person's, nothing of a token's."""
    assert expected == logged_path(path)
