"""What ereignisse.json tells beside its events: the hash before the first row, the certificates."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from firmware.export.audit.listing import Listing, Signer
from firmware.export.errors import ReadError
from firmware.export.tables import events
from firmware.rksv.rules import SHOWN_CHARACTERS

#: What stands before the arrays is a member a line.
_LINES: Final = 32
_LINE_BYTES: Final = 1 << 20
_HASH: Final = "hash_davor"
_CERTIFICATES: Final = "zertifikate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """None and nothing where the folder has no such file, or none that can be read."""

    previous_hash: str | None = None
    signers: tuple[Signer, ...] = ()


def read_beside(listing: Listing) -> Beside:
    """What the folder's events say of themselves.

    Raises:
        ReadError: the medium does not give the file back.
    """
    path = listing.file(events.FILE)
    if path is None:
        return Beside()
    said = dict(_members(path))
    before, certificates = said.get(_HASH), said.get(_CERTIFICATES)
    return Beside(
        previous_hash=before if isinstance(before, str) else None,
        signers=tuple(_signers(certificates)),
    )


def _members(path: Path) -> Iterator[tuple[str, object]]:
    try:
        with path.open("rb") as file:
            for line in islice(iter(lambda: file.readline(_LINE_BYTES), b""), _LINES):
                try:
                    member: object = json.loads(b"{" + line.strip().rstrip(b",") + b"}")
                except (ValueError, RecursionError):
                    continue
                if isinstance(member, dict):
                    yield from member.items()
    except OSError as error:
        raise ReadError(path, error.strerror or str(error)) from error


def _signers(said: object) -> Iterator[Signer]:
    for one in said if isinstance(said, list) else ():
        if not isinstance(one, dict):
            continue
        serial, der = one.get("seriennummer"), one.get("der")
        if isinstance(serial, str) and isinstance(der, str) and len(serial) <= SHOWN_CHARACTERS:
            try:
                yield Signer(serial=serial, der=bytes.fromhex(der))
            except ValueError:
                continue
