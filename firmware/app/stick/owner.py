"""The file that makes a stick the owner's: which stick it is, and of which till.

    Standlkassa-Stick 1
    MARKT-01
    3f2a9c...          (128 bits, drawn once)

Whoever copies the file has no owner's stick of another till: the journal of this till knows the
numbers of its own (rows STICK, `what` "owner"), and nothing else is asked.
"""

import errno
import re
import secrets
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final

from firmware.export.atomic import atomic_file, open_from_medium
from firmware.export.errors import WriteError
from firmware.export.package.names import STICK_ID
from firmware.store.reader import Reader
from firmware.sync.whole_file import read_bounded
from firmware.till.acts import JournalKind
from firmware.till.exports.requests import StickStanding

#: `what` of the row that makes a stick the owner's.
OWNER: Final = "owner"
MAX_BYTES: Final = 256
_HEADING: Final = "Standlkassa-Stick 1"
_ID_BYTES: Final = 16
_FORM: Final = re.compile(
    rf"{re.escape(_HEADING)}\n(?P<register>[A-Za-z0-9-]{{1,20}})\n(?P<id>[0-9a-f]{{32}})\n",
    re.ASCII,
)
#: No medium speaks: there is no file to judge.
_NOT_THERE: Final = frozenset((errno.ENOENT, errno.ENOTDIR))
#: What is called so is no regular file, but the medium is well.
_NO_FILE: Final = frozenset((errno.ELOOP, errno.EISDIR, errno.ENXIO))


@dataclass(frozen=True, slots=True, kw_only=True)
class StickId:
    """An owner's stick: its own number (32 hex digits), and the register it was made for."""

    register_id: str
    id: str


class NoStickId(Enum):
    """Why a stick has no id that could be read."""

    NONE = "none"
    DAMAGED = "damaged"
    UNREADABLE = "unreadable"


def new_stick_id(register_id: str) -> StickId:
    """A number that no other stick has."""
    return StickId(register_id=register_id, id=secrets.token_hex(_ID_BYTES))


def read_stick_id(folder: Path) -> StickId | NoStickId:
    """What the stick mounted on `folder` says it is; asks the medium, so it may wait."""
    try:
        text = read_bounded(folder / STICK_ID, MAX_BYTES)
    except OSError as error:
        if error.errno in _NOT_THERE:
            return NoStickId.NONE
        # Without a number: a pipe or something too long, in the words of `read_bounded`.
        is_damaged = error.errno is None or error.errno in _NO_FILE
        return NoStickId.DAMAGED if is_damaged else NoStickId.UNREADABLE
    return parse_stick_id(text)


def parse_stick_id(text: bytes) -> StickId | NoStickId:
    """The id that a file of this content says; DAMAGED when it is not exactly of the form."""
    try:
        found = _FORM.fullmatch(text.decode("ascii"))
    except UnicodeDecodeError:
        return NoStickId.DAMAGED
    if found is None:
        return NoStickId.DAMAGED
    return StickId(register_id=found["register"], id=found["id"])


def write_stick_id(folder: Path, stick_id: StickId) -> None:
    """Make the stick mounted on `folder` that one, and see that its medium says so.

    Raises:
        WriteError: it cannot be written, or the medium gives back something else.
    """
    path = folder / STICK_ID
    text = f"{_HEADING}\n{stick_id.register_id}\n{stick_id.id}\n".encode("ascii")
    assert parse_stick_id(text) == stick_id, "what is written can be read"
    with atomic_file(path) as file:
        file.write(text)
    try:
        with open_from_medium(path) as file:
            given_back = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise WriteError(path, error.strerror or str(error)) from error
    if given_back != text:
        raise WriteError(path, "the medium gives back something else")


def owner_ids(book: Reader) -> frozenset[str]:
    """The numbers of the sticks that were made this till's owner's, as the journal says.

    Raises:
        StoreError: the book cannot be read.
    """
    contents = (row.content for row in book.journal(kind=JournalKind.STICK))
    made = (one for one in contents if one.get("what") == OWNER)
    # One that could not be made has an error, and no number.
    return frozenset(str(one["id"]) for one in made if "id" in one)


def standing(said: StickId | NoStickId, register_id: str, own: frozenset[str]) -> StickStanding:
    """Whose stick it is to the till `register_id`, which made the sticks `own`."""
    if isinstance(said, StickId):
        if said.register_id != register_id:
            return StickStanding.OTHER_TILL
        return StickStanding.OWNER if said.id in own else StickStanding.STRANGE
    if said is NoStickId.UNREADABLE:
        return StickStanding.UNREADABLE
    return StickStanding.STRANGE
