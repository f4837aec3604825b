"""The journal of a folder: its chain, its seals, its receipts, its closings, in one pass."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Final, Protocol

from firmware.export.audit.closings import Closings, ZFact
from firmware.export.audit.finding import AuditRule, Findings
from firmware.export.audit.listing import Listing, Signer, told_alone
from firmware.export.audit.receipts import Match
from firmware.export.audit.rows import FILE, ReadRow, read_rows
from firmware.export.tables.csv_form import CsvError
from firmware.store import seal, seals
from firmware.store.canonical import Json
from firmware.store.entry import CERTIFICATE_KIND, RECEIPT_KIND
from firmware.store.reader import NO_END
from firmware.store.seals import Ground
from firmware.till.acts import JournalKind
from firmware.till.texts import VIENNA

_TOLD_EVERY_ROWS: Final = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalFacts:
    """What a journal says that is asked of it afterwards.

    `hash_at` are the hashes of the rows that were watched, as far as they are there; `last_hash`
    and `last_seq` of the last one. `fingerprints` are SHA-256 of certificates by serial.
    """

    closings: tuple[ZFact, ...]
    hash_at: Mapping[int, str]
    fingerprints: Mapping[str, str]
    seal_rows: tuple[tuple[int, Mapping[str, Json]], ...]
    last_receipt_at: Mapping[int, tuple[int, str]]
    last_seq: int
    last_hash: str
    first_receipt: int | None


@dataclass(slots=True)
class _Gathered:
    hash_at: dict[int, str] = field(default_factory=dict)
    fingerprints: dict[str, str] = field(default_factory=dict)
    seal_rows: list[tuple[int, Mapping[str, Json]]] = field(default_factory=list)
    # At each Z: the last receipt before it, for the seal that will name both.
    last_receipt_at: dict[int, tuple[int, str]] = field(default_factory=dict)
    last_receipt: tuple[int, str] | None = None
    first_receipt: int | None = None


class Listener(Protocol):
    """Holds something else against the rows, in their order."""

    def take(self, row: ReadRow) -> None:
        """The next row.

        Raises:
            ReadError: the medium does not give a file back.
        """

    def end(self) -> None:
        """There are no more rows, and all could be read.

        Raises:
            ReadError: as `take`.
        """


class JournalAudit:
    """Takes the rows of one journal; `match` takes what is said of receipts, if there is a DEP."""

    def __init__(
        self,
        listing: Listing,
        found: Findings,
        previous_hash: str | None,
        match: Match | None,
        watch: frozenset[int],
    ) -> None:
        manifest = listing.manifest
        self._manifest = manifest
        self._found = found
        self._match = match
        self._watch = watch
        self._previous = previous_hash
        self._expected = manifest.journal.first
        self._closings = Closings(found, manifest.journal.first)
        self._gathered = _Gathered()
        self._last_hash = ""
        self._listeners: Sequence[Listener] = ()

    def run(
        self,
        path: Path,
        listeners: Sequence[Listener] = (),
        moved: Callable[[int], None] = lambda _rows: None,
    ) -> JournalFacts:
        """The whole file, or up to where it cannot be read any more; `moved` is told of rows.

        Raises:
            ReadError: the medium does not give it back.
        """
        is_whole = True
        self._listeners = listeners
        try:
            for count, row in enumerate(read_rows(path), start=1):
                self._take(row)
                if not count % _TOLD_EVERY_ROWS:
                    moved(_TOLD_EVERY_ROWS)
        except CsvError as error:
            is_whole = False
            self._found.add(AuditRule.JOURNAL_FORM, f"{FILE}, line {error.line}", str(error))
        if is_whole:
            self._end()
        gathered = self._gathered
        return JournalFacts(
            closings=tuple(self._closings.facts),
            hash_at=gathered.hash_at,
            fingerprints=gathered.fingerprints,
            seal_rows=tuple(gathered.seal_rows),
            last_receipt_at=gathered.last_receipt_at,
            last_seq=self._expected - 1,
            last_hash=self._last_hash,
            first_receipt=gathered.first_receipt,
        )

    def _take(self, row: ReadRow) -> None:
        place = f"journal row {row.seq}"
        if row.seq != self._expected:
            what = f"row {self._expected} is missing before it"
            if row.seq < self._expected:
                what = f"stands after row {self._expected - 1}"
            self._found.add(AuditRule.JOURNAL_GAP, place, what)
        if self._previous is None:
            detail = "nothing in this folder knows the hash of the row before it"
            self._found.add(AuditRule.CHAIN_BEGIN, place, detail)
        elif not row.follows(self._previous):
            detail = "it, its hash or the row before is not as the till wrote it"
            self._found.add(AuditRule.JOURNAL_CHAIN, place, detail)
        if not row.is_readable:
            detail = "its time or its content is none of a till"
            self._found.add(AuditRule.JOURNAL_FORM, place, detail)
        self._closings.take(row, self._previous or "")
        for one in self._listeners:
            one.take(row)
        self._hear(row, place)
        if row.seq in self._watch:
            self._gathered.hash_at[row.seq] = row.hash
        self._previous = self._last_hash = row.hash
        self._expected = row.seq + 1

    def _hear(self, row: ReadRow, place: str) -> None:
        gathered, said = self._gathered, row.content
        match row.kind:
            case JournalKind.Z:
                gathered.hash_at[row.seq] = row.hash
                if gathered.last_receipt is not None:
                    gathered.last_receipt_at[row.seq] = gathered.last_receipt
            case seal.ROW_KIND:
                gathered.seal_rows.append((row.seq, said))
            case _ if row.kind == CERTIFICATE_KIND:
                gathered.fingerprints[str(said.get("serial"))] = str(said.get("der_sha256"))
            case _ if row.kind == RECEIPT_KIND:
                self._hear_witness(row, place)
            case JournalKind.BELEG:
                if self._match is not None:
                    self._match.told(row)

    def _hear_witness(self, row: ReadRow, place: str) -> None:
        number, digest = row.content.get("number"), row.content.get("jws_sha256")
        if not isinstance(number, int) or not isinstance(digest, str):
            self._found.add(AuditRule.JOURNAL_FORM, place, "names no receipt")
            return
        gathered = self._gathered
        last = gathered.last_receipt
        if last is not None and number != last[0] + 1:
            detail = f"receipt {number} after receipt {last[0]}"
            self._found.add(AuditRule.WITNESS, place, detail)
        gathered.last_receipt = (number, digest)
        if gathered.first_receipt is None:
            gathered.first_receipt = number
        if self._match is not None and self._is_promised(row, number):
            self._match.witness(number, digest, row)

    def _is_promised(self, row: ReadRow, number: int) -> bool:
        """Whether the DEP of this folder must have it: by its number, or by its day.

        The rows of a day may reach over its edge, where a clock was set back.
        """
        manifest = self._manifest
        if manifest.receipts.first <= number <= manifest.receipts.last:
            return True
        if row.at is None:
            return False
        return manifest.first_day <= row.at.astimezone(VIENNA).date() <= manifest.last_day

    def _end(self) -> None:
        manifest = self._manifest
        if self._match is not None:
            self._match.end()
        for one in self._listeners:
            one.end()
        last = self._expected - 1
        if last != manifest.journal.last:
            detail = f"ends with row {last}, the list says {manifest.journal.last}"
            self._found.add(AuditRule.JOURNAL_GAP, FILE, detail)
        elif last == manifest.head.journal_seq and self._last_hash != manifest.head.journal_hash:
            detail = "its last row is another one than the head says"
            self._found.add(AuditRule.HEAD, f"journal row {last}", detail)


def examine_seals(
    facts: JournalFacts,
    listing: Listing,
    signers: Sequence[Signer],
    found: Findings,
    told: Sequence[Signer] = (),
) -> int | None:
    """The seq of the last row that a good seal in the journal covers; None when none does.

    A seal over a Z from before this folder's first row is not judged: nothing here says more. One
    whose certificate only the folder has `told` of covers its rows, and proves nothing.
    """
    vouched = {one.serial: one.der for one in signers}
    certificates = {one.serial: one.der for one in told} | vouched
    proven: int | None = None
    covered = 0
    alone: set[str] = set()
    for seq, said in facts.seal_rows:
        about = said.get("journal_seq")
        faults = list(seals.faults(said, _ground(facts, listing, certificates, about)))
        for detail in faults:
            found.add(AuditRule.JOURNAL_SEAL, f"journal row {seq}", detail)
        if faults or not isinstance(about, int) or about < listing.manifest.journal.first:
            continue
        covered, serial = about, str(said.get("serial"))
        if serial in vouched:
            proven = about
        elif serial not in alone:
            alone.add(serial)
            found.add(AuditRule.UNPROVEN, f"journal row {seq}", told_alone(serial))
    bare = [one for one in facts.closings if one.seq > covered]
    if bare:
        more = f" and {len(bare) - 1} more" if len(bare) > 1 else ""
        detail = (
            f"no seal within the journal covers Z {bare[0].number or '?'}{more}: the card could "
            "not sign, it was still to come, or somebody left it out"
        )
        found.add(AuditRule.UNSEALED, f"journal row {bare[0].seq}", detail)
    return proven


def _ground(
    facts: JournalFacts, listing: Listing, certificates: Mapping[str, bytes], about: object
) -> Ground:
    last = facts.last_receipt_at.get(about) if isinstance(about, int) else None

    def jws_sha256_of(number: int) -> str | None:
        return last[1] if last is not None and last[0] == number else None

    return Ground(
        register_id=listing.manifest.register_id,
        hash_of=facts.hash_at.get,
        jws_sha256_of=jws_sha256_of,
        certificate_of=certificates.get,
        first_seq=listing.manifest.journal.first,
        first_receipt=NO_END if facts.first_receipt is None else facts.first_receipt,
    )


def examine_certificates(facts: JournalFacts, signers: Sequence[Signer], found: Findings) -> None:
    """The certificates of the DEP are those that the journal entered, as far as it tells."""
    for one in signers:
        entered = facts.fingerprints.get(one.serial)
        if entered is not None and entered != sha256(one.der).hexdigest():
            detail = "is another one than the journal entered"
            found.add(AuditRule.CERTIFICATE, f"certificate {one.serial}", detail)


def examine_told(told: Sequence[Signer], signers: Sequence[Signer], found: Findings) -> None:
    """What the folder tells of a certificate is what the receipts, or who asks, say of it."""
    vouched = {one.serial: one.der for one in signers}
    for one in told:
        if vouched.get(one.serial, one.der) != one.der:
            detail = "is another one in the folder's events"
            found.add(AuditRule.CERTIFICATE, f"certificate {one.serial}", detail)
