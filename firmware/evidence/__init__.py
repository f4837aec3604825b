"""What proves a log to somebody who does not trust its keeper: Merkle trees, signed notes, tiles.

Till, archive, witness and auditor share these few pure functions, so that they cannot disagree.
The log of a till has one leaf for each journal row: the 32 bytes of the row's own hash, which
covers the row, the receipt it vouches for, and every row before it (`firmware.store.journal`).
"""
