"""The database: tables, migrations, and the ledger every till's log is appended to."""
