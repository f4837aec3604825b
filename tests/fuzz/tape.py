"""A conversation as bytes: what a device says, in pieces, in the order it is asked.

Two bytes of length, the piece, and so on; after the last one the device is silent. So a fuzzer that
only knows bytes plays a whole dialogue, and what it finds can be kept as a file.
"""

from collections.abc import Iterable

from hal.errors import Fault, HalError
from hal.printer.port import Line
from hal.remote.port import Answer, Request

_LENGTH_BYTES = 2
#: No device of ours is asked as often within one call.
_ASKED_MAX = 5000


def record(pieces: Iterable[bytes]) -> bytes:
    """The tape of a conversation."""
    return b"".join(len(piece).to_bytes(_LENGTH_BYTES, "big") + piece for piece in pieces)


class SilentForeverError(AssertionError):
    """A driver asks on and on: with a deadline it would have given up."""


class Tape:
    """Gives back one piece after the other; empty when it is at its end."""

    def __init__(self, content: bytes) -> None:
        self._rest = content
        self._asked = 0

    def next(self) -> bytes:
        """The next piece; a torn one is what is there of it."""
        self._asked += 1
        if self._asked > _ASKED_MAX:
            raise SilentForeverError("asked without end")
        head, self._rest = self._rest[:_LENGTH_BYTES], self._rest[_LENGTH_BYTES:]
        size = int.from_bytes(head, "big")
        piece, self._rest = self._rest[:size], self._rest[size:]
        return piece


class TapedClock:
    """Seconds that pass only while somebody waits."""

    def __init__(self) -> None:
        self.now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


class TapedLine:
    """A `Line` whose other end is a tape; an empty piece is silence until the deadline."""

    def __init__(self, tape: Tape, clock: TapedClock) -> None:
        self._tape = tape
        self._clock = clock
        self._waiting = b""

    def write(self, data: bytes, deadline_s: float) -> int:
        """Everything is taken."""
        return len(data)

    def read(self, size: int, deadline_s: float) -> bytes:
        """The next piece, in as many reads as it takes."""
        self._waiting = self._waiting or self._tape.next()
        if not self._waiting:
            self._clock.now_s += deadline_s
        said, self._waiting = self._waiting[:size], self._waiting[size:]
        return said

    def transit_s(self, size: int) -> float:
        """A tape is no slow cable."""
        return 0.0

    def close(self) -> None:
        """What was still under way is gone."""
        self._waiting = b""


class TapedReader:
    """A card `Reader`: the first piece is the answer to reset, each other one to a command."""

    def __init__(self, tape: Tape) -> None:
        self._tape = tape

    def connect(self) -> bytes:
        """The answer to reset."""
        return self._tape.next()

    def transmit(self, command: bytes) -> bytes:
        """The next answer; where there is none, the card was pulled."""
        answer = self._tape.next()
        if not answer:
            raise HalError(Fault.ABSENT, "card", "pulled")
        return answer

    def disconnect(self) -> None:
        """Nothing stays."""

    def distrust(self) -> None:
        """Nothing stays."""


class TapedWire:
    """A `Wire` to a signature service: two bytes of status, and the body."""

    def __init__(self, tape: Tape) -> None:
        self._tape = tape

    def exchange(self, request: Request, ends_at_s: float) -> Answer:
        """The next answer; where there is none, there is no way to the service."""
        answer = self._tape.next()
        if not answer:
            raise HalError(Fault.ABSENT, "service", "no way there")
        return Answer(status=int.from_bytes(answer[:2], "big"), body=answer[2:])


class TappedLine:
    """Keeps what is read from another line, for a tape."""

    def __init__(self, inner: Line) -> None:
        self._inner = inner
        self.heard: list[bytes] = []

    def write(self, data: bytes, deadline_s: float) -> int:
        """As the inner line."""
        return self._inner.write(data, deadline_s)

    def read(self, size: int, deadline_s: float) -> bytes:
        """As the inner line, and kept."""
        self.heard.append(self._inner.read(size, deadline_s))
        return self.heard[-1]

    def transit_s(self, size: int) -> float:
        """As the inner line."""
        return self._inner.transit_s(size)

    def close(self) -> None:
        """As the inner line."""
        self._inner.close()
