"""The book as it was before a newer program carried it on: one whole copy, kept beside it.

A migration goes forward only, and an older program refuses what comes of it. Whoever must go back
has this copy, and what was sold since then on paper and in the archive.
"""

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Final

from firmware.process.medium import flush
from firmware.store import schema
from firmware.store.errors import StoreError, StoreFault, edge

if TYPE_CHECKING:
    from firmware.store.file import BookFile

_VACUUM_INTO: Final = "VACUUM INTO ?"
_CHECK: Final = "PRAGMA quick_check(1)"
#: Its day is that of the last row: the copy says how far it goes, whatever the clock says.
_LAST_DAY: Final = "SELECT substr(at_utc, 1, 10) FROM journal ORDER BY seq DESC LIMIT 1"
_NO_DAY: Final = "empty"


#: Where the header of a file of SQLite has its `user_version`, four bytes, big-endian.
_VERSION_AT: Final = 60


def is_due(path: Path) -> bool:
    """Whether opening the book will keep a copy of it and carry it on, which takes its time."""
    try:
        with path.open("rb") as file:
            file.seek(_VERSION_AT)
            return 0 < int.from_bytes(file.read(4), "big") < schema.VERSION
    except OSError:
        return False


def keep(file: "BookFile", version: int) -> Path:
    """Copy the book of `version` whole, examine the copy, and only then give it its name.

    One that is there already under this name was made by a start that was cut before the migration.

    Raises:
        StoreError: FULL, FORBIDDEN, BROKEN: nothing is migrated.
    """
    row: tuple[str] | None = file.row(_LAST_DAY)
    out = file.path.with_name(f"{_stem(file.path)}{version}.{row[0] if row else _NO_DAY}")
    if out.exists():
        return out
    part = out.with_name(f"{out.name}.part")
    with edge(part):
        part.unlink(missing_ok=True)
        # On the writer's own connection: it has the lock, and reads what its log holds.
        file.connection().execute(_VACUUM_INTO, (str(part),))
        _require_sound(part)
        flush(part)
        part.rename(out)
        flush(out.parent)
    return out


def let_go_of_others(path: Path, kept: Path) -> None:
    """Keep this copy of the book and none from before."""
    for one in path.parent.glob(f"{_stem(path)}*"):
        if one != kept:
            with edge(one):
                one.unlink(missing_ok=True)


def _stem(path: Path) -> str:
    return f"{path.name}.schema-"


def _require_sound(part: Path) -> None:
    connection = sqlite3.connect(f"{part.absolute().as_uri()}?mode=ro", uri=True)
    try:
        (answer,) = connection.execute(_CHECK).fetchone()
    finally:
        connection.close()
    if answer != "ok":
        raise StoreError(StoreFault.BROKEN, str(part), f"the copy is not sound: {answer}")
