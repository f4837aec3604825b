"""Secrets as files: the AES key of the turnover counter, the card's PIN, those of services.

Key and PIN are made or typed on the till and lie in its own folder, as files that only their owner
may read; the others a person lays down, and systemd hands them over (ADR 0019). Reading never
creates; the AES key is made once, by `create_aes_key`, at commissioning (a till that invents a key
can no longer open its counter).
"""

import base64
import binascii
import os
import stat
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from firmware.accord.link import SECRET_BYTES
from firmware.process.medium import flush

#: The till's own folder, as the settings name it by default: beside the book.
OWN_FOLDER: Final = "secrets"
#: Where key and PIN were beside a book before the till had a folder of its own.
_FORMER_FOLDER: Final = "credentials"
AES_KEY = "aes-key"
#: What links to receipts are made from.
LINK_FILE: Final = "link-secret"
CARD_PIN = "card-pin"
_LATER_PIN = "card-pin."
_UNFINISHED = ".new"
_TOKEN = "primesign-token"  # noqa: S105 - the file's name
#: The secret of a signature service, by the kind the settings name.
SERVICE_FILES: Mapping[str, str] = {
    "atrust-online": "atrust-password",
    "primesign": _TOKEN,
}
NO_SECRETS: Mapping[str, bytes] = MappingProxyType({})
AES_KEY_BYTES = 32
MAX_CREDENTIAL_BYTES = 4096


class CredentialError(Exception):
    """A secret is missing, unsafe or unreadable; the message never carries the secret."""


def directory(configured: str, environment: Mapping[str, str]) -> Path:
    """Where the credentials are: systemd's directory when there is one, else the configured."""
    return Path(environment.get("CREDENTIALS_DIRECTORY") or configured)


def own_folder(configured: str, environment: Mapping[str, str]) -> Path:
    """Where AES key and PIN are: the till's own folder, unless somebody has systemd hand them over.

    What systemd hands over cannot be written: such a till is not commissioned anew at its keys.
    """
    handed = environment.get("CREDENTIALS_DIRECTORY")
    return Path(handed) if handed and has_aes_key(Path(handed)) else Path(configured)


def folder_beside(data: Path) -> Path:
    """Where AES key and PIN are in the data folder of a till, or in a copy of it."""
    former = data / _FORMER_FOLDER
    return former if has_aes_key(former) else data / OWN_FOLDER


def read_aes_key(folder: Path) -> bytes:
    """The 32 bytes of the turnover counter's key.

    Raises:
        CredentialError: missing, readable by others, or not 44 characters of base64.
    """
    text = _read(folder / AES_KEY)
    try:
        key = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise CredentialError(f"{folder / AES_KEY}: not base64") from error
    if len(key) != AES_KEY_BYTES:
        raise CredentialError(f"{folder / AES_KEY}: {len(key)} bytes, not {AES_KEY_BYTES}")
    return key


def read_card_pin(folder: Path) -> bytes:
    """The PIN of the signature card, 4 to 8 digits.

    Raises:
        CredentialError: missing, readable by others, or no PIN.
    """
    return _checked_pin(folder, _read(folder / CARD_PIN))


def read_pin_file(path: Path) -> bytes:
    """A PIN that a technician has laid down somewhere, 4 to 8 digits.

    Raises:
        CredentialError: missing, readable by others, or no PIN.
    """
    pin = _read(path)
    if not is_pin(pin):
        raise CredentialError(f"{path}: a card PIN has 4 to 8 digits")
    return pin


def read_service_secrets(folder: Path, kinds: Iterable[str]) -> Mapping[str, bytes]:
    """Password or token of each of these signature services, by kind.

    Raises:
        CredentialError: one is missing, readable by others, empty, or not one line of text; a token
            must be of ASCII, because it goes into a header.
    """
    return {kind: _read_service_secret(folder / SERVICE_FILES[kind]) for kind in kinds}


def copy_service_secrets(folder: Path, to: Path) -> None:
    """Put those that are in `folder` down in another one as well; what is there stays.

    Raises:
        CredentialError: one cannot be read or written.
    """
    for name in SERVICE_FILES.values():
        if (folder / name).exists() and not (to / name).exists():
            _create(to / name, _read_service_secret(folder / name))


def create_aes_key(folder: Path, is_free: Callable[[bytes], bool] = lambda _key: True) -> bytes:
    """Make the key, once, durably, readable by its owner only; one that `is_free`.

    Raises:
        CredentialError: there is one already, or the folder cannot be written.
    """
    key = os.urandom(AES_KEY_BYTES)
    while not is_free(key):
        key = os.urandom(AES_KEY_BYTES)
    _create(folder / AES_KEY, base64.b64encode(key))
    return key


def copy_aes_key(folder: Path, to: Path) -> None:
    """Put the key down in another folder as well, durably; the same one may be there already.

    Raises:
        CredentialError: it cannot be read or written, or another key is there.
    """
    key = read_aes_key(folder)
    if not has_aes_key(to):
        _create(to / AES_KEY, base64.b64encode(key))
    elif read_aes_key(to) != key:
        raise CredentialError(f"{to / AES_KEY}: another key is there, and is never overwritten")


def own_link_secret(folder: Path) -> bytes:
    """The 32 bytes links to receipts are made from; made here when they are first wanted.

    Raises:
        CredentialError: unreadable, readable by others, no such secret, or it cannot be written.
    """
    path = folder / LINK_FILE
    if not path.exists():
        _create(path, base64.b64encode(os.urandom(SECRET_BYTES)))
    try:
        secret = base64.b64decode(_read(path), validate=True)
    except binascii.Error as error:
        raise CredentialError(f"{path}: not base64") from error
    if len(secret) != SECRET_BYTES:
        raise CredentialError(f"{path}: {len(secret)} bytes, not {SECRET_BYTES}")
    return secret


