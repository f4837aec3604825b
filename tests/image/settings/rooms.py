"""A boot and a data partition as folders."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from firmware.image.settings.source import NAME
from firmware.image.settings.take import Outcome, Rooms, take_over
from tests.image.settings.files import DAY


class Card:
    """A card in a till; `opened` counts how often the boot partition was written."""

    def __init__(self, folder: Path) -> None:
        self.opened = 0
        self.owned: list[str] = []
        self.rooms = Rooms(
            boot=folder / "bootconf",
            settings=folder / "data" / "settings",
            network=folder / "data" / "network",
            sync=folder / "data" / "standlkassa-sync",
            own=lambda path: self.owned.append(path.name),
            writable=self._writable,
        )
        self.rooms.boot.mkdir(parents=True)
        self.rooms.sync.mkdir(parents=True)

    @contextmanager
    def _writable(self, _: Path) -> Iterator[None]:
        self.opened += 1
        yield

    @property
    def file(self) -> Path:
        """The technician's file."""
        return self.rooms.boot / NAME

    @property
    def key(self) -> Path:
        """The registration key on its way to kassa-sync."""
        return self.rooms.sync / "archive-key"

    def write(self, text: str | bytes) -> None:
        """On the PC."""
        self.file.write_bytes(text if isinstance(text, bytes) else text.encode())

    def start(self) -> Outcome:
        """The till starts."""
        return take_over(self.rooms, DAY)
