"""The one kind of exception that crosses the border of a device.

Drivers map every exception of their library here, at the edge; callers react to the kind,
never to a library's type. The detail is for the log (English) and carries no secret.
"""

from enum import Enum


class Fault(Enum):
    """What is wrong, as far as a caller can act on it."""

    ABSENT = "absent"
    BUSY = "busy"
    TIMEOUT = "timeout"
    PAPER_OUT = "paper out"
    COVER_OPEN = "cover open"
    PIN_WRONG = "pin wrong"
    PIN_BLOCKED = "pin blocked"
    WRONG_CARD = "wrong card"
    OVERLOAD = "overload"
    UNDERLOAD = "underload"
    BROKEN = "broken"


class HalError(Exception):
    """A device could not do what it was asked; nothing beyond `detail` is known."""

    def __init__(self, fault: Fault, device: str, detail: str) -> None:
        super().__init__(f"{device}: {fault.value}: {detail}")
        self.fault = fault
        self.device = device
        self.detail = detail
