"""Signed notes and checkpoints of C2SP: what an archive says of a log, in a few lines of text.

    kassa.example.at/till/0192f0c1-…
    9120
    7w3yrU0j…=

    — kassa.example.at mR4x…=

A note is text that ends in a line feed, an empty line, and signature lines (C2SP signed-note); a
checkpoint is a note whose text is origin, size and root (C2SP tlog-checkpoint). A witness adds a
line of its own over the same text and the time (C2SP tlog-cosignature, cosignature/v1).
"""

import binascii
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from firmware.evidence.errors import EvidenceError
from firmware.evidence.merkle import HASH_BYTES

MAX_NOTE_BYTES: Final = 64 * 1024
_ED25519: Final = 0x01
_COSIGNATURE: Final = 0x04
_KEY_ID_BYTES: Final = 4
_SIGNATURE_BYTES: Final = 64
_TIME_BYTES: Final = 8
_DASH: Final = "— "


@dataclass(frozen=True, slots=True, kw_only=True)
class Verifier:
    """A public key by its name; `is_witness` for cosignatures. One line: `name+keyid+base64`."""

    name: str
    public: bytes
    is_witness: bool = False

    def __post_init__(self) -> None:
        if not _is_name(self.name):
            raise EvidenceError(f"{self.name!r} is no name of a key")
        if len(self.public) != HASH_BYTES:
            raise EvidenceError(f"key {self.name}: {len(self.public)} bytes are no Ed25519 key")

    @property
    def key_id(self) -> bytes:
        """The four bytes that tell keys of one name apart."""
        return sha256(self.name.encode() + b"\n" + self._typed).digest()[:_KEY_ID_BYTES]

    @property
    def _typed(self) -> bytes:
        return bytes([_COSIGNATURE if self.is_witness else _ED25519]) + self.public

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{b64encode(self._typed).decode()}"

    @classmethod
    def parse(cls, text: str) -> "Verifier":
        """The key of its line.

        Raises:
            EvidenceError: it is none.
        """
        name, *rest = text.strip().split("+", 2)
        try:
            key_id, typed = rest
            raw = b64decode(typed, validate=True)
        except (ValueError, binascii.Error) as error:
            raise EvidenceError(f"{text[:80]!r} is no key of a note") from error
        if raw[:1] not in (bytes([_ED25519]), bytes([_COSIGNATURE])):
            raise EvidenceError(f"key {name}: of another kind")
        found = cls(name=name, public=raw[1:], is_witness=raw[0] == _COSIGNATURE)
        if found.key_id.hex() != key_id:
            raise EvidenceError(f"key {name}: its number {key_id} is not that of its bytes")
        return found


