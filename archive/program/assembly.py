"""A running archive put together from its settings: the world that every room is given."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from archive.blobs.folder import FolderBlobs
from archive.blobs.port import Blobs
from archive.blobs.s3 import ObjectBlobs
from archive.index.database import Database, folder_url
from archive.index.migrate import require_current, upgrade
from archive.program.keys import note_signer, require_private
from archive.program.output import RefusalError
from archive.settings import Settings, SettingsError, load
from archive.world import World

#: Files of the archive in its folder, where there is no object store.
BLOBS: Final = "blobs"
_FOLDER_MODE: Final = 0o700
_MAX_SECRET: Final = 4096
#: The key of the note also makes that of sealed secrets: one file to keep, to copy, to mount.
_SEALING: Final = "standlkassa archive secrets 1"


def settings_of(data: Path | None, config: Path | None) -> Settings:
    """The settings of a file, of a folder alone, or of both: then the folder named wins.

    Raises:
        SettingsError: neither is named, or the file cannot be used.
    """
    if config is None:
        if data is None:
            raise SettingsError("name a folder (--data) or a file of settings (--config)")
        return Settings(data=str(data.absolute()))
    settings = load(config)
    if data is None:
        return settings
    return msgspec.structs.replace(settings, data=str(data.absolute()))


def database_of(settings: Settings) -> Database:
    """The database of the settings, nothing opened yet.

    Raises:
        SettingsError: a URL of another kind.
    """
    section = settings.database
    if not section.url:
        return Database(folder_url(settings.folder))
    try:
        url = sa.make_url(section.url)
    except sa.exc.ArgumentError as error:
        raise SettingsError("[database] url: not the address of a database") from error
    if url.drivername not in ("postgresql+psycopg", "sqlite"):
        raise SettingsError("[database] url: postgresql+psycopg://… or sqlite:///…")
    if url.password is not None:
        raise SettingsError("[database] url: a password belongs into password_file")
    if section.password_file:
        url = url.set(password=secret(Path(section.password_file)))
    return Database(url.render_as_string(hide_password=False))


def secret(path: Path) -> str:
    """The first line of a file only its owner can read.

    Raises:
        KeyFileError: others can read it.
        OSError: it cannot be read.
    """
    require_private(path)
    with path.open(encoding="utf-8") as file:
        return file.read(_MAX_SECRET).partition("\n")[0].strip()


@contextmanager
def opened(
    settings: Settings, now_utc: Callable[[], datetime], *, makes_it: bool = False
) -> Iterator[World]:
    """The world of an archive; only where it `makes_it` are folder and SQLite made, or changed.

    Raises:
        SchemaError: the database is not of this version.
        KeyFileError: the key cannot be used.
        RefusalError: there is no archive.
    """
    if not makes_it and not settings.folder.is_dir():
        raise RefusalError(f"{settings.folder}: no archive here (`kassa-archive serve` makes one)")
    settings.folder.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
    database = database_of(settings)
    try:
        if database.is_sqlite and makes_it:
            upgrade(database)
        else:
            _leave_checkpoints(database)
            require_current(database)
        signer = note_signer(settings.folder, settings.archive.name)
        database.sealing_key = signer.derived(_SEALING)
        yield World(
            settings=settings,
            database=database,
            blobs=blobs_of(settings),
            signer=signer,
            now_utc=now_utc,
        )
    finally:
        database.close()


def _leave_checkpoints(database: Database) -> None:
    # Beside a process that serves: of two that checkpoint at once SQLite before 3.51.3 can damage
    # its log. Whoever is the last to close does it still, and is alone then.
    if not database.is_sqlite:
        return

    @sa.event.listens_for(database.engine, "connect")
    def _prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA wal_autocheckpoint=0")
        cursor.close()


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Serve this folder as the only process: SQLite has one that writes.

    Raises:
        RefusalError: another process serves it.
    """
    folder.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
    descriptor = os.open(folder / "serve.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise RefusalError(f"{folder}: another process serves this archive") from error
        yield
    finally:
        os.close(descriptor)


def blobs_of(settings: Settings) -> Blobs:
    """The place for files that the settings name.

    Raises:
        BlobError: the bucket does not lock what it is given, or cannot be asked.
    """
    if not settings.blobs.bucket:
        return FolderBlobs(settings.folder / BLOBS, is_immutable=settings.blobs.immutable)
    bucket = ObjectBlobs(settings.blobs)
    bucket.require_locking()
    return bucket
