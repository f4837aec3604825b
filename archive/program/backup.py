"""`backup`: a copy of an archive in one folder, made while it serves.

The copy is itself an archive: it can be served, and examined (`audit`). It holds the key that signs
checkpoints, so it is as secret as the archive. Of PostgreSQL and an object store their own tools
make copies (docs/archive/backup.md).
"""

import os
import shutil
import sqlite3
from pathlib import Path
from typing import Final

import click

from archive.program.assembly import BLOBS
from archive.program.keys import FOLDER as KEYS
from archive.program.options import config_option, data_option, world_of
from archive.program.output import RefusalError
from archive.settings import Settings
from firmware.process.medium import flush

DATABASE: Final = "archive.sqlite"
_PAGES: Final = 1000


@click.command()
@data_option
@config_option
@click.argument("to", type=click.Path(path_type=Path))
def backup(data: Path | None, config: Path | None, to: Path) -> None:
    """Copy an archive of one folder to the folder TO while it serves.

    The same TO again brings the copy up to date: files that are there already never change.
    """
    with world_of(data, config) as world:
        settings = world.settings
        if settings.database.url or settings.blobs.bucket:
            raise RefusalError("only an archive in one folder: see docs/archive/backup.md")
    count = copied(settings, to)
    click.echo(f"{to}: database, keys, {count} new files")


def copied(settings: Settings, to: Path) -> int:
    """Make or bring up to date the copy; how many files are new in it.

    Raises:
        RefusalError: TO is inside the archive, or an archive that serves.
        OSError: it cannot be written.
    """
    source = settings.folder.absolute()
    if to.absolute() == source or source in to.absolute().parents:
        raise RefusalError(f"{to}: inside the archive itself")
    to.mkdir(mode=0o700, parents=True, exist_ok=True)
    # First the database: a file that comes meanwhile is in the copy and not in its tables, which
    # harms nothing; the other way round a row would name a file that is not there.
    _database(source / DATABASE, to / DATABASE)
    (to / KEYS).mkdir(mode=0o700, exist_ok=True)
    for key in (source / KEYS).iterdir():
        _file(key, to / KEYS / key.name)
    count = 0
    for path in sorted((source / BLOBS).rglob("*")):
        target = to / path.relative_to(source)
        # How long a file is kept is written on line by line; files themselves never change.
        is_changed = target.exists() and target.stat().st_size != path.stat().st_size
        if path.is_file() and (is_changed or not target.exists()):
            target.parent.mkdir(parents=True, exist_ok=True)
            _file(path, target)
            count += 1
    return count


def _database(source: Path, target: Path) -> None:
    new = target.with_name(f".{target.name}.new")
    new.unlink(missing_ok=True)
    reading = sqlite3.connect(f"file:{source}?mode=ro", uri=True)
    writing = sqlite3.connect(new)
    try:
        reading.backup(writing, pages=_PAGES)
        (fault,) = writing.execute("PRAGMA quick_check(1)").fetchone()
        if fault != "ok":
            raise RefusalError(f"{source}: damaged: {fault}")
        writing.execute("PRAGMA journal_mode=DELETE")
    finally:
        writing.close()
        reading.close()
    new.chmod(0o600)
    _put(new, target)


def _file(source: Path, target: Path) -> None:
    new = target.with_name(f".{target.name}.new")
    new.unlink(missing_ok=True)
    shutil.copy(source, new)
    _put(new, target)


def _put(new: Path, target: Path) -> None:
    with new.open("rb") as file:
        os.fsync(file.fileno())
    # Of a copy that was served meanwhile: its log is not that of the new database.
    for name in ("-wal", "-shm"):
        target.with_name(target.name + name).unlink(missing_ok=True)
    new.replace(target)
    flush(target.parent)
