"""What a stick of the tests does wrong, handed to its process in a file."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Mischief:
    """Nothing, if nothing is said.

    `room_bytes` can be written since it was plugged in, then ENOSPC. `is_pulled`: EIO everywhere,
    and an empty listing. `pulled_at` names the call ("create", "write", "fsync", "fsyncdir",
    "close", "rename", "mkdir", "unlink", "read", "open", "statfs") at which it is pulled;
    `pulled_after_bytes` the bytes of writing. `pause_s` is what each write takes. Of what is
    written after `swallows_after` bytes only zeros come back; with `distorts` everything comes
    back changed. `is_unreadable`: EIO on what is read. `hangs`: no call comes back until the
    mischief ends. `said_free_bytes` is what it says of itself.
    """

    room_bytes: int | None = None
    is_read_only: bool = False
    is_pulled: bool = False
    pulled_at: str = ""
    pulled_after_bytes: int | None = None
    pause_s: float = 0.0
    swallows_after: int | None = None
    distorts: bool = False
    is_unreadable: bool = False
    hangs: bool = False
    said_free_bytes: int | None = None


def store(mischief: Mischief, path: Path) -> None:
    """Lay it down whole; the process of the stick looks before each call."""
    beside = path.with_name(path.name + ".new")
    beside.write_text(json.dumps(asdict(mischief)), encoding="utf-8")
    os.replace(beside, path)  # noqa: PTH105 - one call, whole


def load(path: Path) -> Mischief:
    """What was laid down last."""
    return Mischief(**json.loads(path.read_text(encoding="utf-8")))
