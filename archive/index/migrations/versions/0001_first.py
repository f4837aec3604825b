"""The first tables, and the triggers that keep evidence."""

from alembic import op

from archive.index.guards import postgres_guards, sqlite_guards
from archive.index.tables import metadata

#: Tables of later versions, which those bring.
_LATER = frozenset({"offers"})

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """From nothing."""
    connection = op.get_bind()
    first = [one for one in metadata.sorted_tables if one.name not in _LATER]
    metadata.create_all(connection, tables=first)
    is_sqlite = connection.dialect.name == "sqlite"
    for statement in sqlite_guards() if is_sqlite else postgres_guards():
        op.execute(statement)
