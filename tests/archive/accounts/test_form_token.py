import asyncio
from collections.abc import Sequence
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Message

from archive.accounts.form_token import MAX_FORM, TooLargeError, token_of

PLAIN = "application/x-www-form-urlencoded"
FILES = "multipart/form-data; boundary=AaB03x"
PART = b'--AaB03x\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n'
END = b"\r\n--AaB03x--\r\n"


def read(content_type: str, pieces: Sequence[bytes]) -> tuple[str, bytes]:
    """The token found, and the body the page still receives."""
    last = len(pieces) - 1
    messages: list[Message] = [
        {"type": "http.request", "body": piece, "more_body": at < last}
        for at, piece in enumerate(pieces)
    ]
    waiting = iter(messages)

    async def receive() -> Message:
        return next(waiting)

    async def go() -> tuple[str, bytes]:
        token, again = await token_of(content_type, receive)
        body = b"".join([(await again())["body"] for _ in messages])
        return token, body

    return asyncio.run(go())


@given(st.text(alphabet="abc-_&=+% äß", max_size=20), st.integers(0, 60))
def test_whatever_the_token_and_the_cut(token: str, cut: int) -> None:
    """It is found, and the body is whole."""
    body = urlencode({"a": "b", "csrf": token, "c": "ä"}).encode()

    assert (token, body) == read(PLAIN, [body[:cut], body[cut:]])


@pytest.mark.parametrize(
    "body",
    [b"", b"a=b", b"csrf=x&csrf=x", b"csrf=%ff", b"csrf", b"\xff=x", b"&".join([b"csrf=x"] * 2000)],
)
def test_forms_without_one(body: bytes) -> None:
    """None, two, or one that cannot be read."""
    assert ("", body) == read(PLAIN, [body])


def test_too_large() -> None:
    """Refused without the end having come."""
    with pytest.raises(TooLargeError):
        read(PLAIN, [b"a" * MAX_FORM, b"a", b"never asked for"])


@given(st.integers(0, 200))
def test_first_part(cut: int) -> None:
    """However it is cut; what is behind is not looked at."""
    body = PART + b"token" + b"\r\n--AaB03x\r\n" + b"x" * 300

    assert ("token", body) == read(FILES, [body[:cut], body[cut:]])


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        (FILES, b""),
        (FILES, b"--AaB03x\r\n" + PART + b"token" + END),
        (FILES, PART + b"token"),
        (FILES, PART.replace(b"csrf", b"name") + b"token" + END),
        (FILES, PART + b"x" * 5000 + END),
        ("multipart/form-data", PART + b"token" + END),
        ("multipart/form-data; boundary=" + "x" * 71, PART + b"token" + END),
        ("application/json", b'{"csrf":"token"}'),
        ("", b"csrf=token"),
    ],
)
def test_no_first_part(content_type: str, body: bytes) -> None:
    """Anywhere else it does not count."""
    assert ("", body) == read(content_type, [body])


def test_a_boundary_in_quotes() -> None:
    """As RFC 2046 allows."""
    body = PART + b"token" + END

    assert ("token", body) == read('multipart/form-data; boundary="AaB03x"', [body])
