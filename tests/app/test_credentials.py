"""Secrets as files: read only where nobody else can, made once."""

import base64
import os
import stat
from functools import partial
from pathlib import Path

import pytest

from firmware.app import credentials
from firmware.app.credentials import (
    AES_KEY,
    CARD_PIN,
    MAX_CREDENTIAL_BYTES,
    CredentialError,
    copy_aes_key,
    create_aes_key,
    create_card_pin,
    directory,
    has_aes_key,
    own_folder,
    read_aes_key,
    read_card_pin,
    read_service_secrets,
    remove_aes_key,
)


def put(path: Path, content: bytes, mode: int = 0o600) -> None:
    """A file with these rights."""
    path.write_bytes(content)
    path.chmod(mode)


def names(folder: Path) -> list[str]:
    """What is in a folder."""
    return [path.name for path in folder.iterdir()]


def test_systemds_directory_comes_first(tmp_path: Path) -> None:
    """CREDENTIALS_DIRECTORY is where systemd put them; without it the configured folder."""
    assert directory("/etc/x", {"CREDENTIALS_DIRECTORY": str(tmp_path)}) == tmp_path
    assert directory("/etc/x", {"CREDENTIALS_DIRECTORY": ""}) == Path("/etc/x")
    assert directory("/etc/x", {}) == Path("/etc/x")


def test_own_folder_unless_systemd_has_the_key(tmp_path: Path) -> None:
    """What the till makes stays in its folder; a key that systemd hands over is taken from it."""
    handed = tmp_path / "handed"
    environment = {"CREDENTIALS_DIRECTORY": str(handed)}
    assert own_folder("/var/x", {}) == Path("/var/x")
    assert own_folder("/var/x", environment) == Path("/var/x")
    create_aes_key(handed)
    assert own_folder("/var/x", environment) == handed


def test_folder_beside_a_book(tmp_path: Path) -> None:
    """The till's own folder; the one it was before, where the key is still there."""
    assert tmp_path / "secrets" == credentials.folder_beside(tmp_path)
    credentials.create_aes_key(tmp_path / "credentials")
    assert tmp_path / "credentials" == credentials.folder_beside(tmp_path)


def test_sealed_is_a_link(tmp_path: Path) -> None:
    """Into memory, where the chip's unit has laid it; what lies open is not sealed."""
    assert not credentials.is_sealed(tmp_path)
    key = credentials.create_aes_key(tmp_path / "memory")
    assert not credentials.is_sealed(tmp_path / "memory")
    (tmp_path / "aes-key").symlink_to(tmp_path / "memory" / "aes-key")
    assert credentials.is_sealed(tmp_path)
    assert key == credentials.read_aes_key(tmp_path)


