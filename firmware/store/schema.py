"""The tables, and the triggers that make them append-only; SQLite itself refuses what we forbid.

Order of defence: STRICT types; no row is updated or deleted; numbers and sequence leave no gap, so
that REPLACE finds no row to replace even where a foreign program leaves recursive triggers off;
a receipt needs its intent, and an intent leaves only through its receipt.

`PRAGMA user_version` is the version of this schema. A change of it is a new migration in
migration.py and a new version here; old migrations are never edited.
"""

from typing import Final

VERSION: Final = 2
# "Stdl": tells a till's book from any other SQLite file.
APPLICATION_ID: Final = 0x5374646C

_APPEND_ONLY: Final = ("identity", "certificates", "journal", "receipts")

_TABLES: Final = {
    "journal": """CREATE TABLE journal (
    seq INTEGER PRIMARY KEY CHECK (seq >= 1),
    at_utc TEXT NOT NULL,
    uuid TEXT NOT NULL,
    clerk INTEGER,
    kind TEXT NOT NULL CHECK (kind <> ''),
    content TEXT NOT NULL,
    hash TEXT NOT NULL CHECK (length(hash) = 64)
) STRICT""",
    "identity": """CREATE TABLE identity (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    register_id TEXT NOT NULL CHECK (register_id <> ''),
    rka TEXT NOT NULL,
    counter_bytes INTEGER NOT NULL CHECK (counter_bytes BETWEEN 5 AND 16),
    aes_key_check TEXT NOT NULL,
    commissioned_at_utc TEXT NOT NULL,
    journal_seq INTEGER NOT NULL REFERENCES journal (seq)
) STRICT""",
    # Without rowid: a second way to name a row would be a second way to replace it.
    "certificates": """CREATE TABLE certificates (
    serial TEXT PRIMARY KEY CHECK (serial <> ''),
    der BLOB NOT NULL,
    chain TEXT NOT NULL,
    journal_seq INTEGER NOT NULL REFERENCES journal (seq)
) STRICT, WITHOUT ROWID""",
    "receipts": """CREATE TABLE receipts (
    number INTEGER PRIMARY KEY CHECK (number >= 1),
    kind TEXT NOT NULL,
    issued_at_utc TEXT NOT NULL,
    jws TEXT NOT NULL,
    turnover_cents INTEGER NOT NULL,
    certificate_serial TEXT NOT NULL REFERENCES certificates (serial),
    is_signed INTEGER NOT NULL CHECK (is_signed IN (0, 1)),
    is_zero INTEGER NOT NULL CHECK (is_zero IN (0, 1)),
    content TEXT NOT NULL,
    journal_seq INTEGER NOT NULL REFERENCES journal (seq)
) STRICT""",
    "intent": """CREATE TABLE intent (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    number INTEGER NOT NULL,
    kind TEXT NOT NULL,
    issued_at_utc TEXT NOT NULL,
    turnover_cents INTEGER NOT NULL,
    payload TEXT NOT NULL,
    certificate_serial TEXT NOT NULL REFERENCES certificates (serial),
    content TEXT NOT NULL,
    digest TEXT NOT NULL
) STRICT""",
}

_INDEXES: Final = {
    "journal_by_kind": "CREATE INDEX journal_by_kind ON journal (kind, seq)",
    # Partial ones cost a write only on the rare rows they hold.
    "receipts_unsigned": "CREATE INDEX receipts_unsigned ON receipts (number) WHERE is_signed = 0",
    "receipts_ending_outage": """CREATE INDEX receipts_ending_outage ON receipts (number)
WHERE is_signed = 1 AND is_zero = 1 AND kind NOT IN ('training', 'storno')""",
    "receipts_closing": """CREATE INDEX receipts_closing ON receipts (number)
WHERE kind IN ('monatsbeleg', 'jahresbeleg')""",
}

_INSERT_GUARDS: Final = {
    "journal_no_gap": """CREATE TRIGGER journal_no_gap BEFORE INSERT ON journal
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM journal)
BEGIN SELECT RAISE(ABORT, 'journal: the next row has the next seq'); END""",
    "receipts_no_gap": """CREATE TRIGGER receipts_no_gap BEFORE INSERT ON receipts
WHEN NEW.number IS NOT (SELECT coalesce(max(number), 0) + 1 FROM receipts)
BEGIN SELECT RAISE(ABORT, 'receipts: the next receipt has the next number'); END""",
    "receipts_in_time": """CREATE TRIGGER receipts_in_time BEFORE INSERT ON receipts
WHEN NEW.issued_at_utc < (SELECT issued_at_utc FROM receipts ORDER BY number DESC LIMIT 1)
BEGIN SELECT RAISE(ABORT, 'receipts: time never decreases'); END""",
    "receipts_of_intent": """CREATE TRIGGER receipts_of_intent BEFORE INSERT ON receipts
WHEN NEW.number IS NOT (SELECT number FROM intent)
BEGIN SELECT RAISE(ABORT, 'receipts: a receipt has been an intent'); END""",
    "intent_alone": """CREATE TRIGGER intent_alone BEFORE INSERT ON intent
WHEN EXISTS (SELECT 1 FROM intent)
  OR NEW.number IS NOT (SELECT coalesce(max(number), 0) + 1 FROM receipts)
BEGIN SELECT RAISE(ABORT, 'intent: one at a time, for the next number'); END""",
    "intent_final": """CREATE TRIGGER intent_final BEFORE UPDATE ON intent
BEGIN SELECT RAISE(ABORT, 'intent: never changed'); END""",
    "intent_kept": """CREATE TRIGGER intent_kept BEFORE DELETE ON intent
WHEN OLD.number IS NOT (SELECT max(number) FROM receipts)
BEGIN SELECT RAISE(ABORT, 'intent: leaves only through its receipt'); END""",
    "identity_once": """CREATE TRIGGER identity_once BEFORE INSERT ON identity
WHEN EXISTS (SELECT 1 FROM identity)
BEGIN SELECT RAISE(ABORT, 'identity: a till is commissioned once'); END""",
    "certificates_once": """CREATE TRIGGER certificates_once BEFORE INSERT ON certificates
WHEN EXISTS (SELECT 1 FROM certificates WHERE serial = NEW.serial)
BEGIN SELECT RAISE(ABORT, 'certificates: a serial is entered once'); END""",
}


def _append_only() -> dict[str, str]:
    """Two triggers for each table whose rows are for ever."""
    return {
        f"{table}_no_{verb.lower()}": f"CREATE TRIGGER {table}_no_{verb.lower()} "
        f"BEFORE {verb} ON {table}\nBEGIN SELECT RAISE(ABORT, '{table}: rows are for ever'); END"
        for table in _APPEND_ONLY
        for verb in ("UPDATE", "DELETE")
    }


# Name of each table, index and trigger of version 1, in the order of creation.
OBJECTS_1: Final = {**_TABLES, **_INDEXES, **_INSERT_GUARDS, **_append_only()}

# Version 2: units of several providers sign for one till (RKSV § 5 Abs 2), so each certificate has
# its own field 1; NULL is that of the identity. A stop-gap value would be one that nobody wrote.
ADD_RKA: Final = "ALTER TABLE certificates ADD COLUMN rka TEXT"

# The same of this version, with the SQL exactly as sqlite_schema keeps it (it puts an added column
# behind the last one): integrity.check compares.
OBJECTS: Final = {
    **OBJECTS_1,
    "certificates": _TABLES["certificates"].replace("(seq)\n)", "(seq)\n, rka TEXT)"),
}
