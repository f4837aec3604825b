"""archive.index.tiling: tiles of the levels above, which only a long log has."""

import random
from hashlib import sha256

import sqlalchemy as sa

from archive.index.database import Database
from archive.index.ledger import Ledger
from archive.index.tables import chunks, tiles
from archive.index.tiling import full_tiles
from archive.intake.head import Head, to_bytes
from firmware.accord.batch import MAX_LINES
from firmware.evidence.merkle import inclusion_proof, leaf_hash, root_of, verify_inclusion
from firmware.evidence.tiles import WIDTH

#: A tile of the second level, and something behind it.
ROWS = WIDTH * WIDTH + 700


def test_a_long_log(database: Database) -> None:
    """256 full tiles make one hash each of a tile above them, whatever the chunks were."""
    raw = [sha256(b"%d" % number).digest() for number in range(ROWS)]
    leaves = [leaf_hash(one) for one in raw]
    rng, at = random.Random(6), 0
    with database.write() as connection:
        while at < ROWS:
            part = raw[at : at + rng.randint(1, MAX_LINES)]
            row = {"till_id": "a", "first_seq": at + 1, "last_seq": at + len(part)}
            said = {"received_at": "", "body": b"", "hashes": b"".join(part)}
            connection.execute(sa.insert(chunks), {**row, **said, "state": to_bytes(Head())})
            new = full_tiles(connection, "a", at, leaves[at : at + len(part)])
            for tile, hashes in list(new):
                place = {"till_id": "a", "level": tile.level, "index": tile.index}
                connection.execute(sa.insert(tiles), {**place, "hashes": hashes})
            at += len(part)
    root, subtree = root_of(leaves), Ledger(database).subtree("a", ROWS)
    for index in (0, 255, 256, 40_000, 65_535, 65_536, ROWS - 1):
        proof = inclusion_proof(index, ROWS, subtree)
        assert verify_inclusion(leaves[index], index, ROWS, proof, root)
