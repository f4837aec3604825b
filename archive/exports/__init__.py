"""What is handed out of a till's book: tables, DEP, reports, and all of it for an auditor."""
