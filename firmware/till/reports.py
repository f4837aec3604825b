"""X reports and the flash reading."""

from firmware.till.function import Function

FUNCTIONS: tuple[Function, ...] = ()
