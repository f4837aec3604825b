"""The viewer put together from its sources: one HTML file that asks nobody for anything.

`default-src 'none'` forbids every request; the style and the two programs are let in by their
SHA-256, workers only as a copy of what is in the file. Data stands between `before` and `after`.
"""

from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Final

from firmware.export.viewer.terms import terms
from firmware.export.viewer.verify_source import verify_source

SOURCE: Final = Path(__file__).with_name("source")
#: Without data.
SIZE_MAX_BYTES: Final = 500_000
STYLES: Final = (
    "tokens.css",
    "page.css",
    "lists.css",
    "sums.css",
    "checks.css",
    "slip.css",
    "dark.css",
    "narrow.css",
    "print.css",
)
#: In the order in which each builds on those before it.
PROGRAM: Final = (
    "dom.js",
    "form.js",
    "words.js",
    "rules.js",
    "store.js",
    "stream.js",
    "codes.js",
    "hashes.js",
    "qr.js",
    "receipts.js",
    "journal.js",
    "sayings.js",
    "history.js",
    "figures.js",
    "search.js",
    "slip.js",
    "table.js",
    "grid.js",
    "filters.js",
    "files.js",
    "proof.js",
    "data.js",
    "checks.js",
    "folder.js",
    "verdict.js",
    "receipt_detail.js",
    "view_receipts.js",
    "view_days.js",
    "view_journal.js",
    "view_history.js",
    "view_checks.js",
    "app.js",
)
_STRICT: Final = '"use strict";\n'
_PAGE: Final = "page.html"
_DATA: Final = "<!-- data -->"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """The page without its data: what comes before it and what after it."""

    before: bytes
    after: bytes


def shell(program: str) -> Shell:
    """Put the sources together; `program` is the version that says it made the page."""
    style = "".join(_read(name) for name in STYLES)
    proof = verify_source()
    main = _STRICT + terms() + "".join(map(_read, PROGRAM))
    head = _read(_PAGE)
    for mark, text in (
        ("{{policy}}", policy(proof, main, style)),
        ("{{program}}", escape(program)),
        ("{{style}}", style),
    ):
        head = head.replace(mark, text)
    before, after = head.split(_DATA)
    after = after.replace("{{proof}}", proof).replace("{{main}}", main)
    return Shell(before=before.encode(), after=after.encode())


def policy(proof: str, main: str, style: str) -> str:
    """What the browser lets the page do: nothing but run itself."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {_hash(proof)} {_hash(main)}",
            f"style-src {_hash(style)}",
            "img-src data:",
            "worker-src blob:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _read(name: str) -> str:
    return (SOURCE / name).read_text(encoding="utf-8")
