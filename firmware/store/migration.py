"""Makes the tables of a new book and carries an old one on: the only writer of schema.

Imported only when the version of a file differs, because sqlite-utils costs a hot start 50 ms.
Each migration is applied and recorded (table _sqlite_migrations) in one transaction; here all of
them and the version stand in the same one, so that a cut leaves the old book or the new one.
"""

import sqlite3
from collections.abc import Callable
from typing import Final

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from firmware.store import schema

SET_NAME: Final = "book"


def version_1(db: Database) -> None:
    """Tables, indexes and triggers of the first book."""
    for sql in schema.OBJECTS_1.values():
        db.execute(sql)


def version_2(db: Database) -> None:
    """Certificates of more than one trust service provider."""
    db.execute(schema.ADD_RKA)


# In order; the n-th leads from version n-1 to n. Never edited, only added to.
STEPS: Final[tuple[Callable[[Database], None], ...]] = (version_1, version_2)


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the file to `schema.VERSION`, all or nothing.

    Args:
        connection: in autocommit mode, the only writer.

    Raises:
        sqlite3.Error: nothing is changed.
    """
    migrations = Migrations(SET_NAME)
    for step in STEPS:
        migrations(name=step.__name__)(step)
    # The settings of the connection are file.py's; the library leaves them as they are.
    db = Database(connection, recursive_triggers=False, execute_plugins=False)
    connection.execute("BEGIN IMMEDIATE")
    try:
        migrations.apply(db)
        connection.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {schema.VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
