"""The law: RKSV and § 132a BAO as pure functions and frozen values.

Nothing here reads a clock, a disk, a network or a secret of its own; time, key and last receipt
are arguments. Whoever wants to know what a receipt must look like reads this package with the
regulation in hand: `receipt` (what is signed), `turnover` and `chain` (how receipts hang
together), `jws` and `machine_code` (how they are written down), `outage` and `duties` (what is
owed when).
"""
