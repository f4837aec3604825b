"""The end of the day: count, difference, Z."""

from firmware.till.function import Function

FUNCTIONS: tuple[Function, ...] = ()
