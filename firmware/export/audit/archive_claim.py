"""What the archiv__….json of a folder claims, and whether its signatures and its proof hold."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from firmware.evidence.errors import EvidenceError
from firmware.evidence.heads import Proven, prove
from firmware.evidence.note import Checkpoint, Verifier, verified_checkpoint
from firmware.export import archive_file
from firmware.export.archive_file import ArchiveFile, ArchiveFileError
from firmware.export.audit.finding import AuditRule, Findings
from firmware.export.audit.folder import FolderAudit
from firmware.export.audit.stamped import Stamped, examine_stamp
from firmware.export.errors import ReadError
from firmware.rksv.rules import shown
from firmware.store.seal import PrintedAnchor


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveAsked:
    """What is to be held against: the archive's key, witnesses, a slip; what judges stamps."""

    key: Verifier | None = None
    witnesses: tuple[Verifier, ...] = ()
    head: PrintedAnchor | None = None
    stamped_at: Callable[[bytes, str], datetime] | None = None

    @property
    def needs_file(self) -> bool:
        """Whether it can only be answered by what an archive confirmed."""
        return bool(self.key or self.witnesses or self.stamped_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """What a folder's file says, as far as it holds.

    `is_same` is whether the rows give the root of `checkpoint`, None where they are not all here;
    `proven` the leaf in the log of heads and `is_same_leaf` the same of that.
    """

    folder: str
    key: Verifier
    is_key_given: bool
    checkpoint: Checkpoint
    is_same: bool | None = None
    proven: Proven | None = None
    is_same_leaf: bool | None = None
    witnessed: Mapping[str, int] = field(default_factory=dict)
    stamp: Stamped = Stamped.NONE
    stamped_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A file whose signatures and proof hold, before the rows are asked."""

    file: str
    said: Confirmed

    @property
    def sizes(self) -> set[int]:
        """The sizes whose roots it names."""
        leaf = set() if self.said.proven is None else {self.said.proven.leaf.size}
        return leaf | {self.said.checkpoint.size}


def files_of(audit: FolderAudit) -> list[str]:
    """What a folder's list names of this sort."""
    return [one.name for one in audit.listing.manifest.files if archive_file.is_name(one.name)]


def read_claim(audit: FolderAudit, asked: ArchiveAsked) -> Claim | None:
    """What a folder claims, None where nothing or nothing that holds: that is its finding.

    Raises:
        ReadError: the medium does not give it back.
    """
    for name in files_of(audit)[:1]:
        path = audit.listing.file(name)
        if path is None:
            return None
        try:
            said = archive_file.from_bytes(_bytes(path))
            return Claim(file=name, said=_verified(audit, name, said, asked))
        except (ArchiveFileError, EvidenceError) as error:
            audit.found.add(AuditRule.ARCHIVE, name, shown(str(error)))
    return None


def _verified(audit: FolderAudit, name: str, said: ArchiveFile, asked: ArchiveAsked) -> Confirmed:
    """Everything that needs no rows.

    Raises:
        EvidenceError: a signature or the proof does not hold.
    """
    named = Verifier.parse(said.archive_key)
    key = asked.key or named
    if named.is_witness:
        raise EvidenceError("the folder names the key of a witness as the archive's")
    if named != key:
        raise EvidenceError(f"the folder names another archive's key than {key.name}'s")
    checkpoint = verified_checkpoint(said.checkpoint, said.origin, key)
    confirmed = Confirmed(
        folder=audit.listing.name,
        key=key,
        is_key_given=asked.key is not None,
        checkpoint=checkpoint,
    )
    if said.proof is None:
        _miss_proof(audit.found, name, asked)
        return confirmed
    one = said.proof
    proven = prove(one.leaf, one.index, one.path, one.checkpoint, key)
    subject = proven.leaf.subject
    if said.origin != f"{key.name}/{subject}":
        raise EvidenceError(f"its leaf is of {subject}, its checkpoint of {said.origin}")
    stamp, at = examine_stamp(one.stamp, proven.note.text, asked.stamped_at)
    _examine_vouched(audit.found, name, asked, proven, stamp)
    witnessed = proven.witnessed_by(asked.witnesses)
    return replace(confirmed, proven=proven, witnessed=witnessed, stamp=stamp, stamped_at=at)


def _examine_vouched(
    found: Findings, name: str, asked: ArchiveAsked, proven: Proven, stamp: Stamped
) -> None:
    """Who was asked for and is not there."""
    witnessed = proven.witnessed_by(asked.witnesses)
    for witness in asked.witnesses:
        if witness.name not in witnessed:
            detail = f"witness {witness.name} did not cosign the log of heads"
            found.add(AuditRule.ARCHIVE_WITNESS, name, detail)
    if stamp.fault and asked.stamped_at is not None:
        found.add(AuditRule.ARCHIVE_STAMP, name, stamp.fault)


def _miss_proof(found: Findings, name: str, asked: ArchiveAsked) -> None:
    detail = "the checkpoint is not proven to stand in the archive's log of heads"
    is_wanted = bool(asked.witnesses) or asked.stamped_at is not None
    found.add(AuditRule.ARCHIVE_PROOF, name, detail, is_excused=not is_wanted)


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(archive_file.MAX_BYTES + 1)
    except OSError as error:
        raise ReadError(path, error.strerror or str(error)) from error
