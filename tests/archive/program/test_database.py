"""`migrate`, `roles`, `health`."""

from pathlib import Path

import psycopg
import pytest

from archive.index.tables import EVIDENCE
from tests.archive.postgres import Postgres
from tests.archive.program.calling import archive


def settings_for(postgres: Postgres, name: str, folder: Path) -> Path:
    """A file of settings for a database."""
    file = folder / "archive.toml"
    file.write_text(f'data = "{folder / "data"}"\n[database]\nurl = "{postgres.url(name)}"\n')
    return file


def test_tables_and_roles_of_postgresql(postgres: Postgres, tmp_path: Path) -> None:
    """Made by the owner; then the role of ingest adds evidence and can change none."""
    name = postgres.fresh()
    config = settings_for(postgres, name, tmp_path)
    for role in ("kassa_ingest", "kassa_portal"):
        postgres.sql(
            name,
            f"DO $$ BEGIN CREATE ROLE {role} LOGIN; EXCEPTION WHEN duplicate_object THEN END $$",
        )
    assert 2 == archive("roles", "--config", config).code
    assert "the tables are of this version\n" == archive("migrate", "--config", config).out
    assert 0 == archive("migrate", "--config", config).code
    assert "granted to kassa_ingest and kassa_portal\n" == archive("roles", "--config", config).out
    place = f"host={postgres.socket} dbname={name} user=kassa_ingest"
    with psycopg.connect(place, autocommit=True) as connection:
        connection.execute(
            "INSERT INTO findings (till_id, seq, rule, detail, found_at) "
            "VALUES ('t', 1, '', '', '')"
        )
        for table in EVIDENCE:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(f"DELETE FROM {table}")
    postgres.drop(name)


def test_roles_are_shown_for_whoever_grants_by_hand() -> None:
    """Without any archive: SQL, one statement on a line."""
    ran = archive("roles", "--print")
    assert 0 == ran.code
    assert all(line.startswith("GRANT ") for line in ran.out.splitlines())
    assert all(line.endswith(";") for line in ran.out.splitlines())


def test_sqlite_has_no_roles(tmp_path: Path) -> None:
    """Told, not failed."""
    assert 0 == archive("migrate", "--data", tmp_path / "a").code
    assert "SQLite has no roles" in archive("roles", "--data", tmp_path / "a").out


def test_nobody_answers() -> None:
    """1, with why."""
    ran = archive("health", "http://127.0.0.1:9")
    assert 1 == ran.code
    assert "not reached" in ran.out
