"""The stall on the keys: prices, clerks, rates, header (F 90 to 93)."""

from firmware.till.function import Function

FUNCTIONS: tuple[Function, ...] = ()
