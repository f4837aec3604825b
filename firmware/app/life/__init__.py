"""Between the first and the last day: commissioning, replacement, end of a register."""
