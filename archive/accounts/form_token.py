"""The token in a form's body: read before the page reads it, and the body put back."""

import re
from typing import Final
from urllib.parse import parse_qs

from starlette.types import Message, Receive

FIELD: Final = "csrf"
#: A form without files is never larger.
MAX_FORM: Final = 256 * 1024
#: A form with files begins with its token.
_MAX_FIRST: Final = 4096
_MAX_FIELDS: Final = 1000
_BOUNDARY: Final = re.compile(r"""boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))""", re.IGNORECASE)


class TooLargeError(Exception):
    """A form of more than MAX_FORM bytes."""


async def token_of(content_type: str, receive: Receive) -> tuple[str, Receive]:
    """The token of a form, empty without one; and what the page receives in place of `receive`.

    Raises:
        TooLargeError: nobody reads on.
    """
    media = content_type.partition(";")[0].strip().lower()
    if media == "application/x-www-form-urlencoded":
        body, messages = await _read(receive, MAX_FORM, is_whole=True)
        return _field(body), _again(messages, receive)
    boundary = _BOUNDARY.search(content_type)
    if media == "multipart/form-data" and boundary is not None:
        body, messages = await _read(receive, _MAX_FIRST, is_whole=False)
        return _first_part(body[:_MAX_FIRST], boundary[1] or boundary[2]), _again(messages, receive)
    return "", receive


def _field(body: bytes) -> str:
    try:
        text = body.decode("ascii")
        found = parse_qs(text, max_num_fields=_MAX_FIELDS, errors="strict").get(FIELD, [])
    except ValueError:
        return ""
    return found[0] if len(found) == 1 else ""


def _first_part(body: bytes, boundary: str) -> str:
    lead = f'--{boundary}\r\nContent-Disposition: form-data; name="{FIELD}"\r\n\r\n'.encode()
    value, end, _ = body.removeprefix(lead).partition(f"\r\n--{boundary}".encode())
    if not body.startswith(lead) or not end:
        return ""
    return value.decode("ascii", "replace")


async def _read(receive: Receive, most: int, *, is_whole: bool) -> tuple[bytes, list[Message]]:
    body, messages = bytearray(), list[Message]()
    while True:
        message = await receive()
        messages.append(message)
        body += message.get("body", b"")
        is_last = message["type"] != "http.request" or not message.get("more_body", False)
        if is_whole and len(body) > most:
            raise TooLargeError
        if is_last or (not is_whole and len(body) >= most):
            return bytes(body), messages


def _again(messages: list[Message], receive: Receive) -> Receive:
    waiting = iter(messages)

    async def again() -> Message:
        for message in waiting:
            return message
        return await receive()

    return again
