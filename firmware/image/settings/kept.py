"""What root keeps of the secrets of the technician's file: one small file that only root reads.

The passphrases by the names of their Wi-Fis, and of each registration key that was handed on its
hash, so that none is handed on twice.
"""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import msgspec

from firmware.app.image_state import word_of
from firmware.image.settings.secret import Known
from firmware.process.logs import get_logger
from firmware.sync.whole_file import read_bounded, write_whole

log = get_logger()

NAME: Final = "kept.json"
_MODE: Final = 0o600
_MAX_BYTES: Final = 64 * 1024
#: More keys no till is ever given.
_MAX_HANDED: Final = 50


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """As it lies on the disk; `handed` are SHA-256 of keys, the last one last."""

    wifi: Mapping[str, str] = {}
    handed: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"Kept({len(self.wifi)} Wi-Fis, {len(self.handed)} keys)"

    @property
    def known(self) -> Known:
        """What may be said of it to who examines a file."""
        return Known(ssids=frozenset(self.wifi), has_key=bool(self.handed))

    def has_handed(self, key: str) -> bool:
        """Whether this key was handed on before."""
        return _digest(key) in self.handed

    def with_key(self, key: str) -> "Kept":
        """After `key` was handed on."""
        handed = (*self.handed, _digest(key))[-_MAX_HANDED:]
        return msgspec.structs.replace(self, handed=handed)

    def with_wifi(self, ssid: str, passphrase: str) -> "Kept":
        """With another Wi-Fi; those before stay until settings that name none of them are taken."""
        return msgspec.structs.replace(self, wifi={**self.wifi, ssid: passphrase})

    def only_wifi(self, ssid: str) -> "Kept":
        """Without those that the settings do not name any more."""
        wifi = {name: value for name, value in self.wifi.items() if name == ssid}
        return msgspec.structs.replace(self, wifi=wifi)


def read_kept(folder: Path) -> Kept:
    """What is kept in `folder`; what cannot be read is told in the log, and asked for anew."""
    try:
        return word_of(read_bounded(folder / NAME, _MAX_BYTES), Kept)
    except FileNotFoundError:
        return Kept()
    except (OSError, msgspec.DecodeError) as error:
        log.error("kept secrets cannot be read", detail=type(error).__name__)
        return Kept()


def write_kept(folder: Path, kept: Kept) -> None:
    """Keep it, on the disk before this returns.

    Raises:
        OSError: as before.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    write_whole(folder / NAME, msgspec.json.encode(kept) + b"\n", _MODE)


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode("ascii")).hexdigest()
