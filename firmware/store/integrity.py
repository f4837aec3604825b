"""Is the book whole: file, tables, journal chain, receipts, seals, and each against the other.

What is found: any altered byte of a row, a removed, swapped, inserted or hand-appended row, a
trigger taken away, an end cut off the journal or off the receipts alone; and rows up to a sealed Z
rewritten together with all hashes behind them, for the row SIEGEL still says what the card saw.

What no book can find by itself, because its chain has no key and a copy is as good as the book:
1. the whole book set back to an earlier copy, or journal and receipts cut off at one moment;
2. journal rows cut off behind the last receipt, seals among them;
3. rows behind the last seal rewritten together with all hashes to the end, or rows of any age if
   the seals over them are left out, or made anew with the card (the receipts' JWS cannot be: the
   card signed them, and `firmware.rksv.verify` looks).
The archive finds all three, because it keeps the rows and heads it has seen; so do the anchor on a
Z slip and any export (`kassa verify`), an exported DEP or a copy on the stick.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import islice
from typing import Final, TypeAlias

from firmware.rksv import jws as jws_form
from firmware.rksv.errors import MalformedError
from firmware.rksv.trust import DeviceKey, DeviceKind, load_device_key
from firmware.store import schema, seal, seals
from firmware.store.entry import CERTIFICATE_KIND, IDENTITY_KIND, RECEIPT_KIND
from firmware.store.errors import StoreError, StoreFault
from firmware.store.examiner import RAW_RECEIPT_PAGE, RawReceipt, ReceiptExaminer, is_witnessed
from firmware.store.journal import BEFORE_FIRST, clerk_field, row_hash
from firmware.store.reader import PAGE_ROWS, Reader
from firmware.store.row import certificate_content, identity_content

# The last ones that a quick check looks at: more than a power cut can have touched.
QUICK_JOURNAL_ROWS: Final = 500
QUICK_RECEIPTS: Final = 100
# The first ones are told; the next tells that there are more.
PROBLEMS_MAX: Final = 100
SQLITE_PROBLEMS_MAX: Final = 20


class Scope(Enum):
    """How much of the book is read."""

    QUICK = "quick"  # at boot: SQLite's own quick check, the last rows and receipts
    FULL = "full"  # every row


class Part(Enum):
    """Which part of the book a problem is in."""

    FILE = "file"
    SCHEMA = "schema"
    JOURNAL = "journal"
    IDENTITY = "identity"
    CERTIFICATE = "certificate"
    RECEIPT = "receipt"
    INTENT = "intent"
    SEAL = "seal"
    MORE = "more"  # there are more problems than were told


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is not as it was written; `place` names the row or object."""

    part: Part
    place: str
    detail: str


# What a file that breaks its own rules may hold is taken apart no further than it goes.
_GARBLED: Final = (TypeError, ValueError, AttributeError, LookupError)
QUICK: Final = Scope.QUICK
FULL: Final = Scope.FULL

# Text is read as bytes: a damaged row need not be UTF-8, and hashes are over bytes.
RawJournal: TypeAlias = tuple[int, bytes, bytes, int | None, bytes, bytes, bytes]

_FOREIGN_KEYS: Final = "PRAGMA foreign_key_check"
_SCHEMA: Final = (
    "SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND tbl_name NOT IN "
    "('_sqlite_migrations', 'sqlite_stat1', 'sqlite_stat4')"
)
_HASH: Final = "SELECT CAST(hash AS BLOB) FROM journal WHERE seq = ?"
RAW_JOURNAL_PAGE: Final = (
    "SELECT seq, CAST(at_utc AS BLOB), CAST(uuid AS BLOB), clerk, CAST(kind AS BLOB), "
    "CAST(content AS BLOB), CAST(hash AS BLOB) FROM journal WHERE seq >= ? ORDER BY seq LIMIT ?"
)
_IDENTITY: Final = (
    "SELECT register_id, rka, counter_bytes, aes_key_check, commissioned_at_utc, journal_seq "
    "FROM identity"
)
_CERTIFICATES: Final = "SELECT serial, der, chain, rka, journal_seq FROM certificates"
_LAST_JWS: Final = (
    "SELECT number, jws, der FROM receipts LEFT JOIN certificates ON serial = certificate_serial "
    "ORDER BY number DESC LIMIT 1"
)
_LAST_SEQ: Final = "SELECT coalesce(max(seq), 0) FROM journal"
_LAST_NUMBER: Final = "SELECT coalesce(max(number), 0) FROM receipts"
_WITNESSES: Final = "SELECT count(*) FROM journal WHERE kind = ?"
_LAST_WITNESS: Final = "SELECT coalesce(max(seq), 0) FROM journal WHERE kind = ?"
_RECEIPT_COUNT: Final = "SELECT count(*) FROM receipts"
_LAST_RECEIPT_SEQ: Final = (
    "SELECT coalesce((SELECT journal_seq FROM receipts ORDER BY number DESC LIMIT 1), 0)"
)


