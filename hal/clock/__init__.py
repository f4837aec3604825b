"""The clock: the system's, and one that a test turns."""
