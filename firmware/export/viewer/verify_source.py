"""The text of the viewer's verifying half: the files of source/verify as one function.

The function gives the object `Verify`; its own text is what workers are made of, so it must not
use a name from outside that no browser has.
"""

from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent / "source" / "verify"
#: In the order in which they need each other.
FILES: Final = (
    "coding.js",
    "sha256.js",
    "aes.js",
    "numbers.js",
    "rules.js",
    "json_scanner.js",
    "jws.js",
    "dep_file.js",
    "der.js",
    "certificate.js",
    "trust.js",
    "entry.js",
    "vienna.js",
    "time_check.js",
    "sequence_state.js",
    "sequence.js",
    "bench.js",
    "dep.js",
    "seal.js",
    "journal.js",
    "manifest.js",
    "archive.js",
    "code.js",
    "verify.js",
)


def verify_source() -> str:
    """JavaScript that declares `Verify`, for a script element or a file."""
    parts = "\n".join((FOLDER / name).read_text(encoding="utf-8") for name in FILES)
    return f'function verifyCore() {{\n"use strict";\n{parts}}}\nconst Verify = verifyCore();\n'
