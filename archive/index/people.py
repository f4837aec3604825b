"""The tables of people: users, their sessions, links and keys, and how often somebody tried.

`archive.index.tables` has them all; they stand here for their number alone.
"""

from typing import Final

import sqlalchemy as sa

metadata: Final = sa.MetaData()

users: Final = sa.Table(
    "users",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("email", sa.Text, nullable=False, unique=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("password_hash", sa.Text, nullable=False),
    sa.Column("totp_secret", sa.Text),
    #: Shown to the user, not yet confirmed by a code.
    sa.Column("totp_pending", sa.Text),
    #: The last TOTP step that was used: none is good twice.
    sa.Column("totp_step", sa.BigInteger),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("created_at", sa.Text, nullable=False),
)

#: Each good once, for who has lost the other factor.
recovery_codes: Final = sa.Table(
    "recovery_codes",
    metadata,
    sa.Column("user_id", sa.Text, sa.ForeignKey("users.id"), primary_key=True),
    sa.Column("code_sha256", sa.Text, primary_key=True),
)

#: How often somebody tried in a span of time; counted here so that all processes share it.
attempts: Final = sa.Table(
    "attempts",
    metadata,
    #: SHA-256 of what is tried and by whom: no address of a person stays.
    sa.Column("subject", sa.Text, primary_key=True),
    sa.Column("count", sa.Integer, nullable=False),
    sa.Column("ends_at", sa.Text, nullable=False, index=True),
)

#: role: owner, accountant, manufacturer (then `scope` is the manufacturer's name), operator.
memberships: Final = sa.Table(
    "memberships",
    metadata,
    sa.Column("user_id", sa.Text, sa.ForeignKey("users.id"), primary_key=True),
    sa.Column("role", sa.Text, primary_key=True),
    #: A tenant's id; a manufacturer's name; empty for the operator.
    sa.Column("scope", sa.Text, primary_key=True),
)

sessions: Final = sa.Table(
    "sessions",
    metadata,
    sa.Column("token_sha256", sa.Text, primary_key=True),
    #: Either a user's, or opened by an auditor's link.
    sa.Column("user_id", sa.Text, sa.ForeignKey("users.id"), index=True),
    sa.Column("link_sha256", sa.Text, sa.ForeignKey("read_links.token_sha256"), index=True),
    sa.Column("csrf", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("created_at", sa.Text, nullable=False),
    sa.Column("used_at", sa.Text, nullable=False),
    sa.Column("expires_at", sa.Text, nullable=False),
)

#: Invitations and forgotten passwords: a link by mail, good once.
invitations: Final = sa.Table(
    "invitations",
    metadata,
    sa.Column("token_sha256", sa.Text, primary_key=True),
    sa.Column("email", sa.Text, nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("scope", sa.Text, nullable=False),
    sa.Column("expires_at", sa.Text, nullable=False),
    sa.Column("used_at", sa.Text),
)

#: Registration keys; a master key has more than one use.
keys: Final = sa.Table(
    "keys",
    metadata,
    sa.Column("key_sha256", sa.Text, primary_key=True),
    sa.Column("shop_id", sa.Text, sa.ForeignKey("shops.id"), nullable=False, index=True),
    sa.Column("uses", sa.Integer, nullable=False),
    sa.Column("uses_left", sa.Integer, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("created_at", sa.Text, nullable=False),
    sa.Column("expires_at", sa.Text, nullable=False),
    sa.Column("revoked_at", sa.Text),
)

#: An auditor's link: reads these tills of a tenant until its day.
read_links: Final = sa.Table(
    "read_links",
    metadata,
    sa.Column("token_sha256", sa.Text, primary_key=True),
    sa.Column("tenant_id", sa.Text, sa.ForeignKey("tenants.id"), nullable=False, index=True),
    #: JSON array of till ids; empty for all.
    sa.Column("tills", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("created_at", sa.Text, nullable=False),
    sa.Column("expires_at", sa.Text, nullable=False),
    sa.Column("revoked_at", sa.Text),
)
