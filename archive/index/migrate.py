"""Bringing the tables to this version, by Alembic; forward only."""

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from archive.index.database import Database

_FOLDER: Final = Path(__file__).parent / "migrations"


class SchemaError(Exception):
    """The database is of another version than this program; the message says what to do."""


def upgrade(database: Database) -> None:
    """Make or bring up to date all tables and triggers; needs the role that owns them."""
    config = _config()
    with database.write() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def require_current(database: Database) -> None:
    """Whether the tables are those of this program.

    Raises:
        SchemaError: older or newer.
    """
    wanted = ScriptDirectory.from_config(_config()).get_current_head()
    with database.read() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    if found != wanted:
        raise SchemaError(
            f"the database is at version {found or 'none'}, this program needs {wanted}: "
            "run `kassa-archive migrate` with the role that owns the tables"
        )


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    return config
