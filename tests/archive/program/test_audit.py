"""archive.program.audit: whoever had his hands in the database, one run finds it."""

import json
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from archive.heads.log import HeadLog
from archive.index.database import Database, folder_url
from archive.index.migrate import upgrade
from archive.index.tables import (
    certificates,
    chunks,
    cosignatures,
    findings,
    head_leaves,
    head_notes,
    stamps,
    tiles,
    views,
)
from archive.program.audit import Examined, examine
from archive.world import World
from firmware.accord.batch import pack, unpack
from firmware.evidence.heads import read_leaf
from firmware.evidence.note import Checkpoint, read_checkpoint, read_note
from tests.archive import books
from tests.archive.heads.ground import NOW, world_of
from tests.archive.heads.kept import TILLS, keep, kept, section, tampered, unregister
from tests.evidence.authority import Authority, founded

pytestmark = pytest.mark.whole


A, B = TILLS
FIRST, MIDDLE, LAST = 1, 121, 301
Where = sa.ColumnElement[bool]
Change = Callable[[sa.Connection], None]


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """One for all."""
    return founded(tmp_path_factory.mktemp("tsa"))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, authority: Authority) -> Path:
    """The folder of an archive that nobody touched yet."""
    folder = tmp_path_factory.mktemp("built")
    database = Database(folder_url(folder))
    upgrade(database)
    kept(database, folder, authority)
    database.close()
    return folder


@pytest.fixture
def world(built: Path, tmp_path: Path, authority: Authority) -> Iterator[World]:
    """A copy of it, for hands that change it."""
    shutil.copytree(built, tmp_path / "copy")
    database = Database(folder_url(tmp_path / "copy"))
    yield world_of(database, tmp_path / "copy", section(authority))
    database.close()


def faults(world: World) -> list[str]:
    """All that one run finds."""
    return [str(one) for one in examine(world, Examined())]


def test_what_nobody_touched_is_whole(
    database: Database, tmp_path: Path, authority: Authority
) -> None:
    """Rows, leaves, checkpoints: all are looked at, also of a till that is gone."""
    world = kept(database, tmp_path, authority)
    done = Examined()
    assert [] == [str(one) for one in examine(world, done)]
    assert (2, 604, 6, 2) == (done.tills, done.rows, done.leaves, done.checkpoints)
    tampered(database, unregister)
    assert [] == faults(world)


def cell(connection: sa.Connection, table: sa.Table, name: str, *where: Where) -> object:
    """One value."""
    return connection.scalar(sa.select(table.c[name]).where(*where))


def chunk(seq: int) -> list[Where]:
    """Where one of the first till stands."""
    return [chunks.c.till_id == A, chunks.c.first_seq == seq]


def in_body(old: bytes, new: bytes) -> Change:
    """Another word in the lines of a chunk."""

    def change(connection: sa.Connection) -> None:
        lines = unpack(bytes(cell(connection, chunks, "body", *chunk(MIDDLE))))
        changed = [one.replace(old, new, 1) if at == 5 else one for at, one in enumerate(lines)]
        assert changed != lines
        body = pack([one + b"\n" for one in changed])
        connection.execute(sa.update(chunks).where(*chunk(MIDDLE)).values(body=body))

    return change


def put(table: sa.Table, where: list[Where], **values: object) -> Change:
    """Other values in a row."""
    return lambda connection: _one(connection, sa.update(table).where(*where).values(**values))


def away(table: sa.Table, *where: Where) -> Change:
    """Rows that are no more."""
    return lambda connection: _one(connection, sa.delete(table).where(*where))


def _one(connection: sa.Connection, statement: "sa.Update | sa.Delete") -> None:
    assert connection.execute(statement).rowcount > 0


def flip(table: sa.Table, name: str, where: list[Where], at: int = 40) -> Change:
    """One bit of a blob."""

    def change(connection: sa.Connection) -> None:
        raw = bytearray(cell(connection, table, name, *where))
        raw[at] ^= 1
        put(table, where, **{name: bytes(raw)})(connection)

    return change


def older_state(connection: sa.Connection) -> None:
    """The state of the chunk before."""
    state = cell(connection, chunks, "state", *chunk(FIRST))
    put(chunks, chunk(MIDDLE), state=state)(connection)


