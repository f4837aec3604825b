"""The scale: a weight, and whether it has come to rest. OFF by default, and for a reason.

A till that reads a scale is one measuring system with it. In trade such a system may be used only
after a conformity assessment of both as a whole (MEG; directive 2014/31/EU); the verification of
the scale alone does not cover it. Nobody wires this port unawares: the settings must name the
certificate (docs/hardware.md, Scale).
"""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """What lies on the pan, net as the scale shows it; `milli` are grams, negative below zero."""

    milli: int
    is_stable: bool


class Scale(Protocol):
    """Read on demand; called from one thread only; blocks up to the deadline."""

    def read(self, deadline_s: float) -> Weight:
        """Return the weight as soon as it rests; at the deadline the last one, not stable.

        Only a stable weight may be sold by.

        Raises:
            HalError: OVERLOAD or UNDERLOAD by what lies on the pan; BUSY when the scale cannot
                weigh now; ABSENT, TIMEOUT; BROKEN for an answer that is none, an unknown unit, or
                a weight finer than a gram: nothing is rounded.
        """
        ...
