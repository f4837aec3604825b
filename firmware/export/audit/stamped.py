"""The timestamp that came with a proof, where somebody brought roots to judge it by."""

import binascii
from base64 import b64decode
from collections.abc import Callable
from datetime import datetime
from enum import Enum

from firmware.evidence.errors import EvidenceError


class Stamped(Enum):
    """How a stamp stands; the value is for machines, `fault` says what is wrong with it."""

    NONE = "none"
    UNCHECKED = "unchecked"
    GOOD = "good"
    BAD = "bad"

    @property
    def fault(self) -> str:
        """Empty where there is nothing to be said against it."""
        match self:
            case Stamped.NONE:
                return "no authority stamped the log of heads"
            case Stamped.BAD:
                return "the stamp is of another text, another authority, or damaged"
            case Stamped.UNCHECKED | Stamped.GOOD:
                return ""


def examine_stamp(
    stamp: str, text: str, stamped_at: Callable[[bytes, str], datetime] | None
) -> tuple[Stamped, datetime | None]:
    """How the stamp over a note's text stands, and of when it is."""
    if not stamp:
        return Stamped.NONE, None
    if stamped_at is None:
        return Stamped.UNCHECKED, None
    try:
        return Stamped.GOOD, stamped_at(b64decode(stamp, validate=True), text)
    except (EvidenceError, binascii.Error, ValueError):
        return Stamped.BAD, None
