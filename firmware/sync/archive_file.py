"""How far the archive is, in a small file: kassa-sync writes it, kassad shows and quotes it.

    {"pending": 12, "alarm": "", "confirmed": 4711, "state": "ok", "receipts": 414, ...}

Whoever writes the file puts it in its place whole. A newer writer may say more; an older one says
less, and what it does not say is empty. No file is no archive: a stall may have none.
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec

from firmware.sync.whole_file import read_bounded, write_whole

MAX_BYTES: Final = 64 * 1024
MODE: Final = 0o644
#: One checkpoint has some 200 bytes; that of the log of heads as many more for each witness.
_MAX_NOTE: Final = 4096

Count = Annotated[int, msgspec.Meta(ge=0, le=999_999_999)]
Text = Annotated[str, msgspec.Meta(max_length=200)]
State = Literal["off", "unregistered", "registering", "ok", "offline", "refused"]


class ArchiveFileError(ValueError):
    """It is no status of an archive."""


class ArchiveFile(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of the archive now.

    `pending` are rows the archive has not confirmed, `confirmed` the row up to which it has
    everything (0: nobody knows, and it is no backup), `receipts` the last receipt among those.
    `alarm` says in a word why it refuses rows, or what of it cannot be believed; `words` more of
    that for people. `checkpoint` is its signed note, `origin` and `archive_key` what it has to be
    of; `proof` the JSON of a HeadProof. `links` is the base of digital receipts, empty for none.
    """

    pending: Count
    alarm: Text = ""
    confirmed: Count = 0
    state: State = "off"
    till_id: Annotated[str, msgspec.Meta(max_length=40)] = ""
    words: Text = ""
    last_contact_utc: Annotated[str, msgspec.Meta(max_length=40)] = ""
    checkpoint: Annotated[str, msgspec.Meta(max_length=_MAX_NOTE)] = ""
    origin: Text = ""
    archive_key: Annotated[str, msgspec.Meta(max_length=400)] = ""
    links: Text = ""
    receipts: Count = 0
    proof: Annotated[str, msgspec.Meta(max_length=48 * 1024)] = ""
    root_short: Annotated[str, msgspec.Meta(max_length=20)] = ""

    @property
    def contact_utc(self) -> datetime | None:
        """When the archive answered last; None: never.

        Raises:
            ValueError: what stands there is no moment.
        """
        if not self.last_contact_utc:
            return None
        moment = datetime.fromisoformat(self.last_contact_utc)
        if moment.tzinfo is None:
            raise ValueError(f"{self.last_contact_utc} has no offset")
        return moment.astimezone(UTC)


def write(path: Path, status: ArchiveFile) -> None:
    """Put the status in its place, whole.

    Raises:
        OSError: the old one is still there.
    """
    write_whole(path, msgspec.json.encode(status), MODE)


def read(path: Path) -> ArchiveFile | None:
    """The status; None without a file.

    Raises:
        OSError: it cannot be read, or is too long.
        ArchiveFileError: it is no status.
    """
    try:
        content = read_bounded(path, MAX_BYTES)
    except FileNotFoundError:
        return None
    try:
        status = msgspec.json.decode(content, type=ArchiveFile)
        _ = status.contact_utc
    except (msgspec.MsgspecError, ValueError, OverflowError, RecursionError) as error:
        raise ArchiveFileError(f"{path}: {error}") from error
    # They go to display and paper.
    shown = (status.alarm, status.words, status.till_id, status.origin, status.root_short)
    if not all(one.isprintable() for one in shown):
        raise ArchiveFileError(f"{path}: words that cannot be printed")
    return status
