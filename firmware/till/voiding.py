"""After the receipt: cancellation, return of a part, another tender."""

from firmware.till.function import Function

FUNCTIONS: tuple[Function, ...] = ()
