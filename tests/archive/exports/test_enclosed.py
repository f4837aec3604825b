"""archive.exports.enclosed: what the archive adds to an auditor's export."""

from base64 import b64decode
from pathlib import Path

import msgspec
import sqlalchemy as sa

from archive.exports.enclosed import HEAD, ROW, vouched
from archive.heads.log import HeadLog
from archive.index.database import Database
from archive.index.tables import chunks
from firmware.accord.messages import HeadProof, RowProof
from firmware.evidence.heads import till_origin
from firmware.evidence.merkle import leaf_hash, root_of, verify_inclusion
from firmware.evidence.note import Verifier, verified_checkpoint
from firmware.export.archive_file import from_bytes
from firmware.export.package.manifest import Span
from firmware.store.reader import Reader
from tests.archive.keeping import NOW_UTC, TILL_ID, follow, registered, world_of


def test_the_rows_of_the_export_are_signed(
    database: Database, tmp_path: Path, book: Reader
) -> None:
    """Of an export that ends anywhere: no row more, no row less; its last row leads to the log."""
    follow(database, book)
    world = world_of(database, tmp_path)
    leaves = [leaf_hash(bytes.fromhex(one.hash)) for one in book.journal()]
    origin = till_origin(world.settings.archive.name, TILL_ID)
    for last in range(1, len(leaves)):
        found = vouched(world, TILL_ID, Span(first=1, last=last))
        assert found.file is not None
        said = from_bytes(found.file)
        key = Verifier.parse(said.archive_key)
        checkpoint = verified_checkpoint(said.checkpoint, origin, key)
        assert (origin, last, root_of(leaves[:last])) == (
            said.origin,
            checkpoint.size,
            checkpoint.root,
        )
        beside = {one.name: one.content for one in found.beside}
        assert {ROW} == set(beside)
        proof = msgspec.json.decode(beside[ROW], type=RowProof)
        now = verified_checkpoint(proof.checkpoint, origin, key)
        path = [b64decode(one) for one in proof.path]
        assert verify_inclusion(leaves[last - 1], last - 1, now.size, path, now.root)
        assert len(leaves) == now.size


def test_all_of_the_log_needs_nothing_beside(
    sqlite: Database, tmp_path: Path, book: Reader
) -> None:
    """The file says it all; of an export that begins later the last row is proven besides."""
    follow(sqlite, book)
    world, size = world_of(sqlite, tmp_path), len(list(book.journal()))
    assert () == vouched(world, TILL_ID, Span(first=1, last=size)).beside
    beside = vouched(world, TILL_ID, Span(first=2, last=size)).beside
    assert [ROW] == [one.name for one in beside]


def test_in_the_log_of_heads(sqlite: Database, tmp_path: Path, book: Reader) -> None:
    """What was published of it, and never of rows that the export does not have."""
    registered(sqlite)
    follow(sqlite, book)
    world, size = world_of(sqlite, tmp_path), len(list(book.journal()))
    HeadLog(world).publish(NOW_UTC)
    whole = vouched(world, TILL_ID, Span(first=1, last=size))
    assert whole.file is not None
    proof = from_bytes(whole.file).proof
    assert proof is not None
    assert proof.leaf.startswith(f"till/{TILL_ID}\n{size}\n")
    part = vouched(world, TILL_ID, Span(first=1, last=3))
    assert part.file is not None
    assert None is from_bytes(part.file).proof
    beside = {one.name: one.content for one in part.beside}
    assert proof == msgspec.json.decode(beside[HEAD], type=HeadProof)


def test_a_row_the_log_has_not(sqlite: Database, tmp_path: Path, book: Reader) -> None:
    """Nothing is signed for it; the export is made all the same."""
    follow(sqlite, book)
    found = vouched(world_of(sqlite, tmp_path), TILL_ID, Span(first=1, last=10**6))
    assert (None, ()) == (found.file, found.beside)


def test_rows_that_were_changed_are_not_signed(
    sqlite: Database, tmp_path: Path, book: Reader
) -> None:
    """Whoever gets at the database does not get a signature for what it says now."""
    follow(sqlite, book)
    with sqlite.write() as connection:
        first = connection.execute(sa.select(chunks).order_by(chunks.c.first_seq)).first()
        assert first is not None
        connection.exec_driver_sql("DROP TRIGGER IF EXISTS chunks_no_update")
        changed = bytes(32) + first.hashes[32:]
        connection.execute(chunks.update().where(chunks.c.first_seq == 1).values(hashes=changed))
    found = vouched(world_of(sqlite, tmp_path), TILL_ID, Span(first=1, last=9))
    assert (None, ()) == (found.file, found.beside)
