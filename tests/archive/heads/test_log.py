"""archive.heads.log: what changed becomes leaves, one of several processes signs them."""

from base64 import b64decode
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from archive.heads.errors import HeadsError
from archive.heads.log import HeadLog
from archive.index.database import Database
from archive.index.tables import cosignatures, head_leaves, head_notes, stamps
from firmware.evidence.heads import prove, read_leaf
from firmware.evidence.merkle import leaf_hash, root_of
from firmware.evidence.note import Signer, read_checkpoint, read_note
from tests.archive.heads.ground import NAME, NOW, add_tills, grow, look, row_hash, world_of


def leaves_of(database: Database) -> list[str]:
    """In order."""
    with database.read() as connection:
        asked = sa.select(head_leaves.c.leaf).order_by(head_leaves.c.index)
        return list(connection.scalars(asked))


def test_an_hour_without_news_adds_nothing(database: Database, tmp_path: Path) -> None:
    """Nor does an archive without tills."""
    log = HeadLog(world_of(database, tmp_path))
    assert (0, 0, False) == _said(log)
    add_tills(database, ["a", "b"])
    assert (0, 0, False) == _said(log)
    grow(database, "a", 3)
    assert (1, 1, True) == _said(log)
    assert (1, 0, False) == _said(log)


def _said(log: HeadLog) -> tuple[int, int, bool]:
    done = log.publish(NOW)
    return done.size, done.added, done.is_ours


def test_what_changed_becomes_leaves(database: Database, tmp_path: Path) -> None:
    """Tills and logs of views, each with the number of its leaf before."""
    world = world_of(database, tmp_path)
    log = HeadLog(world)
    add_tills(database, ["a", "b"])
    grow(database, "a", 3)
    log.publish(NOW)
    head, view = grow(database, "a", 2), look(database)
    other = grow(database, "b", 1)
    log.publish(NOW)
    first, *more = map(read_leaf, leaves_of(database))
    assert ("till/a", 3, None) == (first.subject, first.size, first.previous)
    told = [(one.subject, one.size, one.root, one.previous) for one in more]
    assert told == [
        ("till/a", 5, head.frontier.root(), 0),
        ("till/b", 1, other.frontier.root(), None),
        ("views/t1", 1, view.root, None),
    ]
    found = log.shelf.last_note()
    assert found is not None
    texts = leaves_of(database)
    assert root_of(leaf_hash(one.encode()) for one in texts) == found[0].root
    assert f"{NAME}/heads" == found[0].origin
    assert found[1].is_signed_by(world.signer.verifier)


def test_each_leaf_is_proven(database: Database, tmp_path: Path) -> None:
    """Over more than one tile; by size the newest that says no more."""
    world = world_of(database, tmp_path)
    log = HeadLog(world)
    names = [f"till-{number:04}" for number in range(600)]
    add_tills(database, names)
    for name in names:
        grow(database, name, 1)
    log.publish(NOW)
    grow(database, names[7], 4)
    log.publish(NOW)
    for name, size, index in ((names[7], 1, 7), (names[7], 4, 7), (names[7], 5, 600)):
        proof = log.proof(f"till/{name}", size)
        assert proof is not None
        found = prove(proof.leaf, proof.index, proof.path, proof.checkpoint, world.signer.verifier)
        assert (index, 601) == (found.index, found.checkpoint.size)
    assert [row_hash(names[7], seq) for seq in (1,)]
    assert log.proof("till/unknown") is None


def test_a_leaf_without_a_checkpoint_is_not_proven(database: Database, tmp_path: Path) -> None:
    """A process died between leaves and note: the next turn signs them."""
    log = HeadLog(world_of(database, tmp_path))
    add_tills(database, ["a"])
    grow(database, "a", 3)
    tower = log.shelf.tower(0)
    assert log._append(tower, list(log._changed([])))
    assert log.proof("till/a") is None
    assert (1, 0, True) == _said(log)
    assert log.proof("till/a") is not None


def test_of_several_processes_one_publishes(database: Database, tmp_path: Path) -> None:
    """Exactly one has each number; the log is whole, and signed at its end in the next turn."""
    names = [f"till-{number:03}" for number in range(300)]
    add_tills(database, names)
    logs = [HeadLog(world_of(database, tmp_path)) for _ in range(4)]
    for turn in range(5):
        for name in names[turn::2]:
            grow(database, name, 1)
        barrier = Barrier(len(logs))

        def publish(log: HeadLog, barrier: Barrier = barrier) -> int:
            barrier.wait()
            return log.publish(NOW).added

        with ThreadPoolExecutor(len(logs)) as pool:
            added = list(pool.map(publish, logs))
        assert 1 == sum(one > 0 for one in added), added
    last = HeadLog(world_of(database, tmp_path))
    last.publish(NOW)
    texts = leaves_of(database)
    assert len(set(texts)) == len(texts)
    found = last.shelf.last_note()
    assert found is not None
    assert (len(texts), root_of(leaf_hash(one.encode()) for one in texts)) == (
        found[0].size,
        found[0].root,
    )


def test_the_best_vouched_checkpoint_is_handed_out(database: Database, tmp_path: Path) -> None:
    """Witnessed and stamped before newer and bare."""
    log = HeadLog(world_of(database, tmp_path))
    add_tills(database, ["a", "b"])
    for name in ("a", "b"):
        grow(database, name, 1)
        log.publish(NOW)
    found = log.shelf.note(1)
    witness = Signer("zeuge.example", _key(), is_witness=True)
    line = witness.sign(found[1].text, 1_800_000_000)
    with database.write() as connection:
        said = {"size": 1, "witness": "zeuge.example", "line": line}
        connection.execute(sa.insert(cosignatures), [said])
        connection.execute(sa.insert(stamps), [{"size": 1, "token": b"TOKEN", "at": "x"}])
    proof = log.proof("till/a")
    assert proof is not None
    note = read_note(proof.checkpoint)
    assert (1, b"TOKEN") == (read_checkpoint(note).size, b64decode(proof.stamp))
    assert note.is_signed_by(witness.verifier)


def _key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.generate()


def test_a_log_that_lost_rows_is_named(database: Database, tmp_path: Path) -> None:
    """Shorter than its leaf, or another one of the same length: an old backup was put back."""
    log = HeadLog(world_of(database, tmp_path))
    add_tills(database, ["a", "b", "c"])
    for name in ("a", "b", "c"):
        grow(database, name, 3)
    log.publish(NOW)
    forget(database, "chunks")
    grow(database, "a", 2)
    grow(database, "b", 3, salt="other")
    grow(database, "c", 3)
    assert ("till/a", "till/b") == log.publish(NOW).shrunk


def test_nothing_is_signed_over_a_changed_log(database: Database, tmp_path: Path) -> None:
    """Somebody put another leaf into the place of one that was signed."""
    log = HeadLog(world_of(database, tmp_path))
    add_tills(database, ["a", "b"])
    grow(database, "a", 3)
    log.publish(NOW)
    forget(database, "head_leaves")
    grow(database, "a", 1)
    grow(database, "b", 1)
    with pytest.raises(HeadsError, match="not the one that was signed at 1"):
        log.publish(NOW)
    with database.read() as connection:
        assert 1 == connection.scalar(sa.select(sa.func.count()).select_from(head_notes))


def forget(database: Database, table: str) -> None:
    """As somebody does who owns the database: the guards off, everything gone."""
    with database.write() as connection:
        if database.is_sqlite:
            connection.exec_driver_sql(f"DROP TRIGGER {table}_no_delete")
        else:
            connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        connection.exec_driver_sql(f"DELETE FROM {table}")
