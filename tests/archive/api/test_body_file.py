"""archive.api.body_file: large bodies into files."""

import asyncio
from collections.abc import MutableMapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request

from archive.api import body_file as module
from archive.api.body import length_of
from archive.api.body_file import body_file

Message = MutableMapping[str, Any]


def request_of(pieces: list[bytes | None], length: str | None) -> Request:
    """A request whose body comes so; None: it hangs up."""
    left = list(pieces)

    async def receive() -> Message:
        piece = left.pop(0)
        if piece is None:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": piece, "more_body": bool(left)}

    headers = [] if length is None else [(b"content-length", length.encode())]
    return Request({"type": "http", "method": "PUT", "headers": headers}, receive)


def read(request: Request, most: int, folder: Path) -> tuple[bytes, str, int]:
    """What lies in the file while the block lasts."""

    async def run() -> tuple[bytes, str, int]:
        async with body_file(request, most, folder) as body:
            return body.path.read_bytes(), body.sha256, body.size

    return asyncio.run(run())


def test_in_pieces(tmp_path: Path) -> None:
    """Whole, hashed, and gone afterwards."""
    found = read(request_of([b"ab", b"", b"c"], "3"), 3, tmp_path)
    assert (b"abc", sha256(b"abc").hexdigest(), 3) == found
    assert [] == list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("pieces", "length", "status"),
    [
        ([b"abc"], None, 411),
        ([b"abc"], "x", 411),
        ([b"abc"], "-3", 411),
        ([b"abcd"], "4", 413),
        ([b"abcd"], "9" * 30, 413),
        ([b"ab"], "3", 400),
        ([b"a", None], "3", 400),
    ],
)
def test_refused(
    tmp_path: Path, pieces: list[bytes | None], length: str | None, status: int
) -> None:
    """By its length before it is read, and by what came of it; nothing is left."""
    with pytest.raises(HTTPException) as caught:
        read(request_of(pieces, length), 3, tmp_path)
    assert status == caught.value.status_code
    assert [] == list(tmp_path.iterdir())


def test_too_slow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who says nothing more is not waited for."""
    monkeypatch.setattr(module, "WITHIN_S", 0.0)
    monkeypatch.setattr(module, "SLOWEST_BYTES_PER_S", 1e9)

    async def never() -> Message:
        await asyncio.Event().wait()
        raise AssertionError

    request = Request(
        {"type": "http", "method": "PUT", "headers": [(b"content-length", b"3")]}, never
    )
    with pytest.raises(HTTPException) as caught:
        read(request, 3, tmp_path)
    assert 408 == caught.value.status_code


def test_length_alone() -> None:
    """For who decides by it before a byte is read."""
    assert 3 == length_of(request_of([b"abc"], "3"), 3)


def test_no_room(tmp_path: Path) -> None:
    """What the disk says is the disk's."""
    with pytest.raises(FileNotFoundError):
        read(request_of([b"abc"], "3"), 3, tmp_path / "none")
