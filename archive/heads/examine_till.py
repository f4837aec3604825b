"""One till's log examined from its first row on: what is kept against what it must be.

Everything is reckoned anew out of the lines as they came. Whatever else the database says of a
log (hashes, states, tiles, findings, certificates, the log of heads) is held against that, so that
whoever changes one of them, with whatever rights, has to change all, and the log of heads is not
his to change: others signed it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import msgspec
import sqlalchemy as sa

from archive.heads.tower import Tower
from archive.index.database import Database
from archive.index.ledger import Ledger, StoredChunk
from archive.index.tables import certificates, findings, head_leaves, links, tiles
from archive.intake.certificates import Keys
from archive.intake.head import Head, to_bytes
from archive.intake.judge import Judged, judge_rows
from archive.intake.rows import UnreadableError, read
from firmware.accord.errors import AccordError
from firmware.evidence.errors import EvidenceError
from firmware.evidence.heads import HeadLeaf, read_leaf, till_subject
from firmware.evidence.tiles import split


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is not as it must be, and where: `till/<id>, row 5`."""

    place: str
    detail: str

    def __str__(self) -> str:
        return f"{self.place}: {self.detail}"


def leaves_of(database: Database, subject: str) -> list[tuple[int, int, str]]:
    """Number, size and text of every leaf of a log, by size."""
    asked = (
        sa.select(head_leaves.c.index, head_leaves.c.size, head_leaves.c.leaf)
        .where(head_leaves.c.subject == subject)
        .order_by(head_leaves.c.size)
    )
    with database.read() as connection:
        return [(int(index), int(size), leaf) for index, size, leaf in connection.execute(asked)]


def chained(subject: str, leaves: list[tuple[int, int, str]]) -> Iterator[HeadLeaf | Fault]:
    """The leaves of a log, or why one is none: each names the one before."""
    before: int | None = None
    for index, size, text in leaves:
        place = f"log of heads, leaf {index}"
        try:
            leaf = read_leaf(text)
        except EvidenceError as error:
            yield Fault(place=place, detail=str(error))
            continue
        if (leaf.subject, leaf.size) != (subject, size):
            yield Fault(place=place, detail=f"is of {leaf.subject}, {leaf.size}")
        elif leaf.previous != before:
            yield Fault(place=place, detail=f"names leaf {leaf.previous} before it, not {before}")
        else:
            yield leaf
        before = index


