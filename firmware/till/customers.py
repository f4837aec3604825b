"""For whom the sale is: UID, invoice number, name."""

from firmware.till.function import Function

FUNCTIONS: tuple[Function, ...] = ()
