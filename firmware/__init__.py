"""The till: law, counter, book, exports, and the one place where they meet."""

from typing import Final

#: As pyproject.toml has it; asked of the installed package it would cost each daemon a MiB.
VERSION: Final = "0.1.0"
