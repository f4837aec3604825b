"""A receipt's proof as a small file: its row, the way to the root of the log, and who signed that.

Whoever has the file needs this archive no more: the row says the digest of the receipt, its hash is
a leaf, the path leads to the root, and the checkpoint signs that (`docs/verify.md`).
"""

from base64 import b64encode
from typing import Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from archive.heads.log import HeadLog
from archive.index.ledger import Ledger
from archive.portal.place import MissingError, Sources
from archive.portal.receipts import LARGEST
from archive.world import World
from firmware.accord.messages import HeadProof
from firmware.evidence.errors import EvidenceError
from firmware.evidence.heads import till_origin, till_subject
from firmware.evidence.merkle import inclusion_proof, leaf_hash, verify_inclusion
from firmware.evidence.note import Checkpoint
from firmware.store.journal import BEFORE_FIRST, clerk_field
from firmware.store.row import JournalCells

FORM: Final = "standlkassa receipt proof 1"


class ReceiptProof(msgspec.Struct, frozen=True, kw_only=True):
    """The file.

    `row` is the row of the journal as it is hashed: the hash before, then number, time, UUID,
    clerk, kind and content; `hash` its hash. `path` leads from there, leaf `seq - 1` of `size`, to
    the root in `checkpoint`, a note of the log `origin` signed by `key`. `head` says that the log
    stands in the log of heads, null before that was published.
    """

    form: str
    register_id: str
    receipt: int
    jws: str
    row: tuple[str, ...]
    hash: str
    seq: int
    size: int
    path: tuple[str, ...]
    origin: str
    checkpoint: str
    key: str
    head: HeadProof | None


def fetched(sources: Sources, request: Request) -> Response:
    """The proof of one receipt, to be kept."""
    place = sources.place(request)
    till, number = place.the_till, int(request.path_params["number"])
    if number >= LARGEST:
        raise MissingError
    with sources.replicas.open(till.id) as book:
        receipt, seq = book.receipt(number), book.receipt_seq(number)
        cells = None if seq is None else next(book.journal_cells(seq, seq), None)
        before = None if seq is None else next(book.journal_cells(seq - 1, seq - 1), None)
    if receipt is None or cells is None:
        raise MissingError
    row = _hashed(BEFORE_FIRST if before is None else before[-1], cells)
    try:
        said = _proven(sources.world, till.id, cells, row)
    except EvidenceError as error:
        # Not in the log (yet), or not as the book has it: the page of the receipt says which.
        raise MissingError from error
    said = msgspec.structs.replace(
        said, register_id=till.register_id, receipt=number, jws=receipt.jws
    )
    sources.note(place, "proof", number=number)
    name = f"nachweis__{till.register_id}__{number:06d}.json"
    return Response(
        msgspec.json.format(msgspec.json.encode(said), indent=1) + b"\n",
        media_type="application/json",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )


def _proven(world: World, till_id: str, cells: JournalCells, row: tuple[str, ...]) -> ReceiptProof:
    """That a row stands in its log.

    Raises:
        EvidenceError: it does not.
    """
    seq, own_hash = cells[0], cells[-1]
    ledger = Ledger(world.database)
    head = ledger.head(till_id)
    if seq > head.size:
        raise EvidenceError(f"row {seq} is not in a log of {head.size}")
    root = head.frontier.root()
    path = inclusion_proof(seq - 1, head.size, ledger.subtree(till_id, head.size))
    leaf = leaf_hash(bytes.fromhex(own_hash))
    if not verify_inclusion(leaf, seq - 1, head.size, path, root):
        raise EvidenceError(f"row {seq} is another in the log")
    origin = till_origin(world.settings.archive.name, till_id)
    return ReceiptProof(
        form=FORM,
        register_id="",
        receipt=0,
        jws="",
        row=row,
        hash=own_hash,
        seq=seq,
        size=head.size,
        path=tuple(b64encode(one).decode() for one in path),
        origin=origin,
        checkpoint=Checkpoint(origin=origin, size=head.size, root=root).signed(world.signer),
        key=str(world.signer.verifier),
        head=HeadLog(world).proof(till_subject(till_id), head.size),
    )


def _hashed(previous: str, cells: JournalCells) -> tuple[str, ...]:
    seq, at_utc, uuid, clerk, kind, content, _ = cells
    return (previous, str(seq), at_utc, uuid, clerk_field(clerk).decode(), kind, content)
