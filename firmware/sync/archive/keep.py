"""What this till keeps of its archive, in a folder of its own, readable by kassa-sync alone.

    installation.json  the id of this installation, made once
    device.key         its Ed25519 key, made once
    registered.json    till id, password, origin, keys, as the archive answered
    checkpoint.note    the newest checkpoint that was as it should be
    tree.json          the tree at that checkpoint: only spares reckoning it anew (`tree.py`)
    packages.json      up to which Z the day packages are there
    doubts/            notes that could not be believed, as they came

Each file is there whole or as it was before. A folder that is gone is another installation.
"""

import binascii
from base64 import b64decode, b64encode
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Final, TypeVar
from uuid import uuid4

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from firmware.accord.messages import Registered, Uuid
from firmware.evidence.note import MAX_NOTE_BYTES
from firmware.process.logs import get_logger
from firmware.sync.whole_file import read_bounded, write_whole

log = get_logger()

MAX_BYTES: Final = 64 * 1024
FOLDER_MODE: Final = 0o700
FILE_MODE: Final = 0o600
INSTALLATION: Final = "installation.json"
DEVICE_KEY: Final = "device.key"
REGISTERED: Final = "registered.json"
CHECKPOINT: Final = "checkpoint.note"
PROOF: Final = "proof.json"
TREE: Final = "tree.json"
PACKAGES: Final = "packages.json"
DOUBTS: Final = "doubts"
#: More doubts say nothing new.
DOUBTS_MAX: Final = 64

_T = TypeVar("_T", bound=msgspec.Struct)


class KeepError(Exception):
    """A file of the folder is there and cannot be used; the message names it, and no secret."""


class _Installation(msgspec.Struct, frozen=True):
    id: Uuid


class Packages(msgspec.Struct, frozen=True):
    """The journal row of the last Z whose package is there, in the log of this origin."""

    origin: str
    z_seq: Annotated[int, msgspec.Meta(ge=0)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """This installation: its id, and the key it proves itself by."""

    installation_id: str
    key: Ed25519PrivateKey

    @property
    def public(self) -> str:
        """The public key as messages carry it."""
        return b64encode(self.key.public_key().public_bytes_raw()).decode()


class Keep:
    """The folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def device(self) -> Device:
        """Who this installation is; made at the first time.

        Raises:
            OSError: the folder cannot be used.
            KeepError: it is there and cannot be read.
        """
        path = self.folder / DEVICE_KEY
        installation = self._read(INSTALLATION, _Installation)
        if installation is None or not path.exists():
            return self._new_device()
        try:
            raw = b64decode(read_bounded(path, MAX_BYTES).strip(), validate=True)
            key = Ed25519PrivateKey.from_private_bytes(raw)
        except (ValueError, binascii.Error) as error:
            raise KeepError(f"{path}: no Ed25519 key") from error
        return Device(installation_id=installation.id, key=key)

    def _new_device(self) -> Device:
        key = Ed25519PrivateKey.generate()
        device = Device(installation_id=str(uuid4()), key=key)
        # The id last: without it the key is made anew.
        self._write(DEVICE_KEY, b64encode(key.private_bytes_raw()) + b"\n")
        self._write(INSTALLATION, msgspec.json.encode(_Installation(id=device.installation_id)))
        return device

    def forget_device(self) -> None:
        """Be another installation from now on: what was kept of this one cannot be read."""
        for name in (INSTALLATION, DEVICE_KEY):
            (self.folder / name).unlink(missing_ok=True)

    def registered(self) -> Registered | None:
        """How the archive let this till in; None: it never did.

        Raises:
            OSError, KeepError: it is there and cannot be read.
        """
        return self._read(REGISTERED, Registered)

    def register(self, registered: Registered) -> None:
        """Keep what the archive answered; survives a power cut when this returns.

        Raises:
            OSError: it is as it was.
        """
        self._write(REGISTERED, msgspec.json.encode(registered))

    def checkpoint(self) -> str | None:
        """The newest note that was as it should be.

        Raises:
            OSError: it is there and cannot be read.
        """
        try:
            return read_bounded(self.folder / CHECKPOINT, MAX_NOTE_BYTES).decode(errors="replace")
        except FileNotFoundError:
            return None

    def keep_checkpoint(self, note: str) -> None:
        """From now on this is the newest; survives a power cut when this returns.

        Raises:
            OSError: it is as it was.
        """
        self._write(CHECKPOINT, note.encode())

    def forget_checkpoint(self) -> None:
        """None is known any more, nor its proof.

        Raises:
            OSError: it is still there.
        """
        for name in (CHECKPOINT, PROOF):
            (self.folder / name).unlink(missing_ok=True)

    def doubt(self, note: str, word: str) -> None:
        """Put aside what could not be believed; each note once, and not without end.

        Raises:
            OSError: it was not kept.
        """
        folder = self.folder / DOUBTS
        path = folder / f"{word}-{sha256(note.encode()).hexdigest()[:16]}.note"
        if path.exists() or (folder.is_dir() and len(list(folder.iterdir())) >= DOUBTS_MAX):
            return
        folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        write_whole(path, note.encode(errors="replace")[:MAX_NOTE_BYTES], FILE_MODE)

    def proof(self) -> bytes:
        """The newest proof that was as it should be, as JSON; empty without one."""
        return self._cache(PROOF)

    def keep_proof(self, proof: bytes) -> None:
        """Keep a proof.

        Raises:
            OSError: it was not kept.
        """
        self._write(PROOF, proof)

    def tree(self) -> bytes:
        """What `tree.py` left; empty without it."""
        return self._cache(TREE)

    def keep_tree(self, tree: bytes) -> None:
        """Leave it for the next process.

        Raises:
            OSError: it was not kept.
        """
        self._write(TREE, tree)

    def packages(self, origin: str) -> int:
        """The row of the last Z whose package is there; 0: none.

        Raises:
            OSError: it is there and cannot be read.
        """
        try:
            said = self._read(PACKAGES, Packages)
        except KeepError as error:
            # Sent again, a package is answered like the first time.
            log.warning("packages", detail=str(error))
            return 0
        return said.z_seq if said is not None and said.origin == origin else 0

    def keep_packages(self, origin: str, z_seq: int) -> None:
        """The package of this Z is there.

        Raises:
            OSError: it was not kept.
        """
        self._write(PACKAGES, msgspec.json.encode(Packages(origin=origin, z_seq=z_seq)))

    def forget_packages(self) -> None:
        """Whether any package is there is not known.

        Raises:
            OSError: it still is.
        """
        (self.folder / PACKAGES).unlink(missing_ok=True)

    def was_doubted(self, word: str) -> bool:
        """Whether a note was put aside for this word."""
        return any((self.folder / DOUBTS).glob(f"{word}-*.note"))

    def _cache(self, name: str) -> bytes:
        """A file that can be had again."""
        try:
            return read_bounded(self.folder / name, MAX_BYTES)
        except FileNotFoundError:
            return b""
        except OSError as error:
            log.warning("archive folder", file=name, detail=str(error))
            return b""

    def _read(self, name: str, form: type[_T]) -> _T | None:
        path = self.folder / name
        try:
            return msgspec.json.decode(read_bounded(path, MAX_BYTES), type=form)
        except FileNotFoundError:
            return None
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise KeepError(f"{path}: cannot be read") from error

    def _write(self, name: str, content: bytes) -> None:
        self.folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        write_whole(self.folder / name, content, FILE_MODE)
