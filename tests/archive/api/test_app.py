"""The app around the routes."""

from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from archive.api.app import make_app
from archive.api.metrics import Figures
from archive.index.database import Database
from tests.archive.keeping import world_of


def _there(_request: Request) -> Response:
    return PlainTextResponse("there")


def _refuses(_request: Request) -> Response:
    raise HTTPException(403, "words", headers={"x-more": "1"})


def _fails(_request: Request) -> Response:
    raise ZeroDivisionError("secret")


ROUTES = [Route("/there", _there, methods=["GET"]), Route("/403", _refuses), Route("/500", _fails)]


def client(database: Database, folder: Path) -> TestClient:
    """Whoever asks."""
    world = world_of(database, folder)
    return TestClient(make_app(world, Figures(world), ROUTES), raise_server_exceptions=False)


def test_what_no_room_knows_is_not_found(sqlite: Database, tmp_path: Path) -> None:
    """Whatever it is, and with a slash too many; the method that is none is told."""
    with client(sqlite, tmp_path) as asking:
        assert "there" == asking.get("/there").text
        for path in ("/", "/nope", "/there/", "/there/more", "/.git/config", "/v1/", "/THERE"):
            answer = asking.get(path, follow_redirects=False)
            assert (404, "not-found") == (answer.status_code, answer.json()["type"]), path
        answer = asking.post("/there")
    assert (405, "method") == (answer.status_code, answer.json()["type"])
    assert {"GET", "HEAD"} == set(answer.headers["allow"].split(", "))


def test_what_a_room_refuses_is_a_problem(sqlite: Database, tmp_path: Path) -> None:
    """With its words and headers."""
    with client(sqlite, tmp_path) as asking:
        answer = asking.get("/403")
    assert (403, "words", "1") == (
        answer.status_code,
        answer.json()["detail"],
        answer.headers["x-more"],
    )


def test_a_fault_is_a_problem_without_words(sqlite: Database, tmp_path: Path) -> None:
    """application/problem+json, and the number for the log."""
    with client(sqlite, tmp_path) as asking:
        answer = asking.get("/500")
    assert (500, "fault", "") == (
        answer.status_code,
        answer.json()["type"],
        answer.json()["detail"],
    )
    assert "secret" not in answer.text
    assert answer.headers["x-request-id"]
