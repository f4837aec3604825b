"""May this copy of a book go on signing: is it whole, and is it the last state of its register.

Anlage Z 4, 9 RKSV: every receipt follows on the one before, and no number is used twice under a
key. A copy that is older than what was printed would do both wrong, and no tool finds it until the
tax office has two receipts of one number. So nothing goes on from a copy on its own word.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, assert_never

from firmware.app.exports import export_dep, key_store, require_sound
from firmware.export.errors import ExportError
from firmware.rksv.errors import RksvError
from firmware.rksv.turnover import key_check_value
from firmware.store import integrity, seal
from firmware.store.errors import StoreError
from firmware.store.head import Head, Standing, head_of, standing
from firmware.store.reader import Reader
from firmware.store.seal import PrintedAnchor
from firmware.till.acts import JournalKind

#: On slips of before the anchor was of the Z row itself.
_FORMER_ANCHOR: Final = re.compile(r"([1-9]\d{0,8}):([0-9a-f]{12})")
#: Where heads come from, as rows and refusals name it.
HEAD_FILE: Final = "head file"
BOOK_HERE: Final = "book here"
NEW_START: Final = (
    "it must never sign again. Find a newer copy; if there is none, put the register out of "
    "service (kassa decommission --irreparable) and commission a new one with a new register id"
)


class ContinuityError(Exception):
    """The copy may not go on; the message says why and what to do instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormerAnchor:
    """What stood on a Z slip: its number and the beginning of the journal's hash before it."""

    number: int
    hash_begin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of the register from elsewhere.

    `heads` are by where they come from („head file", „book here"); `last_number` is the number of
    the last receipt of which anybody has paper, typed by a person who says that none came after it.
    """

    heads: tuple[tuple[str, Head], ...] = ()
    anchor: PrintedAnchor | FormerAnchor | None = None
    last_number: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Continuity:
    """A copy that may go on: where it ends, and by what that was judged."""

    head: Head
    judged_by: tuple[str, ...]
    last_number: int | None = None

    @property
    def content(self) -> dict[str, object]:
        """The same as content of its row."""
        return {
            "receipts": self.head.receipts,
            "journal_seq": self.head.journal_seq,
            "journal_hash": self.head.journal_hash,
            "turnover_cents": self.head.turnover_cents,
            "judged_by": list(self.judged_by),
            "last_number": self.last_number,
        }


def anchor_of(text: str) -> PrintedAnchor | FormerAnchor:
    """What a person read from a Z slip: `9120:ABCD-EFGH-2345`; of an older one `57:0a1b2c3d4e5f`.

    Raises:
        ContinuityError: it is written otherwise.
    """
    former = _FORMER_ANCHOR.fullmatch(text.strip().lower())
    if former is not None:
        return FormerAnchor(number=int(former[1]), hash_begin=former[2])
    try:
        typed = seal.read_anchor(text)
    except StoreError as error:
        raise ContinuityError(
            f"{text!r} is no anchor: the line „Journal“ of the Z slip, such as 9120:ABCD-EFGH-2345"
        ) from error
    if typed.journal_seq is None:
        raise ContinuityError(f"{text!r}: with the row, too, such as 9120:ABCD-EFGH-2345")
    return typed


def require_continuity(book: Reader, aes_key: bytes, known: Known, now_utc: datetime) -> Continuity:
    """Examine the copy as a whole, and against all that is known of its register.

    Raises:
        ContinuityError: another key, damaged, stale, another way, or too little is known.
        StoreError: the book cannot be read at all.
    """
    head = head_of(book)
    if head is None:
        raise ContinuityError(f"{book.path} has no Startbeleg: commission the till instead")
    _require_key(book, aes_key)
    _require_whole(book, aes_key, now_utc)
    judged = tuple(_judged(book, head, known))
    if not any(name == HEAD_FILE for name, _ in known.heads) and known.last_number is None:
        raise ContinuityError(
            "nothing tells whether this copy is the last state: give the head file of the archive "
            "(--head), or the number of the last receipt on paper (--last-receipt)"
        )
    return Continuity(head=head, judged_by=judged, last_number=known.last_number)


def _require_key(book: Reader, aes_key: bytes) -> None:
    identity = book.identity()
    if identity is None or identity.aes_key_check != key_check_value(aes_key):
        raise ContinuityError("this AES key is not the one of this book")


def _require_whole(book: Reader, aes_key: bytes, now_utc: datetime) -> None:
    """Every row of the book, and every receipt as the examiner sees it."""
    problems = integrity.check(book, integrity.FULL)
    if problems:
        first = problems[0]
        raise ContinuityError(
            f"this copy is damaged ({len(problems)} findings, the first: {first.place}: "
            f"{first.detail}): {NEW_START}"
        )
    with TemporaryDirectory(prefix="kassa-restore-") as folder:
        dep = Path(folder) / "dep7.json"
        try:
            export_dep(book, dep)
            require_sound(dep, key_store(book, aes_key), now_utc)
        except (ExportError, RksvError) as error:
            raise ContinuityError(f"this copy is damaged ({error}): {NEW_START}") from error


def _judged(book: Reader, head: Head, known: Known) -> Iterator[str]:
    """Everything that is known, one by one; each that the copy holds is named."""
    for name, other in known.heads:
        _require_held(book, head, name, other)
        yield f"{name}: receipt {other.receipts}, row {other.journal_seq}"
    if known.anchor is not None:
        yield _held_anchor(book, known.anchor)
    if known.last_number is not None:
        if known.last_number > head.receipts:
            raise ContinuityError(
                f"this copy ends at receipt {head.receipts}, but receipt {known.last_number} was "
                f"printed: it is stale, {NEW_START}"
            )
        yield f"paper: receipt {known.last_number}"


def _require_held(book: Reader, head: Head, name: str, other: Head) -> None:
    match standing(book, other):
        case Standing.HOLDS:
            return
        case Standing.BEHIND:
            raise ContinuityError(
                f"this copy ends at receipt {head.receipts} (row {head.journal_seq}), the {name} "
                f"knows receipt {other.receipts} (row {other.journal_seq}): it is stale, "
                f"{NEW_START}"
            )
        case Standing.DIVERGED:
            raise ContinuityError(
                f"this copy is not what the {name} knows up to receipt {other.receipts} (row "
                f"{other.journal_seq}): a copy of this register sold elsewhere, {NEW_START}"
            )
        case Standing.FOREIGN:
            raise ContinuityError(
                f"the {name} is of register {other.register_id}, this copy of {head.register_id}"
            )
        case never:
            assert_never(never)


def _held_anchor(book: Reader, anchor: PrintedAnchor | FormerAnchor) -> str:
    """What the copy holds of a Z slip, in words.

    Raises:
        ContinuityError: it does not hold it.
    """
    if isinstance(anchor, FormerAnchor):
        _require_former(book, anchor)
        return f"Z {anchor.number}: {anchor.hash_begin}"
    seq = anchor.journal_seq
    assert seq is not None, "asked for with its row"
    row = next(book.journal(seq, seq), None)
    if row is None:
        last = book.last_journal()
        raise ContinuityError(
            f"this copy ends at row {0 if last is None else last.seq}, but the Z at row {seq} was "
            f"printed: it is stale, {NEW_START}"
        )
    if seal.anchor(row.seq, row.hash) != anchor.text:
        raise ContinuityError(
            f"row {seq} of this copy is another one than on the slip: mistyped, or a copy of this "
            f"register sold elsewhere; then {NEW_START}"
        )
    return f"Z at row {seq}: {anchor.text}"


def _require_former(book: Reader, anchor: FormerAnchor) -> None:
    rows = list(book.journal(kind=JournalKind.Z))
    found = [row for row in rows if row.content.get("number") == anchor.number]
    if not found:
        last = rows[-1].content.get("number") if rows else "none"
        raise ContinuityError(
            f"the last Z of this copy is {last}, but Z {anchor.number} was printed: it is stale, "
            f"{NEW_START}"
        )
    if not str(found[-1].content.get("anchor")).startswith(anchor.hash_begin):
        raise ContinuityError(
            f"Z {anchor.number} of this copy has another hash than the slip: mistyped, or a copy "
            f"of this register sold elsewhere; then {NEW_START}"
        )
