"""The operator's manual as a table: each row is a test, a script, a link and a picture."""
