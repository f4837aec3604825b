"""The archive's side of kassa-sync: rows go out, signed heads come back (docs/archive/protocol.md).

The book holds no mark of what was sent: what comes next follows from the archive's signed head.
What to do when is decided by `pace.py`, which knows neither net nor clock; `side.py` does it.
"""
