"""A small reference client of the protocol."""
