"""Whether a checkpoint of the archive is as it should be, held against book and memory."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from firmware.evidence.errors import EvidenceError
from firmware.evidence.note import Checkpoint, Verifier, read_checkpoint, read_note
from firmware.store.reader import Reader
from firmware.sync.archive.tree import Tree


class Doubt(StrEnum):
    """What is wrong, in the word of docs/archive/protocol.md."""

    SIGNATURE = "signature"
    ORIGIN = "origin"
    ROLLBACK = "rollback"
    ROOT = "root"
    AHEAD = "ahead"
    BOOK = "book"
    FORK = "fork"


#: Nobody who answers so is our archive: what it says stops nothing, and counts for nothing.
STRANGER: Final = frozenset({Doubt.SIGNATURE, Doubt.ORIGIN})


class DoubtError(Exception):
    """A checkpoint is not as it should be; `note` is what came."""

    def __init__(self, doubt: Doubt, detail: str, note: str) -> None:
        super().__init__(f"{doubt.value}: {detail}")
        self.doubt = doubt
        self.detail = detail
        self.note = note


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Of which log by whose key; `held` is the newest checkpoint that was as it should be."""

    origin: str
    key: Verifier
    held: Checkpoint | None = None


def require_good(text: str, known: Known, tree: Tree, book: Reader) -> Checkpoint:
    """The checkpoint of a note, if it is ours, newer than all before, and true of the book.

    Raises:
        DoubtError: it is not.
        StoreError: the book cannot be read now.
    """
    said = _ours(text, known)
    held = known.held
    if held is not None and said.size < held.size:
        detail = f"{said.size} rows, and it had {held.size}"
        raise DoubtError(Doubt.ROLLBACK, detail, text)
    last = book.last_journal()
    rows = 0 if last is None else last.seq
    if said.size > rows:
        raise DoubtError(Doubt.AHEAD, f"{said.size} rows, and the book has {rows}", text)
    if held is not None and not _is_root(held, tree, book):
        raise DoubtError(Doubt.BOOK, f"its first {held.size} rows are others now", str(held.text))
    if not _is_root(said, tree, book):
        raise DoubtError(Doubt.ROOT, f"another root over {said.size} rows", text)
    return said


def _ours(text: str, known: Known) -> Checkpoint:
    try:
        note = read_note(text)
        is_signed = note.is_signed_by(known.key)
        said = read_checkpoint(note)
    except EvidenceError as error:
        raise DoubtError(Doubt.SIGNATURE, str(error), text) from error
    if not is_signed:
        raise DoubtError(Doubt.SIGNATURE, f"not signed by {known.key.name}", text)
    if said.origin != known.origin:
        raise DoubtError(Doubt.ORIGIN, f"of {said.origin[:100]!r}, not {known.origin!r}", text)
    return said


def _is_root(said: Checkpoint, tree: Tree, book: Reader) -> bool:
    """Before anybody is accused, nothing that was kept is believed."""
    own = tree.root(book, said.size)
    return own == said.root or tree.fresh_root(book, said.size) == said.root
