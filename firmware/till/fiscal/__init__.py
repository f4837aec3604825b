"""THE FISCAL LIFE at the keys: outage, inspection, closing receipts, card swap, end, clock."""
