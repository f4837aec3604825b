"""A till whose book or disk cannot be written: it sells nothing, and saves what can be read."""
