"""The web service user of FinanzOnline, and the AES key for as long as a registration needs it.

Secrets come from files alone, never from settings, arguments or the environment; nothing here
shows one in its repr, an error names the file and not what stands in it.
"""

import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from firmware.sync.whole_file import read_bounded

PARTICIPANT: Final = "fon-tid"
USER: Final = "fon-benid"
PIN: Final = "fon-pin"
MAX_BYTES: Final = 4096
_PATTERNS: Final[Mapping[str, str]] = {
    PARTICIPANT: r"[0-9A-Za-z]{8,12}",
    USER: r"[0-9A-Za-z]{5,12}",
    PIN: r"[!-~]{5,128}",
}
_REGISTER_KEY: Final = r"[0-9A-Za-z+/]{43}="


class AccountError(Exception):
    """A secret is missing, unsafe or not of its form; the message never carries it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Who logs in (loginRequest)."""

    participant: str = field(repr=False)
    user: str = field(repr=False)
    pin: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Secrets:
    """The account, and where kassad lays the AES key down while a registration is open."""

    account: Account
    register_key_file: Path

    def register_key(self) -> str | None:
        """The AES key as base64; None while kassad has not laid it down.

        Raises:
            AccountError: others may read it, or it is no key.
        """
        try:
            return _read(self.register_key_file, _REGISTER_KEY)
        except FileNotFoundError:
            return None


def folder_of(configured: str, environment: Mapping[str, str]) -> Path:
    """Where the credentials are: systemd's folder when there is one, else the configured."""
    return Path(environment.get("CREDENTIALS_DIRECTORY") or configured)


def read_account(folder: Path) -> Account:
    """The account in the three files of `folder`.

    Raises:
        AccountError: one is missing, readable by everybody, or not of its form.
    """

    def read(name: str) -> str:
        try:
            return _read(folder / name, _PATTERNS[name])
        except FileNotFoundError:
            raise AccountError(f"{folder / name}: missing") from None

    return Account(participant=read(PARTICIPANT), user=read(USER), pin=read(PIN))


def _read(path: Path, pattern: str) -> str:
    """What stands in a private file.

    Raises:
        FileNotFoundError: it is not there.
        AccountError: everything else.
    """
    try:
        # The owner's group may read it, as in the folder systemd makes; nobody else.
        if stat.S_IMODE(path.stat().st_mode) & (stat.S_IRWXO | stat.S_IWGRP | stat.S_IXGRP):
            raise AccountError(f"{path}: others may read or change it; chmod 0600")
        text = read_bounded(path, MAX_BYTES).decode("ascii").strip()
    except FileNotFoundError:
        raise
    except OSError as error:
        raise AccountError(f"{path}: cannot be read: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise AccountError(f"{path}: not of its form") from None
    if not re.fullmatch(pattern, text):
        raise AccountError(f"{path}: not of its form")
    return text
