"""Sales laid aside and taken up again."""

from firmware.till.function import Function

FUNCTIONS: tuple[Function, ...] = ()
