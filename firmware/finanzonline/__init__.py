"""WHAT THE TAX OFFICE IS TOLD, pure: which orders a till owes FinanzOnline, and what answers mean.

Nothing is queued anywhere: an order follows from what stands in the book, and is done when its
answer stands there too. `firmware.sync` carries orders and answers over the net; a till without a
net prints the same orders as steps for a person, who settles them by hand.
"""
