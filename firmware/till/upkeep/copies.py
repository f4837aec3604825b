"""What the counter knows of copies of its book: the second medium, and a backup that is owed."""

from dataclasses import dataclass
from enum import Enum


class SecondMedium(Enum):
    """Where every receipt is written a second time before it is printed."""

    NONE = "none"
    WELL = "well"
    LOST = "lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupDue:
    """No backup left the till for so many days; `is_quarter_end`: nor in a quarter's last ones."""

    days: int
    is_quarter_end: bool = False