def check(book: Reader, scope: Scope) -> tuple[Problem, ...]:
    """Examine the book; an empty tuple means that nothing was found.

    Cost: QUICK reads the file once (SQLite's quick_check), FULL also hashes every row and parses
    every receipt. Memory is bounded, and so is the answer: PROBLEMS_MAX and one that says "more".

    Raises:
        StoreError: LOCKED or CLOSED, when nothing can be said. A file that cannot be read is a
            problem, not an exception.
    """
    found: list[Problem] = []
    try:
        found.extend(islice(_problems(book, scope), PROBLEMS_MAX + 1))
    except StoreError as error:
        if error.fault is not StoreFault.BROKEN:
            raise
        found.append(Problem(part=Part.FILE, place=error.place, detail=error.detail))
    except _GARBLED:
        if not any(problem.part is Part.FILE for problem in found):
            raise
    if len(found) > PROBLEMS_MAX:
        more = Problem(part=Part.MORE, place=str(book.path), detail="there are more problems")
        found[PROBLEMS_MAX:] = [more]
    return tuple(found)


def require_file(problems: Iterable[Problem]) -> None:
    """Refuse a file that SQLite itself finds broken; what else is wrong may be told and lived with.

    Raises:
        StoreError: BROKEN. Its cells may be anything, and writing to it may lose more.
    """
    for problem in problems:
        if problem.part is Part.FILE:
            raise StoreError(StoreFault.BROKEN, problem.place, problem.detail)


def _problems(book: Reader, scope: Scope) -> Iterator[Problem]:
    yield from _file(book, scope)
    tables_missing = False
    for problem in _schema(book):
        tables_missing = tables_missing or problem.place.startswith("table ")
        yield problem
    if tables_missing:
        return
    yield from _journal(book, scope)
    yield from _identity(book)
    yield from _certificates(book)
    yield from _receipts(book, scope)
    yield from _receipts_against_journal(book, scope)
    yield from _last_signature(book)
    yield from _intent(book)
    yield from _seals(book, scope)


def _file(book: Reader, scope: Scope) -> Iterator[Problem]:
    """SQLite's own examination of pages, types and indexes."""
    pragma = {
        Scope.QUICK: f"PRAGMA quick_check({SQLITE_PROBLEMS_MAX})",
        Scope.FULL: f"PRAGMA integrity_check({SQLITE_PROBLEMS_MAX})",
    }[scope]
    rows: list[tuple[str]] = book.file.rows(pragma)
    for (text,) in rows:
        if text != "ok":
            yield Problem(part=Part.FILE, place=str(book.path), detail=text)
    if scope is Scope.FULL:
        orphans: list[tuple[str, int | None, str, int]] = book.file.rows(_FOREIGN_KEYS)
        for table, rowid, parent, _ in islice(orphans, SQLITE_PROBLEMS_MAX):
            detail = f"names a row of {parent} that is not there"
            yield Problem(part=Part.FILE, place=f"{table} row {rowid}", detail=detail)


def _schema(book: Reader) -> Iterator[Problem]:
    """Tables, indexes and triggers are those of this version, no more and no fewer."""
    there: dict[str, str] = dict(book.file.rows(_SCHEMA))
    for name in sorted(schema.OBJECTS.keys() | there.keys()):
        expected = schema.OBJECTS.get(name)
        sort = (expected or there[name]).split()[1].lower()
        if name not in there:
            yield Problem(part=Part.SCHEMA, place=f"{sort} {name}", detail="is missing")
        elif there[name] != expected:
            detail = "is not of this firmware"
            place = f"{sort} {name}" if expected is not None else f"foreign {sort} {name}"
            yield Problem(part=Part.SCHEMA, place=place, detail=detail)


def _journal(book: Reader, scope: Scope) -> Iterator[Problem]:
    """Sequence without gap, and each hash over its row and the hash before."""
    first = 1
    if scope is Scope.QUICK:
        (last,) = book.file.row(_LAST_SEQ)
        first = max(1, last - QUICK_JOURNAL_ROWS + 1)
    (previous,) = book.file.row(_HASH, (first - 1,)) or (BEFORE_FIRST.encode(),)
    expected = first
    for seq, at_utc, uuid, clerk, kind, content, stored in _journal_rows(book, first):
        place = f"journal row {seq}"
        if seq != expected:
            detail = f"rows {expected} to {seq - 1} are missing before it"
            yield Problem(part=Part.JOURNAL, place=place, detail=detail)
        number = b"%d" % seq
        fields = (previous, number, at_utc, uuid, clerk_field(clerk), kind, content)
        if row_hash(*fields).encode() != stored:
            detail = "it, its hash or the row before is not as it was written"
            yield Problem(part=Part.JOURNAL, place=place, detail=detail)
        previous, expected = stored, seq + 1


