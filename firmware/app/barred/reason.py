"""Whether the data partition is as it should be: root's word, and one look of our own.

A till from an image writes to one partition. Where that is not mounted there is an empty folder,
which would look like a till that was never in operation: a new register, with the old one's
receipts somewhere on the disk. So nothing begins before this was asked.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from firmware.app.image_state import DATA_NAME, FACTS, DataFault, DataState, read_word
from firmware.app.refusal import BOOK_WORDS, CHECK_BOOK
from firmware.rksv.errors import RksvError
from firmware.store.errors import StoreError, StoreFault
from firmware.sync.config import Paths

#: What whoever stands before the till reads.
WORDS: Final = {
    DataFault.MISSING: "Datenteil fehlt",
    DataFault.CORRUPT: "Daten defekt",
    DataFault.FULL: "Speicher voll",
}
UNCLEAR: Final = "Daten prüfen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """Why nothing is sold: German words for the display, English ones for the log."""

    words: str
    detail: str


#: A book that stands like this is of use to nobody but whoever carries it away.
_OF_NO_USE: Final = frozenset(
    {StoreFault.BROKEN, StoreFault.FULL, StoreFault.FORBIDDEN, StoreFault.TOO_NEW}
)


def bar_of_book(error: StoreError | RksvError) -> Bar | None:
    """What a book that refused keeps the till from; None: nothing that could be carried away."""
    if isinstance(error, RksvError):
        return Bar(words=CHECK_BOOK, detail=str(error))
    if error.fault not in _OF_NO_USE:
        return None
    words = BOOK_WORDS.get(error.fault, CHECK_BOOK)
    # A disk that failed is mounted anew by the kernel, to be read only.
    is_read_only = error.fault is StoreFault.FORBIDDEN
    return Bar(words="nur lesbar" if is_read_only else words, detail=str(error))


def bar_of(
    paths: Paths, *, facts: Path = FACTS, is_mounted: Callable[[Path], bool] | None = None
) -> Bar | None:
    """What keeps the till from its data partition; None: nothing, or it is no till from an image.

    A full one keeps nobody from starting: the till itself sees at each receipt what is left (E15),
    and a book that cannot even be opened says so.
    """
    try:
        state = read_word(Path(paths.image) / DATA_NAME, DataState)
    except (OSError, msgspec.DecodeError) as error:
        return Bar(words=UNCLEAR, detail=f"root's word about the data partition: {error}")
    if state is not None and state.fault is not DataFault.FULL:
        return Bar(words=WORDS[state.fault], detail=f"{state.fault.value}: {state.detail}")
    looks_mounted = is_own_mount if is_mounted is None else is_mounted
    if facts.exists() and not looks_mounted(Path(paths.data)):
        words = WORDS[DataFault.MISSING]
        return Bar(words=words, detail=f"{paths.data} lies on the system, not on its partition")
    return None


def is_own_mount(folder: Path) -> bool:
    """Whether `folder` is on another file system than the one it is mounted into.

    Not what lists of mounts say: systemd lays a mount over every folder a service may write to.
    """
    try:
        return folder.stat().st_dev != folder.parent.stat().st_dev
    except OSError:
        return False
