"""How an emulated card takes a command apart, or refuses it with a status word.

Its own reading of ISO 7816-4, so that a command our codec builds wrongly is refused here.
"""

from dataclasses import dataclass

LE_MAX = 256


class Refusal(Exception):  # noqa: N818 - a status word on its way out, no error of ours
    """The card answers nothing but the status word `sw`."""

    def __init__(self, sw: int) -> None:
        super().__init__(f"{sw:04X}")
        self.sw = sw


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A command as the card sees it; `parameters` is P1 and P2, `le` at most 256."""

    ins: int
    parameters: int
    payload: bytes
    le: int | None


def parse_request(command: bytes) -> Request:
    """Cases 1 to 4 of a short APDU; anything else is refused as a card refuses it."""
    if len(command) < 4:
        raise Refusal(0x6700)
    if command[0] != 0x00:
        raise Refusal(0x6E00)
    ins, parameters, rest = command[1], int.from_bytes(command[2:4], "big"), command[4:]
    if len(rest) <= 1:
        le = rest[0] or LE_MAX if rest else None
        return Request(ins=ins, parameters=parameters, payload=b"", le=le)
    end = 1 + rest[0]
    if rest[0] == 0 or len(rest) not in (end, end + 1):
        raise Refusal(0x6700)
    le = rest[end] or LE_MAX if len(rest) > end else None
    return Request(ins=ins, parameters=parameters, payload=rest[1:end], le=le)
