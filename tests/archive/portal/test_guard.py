"""archive.portal.guard: where what fails below a page ends."""

import pytest
from starlette.requests import Request

from archive.portal.guard import guarded, local_path
from archive.portal.place import MissingError, Sources, StrangerError
from archive.replica.replica import Replicas
from firmware.store.errors import StoreError, StoreFault
from tests.archive.portal.ground import Ground


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (StrangerError(), 303),
        (MissingError(), 404),
        (StoreError(StoreFault.BROKEN, "row 5", "x"), 503),
    ],
)
def test_what_fails_is_answered(ground: Ground, error: Exception, status: int) -> None:
    """By a page, or by the way to the sign-in; a fault of ours goes on."""

    def failing(_sources: Sources, _request: Request) -> None:
        raise error

    sources = Sources.of(ground.world, Replicas(ground.world))
    request = Request(
        {"type": "http", "method": "GET", "path": "/x", "query_string": b"a=1", "headers": []}
    )
    answer = guarded(sources, failing)(request)  # type: ignore[arg-type]

    assert status == answer.status_code
    if status == 303:
        assert "/sign-in?next=%2Fx%3Fa%3D1" == answer.headers["location"]


@pytest.mark.parametrize(
    ("wanted", "gone"),
    [
        ("/t/x?y=1#z", "/t/x?y=1#z"),
        ("", "/"),
        ("//x", "/"),
        ("/\\x", "/"),
        ("/a\\b", "/"),
        ("/a\r\nb", "/"),
        ("/ä", "/"),
        ("http://x", "/"),
        ("/" + "a" * 2000, "/"),
    ],
)
def test_only_paths_of_ours(wanted: str, gone: str) -> None:
    """Whatever somebody put into a link to the sign-in."""
    assert gone == local_path(wanted)
