"""archive.index.database: readers beside a writer, one writer after the other, on the medium."""

from pathlib import Path
from threading import Thread

import pytest
import sqlalchemy as sa

from archive.index.database import Database, folder_url
from archive.index.tables import tenants
from tests.archive.postgres import Postgres

ROW = {"name": "Huber", "country": "AT", "retention_years": 7, "is_held": False, "created_at": ""}


def count(database: Database) -> int:
    """How many tenants a reader sees."""
    with database.read() as connection:
        return int(connection.scalar(sa.select(sa.func.count()).select_from(tenants)) or 0)


def test_committed_when_left(database: Database) -> None:
    """Nobody sees a half; an error takes all of it back."""
    with database.write() as connection:
        connection.execute(tenants.insert().values(id="a", **ROW))
        assert 0 == count(database)
    assert 1 == count(database)

    def fail() -> None:
        with database.write() as connection:
            connection.execute(tenants.insert().values(id="b", **ROW))
            raise OSError("no")

    with pytest.raises(OSError, match="no"):
        fail()
    assert 1 == count(database)


def test_many_writers(database: Database) -> None:
    """One after the other: none is refused because another one writes."""

    def work(name: int) -> None:
        for number in range(10):
            with database.write() as connection:
                connection.execute(tenants.insert().values(id=f"{name}/{number}", **ROW))

    threads = [Thread(target=work, args=(name,)) for name in range(5)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert 50 == count(database)


def test_how_sqlite_is_opened(sqlite: Database) -> None:
    """Durable at each commit; only writers checkpoint, and readers cannot write."""
    with sqlite.write() as connection:
        told = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "recursive_triggers", "wal_autocheckpoint")
        ]
    assert ["wal", 2, 1, 1000] == told
    with sqlite.read() as connection:
        assert 0 == connection.exec_driver_sql("PRAGMA wal_autocheckpoint").scalar_one()
        with pytest.raises(sa.exc.OperationalError, match="readonly"):
            connection.execute(tenants.insert().values(id="a", **ROW))


def test_how_postgres_is_opened(postgres: Postgres) -> None:
    """Durable at each commit, each statement sees what was committed, whatever the server says."""
    name = postgres.fresh()
    owner = Database(postgres.url(name))
    with owner.write() as connection:
        for setting in ("synchronous_commit = off", "default_transaction_isolation = serializable"):
            connection.exec_driver_sql(f"ALTER DATABASE {name} SET {setting}")
    owner.close()
    fresh = Database(postgres.url(name))
    with fresh.write() as connection:
        told = [
            connection.exec_driver_sql(f"SHOW {one}").scalar_one()
            for one in ("synchronous_commit", "transaction_isolation")
        ]
    with fresh.read() as connection:
        again = connection.exec_driver_sql("SHOW synchronous_commit").scalar_one()
    fresh.close()
    postgres.drop(name)
    assert ["on", "read committed", "on"] == [*told, again]


def test_in_one_folder(tmp_path: Path) -> None:
    """Where an archive lives that needs nothing else."""
    database = Database(folder_url(tmp_path))
    assert database.is_sqlite
    assert str(tmp_path / "archive.sqlite") == database.url.database
    database.close()


def test_an_error_says_no_values(database: Database) -> None:
    """Its text goes into the log; digests of passwords, links and rows do not."""
    with pytest.raises(sa.exc.DBAPIError) as caught, database.read() as connection:
        connection.execute(sa.text("SELECT * FROM nowhere WHERE a = :a"), {"a": "the secret"})
    assert "the secret" not in str(caught.value)


def test_each_value_of_a_column(database: Database) -> None:
    """Once and in order; what comes meanwhile, behind the last one, comes too."""
    assert [] == list(database.each(tenants.c.id))
    with database.write() as connection:
        connection.execute(tenants.insert(), [{"id": one, **ROW} for one in ("b", "a")])
    looked = database.each(tenants.c.id)
    assert "a" == next(looked)
    with database.write() as connection:
        connection.execute(tenants.insert().values(id="c", **ROW))
    assert ["b", "c"] == list(looked)
