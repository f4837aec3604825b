"""What a log asks a witness, as C2SP tlog-witness writes it.

old 20852014
PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=

example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3g…
"""

import binascii
import re
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from firmware.evidence.errors import EvidenceError
from firmware.evidence.merkle import HASH_BYTES
from firmware.evidence.note import MAX_NOTE_BYTES, Checkpoint, Note, read_checkpoint, read_note

PATH: Final = "/add-checkpoint"
SIZE_TYPE: Final = "text/x.tlog.size"
MAX_PROOF_LINES: Final = 63
MAX_REQUEST_BYTES: Final = MAX_NOTE_BYTES + 8 * 1024
_OLD: Final = re.compile(r"old (0|[1-9][0-9]{0,17})", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class AddCheckpoint:
    """A checkpoint, and the proof that it goes on from `old` leaves."""

    old: int
    proof: tuple[bytes, ...]
    note: Note
    checkpoint: Checkpoint

    def to_bytes(self) -> bytes:
        """The body of the request."""
        lines = [f"old {self.old}", *(b64encode(one).decode() for one in self.proof)]
        return ("".join(f"{one}\n" for one in lines) + f"\n{self.note}").encode()


def asked_of(note: Note, old: int, proof: Sequence[bytes]) -> AddCheckpoint:
    """A request of this note.

    Raises:
        EvidenceError: it is no checkpoint.
    """
    return AddCheckpoint(old=old, proof=tuple(proof), note=note, checkpoint=read_checkpoint(note))


def read_request(body: bytes) -> AddCheckpoint:
    """The request of a body.

    Raises:
        EvidenceError: it is none.
    """
    if len(body) > MAX_REQUEST_BYTES:
        raise EvidenceError(f"a request of more than {MAX_REQUEST_BYTES} bytes")
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise EvidenceError("a request that is no UTF-8") from error
    begin, gap, note = text.partition("\n\n")
    old, *proof = begin.split("\n")
    size = _OLD.fullmatch(old)
    if not gap or size is None:
        raise EvidenceError("a request is old size, proof, an empty line and a checkpoint")
    if len(proof) > MAX_PROOF_LINES:
        raise EvidenceError(f"a proof of more than {MAX_PROOF_LINES} hashes")
    return asked_of(read_note(note), int(size[1]), [_hash(one) for one in proof])


def _hash(text: str) -> bytes:
    try:
        raw = b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise EvidenceError("a line of the proof that is not base64") from error
    if len(raw) != HASH_BYTES:
        raise EvidenceError(f"a hash of {len(raw)} bytes in the proof")
    return raw