def other_leaf(connection: sa.Connection) -> None:
    """The log of heads never said so."""
    leaf = read_leaf(str(cell(connection, head_leaves, "leaf", head_leaves.c.index == 0)))
    text = leaf.text.replace("180", "120")
    put(head_leaves, [head_leaves.c.index == 0], leaf=text, size=120)(connection)


def other_note(connection: sa.Connection) -> None:
    """A checkpoint that nobody signed."""
    note = str(cell(connection, head_notes, "note", head_notes.c.size == 3))
    said = read_checkpoint(read_note(note))
    forged = Checkpoint(origin=said.origin, size=3, root=bytes(32)).text
    put(head_notes, [head_notes.c.size == 3], note=note.replace(read_note(note).text, forged))(
        connection
    )


def other_line(connection: sa.Connection) -> None:
    """The witness's line of another checkpoint."""
    line = str(cell(connection, cosignatures, "line"))
    put(cosignatures, [cosignatures.c.size > 0], line=line[:60] + line[60:].swapcase())(connection)


def finding(connection: sa.Connection) -> None:
    """An accusation that is not true."""
    row = {"till_id": A, "seq": 7, "rule": "signature", "detail": "x", "found_at": "x"}
    connection.execute(sa.insert(findings), [row])


TAMPERED = {
    "a receipt's text": (in_body("Äpfel".encode(), b"Birnen"), "row 126: breaks the rule"),
    "a row's content": (in_body(rb"\"number\"", rb"\"Number\""), "row 126: breaks the rule"),
    "a body": (flip(chunks, "body", chunk(MIDDLE), 9), "row 121: its chunk cannot be read"),
    "another body": (
        put(chunks, chunk(MIDDLE), body=pack([one + b"\n" for one in books.lines(2)])),
        "row 121: its chunk holds rows 1 to 4",
    ),
    "a hash": (flip(chunks, "hashes", chunk(MIDDLE)), "row 122: its hash is kept otherwise"),
    "fewer hashes": (
        put(chunks, chunk(MIDDLE), hashes=b""),
        "row 121: its hash is kept otherwise",
    ),
    "a state": (older_state, "row 180: the state kept after it differs in frontier"),
    "no state": (put(chunks, chunk(MIDDLE), state=b"\xc1"), "the state kept with its chunk"),
    "a chunk gone": (away(chunks, *chunk(MIDDLE)), "row 181: follows row 120"),
    "the last chunk gone": (away(chunks, *chunk(LAST)), "row 302: the log of heads has a leaf"),
    "all chunks gone": (away(chunks, chunks.c.till_id == A), "till/till-a: has leaves, and no"),
    "another number": (put(chunks, chunk(MIDDLE), last_seq=179), "row 121: its chunk holds"),
    "a tile": (
        flip(tiles, "hashes", [tiles.c.till_id == A, tiles.c.level == 0]),
        "till/till-a, tile/0/000: is not that of the rows",
    ),
    "a tile gone": (away(tiles, tiles.c.till_id == B), "till/till-b, tile/0/000: is not there"),
    "a finding": (finding, "row 7: a finding says that it breaks signature; it does not"),
    "a certificate": (
        flip(certificates, "der", [certificates.c.till_id == A]),
        "row 2: its certificate is kept otherwise",
    ),
    "a certificate gone": (
        away(certificates, certificates.c.till_id == A),
        "row 2: its certificate is kept otherwise",
    ),
    "a leaf": (other_leaf, "the rows up to here are not those of their leaf"),
    "a leaf's column": (
        put(head_leaves, [head_leaves.c.index == 0], size=179),
        "leaf 0: is of till/till-a, 180",
    ),
    "a leaf gone": (away(head_leaves, head_leaves.c.index == 1), "leaf 1 of the log of heads is"),
    "the last leaf gone": (away(head_leaves, head_leaves.c.index == 5), "is signed over 6 leaves"),
    "a checkpoint": (other_note, "checkpoint 3: is not signed by the archive's key"),
    "no checkpoint": (
        put(head_notes, [head_notes.c.size == 3], note="x"),
        "checkpoint 3: a note is text",
    ),
    "a checkpoint gone": (
        away(head_notes, head_notes.c.size == 6),
        "checkpoint 6: there is no checkpoint of this size, but one of",
    ),
    "a cosignature": (other_line, "checkpoint 6: the line of witness zeuge.example does not hold"),
    "a stamp": (flip(stamps, "token", [stamps.c.size == 6], 500), "checkpoint 6: the stamp does"),
    "a view": (
        put(views, [views.c.seq == 1], who="niemand"),
        "views/t1, row 1: the log of views is not as it was written",
    ),
    "the last view gone": (
        away(views, views.c.seq == 2),
        "views/t1, row 2: the views up to here are not those of their leaf",
    ),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_each_hand_in_the_database_is_seen(world: World, what: str) -> None:
    """Guards off, one thing changed: one run, and it is named where it is."""
    change, told = TAMPERED[what]
    tampered(world.database, change)
    found = faults(world)
    assert any(told in one for one in found), found
    assert len(found) < 12, found


def test_the_same_on_the_other_kind(database: Database, tmp_path: Path) -> None:
    """PostgreSQL's superuser sees no trigger either."""
    world = kept(database, tmp_path)
    tampered(database, in_body("Äpfel".encode(), b"Birnen"))
    assert any("row 126: breaks the rule" in one for one in faults(world))


def rewritten(connection: sa.Connection) -> None:
    """Forget all of the first till."""
    for table in (chunks, tiles, certificates):
        connection.execute(sa.delete(table).where(table.c.till_id == A))


def test_a_whole_log_made_anew(world: World) -> None:
    """Chain, hashes, states, tiles, all fit: the log of heads does not."""
    database = world.database
    tampered(database, rewritten)
    keep(database, A, books.lines(300, register_id=A, positions=2))
    found = faults(world)
    assert [
        "till/till-a, row 180: the rows up to here are not those of their leaf",
        "till/till-a, row 302: the rows up to here are not those of their leaf",
    ] == found


def test_the_operator_makes_all_of_it_anew(world: World) -> None:
    """He has the key and signs once more: the witness did not."""
    database = world.database

    def forget(connection: sa.Connection) -> None:
        rewritten(connection)
        for table in (head_leaves, head_notes):
            connection.execute(sa.delete(table))
        connection.execute(sa.delete(tiles).where(tiles.c.till_id == "heads"))

    tampered(database, forget)
    keep(database, A, books.lines(300, register_id=A, positions=2)[:200])
    HeadLog(world).publish(NOW)
    keep(database, A, books.lines(300, register_id=A, positions=2)[200:])
    HeadLog(world).publish(NOW)
    found = faults(world)
    told = "log of heads, checkpoint 6: there is no checkpoint of this size, but one of"
    assert [f"{told} cosignatures", f"{told} stamps"] == found


def run(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """The command."""
    command = [sys.executable, "-m", "archive.program.main", "audit", "--data", str(folder), *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_command(tmp_path: Path) -> None:
    """A verdict, and an exit code a script can trust; `--json` for a machine."""
    database = Database(folder_url(tmp_path))
    upgrade(database)
    kept(database, tmp_path)
    config = tmp_path / "archive.toml"
    config.write_text(f'data = "{tmp_path}"\n[archive]\nname = "kassa.example.at"\n', "utf-8")
    # The key of the folder is not the one that signed: everything else is well.
    ran = run(tmp_path, "--config", str(config), "--json")
    said = json.loads(ran.stdout)
    assert (1, False, 604, 2) == (ran.returncode, said["whole"], said["rows"], said["faults"])
    assert all("is not signed by the archive's key" in one for one in said["told"])
    tampered(database, finding)
    database.close()
    ran = run(tmp_path, "--config", str(config))
    assert 1 == ran.returncode
    assert "NOT WHOLE: 3 faults in 604 rows of 2 tills" in ran.stdout
    assert 2 == run(tmp_path / "none").returncode


def test_memory_does_not_grow_with_the_log(world: World) -> None:
    """Ten times the rows, the same memory."""
    database = world.database
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    keep(database, "till-c", books.lines(4000, register_id="till-c"))
    assert [] == faults(world)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 60_000, f"{grown} KiB more"
