"""What a signature service is spoken to over: one request, one answer, by an instant."""

from dataclasses import dataclass, field
from enum import Enum, unique
from typing import Protocol

#: What an error calls the far end.
DEVICE = "signature service"
#: A chain of certificates is a tenth of this; what is longer is not for us.
ANSWER_BYTES_MAX = 64 * 1024


@unique
class Method(Enum):
    """The verbs the services use."""

    GET = "GET"
    POST = "POST"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request; `path` is below the service's address and begins with a slash.

    Headers and body may carry a secret, so no representation shows them.
    """

    method: Method
    path: str
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    body: bytes = field(default=b"", repr=False)
    shows_secret: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Status and whole body, as it came."""

    status: int
    body: bytes = field(repr=False)


class Wire(Protocol):
    """The way to one service. Nothing stays open between two requests."""

    def exchange(self, request: Request, ends_at_s: float) -> Answer:
        """Send, and wait for the whole answer, at most until `ends_at_s` (monotonic seconds).

        Raises:
            HalError: ABSENT (no way there), TIMEOUT, BROKEN (not the server it should be, line
                lost, no HTTP, longer than `ANSWER_BYTES_MAX`). It carries nothing of the request.
        """
        ...
