"""The port with the stick in it, for who writes there: found, asked, and still the same."""

from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Final

from firmware.export.package.fault import MediumError, MediumFault
from firmware.process.logs import get_logger
from firmware.till.requests import Failed, Stored
from hal.errors import HalError
from hal.stick.port import MountedStick, StickSlot

log = get_logger()

#: An unmounted stick is looked for this often, and so many times.
LOOK_S: Final = 0.2
LOOKS: Final = 50
NO_STICK: Final = Failed(words="Kein Stick")
_NOWHERE: Final = Path("stick")


class Berth:
    """The customer's port; without one there is never a stick."""

    def __init__(self, slot: StickSlot | None) -> None:
        self._slot = slot

    def find(self) -> MountedStick:
        """The stick as it is now.

        Raises:
            MediumError: GONE: there is none; OTHER: nobody can say.
        """
        try:
            stick = None if self._slot is None else self._slot.find()
        except HalError as error:
            raise MediumError(MediumFault.OTHER, _NOWHERE, error.detail) from error
        if stick is None:
            raise MediumError(MediumFault.GONE, _NOWHERE)
        return stick

    def refusal(self) -> Failed | None:
        """Why nothing can be written now, in words of the counter."""
        try:
            stick = self.find()
        except MediumError as error:
            is_gone = error.fault is MediumFault.GONE
            return NO_STICK if is_gone else Failed(words="Stick geht nicht")
        return None if stick.is_writable else Failed(words="Schreibschutz")

    def has(self, stick: MountedStick | None) -> bool:
        """Whether it is still the same mount."""
        try:
            now = self.find()
        except MediumError:
            return False
        return stick is not None and (now.mount, now.device) == (stick.mount, stick.device)

    def require(self, stick: MountedStick) -> None:
        """What was written below the folder of a stick that is out is on no stick.

        Raises:
            MediumError: GONE.
        """
        if not self.has(stick):
            raise MediumError(MediumFault.GONE, stick.folder, "pulled while it was written")

    def free_bytes(self, stick: MountedStick) -> int:
        """What the stick says is free.

        Raises:
            MediumError: GONE.
        """
        assert self._slot is not None, "a stick was found"
        try:
            return self._slot.free_bytes()
        except HalError as error:
            raise MediumError(MediumFault.GONE, stick.folder, error.detail) from error

    def release(self) -> Stored | Failed:
        """Ask for the stick to be unmounted."""
        try:
            if self._slot is None or self._slot.find() is None:
                return NO_STICK
            self._slot.release()
        except HalError as error:
            log.error("stick not let go", fault=error.fault.value, detail=error.detail)
            return Failed(words="geht nicht")
        return Stored()

    def recall(self) -> Failed | None:
        """Ask for one that was let go and is still in; None: it was asked for."""
        if self._slot is None:
            return NO_STICK
        try:
            self._slot.recall()
        except HalError as error:
            log.error("stick not recalled", fault=error.fault.value, detail=error.detail)
            return NO_STICK
        return None

    def let_go(
        self, stick: MountedStick, stop: Event, wait: Callable[[Event, float], bool]
    ) -> bool:
        """Unmount it, and wait for that unless `stop` is set; whether it may be pulled."""
        if isinstance(self.release(), Failed):
            return False
        for _ in range(LOOKS):
            if not self.has(stick):
                return True
            if wait(stop, LOOK_S):
                break
        log.error("stick stays mounted", device=stick.device)
        return False
