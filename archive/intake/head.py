"""The head of a till's log: all that judging the next row needs, a few hundred bytes."""

from dataclasses import dataclass, field

import msgspec

from firmware.evidence.merkle import Frontier
from firmware.store.journal import BEFORE_FIRST


# As an array: a head is stored with each chunk, and members' names would be half of it.
class _State(msgspec.Struct, frozen=True, array_like=True):
    size: int
    frontier: tuple[bytes, ...]
    last_hash: bytes
    register_id: str
    has_identity: bool
    receipts: int
    last_link: str
    last_issued: str
    turnover_cents: int
    serials: tuple[str, ...]
    findings: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Where a log ends: `frontier.size` is the seq of its last row, `last_hash` that row's hash.

    `receipts` is the number of the last receipt, `last_link` what field 12 of the next one must
    say (RKSV Anlage Z 4; empty before the first), `turnover_cents` the counter after it; `serials`
    are the certificates entered so far; `findings` counts what was not as it should be. The head
    of an empty log may know already of which register it must be.
    """

    frontier: Frontier = field(default_factory=Frontier)
    last_hash: str = BEFORE_FIRST
    register_id: str = ""
    has_identity: bool = False
    receipts: int = 0
    last_link: str = ""
    last_issued: str = ""
    turnover_cents: int = 0
    serials: tuple[str, ...] = ()
    findings: int = 0

    @property
    def size(self) -> int:
        """How many rows the log has; the next one has the seq after."""
        return self.frontier.size


def to_bytes(head: Head) -> bytes:
    """As a chunk carries it."""
    return msgspec.msgpack.encode(
        _State(
            size=head.size,
            frontier=head.frontier.hashes,
            last_hash=bytes.fromhex(head.last_hash),
            register_id=head.register_id,
            has_identity=head.has_identity,
            receipts=head.receipts,
            last_link=head.last_link,
            last_issued=head.last_issued,
            turnover_cents=head.turnover_cents,
            serials=head.serials,
            findings=head.findings,
        )
    )


def from_bytes(state: bytes) -> Head:
    """What a chunk carries; raises `msgspec.MsgspecError` where the database was damaged."""
    said = msgspec.msgpack.decode(state, type=_State)
    return Head(
        frontier=Frontier(size=said.size, hashes=said.frontier),
        last_hash=said.last_hash.hex(),
        register_id=said.register_id,
        has_identity=said.has_identity,
        receipts=said.receipts,
        last_link=said.last_link,
        last_issued=said.last_issued,
        turnover_cents=said.turnover_cents,
        serials=said.serials,
        findings=said.findings,
    )
