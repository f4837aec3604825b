"""archive.portal.forms: whatever says that it is a form is one, or is none by name."""

import asyncio

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.types import Message

from archive.portal.forms import MOST_FIELDS, UnreadableFormError, reading

PART = 'Content-Disposition: form-data; name="a"{more}\r\n\r\n'


def request_of(kind: str, body: bytes) -> Request:
    """A request with this body."""

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    headers = [(b"content-type", kind.encode())]
    scope = {"type": "http", "method": "POST", "path": "/", "headers": headers}
    return Request({**scope, "query_string": b"", "app": Starlette()}, receive)


def multipart(charset: str, value: bytes, more: str = "") -> Request:
    """A form of one field, its text in this encoding."""
    body = b"--x\r\n" + PART.format(more=more).encode() + value + b"\r\n--x--\r\n"
    return request_of(f"multipart/form-data; boundary=x; charset={charset}", body)


def said(request: Request, max_files: int = 0) -> dict[str, object]:
    """What a page gets of it."""

    async def read() -> dict[str, object]:
        async with reading(request, max_files=max_files) as form:
            return dict(form)

    return asyncio.run(read())


def test_a_form() -> None:
    """Either way of writing one; an encoding nobody knows is read as Latin-1."""
    assert {"a": "ä"} == said(multipart("utf-8", "ä".encode()))
    assert {"a": "ä"} == said(multipart("nonsense", b"\xe4"))
    assert {"a": "ä"} == said(request_of("application/x-www-form-urlencoded", b"a=%C3%A4"))


@pytest.mark.parametrize(
    ("charset", "value"),
    [
        ("undefined", b"a"),
        ("idna", b"xn--0"),
        ("punycode", b"a-!!!"),
        ('"a\0b"', b"a"),
        ("utf-7", b"+2AA-"),
        ("unicode_escape", rb"\ud800"),
    ],
)
def test_text_in_no_encoding(charset: str, value: bytes) -> None:
    """Codecs that fail in their own way, and those that make half characters."""
    with pytest.raises(UnreadableFormError):
        said(multipart(charset, value))


def test_a_file_whose_name_no_database_takes() -> None:
    """Half a character in it."""
    request = multipart("utf-7", b"", '; filename="+2AA-"')
    with pytest.raises(UnreadableFormError):
        said(request, max_files=1)


def test_too_much_of_it() -> None:
    """More fields than any form of ours has, and files where none are wanted."""
    kind = "application/x-www-form-urlencoded"
    assert MOST_FIELDS == 40
    with pytest.raises(UnreadableFormError):
        said(request_of(kind, b"&".join(b"%d=1" % number for number in range(41))))
    with pytest.raises(UnreadableFormError):
        said(multipart("utf-8", b"", '; filename="a"'))
