"""How copies of the book are kept: the reminder of a backup, and the second medium."""

from typing import Annotated

import msgspec


class BackupSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """After so many days without a backup that left the till the cashier is reminded; 0: never."""

    remind_days: Annotated[int, msgspec.Meta(ge=0, le=90)] = 7


class MirrorSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The second medium; OFF unless this section stands in the file.

    `folder` is on it, for this till alone; something is mounted there as long as the medium is in.
    """

    folder: Annotated[str, msgspec.Meta(pattern=r"^/[^\x00-\x1f]+$", max_length=200)]