def test_key_is_made_once(tmp_path: Path) -> None:
    """32 bytes, readable by their owner alone, never overwritten."""
    folder = tmp_path / "new"
    assert not has_aes_key(folder)
    key = create_aes_key(folder)
    assert len(key) == 32
    assert read_aes_key(folder) == key
    assert stat.S_IMODE((folder / AES_KEY).stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert names(folder) == [AES_KEY]
    with pytest.raises(CredentialError, match="never overwritten"):
        create_aes_key(folder)
    assert read_aes_key(folder) == key


def test_key_is_one_that_is_free(tmp_path: Path) -> None:
    """A key that a former register had is not taken, as unlikely as it is."""
    seen: list[bytes] = []

    def is_free(key: bytes) -> bool:
        seen.append(key)
        return len(seen) == 3

    assert create_aes_key(tmp_path / "a", is_free) == seen[2]
    assert read_aes_key(tmp_path / "a") == seen[2]


def test_key_goes_with_its_book(tmp_path: Path) -> None:
    """Kept where the book is put, before it leaves the place of the next one."""
    here, there = tmp_path / "here", tmp_path / "there"
    key = create_aes_key(here)
    for _ in range(2):
        copy_aes_key(here, there)
    assert read_aes_key(there) == key
    remove_aes_key(here)
    assert names(here) == []
    assert read_aes_key(there) == key
    create_aes_key(here)
    with pytest.raises(CredentialError, match="another key"):
        copy_aes_key(here, there)
    assert read_aes_key(there) == key


def test_key_that_is_not_there_is_not_removed(tmp_path: Path) -> None:
    """Said by name, as everything about a secret is."""
    with pytest.raises(CredentialError, match="aes-key: cannot be removed"):
        remove_aes_key(tmp_path)


def test_two_keys_are_two(tmp_path: Path) -> None:
    """No two registers have one key."""
    assert create_aes_key(tmp_path / "a") != create_aes_key(tmp_path / "b")


def test_key_made_by_somebody_else_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two that make a key at once: the second is refused, the first key stays."""
    key = create_aes_key(tmp_path)
    monkeypatch.setattr(Path, "exists", lambda _path: False)
    with pytest.raises(CredentialError, match="never overwritten"):
        create_aes_key(tmp_path)
    monkeypatch.undo()
    assert read_aes_key(tmp_path) == key


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"not base64!", "not base64"),
        (base64.b64encode(bytes(31)), "31 bytes"),
        (base64.b64encode(bytes(33)), "33 bytes"),
        (b"", "0 bytes"),
        (b"A" * (MAX_CREDENTIAL_BYTES + 1), "too long"),
    ],
)
def test_key_that_is_none(tmp_path: Path, content: bytes, complaint: str) -> None:
    """A key of another form is refused; the message does not carry it."""
    put(tmp_path / AES_KEY, content)
    with pytest.raises(CredentialError, match=complaint) as caught:
        read_aes_key(tmp_path)
    assert not content or content.decode() not in str(caught.value)


def test_key_with_a_line_end(tmp_path: Path) -> None:
    """An editor's newline at the end does no harm."""
    put(tmp_path / AES_KEY, base64.b64encode(bytes(32)) + b"\n")
    assert read_aes_key(tmp_path) == bytes(32)


@pytest.mark.parametrize("mode", [0o604, 0o602, 0o620, 0o644, 0o660, 0o666, 0o777])
def test_key_that_others_may_read_or_change(tmp_path: Path, mode: int) -> None:
    """A secret others may read, or that its group may change, is none."""
    put(tmp_path / AES_KEY, base64.b64encode(bytes(32)), mode)
    with pytest.raises(CredentialError, match="chmod 0600"):
        read_aes_key(tmp_path)


@pytest.mark.parametrize("mode", [0o400, 0o440, 0o600, 0o640])
def test_rights_that_are_enough(tmp_path: Path, mode: int) -> None:
    """Systemd's own files are 0400 or, for a service's user, 0440."""
    put(tmp_path / AES_KEY, base64.b64encode(bytes(32)), mode)
    assert read_aes_key(tmp_path) == bytes(32)


def test_missing(tmp_path: Path) -> None:
    """Reading never makes what is not there."""
    with pytest.raises(CredentialError, match="aes-key: missing"):
        read_aes_key(tmp_path)
    with pytest.raises(CredentialError, match="card-pin: missing"):
        read_card_pin(tmp_path)
    assert names(tmp_path) == []


def test_no_file(tmp_path: Path) -> None:
    """A folder or a pipe in its place is refused, and a pipe without a writer is not waited for."""
    (tmp_path / AES_KEY).mkdir()
    with pytest.raises(CredentialError, match="aes-key"):
        read_aes_key(tmp_path)
    os.mkfifo(tmp_path / CARD_PIN, 0o600)
    with pytest.raises(CredentialError, match="not a regular file"):
        read_card_pin(tmp_path)


def test_unreadable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the system refuses is told in its words."""
    put(tmp_path / AES_KEY, base64.b64encode(bytes(32)))

    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(credentials.os, "open", refuse)
    with pytest.raises(CredentialError, match="cannot be read: Permission denied"):
        read_aes_key(tmp_path)


def test_folder_that_cannot_be_made(tmp_path: Path) -> None:
    """A file where the folder should be: nothing is made."""
    (tmp_path / "file").write_text("")
    with pytest.raises(CredentialError, match="cannot be written"):
        create_aes_key(tmp_path / "file")


@pytest.mark.parametrize("pin", [b"1234", b"123456", b"12345678"])
def test_pin(tmp_path: Path, pin: bytes) -> None:
    """Four to eight digits."""
    create_card_pin(tmp_path, pin)
    assert read_card_pin(tmp_path) == pin


@pytest.mark.parametrize("pin", [b"", b"123", b"123456789", b"12a4", "١٢٣٤".encode(), b"12 34"])
def test_pin_that_is_none(tmp_path: Path, pin: bytes) -> None:
    """Anything else is neither kept nor read, and not shown."""
    with pytest.raises(CredentialError, match="4 to 8 digits"):
        create_card_pin(tmp_path, pin)
    assert names(tmp_path) == []
    put(tmp_path / CARD_PIN, pin)
    with pytest.raises(CredentialError, match="4 to 8 digits"):
        read_card_pin(tmp_path)


def test_secret_of_a_service_is_one_line(tmp_path: Path) -> None:
    """By the kind the settings name, without the end of line an editor leaves."""
    put(tmp_path / "atrust-password", "gehäim 1\n".encode())
    put(tmp_path / "primesign-token", b"AAAA-BBBB")
    kinds = ("atrust-online", "primesign")
    expected = {"atrust-online": "gehäim 1".encode(), "primesign": b"AAAA-BBBB"}
    assert expected == read_service_secrets(tmp_path, kinds)
    assert {} == read_service_secrets(tmp_path, ())


@pytest.mark.parametrize(
    "content", [b"", b"\n", b"two\nlines", b"\xff\xfe", b"a\0b", "schlüssel".encode()]
)
def test_secret_of_a_service_that_cannot_be(tmp_path: Path, content: bytes) -> None:
    """Refused by its file, never shown."""
    put(tmp_path / "primesign-token", content)
    with pytest.raises(CredentialError, match="primesign-token: empty, or more than one line"):
        read_service_secrets(tmp_path, ["primesign"])


def test_secret_of_a_service_that_is_missing_or_open(tmp_path: Path) -> None:
    """As every other secret."""
    with pytest.raises(CredentialError, match="atrust-password: missing"):
        read_service_secrets(tmp_path, ["atrust-online"])
    put(tmp_path / "atrust-password", b"x", 0o644)
    with pytest.raises(CredentialError, match="others may read"):
        read_service_secrets(tmp_path, ["atrust-online"])


def test_service_secrets_are_copied_for_their_owner_alone(tmp_path: Path) -> None:
    """None is invented, none overwritten, and none may be read by others, here or there."""
    old, new = tmp_path / "old", tmp_path / "new"
    old.mkdir()
    credentials.copy_service_secrets(old, new)
    assert not new.exists()
    secret = old / credentials.SERVICE_FILES["atrust-online"]
    secret.touch(mode=0o600)
    secret.write_bytes(b"opens\n")
    credentials.copy_service_secrets(old, new)
    copied = new / secret.name
    assert (b"opens", 0o600) == (copied.read_bytes(), copied.stat().st_mode & 0o777)
    copied.unlink()
    secret.chmod(0o644)
    with pytest.raises(CredentialError, match="others may read"):
        credentials.copy_service_secrets(old, new)


@pytest.mark.parametrize("name", ["card-pin", "card-pin.3c"])
def test_a_pin_that_cannot_be_replaced_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Without it the card would be shown the PIN of another one: a wrong try of three."""
    keep = {
        "card-pin": partial(credentials.keep_card_pin, tmp_path),
        "card-pin.3c": partial(credentials.write_later_pin, tmp_path, "3c"),
    }[name]
    keep(b"123456")

    def full(_descriptor: int) -> None:
        raise OSError(28, "no space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(CredentialError, match=r"cannot be written: no space"):
            keep(b"654321")
    with pytest.raises(CredentialError, match="4 to 8 digits"):
        keep(b"12")
    assert b"123456" == (tmp_path / name).read_bytes()
    keep(b"654321")
    assert (b"654321", 0o600) == (
        (tmp_path / name).read_bytes(),
        (tmp_path / name).stat().st_mode & 0o777,
    )
