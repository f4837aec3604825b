"""autoboot.txt: which slot the Raspberry Pi's firmware starts, and how it stands with both slots.

The whole memory of the boot chain is this one file on the boot partition: the firmware reads the
two partition numbers, we read the comment behind them. It is `LENGTH` bytes, so it lies in one
sector; every change replaces these bytes where they are, so that a power cut leaves the old state
or the new one, never half of each. It reads

    [all]
    tryboot_a_b=1
    boot_partition=2
    [tryboot]
    boot_partition=3
    #kassa a=good b=none

and a comment of dots to its end. The start file system (image-build/initramfs/init) changes it,
too, when the slot it is to start cannot be read, and only where the other slot is `good`: it
exchanges the two partition numbers and writes `dead` for its own slot. Nothing else changes.
"""

import re
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final, assert_never

#: One sector at most, and more than any state needs.
LENGTH: Final = 256
NAME: Final = "autoboot.txt"
_FIRST_PARTITION: Final = 2
_FORM: Final = re.compile(
    r"\[all\]\s+tryboot_a_b=1\s+boot_partition=([23])\s+"
    r"\[tryboot\]\s+boot_partition=([23])\s+"
    r"#kassa a=([a-z]{4}) b=([a-z]{4})\n#?\.*\s*"
)


class Slot(Enum):
    """One of the two systems on the card."""

    A = "a"
    B = "b"

    @property
    def other(self) -> "Slot":
        """The one beside it."""
        match self:
            case Slot.A:
                return Slot.B
            case Slot.B:
                return Slot.A
            case _:
                assert_never(self)

    @property
    def partition(self) -> int:
        """The number of its boot partition."""
        return _FIRST_PARTITION + (self is Slot.B)


class Standing(Enum):
    """What is known of the system in a slot; each word has four letters, see `LENGTH`."""

    GOOD = "good"
    """A boot of it was confirmed."""
    NONE = "none"
    """There is none, or one is being written."""
    NEXT = "next"
    """Written whole; tried at the next restart."""
    ONCE = "once"
    """Its trial has begun: whoever finds this in another slot knows that it failed."""
    FAIL = "fail"
    """It was tried and given up."""
    DEAD = "dead"
    """It sold once, and could not be read any more."""
    BACK = "back"
    """It was confirmed, and its till never stood: the other slot sells again."""


class AutobootError(Exception):
    """The file is not one of ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Autoboot:
    """The state of the boot chain: the slot of every ordinary boot, and how both stand."""

    permanent: Slot
    a: Standing
    b: Standing

    def standing(self, slot: Slot) -> Standing:
        """How `slot` stands."""
        return self.a if slot is Slot.A else self.b

    def with_standing(self, slot: Slot, standing: Standing) -> "Autoboot":
        """The same with another standing of `slot`."""
        if slot is Slot.A:
            return replace(self, a=standing)
        return replace(self, b=standing)

    def confirmed(self, slot: Slot) -> "Autoboot":
        """`slot` is good, and started from now on."""
        return replace(self.with_standing(slot, Standing.GOOD), permanent=slot)


#: A card as it was flashed: one system, in the first slot.
FIRST: Final = Autoboot(permanent=Slot.A, a=Standing.GOOD, b=Standing.NONE)


def parse(raw: bytes) -> Autoboot:
    """The state written in `raw`; line ends of an editor are forgiven.

    Raises:
        AutobootError: it is not one of ours, or contradicts itself.
    """
    try:
        found = _FORM.fullmatch(raw.decode("ascii").replace("\r\n", "\n"))
        if found is None:
            raise AutobootError("not in the form of this image")
        permanent, trial = (int(one) for one in found.groups()[:2])
        if permanent == trial:
            raise AutobootError(f"both ways lead to partition {trial}")
        return Autoboot(
            permanent=next(one for one in Slot if one.partition == permanent),
            a=Standing(found[3]),
            b=Standing(found[4]),
        )
    except (UnicodeDecodeError, ValueError) as error:
        raise AutobootError(str(error)) from error


def text(state: Autoboot) -> bytes:
    """The exact bytes of the file, `LENGTH` of them whatever the state."""
    body = (
        "[all]\n"
        "tryboot_a_b=1\n"
        f"boot_partition={state.permanent.partition}\n"
        "[tryboot]\n"
        f"boot_partition={state.permanent.other.partition}\n"
        f"#kassa a={state.a.value} b={state.b.value}\n"
    )
    # A comment of its own: nobody reads a line of dots as a setting.
    rest = LENGTH - len(body) - len("#\n")
    return f"{body}#{'.' * rest}\n".encode("ascii")
