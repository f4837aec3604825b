"""The log of heads: every hour what changed, under one signature.

Several processes may publish at once. Each adds its leaves under the numbers that come next; the
primary key lets exactly one of them have a number, the others stop and leave it to that one.
"""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Final

import sqlalchemy as sa

from archive.heads.errors import HeadsError
from archive.heads.shelf import HEADS, Shelf
from archive.heads.subjects import standings
from archive.heads.tower import Tower
from archive.index.tables import cosignatures, head_leaves, head_notes, stamps, tiles
from archive.world import World
from firmware.accord.messages import HeadProof
from firmware.evidence.heads import HeadLeaf, heads_origin
from firmware.evidence.merkle import consistency_proof, verify_consistency
from firmware.evidence.note import Checkpoint
from firmware.evidence.tiles import Tile, subtree_of
from firmware.store.canonical import utc_text

#: So many leaves are one transaction: no till waits for longer.
_SLICE: Final = 2000
#: Among so many checkpoints the best vouched one is looked for.
_CHOICE: Final = 48
NO_SIZE: Final = (1 << 63) - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What a turn of publishing did.

    `size` is that of the newest checkpoint, 0 before the first; `is_ours` whether this process
    wrote it now; `shrunk` names the logs that are shorter, or others, than the log of heads says:
    an archive that lost something, and that its operator must be told of.
    """

    size: int
    added: int = 0
    is_ours: bool = False
    shrunk: tuple[str, ...] = ()


class HeadLog:
    """Publishes the log of heads and proves what stands in it."""

    def __init__(self, world: World) -> None:
        self._database = world.database
        self._signer = world.signer
        self.origin: Final = heads_origin(world.settings.archive.name)
        self.shelf: Final = Shelf(world.database)

    def publish(self, now_utc: datetime) -> Published:
        """Add what changed since last time, and sign how far the log has come.

        Raises:
            HeadsError: the log is not what its last checkpoint says; nothing more is signed.
        """
        tower = self.shelf.tower(self.shelf.size())
        shrunk: list[str] = []
        changed = (leaf for leaf in self._changed(shrunk))
        added = 0
        while leaves := list(islice(changed, _SLICE)):
            if not self._append(tower, leaves):
                return Published(size=self._noted(), shrunk=tuple(shrunk))
            added += len(leaves)
        is_ours = self._sign(tower, now_utc)
        return Published(size=self._noted(), added=added, is_ours=is_ours, shrunk=tuple(shrunk))

    def _changed(self, shrunk: list[str]) -> Iterator[HeadLeaf]:
        for one in standings(self._database):
            if one.last is None or one.size > one.last.size:
                yield HeadLeaf(
                    subject=one.subject, size=one.size, root=one.root, previous=one.last_index
                )
            elif (one.last.size, one.last.root) != (one.size, one.root):
                shrunk.append(one.subject)

    def _append(self, tower: Tower, leaves: list[HeadLeaf]) -> bool:
        """Whether these numbers were still free."""
        rows: list[dict[str, object]] = []
        full: list[tuple[Tile, bytes]] = []
        for leaf in leaves:
            said = {"subject": leaf.subject, "size": leaf.size, "leaf": leaf.text}
            rows.append({"index": tower.size, **said})
            full += tower.add(leaf.hash)
        try:
            with self._database.write() as connection:
                connection.execute(sa.insert(head_leaves), rows)
                if full:
                    connection.execute(sa.insert(tiles), [_tile_row(*one) for one in full])
        except sa.exc.IntegrityError:
            return False
        return True

    def _sign(self, tower: Tower, now_utc: datetime) -> bool:
        last = self.shelf.last_note()
        if tower.size == 0 and last is None:
            return False
        said = self._checkpoint(tower)
        if last is not None:
            self._require_growth(last[0], said)
            if last[0].size == said.size:
                return False
        row = {
            "size": said.size,
            "note": said.signed(self._signer),
            "at": utc_text(now_utc, "a checkpoint"),
        }
        try:
            with self._database.write() as connection:
                connection.execute(sa.insert(head_notes), [row])
        except sa.exc.IntegrityError:
            return False
        return True

    def _require_growth(self, before: Checkpoint, after: Checkpoint) -> None:
        if before.size > after.size:
            # Another process may have been faster than our look at the leaves.
            after = self._checkpoint(self.shelf.tower(self.shelf.size()))
        is_same = before.size <= after.size and verify_consistency(
            (before.size, before.root), (after.size, after.root), self._proof(before, after)
        )
        if not is_same:
            raise HeadsError(
                f"the log of heads is not the one that was signed at {before.size}: "
                "somebody changed the database; no more checkpoints are signed"
            )

    def _checkpoint(self, tower: Tower) -> Checkpoint:
        return Checkpoint(origin=self.origin, size=tower.size, root=tower.root())

    def _proof(self, before: Checkpoint, after: Checkpoint) -> Sequence[bytes]:
        return consistency_proof(before.size, after.size, subtree_of(after.size, self.shelf.tile))

    def _noted(self) -> int:
        last = self.shelf.last_note()
        return 0 if last is None else last[0].size

    def proof(self, subject: str, size: int = NO_SIZE) -> HeadProof | None:
        """That the newest leaf of a log that says no more than `size` stands in the log of heads.

        Under the checkpoint that most vouch for; None while none covers it.
        """
        found = self.shelf.leaf_of(subject, size)
        best = None if found is None else self._best(found[0])
        if found is None or best is None:
            return None
        index, leaf = found
        _, note = self.shelf.note(best)
        return HeadProof(
            leaf=leaf.text,
            index=index,
            path=tuple(self.shelf.path(index, best)),
            checkpoint=str(note),
            stamp=b64encode(self.shelf.stamp(best)).decode(),
        )

    def _best(self, index: int) -> int | None:
        """The size of the checkpoint over leaf `index` with the most behind it, the newest such."""
        size = head_notes.c.size
        lines = (
            sa.select(sa.func.count())
            .select_from(cosignatures)
            .where(cosignatures.c.size == size)
            .scalar_subquery()
        )
        tokens = (
            sa.select(sa.func.count())
            .select_from(stamps)
            .where(stamps.c.size == size)
            .scalar_subquery()
        )
        asked = (
            sa.select(size, (lines + tokens).label("behind"))
            .where(size > index)
            .order_by(size.desc())
            .limit(_CHOICE)
        )
        with self._database.read() as connection:
            rows = [(int(row.behind), int(row.size)) for row in connection.execute(asked)]
        return max(rows)[1] if rows else None


def _tile_row(tile: Tile, hashes: bytes) -> dict[str, object]:
    return {"till_id": HEADS, "level": tile.level, "index": tile.index, "hashes": hashes}
