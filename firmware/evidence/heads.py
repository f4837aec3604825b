"""The log of heads: one leaf says how far one log of an archive had come.

    till/0192f0c1-…
    9120
    7w3yrU0j…=
    4711

Subject, size, root in base64, and the number of the leaf before of the same subject (`-` for the
first): so whoever holds the newest leaf finds all of them. The hash of a leaf is that of RFC 6962
over this text.
"""

import binascii
import re
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from firmware.evidence.errors import EvidenceError
from firmware.evidence.merkle import HASH_BYTES, MAX_PROOF, leaf_hash, verify_inclusion
from firmware.evidence.note import Checkpoint, Note, Verifier, read_checkpoint, read_note

#: As much as an entry of a bundle may hold by far (C2SP tlog-tiles: 16-bit lengths).
MAX_LEAF_CHARACTERS: Final = 1024
_SUBJECT: Final = re.compile(r"(till|views)/[A-Za-z0-9._-]{1,100}")
_NUMBER: Final = re.compile(r"0|[1-9][0-9]{0,17}")
_FIRST: Final = "-"


def heads_origin(archive: str) -> str:
    """The origin of the log of heads of an archive by its name."""
    return f"{archive}/heads"


def till_origin(archive: str, till_id: str) -> str:
    """The origin of a till's log."""
    return f"{archive}/{till_subject(till_id)}"


def till_subject(till_id: str) -> str:
    """What leaves call a till's log."""
    return f"till/{till_id}"


def views_subject(tenant_id: str) -> str:
    """What leaves call the log of who looked at a tenant's evidence."""
    return f"views/{tenant_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadLeaf:
    """How far `subject` had come; `previous` is the number of its leaf before."""

    subject: str
    size: int
    root: bytes
    previous: int | None = None

    @property
    def text(self) -> str:
        """The entry."""
        before = _FIRST if self.previous is None else str(self.previous)
        return f"{self.subject}\n{self.size}\n{b64encode(self.root).decode()}\n{before}\n"

    @property
    def hash(self) -> bytes:
        """The leaf in the tree."""
        return leaf_hash(self.text.encode())


def read_leaf(text: str) -> HeadLeaf:
    """The leaf of its text.

    Raises:
        EvidenceError: it is none, or not in its one form.
    """
    if len(text) > MAX_LEAF_CHARACTERS:
        raise EvidenceError(f"a leaf of more than {MAX_LEAF_CHARACTERS} characters")
    lines = text.split("\n")
    if len(lines) != 5 or lines[4]:
        raise EvidenceError("a leaf of the log of heads has four lines")
    subject, size, root, previous = lines[:4]
    is_formed = _SUBJECT.fullmatch(subject) and _NUMBER.fullmatch(size)
    if not is_formed or not (previous == _FIRST or _NUMBER.fullmatch(previous)):
        raise EvidenceError("a leaf is subject, size, root and the number of the leaf before")
    found = HeadLeaf(
        subject=subject,
        size=int(size),
        root=_hash(root),
        previous=None if previous == _FIRST else int(previous),
    )
    if found.text != text:
        raise EvidenceError("a leaf that is not in its one form")
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Proven:
    """A leaf that stands in a log of heads; `note` still carries all its signatures."""

    leaf: HeadLeaf
    index: int
    checkpoint: Checkpoint
    note: Note

    def witnessed_by(self, witnesses: Sequence[Verifier]) -> dict[str, int]:
        """Which of these witnesses cosigned, and when, in seconds since 1970."""
        seen = ((one.name, self.note.signed_at(one)) for one in witnesses)
        return {name: at_s for name, at_s in seen if at_s is not None}


def prove(leaf: str, index: int, path: Sequence[str], note: str, archive_key: Verifier) -> Proven:
    """What a proof of the log of heads comes to, once all of it was checked but the witnesses.

    Raises:
        EvidenceError: it says why the proof is none.
    """
    read = read_leaf(leaf)
    signed = read_note(note)
    if not signed.is_signed_by(archive_key):
        raise EvidenceError(
            f"the checkpoint of the log of heads is not signed by {archive_key.name}"
        )
    checkpoint = read_checkpoint(signed)
    wanted = heads_origin(archive_key.name)
    if checkpoint.origin != wanted:
        raise EvidenceError(f"a checkpoint of {checkpoint.origin!r}, not of {wanted!r}")
    if len(path) > MAX_PROOF:
        raise EvidenceError(f"a path of more than {MAX_PROOF} hashes")
    hashes = [_hash(one) for one in path]
    if not verify_inclusion(read.hash, index, checkpoint.size, hashes, checkpoint.root):
        raise EvidenceError(f"leaf {index} does not stand in the log of heads")
    return Proven(leaf=read, index=index, checkpoint=checkpoint, note=signed)


def _hash(text: str) -> bytes:
    try:
        raw = b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise EvidenceError("a hash that is not base64") from error
    if len(raw) != HASH_BYTES or b64encode(raw).decode() != text:
        raise EvidenceError("a hash is 32 bytes in base64")
    return raw
