"""The tables. Evidence is only ever added to; accounts are what they are now.

A till's log is cut into chunks as they came. A chunk carries the head after it (`state`), so that
the head is derived from the last row and stored nowhere else; two processes that append at the same
head collide on the primary key (compare-and-set without an update).

Times are UTC as text of one form (`firmware.store.canonical.utc_text`), so that they sort as they
are; identifiers are UUID text. Money is integer cents.
"""

from typing import Final

import sqlalchemy as sa

from archive.index import people

metadata: Final = people.metadata

#: Rows that no role of a program may change or delete; triggers say so to every role.
EVIDENCE: Final = (
    "chunks",
    "tiles",
    "certificates",
    "findings",
    "quarantine",
    "links",
    "packages",
    "retentions",
    "head_leaves",
    "head_notes",
    "cosignatures",
    "stamps",
    "views",
)

_big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _id() -> "sa.Column[int]":
    return sa.Column("id", _big, primary_key=True, autoincrement=True)


chunks: Final = sa.Table(
    "chunks",
    metadata,
    sa.Column("till_id", sa.Text, primary_key=True),
    sa.Column("first_seq", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("last_seq", sa.BigInteger, nullable=False),
    sa.Column("received_at", sa.Text, nullable=False),
    #: zstd over the lines, as sent or cut down to what was new.
    sa.Column("body", sa.LargeBinary, nullable=False),
    #: The row hashes, 32 bytes each: what the leaves are over.
    sa.Column("hashes", sa.LargeBinary, nullable=False),
    #: The head after this chunk (`archive.intake.head`).
    sa.Column("state", sa.LargeBinary, nullable=False),
    #: Whether a till was heard in an hour is asked of many tills every minute.
    sa.Index("chunks_received", "till_id", "received_at"),
)

tiles: Final = sa.Table(
    "tiles",
    metadata,
    sa.Column("till_id", sa.Text, primary_key=True),
    sa.Column("level", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("index", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("hashes", sa.LargeBinary, nullable=False),
)

#: Certificates of a till's log, so that no chunk must be looked through for them.
certificates: Final = sa.Table(
    "certificates",
    metadata,
    sa.Column("till_id", sa.Text, primary_key=True),
    sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("serial", sa.Text, nullable=False),
    sa.Column("rka", sa.Text, nullable=False),
    sa.Column("der", sa.LargeBinary, nullable=False),
)

findings: Final = sa.Table(
    "findings",
    metadata,
    _id(),
    sa.Column("till_id", sa.Text, nullable=False, index=True),
    sa.Column("seq", sa.BigInteger, nullable=False),
    sa.Column("rule", sa.Text, nullable=False),
    sa.Column("detail", sa.Text, nullable=False),
    sa.Column("found_at", sa.Text, nullable=False),
)

quarantine: Final = sa.Table(
    "quarantine",
    metadata,
    _id(),
    sa.Column("till_id", sa.Text, nullable=False, index=True),
    sa.Column("received_at", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("sha256", sa.Text, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.UniqueConstraint("till_id", "sha256"),
)

links: Final = sa.Table(
    "links",
    metadata,
    sa.Column("token_sha256", sa.Text, primary_key=True),
    sa.Column("till_id", sa.Text, nullable=False),
    sa.Column("number", sa.BigInteger, nullable=False),
    sa.Column("seq", sa.BigInteger, nullable=False),
)

packages: Final = sa.Table(
    "packages",
    metadata,
    sa.Column("till_id", sa.Text, primary_key=True),
    sa.Column("external_id", sa.Text, primary_key=True),
    sa.Column("sha256", sa.Text, nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("blob_key", sa.Text, nullable=False),
    sa.Column("blob_version", sa.Text, nullable=False),
    sa.Column("received_at", sa.Text, nullable=False),
    #: "till", or who put it in by hand.
    sa.Column("source", sa.Text, nullable=False),
    #: JSON: period, receipts, findings.
    sa.Column("verdict", sa.Text, nullable=False),
)

#: How long a blob is kept; a later row never says an earlier day.
retentions: Final = sa.Table(
    "retentions",
    metadata,
    _id(),
    sa.Column("blob_key", sa.Text, nullable=False, index=True),
    sa.Column("until", sa.Text, nullable=False),
    sa.Column("is_held", sa.Boolean, nullable=False),
    sa.Column("at", sa.Text, nullable=False),
)

head_leaves: Final = sa.Table(
    "head_leaves",
    metadata,
    sa.Column("index", sa.BigInteger, primary_key=True, autoincrement=False),
    #: `till/<id>` or `views/<tenant>`.
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("leaf", sa.Text, nullable=False),
    sa.UniqueConstraint("subject", "size"),
)

head_notes: Final = sa.Table(
    "head_notes",
    metadata,
    sa.Column("size", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("at", sa.Text, nullable=False),
)

cosignatures: Final = sa.Table(
    "cosignatures",
    metadata,
    sa.Column("size", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("witness", sa.Text, primary_key=True),
    sa.Column("line", sa.Text, nullable=False),
)

stamps: Final = sa.Table(
    "stamps",
    metadata,
    sa.Column("size", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("token", sa.LargeBinary, nullable=False),
    sa.Column("at", sa.Text, nullable=False),
)

#: Who looked at what, who took what along; each row hashes the one before (accounts/views.py).
views: Final = sa.Table(
    "views",
    metadata,
    sa.Column("tenant_id", sa.Text, primary_key=True),
    sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("what", sa.Text, nullable=False),
    sa.Column("hash", sa.Text, nullable=False),
    #: The frontier of the tenant's log after this row: its hashes, one behind the other.
    sa.Column("frontier", sa.LargeBinary, nullable=False),
)

tenants: Final = sa.Table(
    "tenants",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    #: "AT" 7 years, "DE" 10: how long evidence is kept after the end of its year.
    sa.Column("country", sa.Text, nullable=False),
    sa.Column("retention_years", sa.Integer, nullable=False),
    sa.Column("is_held", sa.Boolean, nullable=False),
    sa.Column("created_at", sa.Text, nullable=False),
)

shops: Final = sa.Table(
    "shops",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("tenant_id", sa.Text, sa.ForeignKey("tenants.id"), nullable=False, index=True),
    #: Counted up within the tenant (seed G011).
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("address", sa.Text, nullable=False),
    sa.UniqueConstraint("tenant_id", "number"),
)

tills: Final = sa.Table(
    "tills",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("tenant_id", sa.Text, sa.ForeignKey("tenants.id"), nullable=False),
    sa.Column("shop_id", sa.Text, sa.ForeignKey("shops.id"), nullable=False, index=True),
    sa.Column("register_id", sa.Text, nullable=False),
    sa.Column("installation_id", sa.Text, nullable=False),
    #: Ed25519, raw, base64.
    sa.Column("device_key", sa.Text, nullable=False),
    sa.Column("password_sha256", sa.Text, nullable=False, unique=True),
    #: JSON of `firmware.accord.messages.TillMaster`.
    sa.Column("master", sa.Text, nullable=False),
    sa.Column("key_sha256", sa.Text, nullable=False),
    sa.Column("registered_at", sa.Text, nullable=False),
    #: Of the password now valid; until then the lost answer may be asked for again.
    sa.Column("first_used_at", sa.Text),
    #: What the device said the time was when it last renewed its password: none is good twice.
    sa.Column("renewed_at", sa.Text),
    sa.Column("revoked_at", sa.Text),
    sa.UniqueConstraint("tenant_id", "register_id"),
)

#: What became of a till: registered, replaced, another version, revoked.
till_history: Final = sa.Table(
    "till_history",
    metadata,
    _id(),
    sa.Column("till_id", sa.Text, sa.ForeignKey("tills.id"), nullable=False, index=True),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("event", sa.Text, nullable=False),
    #: JSON: what it was from then on.
    sa.Column("what", sa.Text, nullable=False),
)

#: The last a till said of itself, and when it was last heard.
till_status: Final = sa.Table(
    "till_status",
    metadata,
    sa.Column("till_id", sa.Text, sa.ForeignKey("tills.id"), primary_key=True),
    sa.Column("heard_at", sa.Text, nullable=False),
    #: The till's clock less ours.
    sa.Column("clock_offset_s", sa.Integer, nullable=False),
    #: JSON of `firmware.accord.messages.TillStatus`.
    sa.Column("status", sa.Text, nullable=False),
)

#: People, and what lets them and tills in (`archive.index.people`).
users: Final = people.users
recovery_codes: Final = people.recovery_codes
attempts: Final = people.attempts
memberships: Final = people.memberships
sessions: Final = people.sessions
invitations: Final = people.invitations
keys: Final = people.keys
read_links: Final = people.read_links

documents: Final = sa.Table(
    "documents",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("tenant_id", sa.Text, sa.ForeignKey("tenants.id"), nullable=False, index=True),
    sa.Column("till_id", sa.Text),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("media_type", sa.Text, nullable=False),
    sa.Column("sha256", sa.Text, nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("blob_key", sa.Text, nullable=False),
    sa.Column("blob_version", sa.Text, nullable=False),
    sa.Column("uploaded_by", sa.Text, nullable=False),
    sa.Column("uploaded_at", sa.Text, nullable=False),
    #: Of a DEP7: JSON as of a package.
    sa.Column("verdict", sa.Text),
)

#: A file on its way in parts; gone when it is whole.
uploads: Final = sa.Table(
    "uploads",
    metadata,
    #: Whose (`till/<id>` or `user/<id>`), then the name given.
    sa.Column("owner", sa.Text, primary_key=True),
    sa.Column("external_id", sa.Text, primary_key=True),
    sa.Column("part", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("sha256", sa.Text, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Column("at", sa.Text, nullable=False),
)

#: Signed images that the operator lets tills fetch; a row changes only once, when it is withdrawn.
offers: Final = sa.Table(
    "offers",
    metadata,
    _id(),
    sa.Column("version", sa.Text, nullable=False),
    sa.Column("compatible", sa.Text, nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("sha256", sa.Text, nullable=False),
    sa.Column("notes_de", sa.Text, nullable=False),
    sa.Column("blob_key", sa.Text, nullable=False),
    sa.Column("blob_version", sa.Text, nullable=False),
    #: For whom: all, those of a tenant, one till; of these so many of a hundred.
    sa.Column("tenant_id", sa.Text, sa.ForeignKey("tenants.id")),
    sa.Column("till_id", sa.Text, sa.ForeignKey("tills.id")),
    sa.Column("share", sa.Integer, nullable=False),
    sa.Column("made_at", sa.Text, nullable=False),
    sa.Column("withdrawn_at", sa.Text),
)

#: One row from when something is wrong until it is well again.
alarms: Final = sa.Table(
    "alarms",
    metadata,
    _id(),
    sa.Column("till_id", sa.Text, nullable=False, index=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("detail", sa.Text, nullable=False),
    sa.Column("raised_at", sa.Text, nullable=False),
    sa.Column("cleared_at", sa.Text),
)
#: Of a till and kind one is open, whoever raises it at the same time.
sa.Index(
    "one_open_alarm",
    alarms.c.till_id,
    alarms.c.kind,
    unique=True,
    sqlite_where=alarms.c.cleared_at.is_(None),
    postgresql_where=alarms.c.cleared_at.is_(None),
)

#: Where alarms go: `mailto:` or `https:`.
targets: Final = sa.Table(
    "targets",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("tenant_id", sa.Text, sa.ForeignKey("tenants.id"), nullable=False, index=True),
    sa.Column("address", sa.Text, nullable=False),
    #: Signs what is posted (HMAC), so that the receiver knows it is from here.
    sa.Column("secret", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
)

deliveries: Final = sa.Table(
    "deliveries",
    metadata,
    _id(),
    sa.Column("alarm_id", _big, sa.ForeignKey("alarms.id"), nullable=False),
    sa.Column("target_id", sa.Text, sa.ForeignKey("targets.id"), nullable=False),
    sa.Column("news", sa.Text, nullable=False),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("next_at", sa.Text, nullable=False),
    sa.Column("done_at", sa.Text),
    sa.Column("fault", sa.Text),
    sa.UniqueConstraint("alarm_id", "target_id", "news"),
)
