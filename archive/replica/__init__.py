"""A till's book made again from its log: what exports and pages are read from."""
