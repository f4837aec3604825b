"""Triggers that keep evidence as it was written, whoever asks; and what each role may do."""

from typing import Final

from archive.index.tables import EVIDENCE, metadata

#: Takes what tills send; changes nothing but what it knows of how a till is.
INGEST_ROLE: Final = "kassa_ingest"
#: Serves the portal: accounts come and go, evidence is read and views are added.
PORTAL_ROLE: Final = "kassa_portal"

_REFUSE: Final = """CREATE FUNCTION evidence_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '%: evidence is only added to', TG_TABLE_NAME; END $$"""


def sqlite_guards() -> list[str]:
    """Statements that make the triggers of SQLite."""
    return [
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table}\n"
        f"BEGIN SELECT RAISE(ABORT, '{table}: evidence is only added to'); END"
        for table in EVIDENCE
        for verb in ("UPDATE", "DELETE")
    ]


def postgres_guards() -> list[str]:
    """Statements that make the triggers of PostgreSQL; TRUNCATE asks no row."""
    return [_REFUSE] + [
        f"CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION evidence_is_kept()"
        for table in EVIDENCE
    ]


def grants() -> list[str]:
    """What an owner of the tables grants to the two roles, which exist already."""
    accounts = [name for name in metadata.tables if name not in EVIDENCE]
    ingest = ("till_status", "uploads", "alarms", "deliveries", "attempts")
    return [
        f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {INGEST_ROLE}, {PORTAL_ROLE}",
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {INGEST_ROLE}, {PORTAL_ROLE}",
        f"GRANT INSERT ON {', '.join(EVIDENCE)} TO {INGEST_ROLE}, {PORTAL_ROLE}",
        f"GRANT INSERT, UPDATE, DELETE ON {', '.join(ingest)} TO {INGEST_ROLE}",
        f"GRANT INSERT ON till_history TO {INGEST_ROLE}",
        f"GRANT INSERT, UPDATE ON tills TO {INGEST_ROLE}",
        f"GRANT UPDATE ON keys TO {INGEST_ROLE}",
        f"GRANT INSERT, UPDATE, DELETE ON {', '.join(accounts)} TO {PORTAL_ROLE}",
    ]