def remove_aes_key(folder: Path) -> None:
    """Take the key away, durably, from a folder whose register has ended.

    Raises:
        CredentialError: the folder cannot be written.
    """
    try:
        (folder / AES_KEY).unlink()
        flush(folder)
    except OSError as error:
        raise CredentialError(f"{folder / AES_KEY}: cannot be removed: {error.strerror}") from error


def create_card_pin(folder: Path, pin: bytes) -> None:
    """Keep the PIN the technician typed.

    Raises:
        CredentialError: no PIN, there is one already, or the folder cannot be written.
    """
    _create(folder / CARD_PIN, _checked_pin(folder, pin))


def read_later_pins(folder: Path) -> Mapping[str, bytes]:
    """The PINs of cards that came later, by the serial of their certificate.

    Raises:
        CredentialError: one is readable by others, or no PIN.
    """
    return {
        path.name.removeprefix(_LATER_PIN): _checked_pin(folder, _read(path))
        for path in sorted(folder.glob(f"{_LATER_PIN}*"))
        if not path.name.endswith(_UNFINISHED)
    }


def write_later_pin(folder: Path, serial: str, pin: bytes) -> None:
    """Keep the PIN of a card that came later; one that was kept for it before is replaced.

    Raises:
        CredentialError: no PIN, or the folder cannot be written.
    """
    _replace(folder / f"{_LATER_PIN}{serial}", _checked_pin(folder, pin))


def keep_card_pin(folder: Path, pin: bytes) -> None:
    """Keep the PIN that the card has just taken, in place of that of another card.

    Raises:
        CredentialError: no PIN, or the folder cannot be written.
    """
    _replace(folder / CARD_PIN, _checked_pin(folder, pin))


def has_aes_key(folder: Path) -> bool:
    """Whether a key has been made."""
    return (folder / AES_KEY).exists()


def is_sealed(folder: Path) -> bool:
    """Whether the board's chip keeps the key (`kassa-image seal`): what lies here is a link."""
    return (folder / AES_KEY).is_symlink()


def has_card_pin(folder: Path) -> bool:
    """Whether a PIN is kept."""
    return (folder / CARD_PIN).exists()


def is_pin(text: bytes) -> bool:
    """Whether it has the form of a card's PIN: 4 to 8 digits."""
    return text.isdigit() and 4 <= len(text) <= 8


def _checked_pin(folder: Path, pin: bytes) -> bytes:
    if not is_pin(pin):
        raise CredentialError(f"{folder / CARD_PIN}: a card PIN has 4 to 8 digits")
    return pin


def _read_service_secret(path: Path) -> bytes:
    text = _read(path)
    try:
        is_printable = text.decode("ascii" if path.name == _TOKEN else "utf-8").isprintable()
    except UnicodeDecodeError:
        is_printable = False
    if not text or not is_printable:
        raise CredentialError(f"{path}: empty, or more than one line of text")
    return text


def _read(path: Path) -> bytes:
    try:
        # Judged and read through one descriptor; a pipe in its place must not hold the till up.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as file:
            _require_private(path, os.fstat(file.fileno()).st_mode)
            text = file.read(MAX_CREDENTIAL_BYTES + 1)
    except FileNotFoundError as error:
        raise CredentialError(f"{path}: missing") from error
    except OSError as error:
        raise CredentialError(f"{path}: cannot be read: {error.strerror}") from error
    if len(text) > MAX_CREDENTIAL_BYTES:
        raise CredentialError(f"{path}: too long for a credential")
    return text.strip()


def _require_private(path: Path, mode: int) -> None:
    """Its group may read it, as in the directory systemd makes; nobody else may do anything."""
    if not stat.S_ISREG(mode):
        raise CredentialError(f"{path}: not a regular file")
    if mode & (stat.S_IRWXG | stat.S_IRWXO) & ~stat.S_IRGRP:
        raise CredentialError(f"{path}: others may read or change it; chmod 0600")


def _create(path: Path, text: bytes) -> None:
    """Write a new file so that it is there whole, or not at all, after a power cut."""
    if path.exists():
        raise CredentialError(f"{path}: exists already and is never overwritten")
    try:
        whole = _write_beside(path, text)
        # link, not rename: rename would replace a key made meanwhile by somebody else.
        os.link(whole, path)
        whole.unlink()
        flush(path.parent)
    except FileExistsError as error:
        raise CredentialError(f"{path}: exists already and is never overwritten") from error
    except OSError as error:
        raise CredentialError(f"{path}: cannot be written: {error.strerror}") from error


def _replace(path: Path, text: bytes) -> None:
    """Write a file in place of another: after a power cut one of both is there."""
    try:
        _write_beside(path, text).replace(path)
        flush(path.parent)
    except OSError as error:
        raise CredentialError(f"{path}: cannot be written: {error.strerror}") from error


def _write_beside(path: Path, text: bytes) -> Path:
    """The new file, durable, under a name that means nothing yet."""
    whole = path.with_name(path.name + _UNFINISHED)
    if not path.parent.exists():
        path.parent.mkdir(mode=0o700, parents=True)
        flush(path.parent.parent)
    whole.unlink(missing_ok=True)
    descriptor = os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return whole
