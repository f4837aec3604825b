"""The statements behind `Ledger.append`: as few as can be, each for all tills at once.

Every statement gives up the interpreter and has to win it back; a transaction of three costs the
same for one till as for a hundred.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from archive.index.tables import certificates, findings, links, tiles
from archive.index.tiling import full_tiles
from archive.intake.head import to_bytes

if TYPE_CHECKING:
    from archive.index.ledger import Chunk

# A chunk goes in where the one before it ends, with the hash it was judged to follow: also in a
# database that lost its end under a running process (a replica that took over too early).
_SQLITE: Final = (
    "INSERT INTO chunks (till_id, first_seq, last_seq, received_at, body, hashes, state) "
    "SELECT column1, column2, column3, column4, column5, column6, column7 FROM (VALUES "
)
_SQLITE_MARKS: Final = "(?, ?, ?, ?, ?, ?, ?, ?)"
_SQLITE_END: Final = (
    ") WHERE column2 = 1 OR column8 = (SELECT substr(p.hashes, -32) FROM chunks AS p "
    "WHERE p.till_id = column1 AND p.first_seq < column2 AND p.last_seq = column2 - 1 "
    "ORDER BY p.first_seq DESC LIMIT 1) ON CONFLICT DO NOTHING RETURNING till_id"
)
_POSTGRES: Final = (
    "INSERT INTO chunks (till_id, first_seq, last_seq, received_at, body, hashes, state) "
    "SELECT n.till_id, n.first_seq, n.last_seq, n.received_at, n.body, n.hashes, n.state "
    "FROM unnest(%s::text[], %s::bigint[], %s::bigint[], %s::text[], %b::bytea[], %b::bytea[], "
    "%b::bytea[], %b::bytea[]) "
    "AS n (till_id, first_seq, last_seq, received_at, body, hashes, state, before) "
    "WHERE n.first_seq = 1 OR n.before = (SELECT substr(p.hashes, length(p.hashes) - 31) "
    "FROM chunks AS p WHERE p.till_id = n.till_id AND p.first_seq < n.first_seq "
    "AND p.last_seq = n.first_seq - 1 ORDER BY p.first_seq DESC LIMIT 1) "
    "ON CONFLICT DO NOTHING RETURNING till_id"
)
#: SQLite takes 32,766 values in a statement.
_ROWS_AT_ONCE: Final = 4000


def insert_chunks(connection: Connection, chunks: Sequence["Chunk"]) -> set[str]:
    """Insert the chunks of different tills; whose was the first at its place."""
    rows = [
        (
            chunk.till_id,
            chunk.first_seq,
            chunk.last_seq,
            chunk.received_at,
            chunk.body,
            chunk.judged.hashes,
            to_bytes(chunk.judged.head),
            bytes.fromhex(chunk.last_hash),
        )
        for chunk in chunks
    ]
    taken: set[str] = set()
    for at in range(0, len(rows), _ROWS_AT_ONCE):
        part = rows[at : at + _ROWS_AT_ONCE]
        if connection.dialect.name == "sqlite":
            statement = _SQLITE + ", ".join([_SQLITE_MARKS] * len(part)) + _SQLITE_END
            values: tuple[object, ...] = tuple(cell for row in part for cell in row)
        else:
            statement = _POSTGRES
            values = tuple(list(column) for column in zip(*part, strict=True))
        taken.update(till_id for (till_id,) in connection.exec_driver_sql(statement, values))
    return taken


def insert_beside(connection: Connection, chunks: Sequence["Chunk"]) -> None:
    """What else is known since these chunks are in: full tiles, findings, certificates, links."""
    filled = [
        {"till_id": chunk.till_id, "level": tile.level, "index": tile.index, "hashes": hashes}
        for chunk in chunks
        for tile, hashes in full_tiles(
            connection, chunk.till_id, chunk.first_seq - 1, chunk.judged.leaves
        )
    ]
    found = [
        {
            "till_id": chunk.till_id,
            "seq": one.seq,
            "rule": one.rule.value,
            "detail": one.detail,
            "found_at": chunk.received_at,
        }
        for chunk in chunks
        for one in chunk.judged.findings
    ]
    entered = [
        {
            "till_id": chunk.till_id,
            "seq": one.seq,
            "serial": one.serial,
            "rka": one.rka,
            "der": one.der,
        }
        for chunk in chunks
        for one in chunk.judged.certificates
    ]
    shown = [
        {
            "token_sha256": one.token_sha256,
            "till_id": chunk.till_id,
            "number": one.number,
            "seq": one.seq,
        }
        for chunk in chunks
        for one in chunk.judged.links
    ]
    for table, rows in ((tiles, filled), (findings, found), (certificates, entered)):
        if rows:
            connection.execute(sa.insert(table), rows)
    if shown:
        is_sqlite = connection.dialect.name == "sqlite"
        insert = sqlite.insert if is_sqlite else postgresql.insert
        # A receipt shown twice has the same link; sorted, for the reason in Ledger.append.
        shown.sort(key=lambda row: str(row["token_sha256"]))
        connection.execute(insert(links).on_conflict_do_nothing(), shown)
