"""The key that signs checkpoints: one file, made at the first start, never shown.

The file holds one line as Go's note tools write it, `PRIVATE+KEY+<name>+<key id>+<base64>`, so
that an operator can take it to another program. Its name is the archive's name for good: a
checkpoint of another name is one of another archive.
"""

import os
from base64 import b64decode, b64encode
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from firmware.evidence.note import Signer
from firmware.process.medium import flush

FOLDER: Final = "keys"
NOTE_KEY: Final = "note.key"
PRIVATE_MODE: Final = 0o600
_LEAD: Final = "PRIVATE+KEY"
_ED25519: Final = 0x01
_SEED_BYTES: Final = 32
_OTHERS: Final = 0o077


class KeyFileError(Exception):
    """A key cannot be used; the message names the file."""


def keys_folder(data: Path) -> Path:
    """The folder of keys in a data folder, made for the owner alone."""
    folder = data / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def note_signer(data: Path, name: str, *, is_witness: bool = False) -> Signer:
    """The signer of this archive (or witness), made where there is none yet.

    Raises:
        KeyFileError: others may read the file, it is damaged, or of another name.
        OSError: the folder cannot be written.
    """
    path = keys_folder(data) / NOTE_KEY
    if not path.exists():
        seed = os.urandom(_SEED_BYTES)
        write_private(path, _line(name, seed, is_witness=is_witness).encode())
    require_private(path)
    return _read(path, name, is_witness=is_witness)


def write_private(path: Path, content: bytes) -> None:
    """A file of mode 0600, whole or not at all, on the medium when this returns; never over one."""
    new = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, PRIVATE_MODE)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        # Another process may have been first: then its file stays.
        os.link(new, path)
    except FileExistsError:
        pass
    finally:
        new.unlink()
    flush(path.parent)


def require_private(path: Path) -> None:
    """Whether only the owner can read it.

    Raises:
        KeyFileError: others can.
    """
    mode = path.stat().st_mode
    if mode & _OTHERS:
        raise KeyFileError(f"{path}: mode {mode & 0o777:04o}: others can read it (chmod 600)")


def _line(name: str, seed: bytes, *, is_witness: bool) -> str:
    signer = Signer(name, Ed25519PrivateKey.from_private_bytes(seed), is_witness=is_witness)
    raw = b64encode(bytes([_ED25519]) + seed).decode()
    return f"{_LEAD}+{name}+{signer.verifier.key_id.hex()}+{raw}\n"


def _read(path: Path, name: str, *, is_witness: bool) -> Signer:
    # Base64 holds plus signs, a name does not.
    parts = path.read_text("utf-8", errors="replace").strip().split("+", 4)
    if len(parts) != 5 or "+".join(parts[:2]) != _LEAD:
        raise KeyFileError(f"{path}: not the key of an archive")
    *_, found, key_id, encoded = parts
    if found != name:
        raise KeyFileError(
            f"{path}: the key of {found}, but the settings name the archive {name}: "
            "the name of an archive never changes"
        )
    try:
        raw = b64decode(encoded, validate=True)
    except ValueError as error:  # also of signs that no base64 has
        raise KeyFileError(f"{path}: damaged") from error
    if len(raw) != 1 + _SEED_BYTES or raw[0] != _ED25519:
        raise KeyFileError(f"{path}: damaged")
    key = Ed25519PrivateKey.from_private_bytes(raw[1:])
    signer = Signer(name, key, is_witness=is_witness)
    if signer.verifier.key_id.hex() != key_id:
        raise KeyFileError(f"{path}: damaged, or of another kind")
    return signer
