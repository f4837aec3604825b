"""What every room of a running archive is given: the database, the files, the key, the time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from archive.blobs.port import Blobs
from archive.index.database import Database
from archive.settings import Settings
from firmware.evidence.note import Signer


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Made once by `archive.program`; rooms take of it what they need and keep no other globals."""

    settings: Settings
    database: Database
    blobs: Blobs
    signer: Signer
    now_utc: Callable[[], datetime]
