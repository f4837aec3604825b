"""The log of heads examined: its leaves, tiles, checkpoints, and who vouched for them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from cryptography import x509

from archive.heads.errors import HeadsError
from archive.heads.examine_till import Fault, chained, leaves_of
from archive.heads.shelf import HEADS, Shelf
from archive.heads.tower import Tower
from archive.index.database import Database
from archive.index.tables import chunks, cosignatures, head_notes, stamps, tiles, views
from firmware.evidence.errors import EvidenceError
from firmware.evidence.heads import till_subject, views_subject
from firmware.evidence.merkle import Frontier, leaf_hash
from firmware.evidence.note import Note, Verifier, read_checkpoint, read_note
from firmware.evidence.stamp import stamped_at
from firmware.evidence.tiles import split

_LOG: Final = "log of heads"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trusted:
    """Whose word counts: the archive's key, the witnesses', the roots of stamps."""

    origin: str
    archive: Verifier
    witnesses: Sequence[Verifier]
    roots: Sequence[x509.Certificate]


class HeadsExamination:
    """Examines the log of heads in one pass over its leaves."""

    def __init__(self, database: Database, trusted: Trusted) -> None:
        self._database = database
        self._trusted = trusted
        self._shelf: Final = Shelf(database)
        self._tower: Final = Tower()
        self.notes = 0

    @property
    def leaves(self) -> int:
        """How many were examined."""
        return self._tower.size

    def run(self) -> Iterator[Fault]:
        """All that is wrong with it."""
        notes = self._notes()
        size = next(notes, None)
        try:
            for text in self._shelf.leaves(0, self._shelf.size()):
                yield from self._grow(text)
                if size is not None and size == self._tower.size:
                    yield from self._note(size)
                    size = next(notes, None)
        except HeadsError as error:
            yield Fault(place=_LOG, detail=str(error))
        while size is not None:
            detail = f"is signed over {size} leaves, {self._tower.size} are there"
            yield Fault(place=f"{_LOG}, checkpoint {size}", detail=detail)
            size = next(notes, None)
        for table in (cosignatures, stamps):
            yield from self._orphans(table)

    def _notes(self) -> Iterator[int]:
        """The sizes of all checkpoints, in order, one look at a time."""
        last = -1
        while True:
            asked = sa.select(sa.func.min(head_notes.c.size)).where(head_notes.c.size > last)
            with self._database.read() as connection:
                size = connection.scalar(asked)
            if size is None:
                return
            last = int(size)
            self.notes += 1
            yield last

    def _grow(self, text: str) -> Iterator[Fault]:
        for tile, content in self._tower.add(leaf_hash(text.encode())):
            asked = sa.select(tiles.c.hashes).where(
                tiles.c.till_id == HEADS,
                tiles.c.level == tile.level,
                tiles.c.index == tile.index,
            )
            with self._database.read() as connection:
                kept = connection.scalar(asked)
            if kept is None or bytes(kept) != content:
                what = "is not there" if kept is None else "is not that of the leaves"
                yield Fault(place=f"{_LOG}, {tile.path}", detail=what)

    def _note(self, size: int) -> Iterator[Fault]:
        place = f"{_LOG}, checkpoint {size}"
        with self._database.read() as connection:
            text = connection.scalar(sa.select(head_notes.c.note).where(head_notes.c.size == size))
        try:
            note = read_note(text or "")
            said = read_checkpoint(note)
        except EvidenceError as error:
            yield Fault(place=place, detail=str(error))
            return
        if not note.is_signed_by(self._trusted.archive):
            yield Fault(place=place, detail="is not signed by the archive's key")
        if (said.origin, said.size) != (self._trusted.origin, size):
            yield Fault(place=place, detail=f"is of {said.origin!r}, {said.size}")
        if said.root != self._tower.root():
            yield Fault(place=place, detail="its root is not that of the leaves")
        yield from self._cosigned(place, size, note)
        yield from self._stamped(place, size, note)

    def _cosigned(self, place: str, size: int, note: Note) -> Iterator[Fault]:
        asked = sa.select(cosignatures.c.witness, cosignatures.c.line).where(
            cosignatures.c.size == size
        )
        known = {one.name: one for one in self._trusted.witnesses}
        with self._database.read() as connection:
            rows = connection.execute(asked).all()
        for witness, line in rows:
            if witness not in known:
                continue  # a witness that was let go: its key is not at hand
            try:
                is_good = read_note(f"{note.text}\n{line}").is_signed_by(known[witness])
            except EvidenceError:
                is_good = False
            if not is_good:
                yield Fault(place=place, detail=f"the line of witness {witness} does not hold")

    def _stamped(self, place: str, size: int, note: Note) -> Iterator[Fault]:
        token = self._shelf.stamp(size)
        if not token or not self._trusted.roots:
            return
        try:
            stamped_at(token, note.text, self._trusted.roots)
        except EvidenceError as error:
            yield Fault(place=place, detail=str(error))

    def _orphans(self, table: sa.Table) -> Iterator[Fault]:
        asked = (
            sa.select(table.c.size)
            .where(table.c.size.not_in(sa.select(head_notes.c.size)))
            .order_by(table.c.size)
            .limit(1)
        )
        with self._database.read() as connection:
            size = connection.scalar(asked)
        if size is not None:
            detail = f"there is no checkpoint of this size, but one of {table.name}"
            yield Fault(place=f"{_LOG}, checkpoint {size}", detail=detail)


def examine_subject(database: Database, subject: str) -> Iterator[Fault]:
    """A log of the log of heads: is it still there, and, of views, what the leaves say."""
    till, tenant = till_subject(""), views_subject("")
    if subject.startswith(till):
        owner = subject.removeprefix(till)
        with database.read() as connection:
            asked = sa.select(sa.func.count()).where(chunks.c.till_id == owner)
            if not connection.scalar(asked):
                yield Fault(place=subject, detail="has leaves, and no rows any more")
        return
    for one in chained(subject, leaves_of(database, subject)):
        if isinstance(one, Fault):
            yield one
            continue
        asked_row = sa.select(views.c.frontier).where(
            views.c.tenant_id == subject.removeprefix(tenant), views.c.seq == one.size
        )
        with database.read() as connection:
            kept = connection.scalar(asked_row)
        if kept is None or _root(one.size, bytes(kept)) != one.root:
            detail = "the views up to here are not those of their leaf"
            yield Fault(place=f"{subject}, row {one.size}", detail=detail)


def _root(size: int, hashes: bytes) -> bytes | None:
    try:
        return Frontier(size=size, hashes=tuple(split(hashes))).root()
    except EvidenceError:
        return None
