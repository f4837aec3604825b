"""Secrets that somebody committed: tracked files looked through for what keys and tokens look like.

`python -m tests.security.scan` is part of `make lint`. What is meant to be there is allowed by its
place, with a reason; an allowance that allows nothing is a finding as well.
"""

import re
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

import click

ROOT: Final = Path(__file__).resolve().parents[2]
#: By kind, what it looks like. A mere heading of a key is none: tests and readers name it.
LOOKS: Final[Mapping[str, re.Pattern[bytes]]] = {
    "private key": re.compile(
        rb"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----(?:\s|\\n|\"|')*[A-Za-z0-9+/]{16}"
    ),
    # 32 bytes as base64: an AES key of a till, a key that signs notes.
    "32 bytes": re.compile(rb"(?<![A-Za-z0-9+/=_-])[A-Za-z0-9+/]{43}=(?![A-Za-z0-9+/=])"),
    "token": re.compile(
        rb"\b(?:AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{40,}|glpat-[\w-]{20}"
        rb"|xox[abprs]-[\w-]{10,}|AIza[\w-]{35}|sk-[A-Za-z0-9]{32,}|pypi-AgE\w{20,}"
        rb"|AGE-SECRET-KEY-1[A-Z0-9]{58})"
    ),
    "password in an address": re.compile(
        rb"[a-z][a-z0-9+.-]*://[^\s/:@'\"<>{}$]+:[^\s/@'\"<>{}$]+@"
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """Files in which one kind is meant to be there."""

    place: str
    kind: str
    why: str


_PUBLIC = "a public key, or a hash, of an example"
_REFUSED = "an address that is refused because of it"
ALLOWED: Final = (
    Allowance(place="tests/vectors/*", kind="32 bytes", why="keys of vectors, published by law"),
    Allowance(place="tests/rksv/test_turnover.py", kind="32 bytes", why="published examples"),
    Allowance(place="tests/archive/heads/test_witness_request.py", kind="32 bytes", why=_PUBLIC),
    Allowance(place="archive/heads/witness_request.py", kind="32 bytes", why=_PUBLIC),
    Allowance(place="docs/archive/transparency.md", kind="32 bytes", why=_PUBLIC),
    Allowance(place="docs/archive/protocol.md", kind="32 bytes", why=_PUBLIC),
    Allowance(place="tests/fuzz/*", kind="32 bytes", why="what readers are fed to begin with"),
    Allowance(place="tests/sync/calling.py", kind="32 bytes", why="a key of no till"),
    Allowance(
        place="tests/app/test_config_signature.py", kind="password in an address", why=_REFUSED
    ),
    Allowance(place="tests/archive/alarms/*", kind="password in an address", why=_REFUSED),
    Allowance(
        place="tests/archive/program/test_assembly.py",
        kind="password in an address",
        why="of a database that is nowhere",
    ),
    Allowance(place="tests/hal/remote/test_https.py", kind="password in an address", why=_REFUSED),
)


def findings(
    texts: Iterable[tuple[str, bytes]], allowed: Iterable[Allowance] = ALLOWED
) -> list[str]:
    """What is found, by file, line and kind, never the value; and what is allowed for nothing."""
    unused, found = list(allowed), list[str]()
    known = tuple(unused)
    for name, text in texts:
        for kind, look in LOOKS.items():
            for one in look.finditer(text):
                mine = [a for a in known if a.kind == kind and fnmatchcase(name, a.place)]
                unused = [a for a in unused if a not in mine]
                if not mine:
                    line = text.count(b"\n", 0, one.start()) + 1
                    found.append(f"{name}:{line}: {kind}")
    return found + [f"{a.place}: allowed for nothing: {a.kind}" for a in unused]


def tracked() -> Iterable[tuple[str, bytes]]:
    """What would be published: the files git knows, as they are here."""
    done = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-z"], capture_output=True, text=True, check=True
    )
    for name in done.stdout.split("\0"):
        path = ROOT / name
        if name and path.is_file() and not path.is_symlink():
            yield name, path.read_bytes()


def main() -> int:
    """Say what is found; 1 if anything is."""
    found = findings(tracked())
    for line in found:
        click.echo(line)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
