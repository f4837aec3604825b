"""archive.index.guards: evidence is only added to, whoever asks and however."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from archive.index.database import Database
from archive.index.guards import INGEST_ROLE, PORTAL_ROLE, grants
from archive.index.migrate import upgrade
from archive.index.tables import EVIDENCE, metadata
from tests.archive import books
from tests.archive.api.ground import Site
from tests.archive.postgres import Postgres

VERBS = ("UPDATE {} SET {} = {}", "DELETE FROM {}")


def fill(database: Database) -> None:
    """A row in each table of evidence: a trigger for each row needs one to refuse."""
    with database.write() as connection:
        for name in EVIDENCE:
            table = metadata.tables[name]
            connection.execute(table.insert().values({one.name: _some(one) for one in table.c}))


def _some(column: "sa.Column[object]") -> object:
    if isinstance(column.type, sa.Boolean):
        return False
    if isinstance(column.type, sa.Integer):
        return 1
    return b"1" if isinstance(column.type, sa.LargeBinary) else "1"


def statements(table: str) -> Iterator[str]:
    """Ways to change what is there."""
    first = next(iter(metadata.tables[table].c)).name
    for verb in VERBS:
        yield verb.format(table, f'"{first}"', f'"{first}"')


@pytest.mark.parametrize("table", EVIDENCE)
def test_nobody_changes_evidence(database: Database, table: str) -> None:
    """§ 131 BAO: not even the owner of the tables, not even to what it was."""
    fill(database)
    for statement in statements(table):
        with (
            pytest.raises(sa.exc.DBAPIError, match="evidence is only added to"),
            database.write() as connection,
        ):
            connection.exec_driver_sql(statement)
    with database.read() as connection:
        asked = sa.select(sa.func.count()).select_from(metadata.tables[table])
        assert 1 == connection.scalar(asked)


@pytest.mark.parametrize("table", ["chunks", "views"])
def test_nobody_replaces_evidence(sqlite: Database, table: str) -> None:
    """SQLite would delete silently where a new row has the key of an old one."""
    fill(sqlite)
    values = {one.name: _some(one) for one in metadata.tables[table].c}
    statement = sa.insert(metadata.tables[table]).prefix_with("OR REPLACE").values(values)
    with (
        pytest.raises(sa.exc.DBAPIError, match="evidence is only added to"),
        sqlite.write() as connection,
    ):
        connection.execute(statement)


@pytest.fixture
def fleet(postgres: Postgres) -> Iterator[tuple[Postgres, str]]:
    """A database with both roles, as the manual makes them."""
    name = postgres.fresh()
    owner = Database(postgres.url(name))
    upgrade(owner)
    for role in (INGEST_ROLE, PORTAL_ROLE):
        postgres.sql("postgres", f"DROP ROLE IF EXISTS {role}")
        postgres.sql("postgres", f"CREATE ROLE {role} LOGIN")
    for statement in grants():
        postgres.sql(name, statement)
    yield postgres, name
    owner.close()
    postgres.drop(name)
    for role in (INGEST_ROLE, PORTAL_ROLE):
        postgres.sql("postgres", f"DROP ROLE {role}")


@pytest.mark.parametrize("role", [INGEST_ROLE, PORTAL_ROLE])
def test_no_role_may_even_try(fleet: tuple[Postgres, str], role: str) -> None:
    """The right is not there: a trigger that somebody took away is not missed."""
    server, name = fleet
    place = f"host={server.socket} dbname={name} user={role}"
    with psycopg.connect(place, autocommit=True) as connection:
        for table in EVIDENCE:
            for statement in (*statements(table), f"TRUNCATE {table}"):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    connection.execute(statement)
        for statement in ("DROP TABLE chunks", "ALTER TABLE chunks DISABLE TRIGGER ALL"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement)


def test_the_owner_may_not_empty_it(fleet: tuple[Postgres, str]) -> None:
    """TRUNCATE asks no row, so it has a trigger of its own."""
    server, name = fleet
    for table in EVIDENCE:
        with pytest.raises(psycopg.errors.RaiseException, match="evidence is only added to"):
            server.sql(name, f"TRUNCATE {table} CASCADE")


@pytest.mark.parametrize("table", ["users", "memberships", "sessions", "tenants", "read_links"])
def test_who_takes_batches_makes_no_accounts(fleet: tuple[Postgres, str], table: str) -> None:
    """A process that tills can reach lets nobody into the portal."""
    server, name = fleet
    place = f"host={server.socket} dbname={name} user={INGEST_ROLE}"
    with psycopg.connect(place, autocommit=True) as connection:
        for statement in (*statements(table), f"INSERT INTO {table} DEFAULT VALUES"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement)


def test_the_role_is_enough_for_batches(fleet: tuple[Postgres, str], tmp_path: Path) -> None:
    """Good ones, bad ones, forks and what nobody can read, under the role of ingest."""
    server, name = fleet
    owner, ingest = Database(server.url(name)), Database(server.url(name, INGEST_ROLE))
    till_side = Site(owner, tmp_path)

    async def story() -> None:
        site = Site(ingest, tmp_path, till_side)
        lines = books.lines(300)
        lines[6] = lines[6].replace(b'"standard"', b'"storno"')
        site.acked(await site.send(lines))
        site.conflict(await site.send(books.lines(3, rows_per_receipt=2)))
        assert 422 == (await site.post(b"x")).status_code
        ack, _ = site.acked(await site.head())
        assert 2 == len(ack.alarms)

    asyncio.run(story())
    ingest.close()
    owner.close()
