"""Errors as RFC 9457 says them: one JSON object with a word, a sentence and a number."""

from collections.abc import Mapping
from typing import Final

import msgspec
from starlette.responses import Response

from firmware.accord.messages import Problem

MEDIA_TYPE: Final = "application/problem+json"
#: The words of the errors that every route may answer with.
WORDS: Final[Mapping[int, tuple[str, str]]] = {
    400: ("malformed", "The request has another form"),
    401: ("unauthorized", "Who asks is not known"),
    403: ("forbidden", "Not for whoever asks"),
    404: ("not-found", "There is no such thing"),
    405: ("method", "Not by this method"),
    406: ("not-acceptable", "Not in this form"),
    408: ("timeout", "It took too long"),
    409: ("conflict", "Something else stands here"),
    411: ("length", "The request must say its length"),
    413: ("too-large", "The body is too large"),
    415: ("media-type", "The body has another form than the request says"),
    416: ("range", "There are no such bytes"),
    422: ("unreadable", "It came whole and cannot be read"),
    429: ("too-many", "Too many requests"),
    500: ("fault", "A fault of ours"),
    503: ("unavailable", "Not now"),
}


def problem(
    status: int,
    detail: str = "",
    *,
    word: str = "",
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The answer of an error; `word` where the status alone does not say which."""
    kind, title = WORDS.get(status, ("error", "It cannot be done"))
    body = Problem(type=word or kind, title=title, status=status, detail=detail)
    return Response(msgspec.json.encode(body), status, dict(headers or {}), media_type=MEDIA_TYPE)
