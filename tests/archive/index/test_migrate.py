"""archive.index.migrate: forward, and never past what a program knows."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from archive.index.database import Database, folder_url
from archive.index.migrate import SchemaError, _config, require_current, upgrade
from archive.index.tables import chunks, metadata
from tests.archive.keeping import TILL_ID, registered


def test_all_tables(database: Database) -> None:
    """Each with exactly the columns the program writes; a second time changes nothing."""
    upgrade(database)
    require_current(database)
    with database.read() as connection:
        seen = sa.inspect(connection)
        found = {
            name: {one["name"] for one in seen.get_columns(name)}
            for name in seen.get_table_names()
            if name != "alembic_version"
        }
    assert {name: set(table.c.keys()) for name, table in metadata.tables.items()} == found


def test_nothing_yet(tmp_path: Path) -> None:
    """A program does not begin on a database that was never made for it."""
    database = Database(folder_url(tmp_path))
    with pytest.raises(SchemaError, match="version none"):
        require_current(database)
    database.close()


def test_a_newer_one(database: Database) -> None:
    """An older program keeps its hands off."""
    with database.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(SchemaError, match="version 9999"):
        require_current(database)


@pytest.fixture
def first(database: Database) -> Database:
    """A database of the first version, with a till and a row of its log."""
    with database.write() as connection:
        # What later versions brought is taken away again: nobody downgrades but this test.
        connection.execute(sa.text("DROP INDEX chunks_received"))
        connection.execute(sa.text("DROP TABLE offers"))
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '0001'"))
    registered(database)
    row = {"till_id": TILL_ID, "first_seq": 1, "last_seq": 1, "received_at": "", "body": b"x"}
    with database.write() as connection:
        connection.execute(chunks.insert().values(**row, hashes=b"h", state=b"s"))
    return database


def test_a_database_of_the_first_version(first: Database) -> None:
    """It is brought up to date with all that is in it, and its evidence is kept as before."""
    with pytest.raises(SchemaError, match="version 0001"):
        require_current(first)
    upgrade(first)
    require_current(first)
    with first.read() as connection:
        assert b"x" == connection.scalar(sa.select(chunks.c.body))
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert [] == compare_metadata(context, metadata)
    with (
        pytest.raises(sa.exc.DBAPIError, match="evidence is only added to"),
        first.write() as connection,
    ):
        connection.execute(chunks.delete())


def test_step_by_step_is_as_all_at_once(database: Database) -> None:
    """What the migrations made is what the program says its tables are, in types and all."""
    with database.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert [] == compare_metadata(context, metadata)


def test_the_first_step_alone(tmp_path: Path) -> None:
    """It makes the tables of its time, whatever came after."""
    database = Database(folder_url(tmp_path))
    config = _config()
    with database.write() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    with database.read() as connection:
        assert not sa.inspect(connection).has_table("offers")
        assert sa.inspect(connection).has_table("alarms")
    database.close()
