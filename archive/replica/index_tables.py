"""The tables of an index: what pages ask of a book often, told once and found by key.

An index is a cache beside a replica (`index_file.py`). Nothing in it is evidence: what a page shows
of a receipt or a row it reads from the book. Days are Austrian (`2026-11-21`), money is cents.
"""

from typing import Final

#: Another one than a file has: the file is made anew.
VERSION: Final = 2

TABLES: Final = (
    # How far the book has been read.
    """CREATE TABLE progress (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    seq INTEGER NOT NULL,
    hash TEXT NOT NULL,
    number INTEGER NOT NULL,
    period INTEGER NOT NULL
) STRICT""",
    """CREATE TABLE receipts (
    number INTEGER PRIMARY KEY,
    seq INTEGER NOT NULL,
    kind TEXT NOT NULL,
    day TEXT NOT NULL,
    at_utc TEXT NOT NULL,
    total_cents INTEGER NOT NULL,
    turnover_cents INTEGER NOT NULL,
    means TEXT NOT NULL,
    clerk INTEGER,
    clerk_name TEXT NOT NULL,
    original INTEGER,
    replaces INTEGER,
    is_signed INTEGER NOT NULL,
    is_read INTEGER NOT NULL,
    title TEXT NOT NULL
) STRICT""",
    "CREATE INDEX receipts_by_total ON receipts (total_cents, number)",
    "CREATE INDEX receipts_by_kind ON receipts (kind, number)",
    "CREATE INDEX receipts_of_original ON receipts (original) WHERE original IS NOT NULL",
    "CREATE INDEX receipts_replacing ON receipts (replaces) WHERE replaces IS NOT NULL",
    """CREATE TABLE receipt_means (
    means TEXT NOT NULL,
    number INTEGER NOT NULL,
    cents INTEGER NOT NULL,
    PRIMARY KEY (means, number)
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE receipt_rates (
    number INTEGER NOT NULL,
    per_mille INTEGER NOT NULL,
    gross_cents INTEGER NOT NULL,
    vat_cents INTEGER NOT NULL,
    PRIMARY KEY (number, per_mille)
) STRICT, WITHOUT ROWID""",
    # Words of positions, notes, reasons, customers; the row is the number of the receipt. Places
    # are kept: what we take for one word, SQLite (of an older Unicode) may take for two.
    """CREATE VIRTUAL TABLE words USING fts5 (
    text, content='', tokenize="unicode61 remove_diacritics 2", prefix='2 3 4'
)""",
    """CREATE TABLE days (
    day TEXT PRIMARY KEY,
    first_number INTEGER NOT NULL,
    last_number INTEGER NOT NULL,
    receipts INTEGER NOT NULL,
    sold INTEGER NOT NULL,
    total_cents INTEGER NOT NULL,
    turnover_cents INTEGER NOT NULL,
    deposit_cents INTEGER NOT NULL,
    vouchers_cents INTEGER NOT NULL,
    training INTEGER NOT NULL,
    unsigned INTEGER NOT NULL,
    unread INTEGER NOT NULL
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE day_rates (
    day TEXT NOT NULL,
    per_mille INTEGER NOT NULL,
    gross_cents INTEGER NOT NULL,
    vat_cents INTEGER NOT NULL,
    PRIMARY KEY (day, per_mille)
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE day_means (
    day TEXT NOT NULL,
    means TEXT NOT NULL,
    payments INTEGER NOT NULL,
    cents INTEGER NOT NULL,
    PRIMARY KEY (day, means)
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE day_hours (
    day TEXT NOT NULL,
    hour INTEGER NOT NULL,
    receipts INTEGER NOT NULL,
    cents INTEGER NOT NULL,
    PRIMARY KEY (day, hour)
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE day_groups (
    day TEXT NOT NULL,
    number INTEGER NOT NULL,
    name TEXT NOT NULL,
    cents INTEGER NOT NULL,
    PRIMARY KEY (day, number)
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE gaps (
    what TEXT NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    day TEXT NOT NULL,
    PRIMARY KEY (what, first)
) STRICT, WITHOUT ROWID""",
    # Each row of the journal, as far as it is looked for by something else than its seq.
    """CREATE TABLE acts (
    seq INTEGER PRIMARY KEY,
    day TEXT NOT NULL,
    kind TEXT NOT NULL,
    clerk INTEGER,
    period INTEGER NOT NULL,
    is_business INTEGER NOT NULL
) STRICT""",
    "CREATE INDEX acts_by_kind ON acts (kind, seq)",
    "CREATE INDEX acts_by_clerk ON acts (clerk, seq)",
    "CREATE INDEX acts_by_both ON acts (kind, clerk, seq)",
    "CREATE INDEX acts_business ON acts (seq) WHERE is_business = 1",
    """CREATE TABLE act_days (
    day TEXT PRIMARY KEY,
    first_seq INTEGER NOT NULL,
    last_seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID""",
    "CREATE TABLE act_kinds (kind TEXT PRIMARY KEY) STRICT, WITHOUT ROWID",
    "CREATE TABLE act_clerks (clerk INTEGER PRIMARY KEY) STRICT",
    # A Z as its row says it, and whether its receipts come to the same.
    """CREATE TABLE closings (
    seq INTEGER PRIMARY KEY,
    number INTEGER NOT NULL,
    day TEXT NOT NULL,
    first_number INTEGER NOT NULL,
    last_number INTEGER NOT NULL,
    turnover_cents INTEGER NOT NULL,
    difference_cents INTEGER NOT NULL,
    is_read INTEGER NOT NULL,
    unequal TEXT NOT NULL
) STRICT""",
    "CREATE INDEX closings_by_day ON closings (day, seq)",
    "CREATE INDEX closings_by_number ON closings (number)",
    # Every field of every change of the stall.
    """CREATE TABLE history (
    seq INTEGER NOT NULL,
    place INTEGER NOT NULL,
    at_utc TEXT NOT NULL,
    day TEXT NOT NULL,
    clerk INTEGER,
    clerk_name TEXT NOT NULL,
    chief INTEGER,
    thing TEXT NOT NULL,
    key TEXT NOT NULL,
    action TEXT NOT NULL,
    field TEXT NOT NULL,
    old TEXT NOT NULL,
    new TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    source TEXT NOT NULL,
    PRIMARY KEY (seq, place)
) STRICT, WITHOUT ROWID""",
    # What a clerk is called from a row on.
    """CREATE TABLE clerk_names (
    clerk INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (clerk, seq)
) STRICT, WITHOUT ROWID""",
)
