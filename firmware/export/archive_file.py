"""The file of an export that says what an archive confirmed: archiv__<register>.json.

    {"origin": "kassa.example.at/till/0192f0c1-…", "archive_key": "kassa.example.at+1f2e3d4c+AQ…=",
     "checkpoint": "<a note>", "proof": {…} or null}

`checkpoint` is the last one the till was given and compared with its own rows; `proof` that one of
its checkpoints stands in the archive's log of heads (`firmware.accord.messages.HeadProof`).
"""

from typing import Annotated, Final

import msgspec

from firmware.accord.messages import HeadProof
from firmware.export.errors import ExportError

BEGIN: Final = "archiv__"
END: Final = ".json"
MAX_BYTES: Final = 512 * 1024

_Line = Annotated[str, msgspec.Meta(max_length=1000)]


class ArchiveFileError(ExportError):
    """It is no such file; the message says why."""


class ArchiveFile(msgspec.Struct, frozen=True, kw_only=True):
    """What it says; nothing of it is believed yet."""

    origin: _Line
    archive_key: _Line
    checkpoint: str
    proof: HeadProof | None = None


def file_name(register_id: str) -> str:
    """How the file of a register is called."""
    return f"{BEGIN}{register_id}{END}"


def is_name(name: str) -> bool:
    """Whether a file of the list is one."""
    last = name.rpartition("/")[2]
    return last.startswith(BEGIN) and last.endswith(END)


def to_bytes(said: ArchiveFile) -> bytes:
    """The file."""
    return msgspec.json.format(msgspec.json.encode(said), indent=1) + b"\n"


def from_bytes(raw: bytes) -> ArchiveFile:
    """What a file says.

    Raises:
        ArchiveFileError: it has another form.
    """
    if len(raw) > MAX_BYTES:
        raise ArchiveFileError(f"larger than {MAX_BYTES} bytes")
    try:
        return msgspec.json.decode(raw, type=ArchiveFile)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ArchiveFileError(f"not what an archive confirmed: {error}") from error
