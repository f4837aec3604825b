"""What keeps copies of the book at a booted till, put together from its settings."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from firmware.app.clock_guard import ClockGuard
from firmware.app.config import Config
from firmware.app.inbox import Message
from firmware.app.keep.bounded import Run, at_once
from firmware.app.keep.medium import FolderMedium, Medium
from firmware.app.keep.mirror import Mirror
from firmware.app.keep.reminder import Habit, ReminderFeeder
from firmware.app.keep.second import Second
from firmware.app.keep.snapshot_feeder import SnapshotFeeder

#: The medium at a folder that is not the one of a book.
OpenMedium: TypeAlias = Callable[[Path, Path], Medium]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hands:
    """How the second medium is reached: `run` bounds what may hang there."""

    run: Run = at_once
    open_medium: OpenMedium = FolderMedium


#: Nothing hangs on a desk.
DESK = Hands()


@dataclass(frozen=True, slots=True, kw_only=True)
class Keep:
    """Second medium, snapshots and reminder of one till."""

    second: Second
    snapshots: SnapshotFeeder
    reminder: ReminderFeeder

    @property
    def rounds(self) -> dict[str, Callable[[], float]]:
        """The rounds of their threads, by name."""
        return {
            "second medium": self.second.round,
            "snapshots": self.snapshots.round,
            "reminder": self.reminder.round,
        }


def keep_of(
    config: Config,
    hands: Hands,
    post: Callable[[Message], None],
    free_bytes: Callable[[], int],
    clock: ClockGuard,
) -> Keep:
    """The till's keepers; nothing is written yet."""
    book, section = config.paths.book, config.mirror
    mirror = None
    if section is not None:
        medium = hands.open_medium(Path(section.folder), book)
        mirror = Mirror(medium, book, config.register.id)
    habit = Habit(days=config.backup.remind_days, archive_status=Path(config.paths.archive_status))
    return Keep(
        second=Second(mirror, hands.run, post),
        snapshots=SnapshotFeeder(book, free_bytes, post, clock),
        reminder=ReminderFeeder(book, habit, post, clock),
    )
