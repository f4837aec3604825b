"""The log of heads of a million tills: how long the tree takes, how fast proofs are made and held.

The tree is grown as it is published, tile by tile, and proofs come out of these tiles alone, as out
of the database. `publish` is a whole turn on SQLite with the leaves of `STORED` tills.
"""

import random
import tempfile
import time
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple

from archive.heads.log import HeadLog
from archive.heads.tower import Tower
from archive.index.database import Database, folder_url
from archive.index.migrate import upgrade
from firmware.evidence.heads import HeadLeaf, prove, till_subject
from firmware.evidence.merkle import inclusion_proof, verify_inclusion
from firmware.evidence.tiles import WIDTH, Tile, subtree_of
from tests.archive.heads.ground import NOW, add_tills, grow, world_of
from tests.bench.figure import Figure, Result

HEADS: Final = 1_000_000
PROOFS: Final = 20_000
STORED: Final = 2000
_SEED: Final = 20261121


class Rates(NamedTuple):
    """What was measured: seconds, and how many a second."""

    leaves: int
    tree_s: float
    texts_s: float
    proofs_per_s: float
    verified_per_s: float
    published_per_s: float


def measure(heads: int = HEADS, stored: int = STORED) -> Rates:
    """One run."""
    begun = time.perf_counter()
    leaves = [_leaf(number).hash for number in range(heads)]
    texts_s = time.perf_counter() - begun
    begun = time.perf_counter()
    tower, tiles = Tower(), dict[Tile, bytes]()
    for leaf in leaves:
        for tile, content in tower.add(leaf):
            tiles[tile] = content
    root = tower.root()
    tree_s = time.perf_counter() - begun
    _add_partial(tiles, tower)
    wanted = random.Random(_SEED).sample(range(heads), min(PROOFS, heads))
    subtree = subtree_of(heads, tiles.__getitem__, {})
    begun = time.perf_counter()
    proofs = [inclusion_proof(index, heads, subtree) for index in wanted]
    made_s = time.perf_counter() - begun
    begun = time.perf_counter()
    for index, proof in zip(wanted, proofs, strict=True):
        assert verify_inclusion(leaves[index], index, heads, proof, root)
    verified_s = time.perf_counter() - begun
    return Rates(
        leaves=heads,
        tree_s=tree_s,
        texts_s=texts_s,
        proofs_per_s=len(wanted) / made_s,
        verified_per_s=len(wanted) / verified_s,
        published_per_s=_published(stored),
    )


def _leaf(number: int) -> HeadLeaf:
    root = sha256(b"%d" % number).digest()
    return HeadLeaf(subject=till_subject(f"{number:032x}"), size=number, root=root)


def _add_partial(tiles: dict[Tile, bytes], tower: Tower) -> None:
    """The open edge, as the database gives it."""
    for level, hashes in enumerate(tower._levels):
        index = tower.size // WIDTH ** (level + 1)
        if hashes:
            tiles[Tile(level=level, index=index, width=len(hashes))] = b"".join(hashes)


def _published(tills: int) -> float:
    """Leaves a second in one turn."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database = Database(folder_url(folder))
        upgrade(database)
        names = [f"till-{number:06}" for number in range(tills)]
        add_tills(database, names)
        for one in names:
            grow(database, one, 1)
        world = world_of(database, folder)
        begun = time.perf_counter()
        HeadLog(world).publish(NOW)
        took = time.perf_counter() - begun
        proof = HeadLog(world).proof(till_subject(names[7]))
        assert proof is not None
        prove(proof.leaf, proof.index, proof.path, proof.checkpoint, world.signer.verifier)
        database.close()
    return tills / took


def result(heads: int = HEADS) -> Result:
    """Proofs, and a turn of publishing."""
    found = measure(heads)
    return Result(
        figures=(
            Figure(name=f"tree of {heads:,} heads", value=found.tree_s, unit="s"),
            Figure(name="inclusion proofs made", value=found.proofs_per_s, unit="/s"),
            Figure(name="inclusion proofs held", value=found.verified_per_s, unit="/s"),
            Figure(name="leaves published in a turn", value=found.published_per_s, unit="/s"),
        )
    )


def main() -> None:
    """Print one line for each figure."""
    found = measure()
    for line in (
        f"{found.leaves} heads: hashes {found.texts_s:.2f} s, tree {found.tree_s:.2f} s",
        f"inclusion proofs {found.proofs_per_s:,.0f}/s, held {found.verified_per_s:,.0f}/s",
        f"a turn of publishing (SQLite) {found.published_per_s:,.0f} leaves/s",
    ):
        print(line)  # noqa: T201


if __name__ == "__main__":
    main()
