"""Single lines of the board. None of them may stop a sale."""

from enum import Enum
from typing import Final, Protocol

#: In place of a chip's label: the one that carries the header, whichever board this is.
AUTO: Final = "auto"


class SwitchPosition(Enum):
    """The three positions of the key switch; the value is what is engraved."""

    OFF = "AUS"
    REGISTER = "REG"
    CHIEF = "CHEF"


class StatusLed(Protocol):
    """The lamp beside the display: dark, or lit."""

    def set(self, *, is_lit: bool) -> None:
        """Switch it at once.

        Raises:
            HalError: ABSENT or BROKEN.
        """
        ...


class PowerFail(Protocol):
    """The supply's warning that only its capacitor is left."""

    def is_failing(self) -> bool:
        """Whether the warning is given now.

        Raises:
            HalError: ABSENT or BROKEN.
        """
        ...


class KeySwitch(Protocol):
    """The lock with the chief's key; an option in place of the chief's PIN."""

    def position(self) -> SwitchPosition:
        """Where the key stands now.

        Raises:
            HalError: ABSENT, or BROKEN when contacts are closed that exclude each other.
        """
        ...
