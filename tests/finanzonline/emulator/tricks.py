"""How the office can misbehave, for the next few calls."""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Final


class Trick(Enum):
    """A misbehaviour. Those of `BEFORE_EFFECT` leave the books as they were."""

    MAINTENANCE = auto()  # rc -2
    TECHNICAL = auto()  # rc -3
    UNAVAILABLE = auto()  # HTTP 503
    RESET = auto()  # the connection is torn down
    SILENT = auto()  # takes the request and says nothing
    REDIRECT = auto()  # sends the caller to another address
    SESSION_GONE = auto()  # all sessions expire first
    TRUNCATED = auto()  # half of the body
    GARBAGE = auto()  # bytes that are no text
    PAGE = auto()  # a web page, status 200
    EMPTY = auto()  # no body, status 200
    HUGE = auto()  # a body that does not end
    DRIP = auto()  # a byte now and then
    WRONG_NAMESPACE = auto()
    WRONG_TYPES = auto()
    ENTITY_BOMB = auto()  # a billion laughs
    ENTITY_FILE = auto()  # a file of the reader's machine
    LOST = auto()  # took effect, answer never came
    WRONG_PAKET_NR = auto()  # the answer to another packet
    DUPLICATE = auto()  # every result stands twice
    TWICE = auto()  # the network delivered the request twice, the second answer comes back
    SLIP = auto()  # received, done, and the answer put into the DataBox
    FORCED = auto()  # a given return code
    SCRIPTED = auto()  # given bytes as the body
    RAW = auto()  # given bytes instead of all of HTTP


BEFORE_EFFECT: Final = frozenset(
    {
        Trick.MAINTENANCE,
        Trick.TECHNICAL,
        Trick.UNAVAILABLE,
        Trick.RESET,
        Trick.SILENT,
        Trick.REDIRECT,
        Trick.FORCED,
        Trick.SCRIPTED,
        Trick.RAW,
    }
)


@dataclass(slots=True, kw_only=True)
class Plan:
    """A trick for the next calls of an operation, or of any."""

    trick: Trick
    operation: str | None
    calls: int
    rc: str = ""
    body: bytes = b""
    status: int = 200

    def fits(self, operation: str) -> bool:
        """Whether it waits for this call."""
        return self.calls > 0 and self.operation in {None, operation}
