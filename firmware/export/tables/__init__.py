"""Files a spreadsheet, an auditor's program and a person can read: CSV, TXT, JSON, XML, PDF."""
