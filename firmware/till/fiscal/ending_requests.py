"""What the end of a till wants of the app."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportEverything:
    """DEP, journal and head into a folder of the data partition, and onto the stick if it is there.

    Answered by Exported or Failed when it was read back and examined; takes its time.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """Everything is in `folder` on these `media`, up to receipt `receipts`."""

    folder: str
    receipts: int
    media: tuple[str, ...]


EndingWanted = ExportEverything
EndingFound = Exported
