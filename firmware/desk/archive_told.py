"""What an archive says of an emulated till, in the words of `@archive …`: a status file, signed.

The archive of a script has no rows of the till: its one checkpoint is over so many that nobody made
up, by a key that everybody has. It shows how the till takes it, and proves nothing.
"""

from datetime import datetime
from typing import Final, Literal

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from firmware.desk.script import Command
from firmware.evidence.note import Checkpoint, Signer
from firmware.store import seal
from firmware.sync.archive_file import ArchiveFile

LINKS: Final = "https://bon.example/"
TILL_ID: Final = "0192f0c1-7a3e-7c2b-9d4e-5f60718293a4"
ORIGIN: Final = f"archiv.example/till/{TILL_ID}"
ROWS: Final = 4711
RECEIPTS: Final = 411
_ROOT: Final = bytes(range(32))
#: Known to everybody who reads this; it is a key of nothing.
SIGNER: Final = Signer("archiv.example", Ed25519PrivateKey.from_private_bytes(b"\x01" * 32))

_State = Literal["unregistered", "registering", "ok", "offline", "refused"]
_UNKNOWN: Final[dict[str, _State]] = {
    "new": "unregistered",
    "asks": "registering",
    "declines": "refused",
}


def told(command: Command, now_utc: datetime) -> ArchiveFile:
    """The status file after `@archive <word>` at `now_utc`."""
    if command.word in _UNKNOWN:
        words = "der Schlüssel wurde schon verwendet" if command.word == "declines" else ""
        return ArchiveFile(pending=0, state=_UNKNOWN[command.word], words=words)
    checkpoint = Checkpoint(origin=ORIGIN, size=ROWS, root=_ROOT)
    is_reached = command.word != "offline"
    return ArchiveFile(
        pending=int(command.number or 0),
        alarm="gap" if command.word == "refuses" else "",
        confirmed=ROWS,
        state="ok" if is_reached else "offline",
        till_id=TILL_ID if command.word == "takes" else "",
        last_contact_utc=now_utc.replace(microsecond=0).isoformat(),
        checkpoint=checkpoint.signed(SIGNER),
        origin=ORIGIN,
        archive_key=str(SIGNER.verifier),
        links=LINKS if command.word in ("digital", "offline") else "",
        receipts=RECEIPTS,
        root_short=seal.anchor(ROWS, _ROOT.hex()),
    )