class TillExamination:
    """Examines one log, chunk after chunk; memory does not grow with it."""

    def __init__(self, database: Database, till_id: str, register_id: str | None) -> None:
        """`register_id` is as the till registered, None where it is no till any more."""
        self._database = database
        self._ledger: Final = Ledger(database)
        self._till_id: Final = till_id
        self._register_id: Final = register_id
        self._place: Final = till_subject(till_id)
        self._keys: Keys = {}
        self._head: Head = Head(register_id=register_id or "")
        self._tower = Tower()
        self._is_tower_good = True

    @property
    def rows(self) -> int:
        """How many rows were examined."""
        return self._head.size

    def run(self) -> Iterator[Fault]:
        """All that is wrong with it."""
        roots: dict[int, bytes] = {}
        for one in chained(self._place, leaves_of(self._database, self._place)):
            if isinstance(one, Fault):
                yield one
            else:
                roots[one.size] = one.root
        try:
            for chunk in self._ledger.chunks(self._till_id):
                yield from self._chunk(chunk)
                yield from self._leaf(roots)
        except (msgspec.MsgspecError, EvidenceError) as error:
            yield self._fault(self._head.size + 1, f"the state kept with its chunk: {error}")
        for size in roots:
            yield self._fault(size, "the log of heads has a leaf of this size; no chunk ends there")

    def _fault(self, seq: int, detail: str) -> Fault:
        return Fault(place=f"{self._place}, row {seq}", detail=detail)

    def _leaf(self, roots: dict[int, bytes]) -> Iterator[Fault]:
        said = roots.pop(self._head.size, None)
        if said is not None and said != self._head.frontier.root():
            yield self._fault(self._head.size, "the rows up to here are not those of their leaf")

    def _chunk(self, chunk: StoredChunk) -> Iterator[Fault]:
        head, seq = self._head, chunk.first_seq
        if self._register_id is None and head.size == 0:
            head = Head(register_id=chunk.head.register_id)
        if seq != head.size + 1:
            yield self._fault(seq, f"follows row {head.size}: rows are missing, or kept twice")
            self._resume(chunk)
            return
        try:
            units = read(chunk.lines())
        except (AccordError, UnreadableError) as error:
            yield self._fault(seq, f"its chunk cannot be read: {error}")
            self._resume(chunk)
            return
        if units[0].seq != seq or units[-1].seq != chunk.last_seq:
            yield self._fault(seq, f"its chunk holds rows {units[0].seq} to {units[-1].seq}")
            self._resume(chunk)
            return
        judged = judge_rows(head, units, self._keys)
        yield from self._compared(chunk, judged)
        self._keys = judged.keys
        # What was signed is held against the rows themselves; from what is kept, we go on.
        self._head = judged.head
        yield from self._tiles(judged)
        if to_bytes(judged.head) != to_bytes(chunk.head):
            self._resume(chunk)

    def _compared(self, chunk: StoredChunk, judged: Judged) -> Iterator[Fault]:
        seq = chunk.first_seq
        if judged.hashes != chunk.hashes:
            theirs = split(chunk.hashes)
            ours = split(judged.hashes)
            at = next((at for at, one in enumerate(ours) if theirs[at : at + 1] != [one]), 0)
            yield self._fault(seq + at, "its hash is kept otherwise than its line says")
        if to_bytes(judged.head) != to_bytes(chunk.head):
            told = [
                name
                for name in Head.__dataclass_fields__
                if getattr(judged.head, name) != getattr(chunk.head, name)
            ]
            yield self._fault(
                chunk.last_seq, f"the state kept after it differs in {', '.join(told)}"
            )
        yield from self._beside(chunk, judged)

    def _beside(self, chunk: StoredChunk, judged: Judged) -> Iterator[Fault]:
        """What is kept in tables of its own, so that it is found without reading the log."""
        found = {(one.seq, one.rule.value) for one in judged.findings}
        kept = self._kept(findings, chunk)
        for seq, rule in sorted(found - kept):
            yield self._fault(seq, f"breaks the rule {rule}, and no finding says so")
        for seq, rule in sorted(kept - found):
            yield self._fault(seq, f"a finding says that it breaks {rule}; it does not")
        entered = {(one.seq, one.serial, one.der) for one in judged.certificates}
        for seq, *_ in sorted(entered ^ self._certificates(chunk)):
            yield self._fault(seq, "its certificate is kept otherwise than its line says")
        for one in judged.links:
            with self._database.read() as connection:
                asked = sa.select(links.c.number, links.c.till_id).where(
                    links.c.token_sha256 == one.token_sha256
                )
                row = connection.execute(asked).first()
            if row is None or (row.number, row.till_id) != (one.number, self._till_id):
                yield self._fault(one.seq, f"its link does not lead to receipt {one.number}")

    def _kept(self, table: sa.Table, chunk: StoredChunk) -> set[tuple[int, str]]:
        asked = sa.select(table.c.seq, table.c.rule).where(
            table.c.till_id == self._till_id,
            table.c.seq >= chunk.first_seq,
            table.c.seq <= chunk.last_seq,
        )
        with self._database.read() as connection:
            return {(int(seq), str(rule)) for seq, rule in connection.execute(asked)}

    def _certificates(self, chunk: StoredChunk) -> set[tuple[int, str, bytes]]:
        kept = certificates.c
        asked = sa.select(kept.seq, kept.serial, kept.der).where(
            kept.till_id == self._till_id,
            kept.seq >= chunk.first_seq,
            kept.seq <= chunk.last_seq,
        )
        with self._database.read() as connection:
            found = connection.execute(asked)
            return {(int(seq), serial, bytes(der)) for seq, serial, der in found}

    def _tiles(self, judged: Judged) -> Iterator[Fault]:
        if not self._is_tower_good:
            return
        for leaf in judged.leaves:
            for tile, content in self._tower.add(leaf):
                asked = sa.select(tiles.c.hashes).where(
                    tiles.c.till_id == self._till_id,
                    tiles.c.level == tile.level,
                    tiles.c.index == tile.index,
                )
                with self._database.read() as connection:
                    kept = connection.scalar(asked)
                if kept is None or bytes(kept) != content:
                    what = "is not there" if kept is None else "is not that of the rows"
                    yield Fault(place=f"{self._place}, {tile.path}", detail=what)

    def _resume(self, chunk: StoredChunk) -> None:
        """Go on from what is kept, so that one fault is told once."""
        self._is_tower_good = self._is_tower_good and chunk.head.frontier == self._head.frontier
        self._head = chunk.head
        # Certificates of rows that could not be read; those that were read stay as they came.
        self._keys = {**self._ledger.standing(self._till_id).keys, **self._keys}
