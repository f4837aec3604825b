"""Settings become a world."""

from pathlib import Path

import pytest

from archive.index.database import Database
from archive.index.migrate import SchemaError
from archive.program.assembly import alone_in, database_of, opened, secret, settings_of
from archive.program.keys import KeyFileError
from archive.program.output import RefusalError, now_utc
from archive.settings import DatabaseSection, Settings, SettingsError
from tests.archive.blobs.buckets import running_moto
from tests.archive.postgres import Postgres
from tests.archive.program.calling import archive


def test_a_folder_alone_is_an_archive(tmp_path: Path) -> None:
    """0700, SQLite with tables, a key; opened a second time it is the same."""
    settings = settings_of(tmp_path / "data", None)
    with opened(settings, now_utc, makes_it=True) as world:
        first, sealing = world.signer.verifier, world.database.sealing_key
        assert world.database.is_sqlite
    assert 0o700 == (tmp_path / "data").stat().st_mode & 0o777
    with opened(settings, now_utc) as world:
        assert first == world.signer.verifier
        assert sealing == world.database.sealing_key


def test_only_who_serves_checkpoints(tmp_path: Path) -> None:
    """Two that do so at once can damage the log of SQLite before 3.51.3."""
    settings, asked = settings_of(tmp_path, None), "PRAGMA wal_autocheckpoint"
    with opened(settings, now_utc, makes_it=True) as serving:
        with serving.database.write() as connection:
            assert connection.exec_driver_sql(asked).scalar_one() > 0
        with opened(settings, now_utc) as beside, beside.database.write() as connection:
            assert 0 == connection.exec_driver_sql(asked).scalar_one()


def test_a_folder_named_wins_over_the_settings(tmp_path: Path) -> None:
    """All else is the file's."""
    file = tmp_path / "a.toml"
    file.write_text('data = "/var/lib/kassa-archive"\n[archive]\nname = "x.example.at"\n')
    settings = settings_of(tmp_path / "other", file)
    assert (str(tmp_path / "other"), "x.example.at") == (settings.data, settings.archive.name)
    assert "/var/lib/kassa-archive" == settings_of(None, file).data


def test_only_serve_and_migrate_make_an_archive(tmp_path: Path) -> None:
    """A mistyped folder is told, and not made."""
    with (
        pytest.raises(RefusalError, match="no archive here"),
        opened(settings_of(tmp_path / "typo", None), now_utc),
    ):
        pass
    assert not (tmp_path / "typo").exists()
    (tmp_path / "empty").mkdir()
    with (
        pytest.raises(SchemaError, match="kassa-archive migrate"),
        opened(settings_of(tmp_path / "empty", None), now_utc),
    ):
        pass


def test_one_process_serves_a_folder(tmp_path: Path) -> None:
    """SQLite has one that writes; the next one is told, and may when the first has ended."""
    with (
        alone_in(tmp_path),
        pytest.raises(RefusalError, match="another process serves"),
        alone_in(tmp_path),
    ):
        pass
    with alone_in(tmp_path):
        pass


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("mysql://x/y", "postgresql+psycopg"),
        ("nonsense", "not the address of a database"),
        ("postgresql+psycopg://u:secret@h/d", "belongs into password_file"),
    ],
)
def test_what_is_no_database(tmp_path: Path, url: str, words: str) -> None:
    """Told without repeating what may be a password."""
    settings = Settings(data=str(tmp_path), database=DatabaseSection(url=url))
    with pytest.raises(SettingsError, match=r"\[database\] url") as caught:
        database_of(settings)
    assert words in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_password_stands_in_a_file_of_its_own(tmp_path: Path) -> None:
    """0600, its first line; and it is used."""
    file = tmp_path / "password"
    file.write_text("s3cret\nmore")
    file.chmod(0o600)
    assert "s3cret" == secret(file)
    section = DatabaseSection(url="postgresql+psycopg://u@h/d", password_file=str(file))
    database = database_of(Settings(data=str(tmp_path), database=section))
    assert "s3cret" == database.url.password
    database.close()
    file.chmod(0o644)
    with pytest.raises(KeyFileError):
        secret(file)


def test_postgresql_is_never_changed_by_opening_it(postgres: Postgres, tmp_path: Path) -> None:
    """Its tables belong to another role; who serves is told to migrate first."""
    name = postgres.fresh()
    section = DatabaseSection(url=postgres.url(name))
    settings = Settings(data=str(tmp_path), database=section)
    with (
        pytest.raises(SchemaError, match="kassa-archive migrate"),
        opened(settings, now_utc, makes_it=True),
    ):
        pass
    empty = Database(postgres.url(name))
    with empty.read() as connection:
        found = connection.exec_driver_sql(
            "SELECT count(*) FROM pg_tables WHERE schemaname='public'"
        )
        assert 0 == found.scalar_one()
    empty.close()
    postgres.drop(name)


def test_a_bucket_that_locks_nothing_is_refused(tmp_path: Path) -> None:
    """At the start of `serve`, in one line, before any file is put there."""
    with running_moto() as store:
        name = store.fresh(is_locking=False, is_versioned=True)
        config = tmp_path / "a.toml"
        config.write_text(
            f'data = "{tmp_path / "data"}"\n[archive]\nport = 0\n[blobs]\nbucket = "{name}"\n'
            f'endpoint = "{store.endpoint}"\nregion = "us-east-1"\n'
            f'credentials_file = "{store.credentials}"\n'
        )
        ran = archive("serve", "--config", config)
        assert (2, "") == (ran.code, ran.out)
        assert f"kassa-archive: bucket {name}: has no Object Lock" == ran.refusal
        section = store.section(store.fresh())
        with opened(Settings(data=str(tmp_path / "other"), blobs=section), now_utc, makes_it=True):
            pass
