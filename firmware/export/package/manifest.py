"""The list of what an export holds: each file by its SHA-256, what it covers, where it ends.

One JSON object in canonical form (sorted keys, UTF-8) and a line feed. The card seals its digest
(`MANIFEST.jws`, see `firmware.store.seal`): a file added, taken away or changed by one bit shows,
and so does another manifest.
"""

import re
from datetime import date, datetime
from hashlib import sha256
from typing import Annotated, Final

import msgspec

from firmware.export.errors import ExportError
from firmware.store.canonical import canonical
from firmware.store.head import Head

FORMAT: Final = 1
MAX_BYTES: Final = 4 * 1024 * 1024
#: The member of the seal's content (`SealKind.EXPORT`) that holds `digest` of the manifest's file.
SEALED: Final = "manifest_sha256"
#: Files lie in the export's folder or below; nothing leads out of it.
_NAME: Final = r"^[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}(/[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}){0,3}\Z"
_HEX: Final = r"^[0-9a-f]{64}\Z"

FileName = Annotated[str, msgspec.Meta(pattern=_NAME)]
Count = Annotated[int, msgspec.Meta(ge=0, le=2**53)]


class ManifestError(ExportError):
    """It is no manifest, or one of a newer program; the message names the place."""


class FileEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file of the export: bytes and SHA-256, 64 lower-case hex digits."""

    name: FileName
    bytes: Count
    sha256: Annotated[str, msgspec.Meta(pattern=_HEX)]


class Span(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Numbers of receipts, or seqs of journal rows; first 0 where there is none."""

    first: Count
    last: Count


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the folder holds.

    `first_day` and `last_day` are Austrian days. `head` is where the book ended when the export was
    made, `after` where the export before this one on the same stick ended, if this one goes on from
    there. `findings` are what the examination found before the export left, in English; empty when
    all was whole.
    """

    format: int = FORMAT
    program: str
    kind: str
    register_id: str
    made_at_utc: datetime
    first_day: date
    last_day: date
    receipts: Span
    journal: Span
    head: Head
    after: Head | None = None
    findings: tuple[str, ...] = ()
    files: tuple[FileEntry, ...]


class _Format(msgspec.Struct, frozen=True):
    format: int


def to_bytes(manifest: Manifest) -> bytes:
    """The file of a manifest."""
    content = msgspec.to_builtins(manifest, builtin_types=())
    return canonical(content, "manifest").encode() + b"\n"


def from_bytes(text: bytes) -> Manifest:
    """The manifest a file holds.

    Raises:
        ManifestError: too large, no such JSON, another format, a name that leads elsewhere, or one
            name twice (also where only upper and lower case differ).
    """
    if len(text) > MAX_BYTES:
        raise ManifestError(f"larger than {MAX_BYTES} bytes: no manifest")
    try:
        form = msgspec.json.decode(text, type=_Format).format
        if form != FORMAT:
            raise ManifestError(f"format {form}, this program knows {FORMAT}: take a newer one")
        manifest = msgspec.json.decode(text, type=Manifest)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ManifestError(f"no manifest: {error}") from error
    names = [one.name.casefold() for one in manifest.files]
    if len(set(names)) != len(names):
        raise ManifestError("a file is named twice")
    return manifest


def digest(text: bytes) -> str:
    """SHA-256 of a manifest's file, as its seal says it."""
    return sha256(text).hexdigest()


def is_plain_name(name: str) -> bool:
    """Whether a file of an export may be called so."""
    return re.fullmatch(_NAME, name) is not None
