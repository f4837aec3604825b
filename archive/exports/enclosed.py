"""What the archive says of an export of its own: the file a till's own export has, and proofs.

`archiv__<register>.json` is the very file that a till lays into its exports: a signed checkpoint
over exactly the rows up to the export's last one, and what the log of heads says of as many of them
as it can. `kassa verify` and the viewer hold it against the rows, offline.

Of rows alone that begin later, or end before the log does, it cannot say everything. Then also:

ARCHIV/zeile.json    that the export's last row stands in the log as it is now; the hash of a row
covers every row before it
ARCHIV/kopf.json     that the log stands in the log of heads, as far as it was published
"""

from base64 import b64encode
from dataclasses import dataclass
from typing import Final

import msgspec

from archive.heads.log import HeadLog
from archive.index.ledger import Ledger
from archive.intake.head import Head
from archive.world import World
from firmware.accord.messages import RowProof
from firmware.evidence.errors import EvidenceError
from firmware.evidence.heads import till_origin, till_subject
from firmware.evidence.merkle import (
    Frontier,
    Subtree,
    consistency_proof,
    inclusion_proof,
    verify_consistency,
)
from firmware.evidence.note import Checkpoint
from firmware.export.archive_file import ArchiveFile, to_bytes
from firmware.export.package.manifest import Span
from firmware.process.logs import get_logger

log = get_logger()

ROW: Final = "zeile.json"
HEAD: Final = "kopf.json"


class Enclosed(msgspec.Struct, frozen=True, kw_only=True):
    """A file the archive puts beside the book's own: its name below `ARCHIV/`, and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Vouched:
    """What goes along: the file of the till's form (None: the log proves nothing), and proofs."""

    file: bytes | None = None
    beside: tuple[Enclosed, ...] = ()


def vouched(world: World, till_id: str, rows: Span) -> Vouched:
    """What the archive vouches for, of an export with these rows.

    Raises:
        sqlalchemy.exc.SQLAlchemyError: the database does not answer.
    """
    ledger = Ledger(world.database)
    head = ledger.head(till_id)
    try:
        subtree = ledger.subtree(till_id, head.size)
        root = _root(head, rows.last, subtree)
        said = _file(world, till_id, rows.last, root)
        is_all_said = rows.first == 1 and rows.last == head.size
        beside = () if is_all_said else _beside(world, till_id, rows.last, (head, subtree))
    except EvidenceError as error:
        # The log is shorter than the export, or its tiles are damaged: nothing is signed for it.
        log.error("exported without proofs", till=till_id, detail=str(error))
        return Vouched()
    return Vouched(file=to_bytes(said), beside=beside)


def _root(head: Head, size: int, subtree: Subtree) -> bytes:
    """The root over the first rows of a log, which is the begin of what was acknowledged.

    Raises:
        EvidenceError: it is not.
    """
    proof = consistency_proof(size, head.size, subtree)
    hashes, at = [], 0
    for level in range(size.bit_length() - 1, -1, -1):
        if size >> level & 1:
            hashes.append(subtree(at, level))
            at += 1 << level
    root = Frontier(size=size, hashes=tuple(hashes)).root()
    if not verify_consistency((size, root), (head.size, head.frontier.root()), proof):
        raise EvidenceError(f"its first {size} rows are not the begin of its head")
    return root


def _file(world: World, till_id: str, size: int, root: bytes) -> ArchiveFile:
    origin = till_origin(world.settings.archive.name, till_id)
    said = Checkpoint(origin=origin, size=size, root=root)
    return ArchiveFile(
        origin=origin,
        archive_key=str(world.signer.verifier),
        checkpoint=said.signed(world.signer),
        proof=HeadLog(world).proof(till_subject(till_id), size),
    )


def _beside(
    world: World, till_id: str, last: int, at: tuple[Head, Subtree]
) -> tuple[Enclosed, ...]:
    head, subtree = at
    origin = till_origin(world.settings.archive.name, till_id)
    note = Checkpoint(origin=origin, size=head.size, root=head.frontier.root()).signed(world.signer)
    path = inclusion_proof(last - 1, head.size, subtree)
    texts = tuple(b64encode(one).decode() for one in path)
    row = RowProof(seq=last, size=head.size, path=texts, checkpoint=note)
    found = [Enclosed(name=ROW, content=msgspec.json.encode(row) + b"\n")]
    proof = HeadLog(world).proof(till_subject(till_id), head.size)
    if proof is not None:
        found.append(Enclosed(name=HEAD, content=msgspec.json.encode(proof) + b"\n"))
    return tuple(found)
