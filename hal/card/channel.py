"""A connected card: commands in, whole answers out, each before the deadline.

The layer between driver and reader. It asks again with the length a card wants (6Cxx), fetches
what a card keeps waiting (61xx) and looks at the clock before every command, so that a call that
was given up on stops by itself as soon as its reader comes back. It does not look after a command:
an answer that came late has still happened, a refused PIN above all.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from hal.card.codec import (
    Command,
    MalformedAnswerError,
    Response,
    corrected_le,
    get_response,
    parse_response,
    waiting_bytes,
)
from hal.card.port import Reader
from hal.errors import Fault, HalError

DEVICE = "card"
# 16 kB in parts of 256 bytes; no file of an RKSV card is half as long.
PARTS_MAX = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One call's way to one card; `ends_at_s` is on the scale of `clock`."""

    reader: Reader
    clock: Callable[[], float]
    ends_at_s: float

    def connect(self) -> bytes:
        """Connect the card and return its ATR.

        Raises:
            HalError: as `Reader.connect`, and TIMEOUT.
        """
        self.check_deadline("connect")
        return self.reader.connect()

    def send(self, command: Command, step: str) -> Response:
        """Send `command` and return the whole answer; `step` names it in an error.

        Raises:
            HalError: as `Reader.transmit`, TIMEOUT, and BROKEN for an answer that is none.
        """
        response = self._exchange(command, step)
        wanted = corrected_le(response.sw)
        if wanted is not None:
            response = self._exchange(replace(command, le=wanted), step)
        body = response.body
        for _ in range(PARTS_MAX):
            waiting = waiting_bytes(response.sw)
            if waiting is None:
                return Response(body=body, sw=response.sw)
            response = self._exchange(get_response(waiting), step)
            body += response.body
        raise HalError(Fault.BROKEN, DEVICE, f"{step}: an answer without end")

    def require(self, command: Command, step: str) -> bytes:
        """Send `command` and return the body of a 9000 answer.

        Raises:
            HalError: as `send`, and BROKEN for any other status word.
        """
        response = self.send(command, step)
        if not response.is_ok:
            raise HalError(Fault.BROKEN, DEVICE, f"{step}: status {response.sw:04X}")
        return response.body

    def check_deadline(self, step: str) -> None:
        """Refuse to go on with `step` when the time is over.

        Raises:
            HalError: TIMEOUT.
        """
        if self.clock() >= self.ends_at_s:
            raise HalError(Fault.TIMEOUT, DEVICE, f"{step}: no time left")

    def _exchange(self, command: Command, step: str) -> Response:
        self.check_deadline(step)
        answer = self.reader.transmit(command.encode())
        try:
            return parse_response(answer)
        except MalformedAnswerError as error:
            raise HalError(Fault.BROKEN, DEVICE, f"{step}: {error}") from error