class Signer:
    """A private key by its name."""

    def __init__(self, name: str, key: Ed25519PrivateKey, *, is_witness: bool = False) -> None:
        public = key.public_key().public_bytes_raw()
        self.verifier: Final = Verifier(name=name, public=public, is_witness=is_witness)
        self._key = key
        self._lead = f"{_DASH}{name} "

    def derived(self, purpose: str) -> bytes:
        """A secret of 32 bytes for another purpose, always the same (RFC 5869)."""
        deriving = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode())
        return deriving.derive(self._key.private_bytes_raw())

    def sign(self, text: str, at_s: int | None = None) -> str:
        """The signature line over a note's text; a witness names the time, seconds since 1970."""
        assert (at_s is not None) == self.verifier.is_witness
        if at_s is None:
            raw = self._key.sign(text.encode())
        else:
            raw = at_s.to_bytes(_TIME_BYTES, "big") + self._key.sign(_cosigned(text, at_s))
        return f"{self._lead}{b64encode(self.verifier.key_id + raw).decode()}\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureLine:
    """Who signed, with what."""

    name: str
    key_id: bytes
    signature: bytes

    def __str__(self) -> str:
        return f"{_DASH}{self.name} {b64encode(self.key_id + self.signature).decode()}\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A text with its signatures; whose are good is for `signed_at`."""

    text: str
    lines: tuple[SignatureLine, ...]

    def __str__(self) -> str:
        return self.text + "\n" + "".join(map(str, self.lines))

    def is_signed_by(self, verifier: Verifier) -> bool:
        """Whether this key signed the text."""
        return self.signed_at(verifier) is not None

    def signed_at(self, verifier: Verifier) -> int | None:
        """When a witness signed, seconds since 1970; 0 of another key; None: it did not."""
        for line in self.lines:
            if (line.name, line.key_id) == (verifier.name, verifier.key_id):
                at_s = _checked(self.text, line.signature, verifier)
                if at_s is not None:
                    return at_s
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """How far a log has come: `root` over its first `size` leaves."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The text of the note."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"

    def signed(self, signer: Signer) -> str:
        """The note with one signature."""
        return f"{self.text}\n{signer.sign(self.text)}"


def read_note(text: str) -> Note:
    """A note as it stands; nothing of it is believed yet.

    Raises:
        EvidenceError: it is none.
    """
    if len(text) > MAX_NOTE_BYTES:
        raise EvidenceError(f"a note of more than {MAX_NOTE_BYTES} characters")
    if not text.isascii() and any("\ud800" <= one <= "\udfff" for one in text):
        raise EvidenceError("a note that is no Unicode")
    body, gap, signatures = text.rpartition("\n\n")
    if not gap or not signatures.endswith("\n"):
        raise EvidenceError("a note is text, an empty line and signature lines")
    return Note(text=body + "\n", lines=tuple(_line(one) for one in signatures[:-1].split("\n")))


def read_checkpoint(note: Note) -> Checkpoint:
    """What the text of a note says of a log; further lines are passed over, as C2SP wants.

    Raises:
        EvidenceError: it is no checkpoint.
    """
    origin, size, root, *_ = [*note.text.split("\n"), "", "", ""]
    try:
        raw = b64decode(root, validate=True)
    except ValueError as error:  # also of signs that no base64 has
        raise EvidenceError("a checkpoint's third line is its root in base64") from error
    is_size = size.isascii() and size.isdecimal() and len(size) < 20
    if not origin or not is_size or str(int(size)) != size or len(raw) != HASH_BYTES:
        raise EvidenceError("a checkpoint is origin, size and root")
    return Checkpoint(origin=origin, size=int(size), root=raw)


def verified_checkpoint(text: str, origin: str, verifier: Verifier) -> Checkpoint:
    """The checkpoint of a note that this key signed for this log.

    Raises:
        EvidenceError: it says why not.
    """
    note = read_note(text)
    if not note.is_signed_by(verifier):
        raise EvidenceError(f"the checkpoint is not signed by {verifier.name}")
    found = read_checkpoint(note)
    if found.origin != origin:
        raise EvidenceError(f"a checkpoint of {found.origin!r}, not of {origin!r}")
    return found


def with_signatures(note: Note, more: Sequence[SignatureLine]) -> Note:
    """The same text with further signatures, each once."""
    return Note(text=note.text, lines=tuple(dict.fromkeys((*note.lines, *more))))


def _line(text: str) -> SignatureLine:
    name, _, encoded = text.removeprefix(_DASH).partition(" ")
    try:
        raw = b64decode(encoded, validate=True)
    except (binascii.Error, ValueError) as error:
        raise EvidenceError("a signature line that is not base64") from error
    if not text.startswith(_DASH) or not _is_name(name) or len(raw) <= _KEY_ID_BYTES:
        raise EvidenceError("a signature line is a dash, a name and base64")
    return SignatureLine(name=name, key_id=raw[:_KEY_ID_BYTES], signature=raw[_KEY_ID_BYTES:])


def _checked(text: str, signature: bytes, verifier: Verifier) -> int | None:
    at_s, said = 0, text.encode()
    if verifier.is_witness:
        at_s = int.from_bytes(signature[:_TIME_BYTES], "big")
        said, signature = _cosigned(text, at_s), signature[_TIME_BYTES:]
    if len(signature) != _SIGNATURE_BYTES:
        return None
    try:
        Ed25519PublicKey.from_public_bytes(verifier.public).verify(signature, said)
    except (InvalidSignature, ValueError):
        return None
    return at_s


def _cosigned(text: str, at_s: int) -> bytes:
    return f"cosignature/v1\ntime {at_s}\n{text}".encode()


def _is_name(name: str) -> bool:
    return bool(name) and "+" not in name and not any(one.isspace() for one in name)
