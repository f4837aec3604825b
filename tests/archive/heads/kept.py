"""An archive with real rows of real receipts, published, cosigned and stamped; and hands in it."""

from collections.abc import Callable, Sequence
from pathlib import Path

import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from archive.accounts import views
from archive.heads.log import HeadLog
from archive.index.database import Database
from archive.index.ledger import Chunk, Ledger
from archive.index.tables import cosignatures, stamps, tills
from archive.intake.head import Head
from archive.intake.judge import judge
from archive.settings import HeadsSection
from archive.world import World
from firmware.accord.batch import pack
from firmware.evidence.note import Signer
from firmware.evidence.stamp import request_for
from tests.archive import books
from tests.archive.heads.ground import AT, NOW, add_tills, world_of
from tests.evidence.authority import Authority

WITNESS = Signer("zeuge.example", Ed25519PrivateKey.from_private_bytes(bytes(32)), is_witness=True)
TILLS = ("till-a", "till-b")
RECEIPTS = 300
CHUNK = 60


def keep(database: Database, till: str, lines: Sequence[bytes]) -> None:
    """Append lines as ingest does."""
    ledger = Ledger(database)
    for at in range(0, len(lines), CHUNK):
        part = lines[at : at + CHUNK]
        standing = ledger.standing(till)
        head = standing.head if standing.head.size else Head(register_id=till)
        chunk = Chunk(
            till_id=till,
            first_seq=head.size + 1,
            last_hash=head.last_hash,
            body=pack([line + b"\n" for line in part]),
            judged=judge(head, part, standing.keys),
            received_at=AT,
        )
        assert [True] == ledger.append([chunk])


def section(authority: Authority | None) -> HeadsSection:
    """Whose word counts."""
    lines = (f"https://zeuge.example {WITNESS.verifier}",)
    if authority is None:
        return HeadsSection(witnesses=lines)
    roots = str(authority.roots)
    return HeadsSection(witnesses=lines, stamp_url="https://tsa.example", stamp_roots=roots)


def kept(database: Database, folder: Path, authority: Authority | None = None) -> World:
    """Two tills, published twice; the last checkpoint is cosigned, and stamped where wanted."""
    world = world_of(database, folder, section(authority))
    add_tills(database, TILLS)
    log = HeadLog(world)
    lines = {till: books.lines(RECEIPTS, register_id=till) for till in TILLS}
    for begin, end in ((0, 180), (180, len(lines[TILLS[0]]))):
        for till in TILLS:
            keep(database, till, lines[till][begin:end])
        with database.write() as connection:
            views.note(connection, "t1", "prüfer", {"receipt": begin}, NOW)
        log.publish(NOW)
    found = log.shelf.last_note()
    assert found is not None
    size, text = found[0].size, found[1].text
    line = WITNESS.sign(text, 1_795_000_000)
    with database.write() as connection:
        row = {"size": size, "witness": "zeuge.example", "line": line}
        connection.execute(sa.insert(cosignatures), [row])
        if authority is not None:
            token = authority.answer(request_for(text).as_bytes())
            connection.execute(sa.insert(stamps), [{"size": size, "token": token, "at": AT}])
    return world


def tampered(database: Database, change: Callable[[sa.Connection], None]) -> None:
    """As somebody who owns the database: no trigger holds him."""
    with database.write() as connection:
        if database.is_sqlite:
            names = connection.exec_driver_sql(
                "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            ).scalars()
            for name in list(names):
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        else:
            connection.exec_driver_sql("SET session_replication_role = replica")
        change(connection)
        if not database.is_sqlite:
            connection.exec_driver_sql("SET session_replication_role = DEFAULT")


def unregister(connection: sa.Connection) -> None:
    """A till that nobody knows any more still has its rows."""
    connection.execute(sa.delete(tills).where(tills.c.id == TILLS[1]))
