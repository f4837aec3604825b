"""archive.api.body: no larger, no slower, no shorter than was said."""

import asyncio
from collections.abc import Iterable

import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message

from archive.api import body as body_module
from archive.api.body import read_body


def read(length: str | None, messages: Iterable[Message], most: int = 10) -> bytes | int:
    """The body, or the status of the refusal; after the messages nothing comes any more."""
    rest = iter(messages)

    async def receive() -> Message:
        message = next(rest, None)
        if message is None:
            await asyncio.get_running_loop().create_future()
        assert message is not None
        return message

    async def story() -> bytes | int:
        headers = [] if length is None else [(b"content-length", length.encode())]
        request = Request({"type": "http", "method": "POST", "headers": headers}, receive)
        try:
            return await read_body(request, most)
        except HTTPException as error:
            return error.status_code

    return asyncio.run(story())


def piece(body: bytes, *, more: bool = False) -> Message:
    return {"type": "http.request", "body": body, "more_body": more}


def test_a_body() -> None:
    """In one piece or several."""
    assert b"lines" == read("5", [piece(b"lines")])
    assert b"lines" == read("5", [piece(b"li", more=True), piece(b"nes")])
    assert b"" == read("0", [piece(b"")])


@pytest.mark.parametrize(
    ("length", "messages", "status"),
    [
        (None, [piece(b"x")], 411),
        ("-1", [piece(b"x")], 411),
        ("²", [piece(b"x")], 411),
        ("11", [piece(bytes(11))], 413),
        ("1" * 5000, [piece(b"x")], 413),
        ("5", [piece(b"line")], 400),
        ("5", [piece(b"li", more=True), {"type": "http.disconnect"}], 400),
    ],
)
def test_what_is_none(length: str | None, messages: list[Message], status: int) -> None:
    """Refused before more than agreed is held."""
    assert status == read(length, messages)


def test_one_that_never_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who sends half and waits gives the place free."""
    monkeypatch.setattr(body_module, "WITHIN_S", 0.01)
    assert 408 == read("5", [piece(b"li", more=True)])
