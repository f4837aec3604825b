"""What RAUC asks of its custom bootloader backend, answered from the one sector.

RAUC never makes a slot good: only a trial does. It marks the slot it writes as bad, and what
it thinks of the others it may think.
"""

from typing import Final

from firmware.image.update.autoboot import Autoboot, Slot, Standing
from firmware.image.update.memory import Memory
from firmware.image.update.slot import Here

GOOD: Final = "good"
BAD: Final = "bad"
_BOOTABLE: Final = (Standing.GOOD, Standing.NEXT, Standing.ONCE)


class BackendError(Exception):
    """RAUC asks for what it must not have; the message says what."""


def answer(memory: Memory, here: Here, words: tuple[str, ...]) -> str:
    """What RAUC reads; empty after a change.

    Raises:
        BackendError: not a question of RAUC, or one that would spoil the running slot.
        OSError: the boot partition cannot be written.
    """
    boot = memory.autoboot()
    if boot is None:
        raise BackendError("autoboot.txt is none of ours")
    match words:
        case ("get-current",):
            return here.slot.value
        case ("get-primary",):
            return _primary(boot).value
        case ("get-state", name):
            return GOOD if boot.standing(_slot(name)) in _BOOTABLE else BAD
        case ("set-primary", name):
            _set_primary(memory, boot, here, _slot(name))
            return ""
        case ("set-state", name, state) if state in (GOOD, BAD):
            _set_state(memory, boot, here, _slot(name), is_good=state == GOOD)
            return ""
        case _:
            raise BackendError(f"not understood: {' '.join(words)}")


def _slot(name: str) -> Slot:
    try:
        return Slot(name)
    except ValueError:
        raise BackendError(f"no slot is called {name}") from None


def _primary(boot: Autoboot) -> Slot:
    """The slot of the next restart."""
    other = boot.permanent.other
    return other if boot.standing(other) is Standing.NEXT else boot.permanent


def _set_primary(memory: Memory, boot: Autoboot, here: Here, slot: Slot) -> None:
    if slot is boot.permanent:
        return
    if slot is here.slot or boot.standing(slot) not in (Standing.GOOD, Standing.NEXT):
        raise BackendError(f"slot {slot.value} is {boot.standing(slot).value}: nothing to try")
    memory.set_autoboot(boot.with_standing(slot, Standing.NEXT))


def _set_state(memory: Memory, boot: Autoboot, here: Here, slot: Slot, *, is_good: bool) -> None:
    if is_good:
        if boot.standing(slot) is not Standing.GOOD:
            raise BackendError("only a trial makes a slot good")
        return
    if slot in (boot.permanent, here.slot):
        raise BackendError(f"slot {slot.value} is running, or the one to come back to")
    memory.set_autoboot(boot.with_standing(slot, Standing.NONE))
