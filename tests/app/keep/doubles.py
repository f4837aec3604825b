"""A second medium that does what a test wants."""

from collections.abc import Callable
from pathlib import Path
from threading import Event

from firmware.app.keep.medium import FolderMedium

WAIT_S = 10.0


class TroubledMedium(FolderMedium):
    """A folder; `trouble` is called before every touch, and may raise or wait."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, None)
        self.trouble: Callable[[], None] = lambda: None

    def names(self) -> tuple[str, ...]:
        """See `Medium.names`."""
        self.trouble()
        return super().names()

    def size(self, name: str) -> int:
        """See `Medium.size`."""
        self.trouble()
        return super().size(name)

    def append(self, name: str, at: int, data: bytes) -> None:
        """See `Medium.append`."""
        self.trouble()
        super().append(name, at, data)

    def fail(self, number: int) -> None:
        """Every touch ends in this error from now on."""

        def fail() -> None:
            raise OSError(number, "as the test says")

        self.trouble = fail

    def hang(self) -> Event:
        """Every touch waits for this event from now on."""
        go_on = Event()

        def hang() -> None:
            assert go_on.wait(WAIT_S)

        self.trouble = hang
        return go_on

    def recover(self) -> None:
        """It is well again."""
        self.trouble = lambda: None
