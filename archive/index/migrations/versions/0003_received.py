"""When a till was heard is found without going through its log."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """An index; a database that began with it has it from its first step on."""
    op.create_index("chunks_received", "chunks", ["till_id", "received_at"], if_not_exists=True)
