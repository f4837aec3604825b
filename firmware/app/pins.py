"""The PINs of the clerks: verifiers in one private file beside the book, never the PINs themselves.

No PIN is given by default, and none is ever in journal, export, log or snapshot: whoever has no
verifier signs on by number alone. Argon2id with the second set of parameters OWASP recommends
(19 MiB, two passes, one lane) takes 0.04 s on a desk and about 0.2 s on a Raspberry Pi 4: short of
what a cashier notices, and the memory keeps a stolen card from being searched in no time. Four
digits remain four digits: the file is private (0600), and the till bars who guesses (answers_pins).
"""

import os
import stat
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Final

import msgspec
from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from firmware.export.atomic import atomic_file
from firmware.till.stall.catalog import Profile

FILE_NAME: Final = "pins.json"
MODE: Final = 0o600
SALT_BYTES: Final = 16
KEY_BYTES: Final = 32
PASSES: Final = 2
LANES: Final = 1
MEMORY_KIB: Final = 19 * 1024
MAX_FILE_BYTES: Final = 64 * 1024
SHORTEST: Final = 4
LONGEST: Final = 8


class PinError(Exception):
    """The PINs cannot be read or kept; the message names the file or what is wrong with the PIN."""


_NUMBERS: Final = r"m=\d{1,6},t=\d{1,2},p=\d"
Verifier = Annotated[
    str, msgspec.Meta(pattern=rf"^\$argon2id\$v=19\${_NUMBERS}\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+$")
]


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: int
    pins: dict[int, Verifier]


def is_pin(text: str) -> bool:
    """Whether it has the form of a PIN: 4 to 8 digits."""
    return text.isascii() and text.isdigit() and SHORTEST <= len(text) <= LONGEST


class Pins:
    """The verifiers in the data folder; read anew each time, so that a command's change counts."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE_NAME

    def clerks(self) -> Collection[int]:
        """Who has a PIN.

        Raises:
            PinError: the file cannot be read, others may read it, or it is damaged.
        """
        return self._read().keys()

    def whose(self, pin: str, among: Collection[int]) -> int | None:
        """Whose PIN it is among these clerks; None when it is nobody's.

        Raises:
            PinError: as `clerks`.
        """
        verifiers = self._read()
        for clerk in among:
            if clerk in verifiers and _is_right(pin, verifiers[clerk]):
                return clerk
        return None

    def store(self, clerk: int, pin: str) -> None:
        """Keep `pin` for `clerk`; an empty one takes the old one away.

        Raises:
            PinError: no PIN by its form, or the file cannot be read or written.
            WriteError: the disk does not take it; the old PINs stay.
        """
        if pin and not is_pin(pin):
            raise PinError(f"a PIN has {SHORTEST} to {LONGEST} digits")
        verifiers = self._read()
        verifiers.pop(clerk, None)
        if pin:
            verifiers[clerk] = _kdf().derive_phc_encoded(pin.encode())
        with atomic_file(self._path, mode=MODE) as file:
            file.write(msgspec.json.encode(_File(version=1, pins=verifiers)))

    def marked(self, profile: Profile) -> Profile:
        """`profile` with each clerk knowing whether to ask for a PIN.

        Raises:
            PinError: as `clerks`.
        """
        known = self.clerks()
        clerks = {
            number: replace(clerk, has_pin=number in known)
            for number, clerk in profile.clerks.items()
        }
        return replace(profile, clerks=clerks)

    def _read(self) -> dict[int, str]:
        try:
            with self._path.open("rb") as file:
                if os.fstat(file.fileno()).st_mode & (stat.S_IRWXG | stat.S_IRWXO):
                    raise PinError(f"{self._path}: others may read or change it; chmod 0600")
                text = file.read(MAX_FILE_BYTES + 1)
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise PinError(f"{self._path}: cannot be read: {error.strerror}") from error
        try:
            kept = msgspec.json.decode(text, type=_File)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise PinError(f"{self._path}: damaged: {error}") from error
        if kept.version != 1:
            raise PinError(f"{self._path}: version {kept.version} is not known here")
        return kept.pins


def _kdf() -> Argon2id:
    return Argon2id(
        salt=os.urandom(SALT_BYTES),
        length=KEY_BYTES,
        iterations=PASSES,
        lanes=LANES,
        memory_cost=MEMORY_KIB,
    )


def _is_right(pin: str, verifier: str) -> bool:
    try:
        Argon2id.verify_phc_encoded(pin.encode(), verifier)
    except InvalidKey:
        return False
    return True