def _identity(book: Reader) -> Iterator[Problem]:
    """The identity is the one the journal knows, and the only one."""
    row: tuple[str, str, int, str, str, int] | None = book.file.row(_IDENTITY)
    if row is not None:
        register_id, rka, counter_bytes, aes_key_check, commissioned_at, seq = row
        content = identity_content(
            (register_id, rka, counter_bytes, aes_key_check, commissioned_at)
        )
        if not is_witnessed(book, seq, IDENTITY_KIND, content):
            yield Problem(part=Part.IDENTITY, place="identity", detail="is not as it was written")
    (witnesses,) = book.file.row(_WITNESSES, (IDENTITY_KIND,))
    if witnesses != (row is not None):
        detail = f"journal knows {witnesses}, the table {int(row is not None)}"
        yield Problem(part=Part.IDENTITY, place="identity", detail=detail)


def _certificates(book: Reader) -> Iterator[Problem]:
    """Each certificate is the one the journal knows, and all of them are there."""
    rows: list[tuple[str, bytes, str, str | None, int]] = book.file.rows(_CERTIFICATES)
    for serial, der, chain, rka, seq in rows:
        content = certificate_content((serial, der, chain, rka))
        if not is_witnessed(book, seq, CERTIFICATE_KIND, content):
            place = f"certificate {serial}"
            yield Problem(part=Part.CERTIFICATE, place=place, detail="is not as it was written")
    (witnesses,) = book.file.row(_WITNESSES, (CERTIFICATE_KIND,))
    if witnesses != len(rows):
        detail = f"journal knows {witnesses}, the table has {len(rows)}"
        yield Problem(part=Part.CERTIFICATE, place="certificates", detail=detail)


def _receipts(book: Reader, scope: Scope) -> Iterator[Problem]:
    """Numbers without gap, each linked to the one before, each as the journal knows it."""
    first = 1
    if scope is Scope.QUICK:
        (last,) = book.file.row(_LAST_NUMBER)
        first = max(1, last - QUICK_RECEIPTS + 1)
    examiner = ReceiptExaminer(book, first)
    for row in _receipt_rows(book, first):
        for detail in examiner.faults(row):
            yield Problem(part=Part.RECEIPT, place=f"receipt {row[0]}", detail=detail)


def _receipts_against_journal(book: Reader, scope: Scope) -> Iterator[Problem]:
    """Neither the receipts nor the journal have lost their end, or anything in between.

    Each receipt has its own row in the journal (looked at above), so equal counts leave none over.
    """
    (table, journal) = (_LAST_RECEIPT_SEQ, _LAST_WITNESS)
    if scope is Scope.FULL:
        (table, journal) = (_RECEIPT_COUNT, _WITNESSES)
    (there,) = book.file.row(table)
    (known,) = book.file.row(journal, (RECEIPT_KIND,))
    if there != known:
        what = "receipts" if scope is Scope.FULL else "the last receipt at row"
        detail = f"journal knows {what} {known}, the table {there}"
        yield Problem(part=Part.RECEIPT, place="receipts", detail=detail)


def _last_signature(book: Reader) -> Iterator[Problem]:
    """The signature the next receipt is chained to is valid; all others are the verifier's."""
    row: tuple[int, str, bytes | None] | None = book.file.row(_LAST_JWS)
    if row is None:
        return
    number, jws, der = row
    place = f"receipt {number}"
    try:
        parts = jws_form.split(jws)
    except MalformedError as error:
        yield Problem(part=Part.RECEIPT, place=place, detail=f"signature not readable: {error}")
        return
    key = load_device_key(DeviceKey(kind=DeviceKind.CERTIFICATE, der=der or b""))
    if key is None:
        detail = "its certificate holds no key that can be read"
        yield Problem(part=Part.RECEIPT, place=place, detail=detail)
    elif parts.signature is not None and not jws_form.verify_signature(key, parts):
        yield Problem(part=Part.RECEIPT, place=place, detail="its signature is not valid")


def _intent(book: Reader) -> Iterator[Problem]:
    """A waiting intent is as it was written, and for the next number."""
    try:
        intent = book.intent()
    except StoreError as error:
        yield Problem(part=Part.INTENT, place=error.place, detail=error.detail)
        return
    (last,) = book.file.row(_LAST_NUMBER)
    if intent is not None and intent.draft.number != last + 1:
        detail = f"is not the receipt after {last}"
        yield Problem(part=Part.INTENT, place=f"intent {intent.draft.number}", detail=detail)


def _seals(book: Reader, scope: Scope) -> Iterator[Problem]:
    """What the card sealed at each Z is still what the book says."""
    ground = seals.ground_of(book)
    last = book.last_journal(seal.ROW_KIND)
    first_seq = last.seq if scope is Scope.QUICK and last is not None else 1
    for row in book.journal(first_seq, kind=seal.ROW_KIND):
        for detail in seals.faults(row.content, ground):
            yield Problem(part=Part.SEAL, place=f"journal row {row.seq}", detail=detail)


def _journal_rows(book: Reader, first: int) -> Iterator[RawJournal]:
    while page := book.file.rows(RAW_JOURNAL_PAGE, (first, PAGE_ROWS)):
        yield from page
        first = page[-1][0] + 1


def _receipt_rows(book: Reader, first: int) -> Iterator[RawReceipt]:
    while page := book.file.rows(RAW_RECEIPT_PAGE, (first, PAGE_ROWS)):
        yield from page
        first = page[-1][0] + 1
