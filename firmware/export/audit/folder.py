"""The audit of an exported folder: by its list, by its seal, by the law, and by its own journal."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from firmware import VERSION
from firmware.export.audit.beside import read_beside
from firmware.export.audit.days import FILE as DAYS_FILE
from firmware.export.audit.days import DayTable
from firmware.export.audit.events import FILE as EVENTS_FILE
from firmware.export.audit.events import EventLines
from firmware.export.audit.finding import AuditRule, Findings
from firmware.export.audit.journal import (
    JournalAudit,
    JournalFacts,
    Listener,
    examine_certificates,
    examine_seals,
    examine_told,
)
from firmware.export.audit.kind import examine_kind
from firmware.export.audit.listing import (
    Listing,
    Signer,
    examine_files,
    examine_seal,
)
from firmware.export.audit.receipts import DepEntry, Match, dep_entries, dep_signers
from firmware.export.audit.rows import FILE as JOURNAL_FILE
from firmware.export.audit.tables import examine_receipts
from firmware.export.audit.words import RowWords
from firmware.export.tables.fiscal import RECEIPTS
from firmware.export.verification import Progress, VerificationReport, verify_file
from firmware.rksv.rules import Severity
from firmware.rksv.trust import DeviceKind, KeyStore
from firmware.rksv.verify import VerifyOptions
from firmware.store.journal import BEFORE_FIRST
from firmware.store.seal import PrintedAnchor

#: What it takes to examine a byte of the DEP7, or of the journal with the tables that go with it,
#: is so many times what it takes to hash one.
EXAMINED: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditOptions:
    """How folders are audited; `law` is how their DEP7 is examined.

    `certificates` may have made a seal besides those of the receipts; `processes` as in
    `verify_files`. `moved` is told of work done since the last call, `planned` before of all of it.
    """

    law: VerifyOptions
    keys: KeyStore | None = None
    certificates: tuple[Signer, ...] = ()
    anchor: PrintedAnchor | None = None
    processes: int | None = None
    planned: Callable[[int], None] = lambda _work: None
    moved: Callable[[int], None] = lambda _work: None


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """Rows and receipts that other folders will be held against: seqs and numbers."""

    rows: frozenset[int] = frozenset()
    receipts: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderAudit:
    """What the audit of one folder found.

    `journal` and `dep` are None where the folder has none; `sealed_by` is the serial of the
    certificate whose seal holds, `proven_seq` the last row a seal within the journal covers.
    `digest_at` are SHA-256 of the watched receipts' JWS, by number.
    """

    listing: Listing
    found: Findings
    dep: VerificationReport | None = None
    journal: JournalFacts | None = None
    sealed_by: str | None = None
    proven_seq: int | None = None
    digest_at: Mapping[int, str] = field(default_factory=dict)


def audit_listed(listing: Listing, options: AuditOptions, watch: Watch) -> FolderAudit:
    """Audit one folder by all that is in it.

    Raises:
        ReadError: the medium does not give a file back.
        WorkerError: a process that examined receipts died.
    """
    found = Findings(listing.name)
    examine_files(listing, found, options.moved)
    examine_kind(listing, found)
    dep_path = listing.dep
    dep = dep_path if dep_path is not None and listing.file(dep_path.name) is not None else None
    own = () if dep is None else dep_signers(dep)
    beside = read_beside(listing)
    signers = tuple({one.der: one for one in (*own, *_known(options))}.values())
    examine_told(beside.signers, signers, found)
    sealed_by = examine_seal(listing, signers, found, beside.signers)
    report = None if dep is None else _examine_dep(listing, dep, options, found)
    digests: dict[int, str] = {}
    entries = None
    if dep is not None:
        read = examine_receipts(listing, dep_entries(dep), found)
        entries = _watched(read, watch.receipts, digests)
    table = RECEIPTS.file_of(listing.manifest.register_id)
    audit = JournalAudit(
        listing,
        found,
        _hash_before(listing, beside.previous_hash),
        None if entries is None else Match(entries, found, table),
        watch.rows,
    )
    listeners = tuple(listeners_of(listing, found))
    journal = _examine_journal(listing, audit, listeners, options.moved)
    for _ in entries or ():
        pass
    _examine_last(listing, digests, found)
    proven: int | None = None
    if journal is not None:
        examine_certificates(journal, own, found)
        proven = examine_seals(journal, listing, signers, found, beside.signers)
    return FolderAudit(
        listing=listing,
        found=found,
        dep=report,
        journal=journal,
        sealed_by=sealed_by,
        proven_seq=proven,
        digest_at=digests,
    )


def work_of(listing: Listing) -> int:
    """How much work a folder is, by what its list says of its files."""
    dep = listing.dep
    examined = {JOURNAL_FILE, "" if dep is None else dep.name}
    return sum(
        one.bytes * (1 + EXAMINED if one.name in examined else 1) for one in listing.manifest.files
    )


def watched_in(listings: list[Listing], anchor: PrintedAnchor | None) -> Watch:
    """Where the histories of several folders can be held against each other."""
    manifests = [one.manifest for one in listings]
    heads = [one.head for one in manifests] + [one.after for one in manifests if one.after]
    rows = {one.journal_seq for one in heads} | {one.journal.last for one in manifests}
    if anchor is not None and anchor.journal_seq is not None:
        rows.add(anchor.journal_seq)
    receipts = {one.receipts for one in heads} | {one.receipts.last for one in manifests}
    return Watch(rows=frozenset(rows), receipts=frozenset(receipts))


def _known(options: AuditOptions) -> Iterator[Signer]:
    """Certificates that were given beside the folder."""
    yield from options.certificates
    for serial, device in ({} if options.keys is None else options.keys.devices).items():
        if device.kind is DeviceKind.CERTIFICATE:
            yield Signer(serial=serial, der=device.der)


def _examine_dep(
    listing: Listing, path: Path, options: AuditOptions, found: Findings
) -> VerificationReport:
    span, counted = listing.manifest.receipts, 0

    def tell(progress: Progress) -> None:
        nonlocal counted
        options.moved(EXAMINED * (progress.read_bytes - counted))
        counted = progress.read_bytes

    law = VerifyOptions(
        is_strict=options.law.is_strict,
        is_partial=options.law.is_partial or span.first > 1,
        now_utc=options.law.now_utc,
        reported_outages=options.law.reported_outages,
    )
    report = verify_file(path, options.keys, law, processes=options.processes, progress=tell)
    for one in report.findings:
        place = f"receipt {one.number}" if one.number else f"{path.name}, entry {one.index}"
        detail = f"{one.rule.value}: {one.detail}"
        is_excused = one.severity is Severity.NOTICE
        found.add(AuditRule.DEP, place, detail, is_excused=is_excused)
    hidden = report.errors + report.notices - len(report.findings)
    if hidden:
        found.count_more(Severity.ERROR if report.errors else Severity.NOTICE, hidden)
    promised = (span.last - span.first + 1, str(span.first), str(span.last))
    if report.is_complete and promised != (
        report.receipts,
        report.first_number,
        report.last_number,
    ):
        detail = (
            f"{report.receipts} receipts, {report.first_number} to {report.last_number}; "
            f"the list says {span.first} to {span.last}"
        )
        found.add(AuditRule.DEP_SPAN, path.name, detail)
    register_id = listing.manifest.register_id
    if report.register_id not in (None, register_id):
        detail = f"is of register {report.register_id}, the list of {register_id}"
        found.add(AuditRule.DEP_SPAN, path.name, detail)
    return report


def _examine_journal(
    listing: Listing,
    audit: JournalAudit,
    listeners: tuple[Listener, ...],
    moved: Callable[[int], None],
) -> JournalFacts | None:
    path = listing.file(JOURNAL_FILE)
    if path is None:
        return None
    span = listing.manifest.journal
    rows = max(1, span.last - span.first + 1)
    work_a_row = EXAMINED * path.lstat().st_size // rows
    return audit.run(path, listeners, lambda count: moved(count * work_a_row))


def listeners_of(listing: Listing, found: Findings) -> Iterator[Listener]:
    """What else is held against the journal, as far as it is there."""
    manifest = listing.manifest
    is_same_program = manifest.program == f"standlkassa {VERSION}"
    yield RowWords(found, manifest.journal.first, is_same_program=is_same_program)
    if (path := listing.file(EVENTS_FILE)) is not None:
        yield EventLines(path, manifest.receipts, found)
    if (path := listing.file(DAYS_FILE)) is not None:
        yield DayTable(path, manifest.receipts, found)


def _hash_before(listing: Listing, told: str | None) -> str | None:
    """The hash of the row before the first one, by the best witness there is."""
    manifest = listing.manifest
    if manifest.journal.first == 1:
        return BEFORE_FIRST
    after = manifest.after
    if after is not None and after.journal_seq + 1 == manifest.journal.first:
        return after.journal_hash
    return told


def _examine_last(listing: Listing, digests: Mapping[int, str], found: Findings) -> None:
    head, span = listing.manifest.head, listing.manifest.receipts
    digest = digests.get(head.receipts)
    if span.last == head.receipts and digest not in (None, head.last_jws_sha256):
        detail = "is another one in the DEP7 than the head says"
        found.add(AuditRule.HEAD, f"receipt {head.receipts}", detail)


def _watched(
    entries: Iterator[DepEntry], numbers: frozenset[int], digests: dict[int, str]
) -> Iterator[DepEntry]:
    for entry in entries:
        number = entry.number
        if number is not None and number in numbers:
            digests[number] = entry.sha256
        yield entry
