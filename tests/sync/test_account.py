"""The web service user and the AES key, from files alone."""

import os
from pathlib import Path

import pytest

from firmware.sync.account import (
    Account,
    AccountError,
    Secrets,
    folder_of,
    read_account,
)
from tests.sync import calling

GIVEN = {"fon-tid": "123456789", "fon-benid": "KASSEWS1", "fon-pin": "Streng6eheim"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three files of their owner alone."""
    for name, text in GIVEN.items():
        (tmp_path / name).write_text(f"{text}\n", encoding="ascii")
        (tmp_path / name).chmod(0o600)
    return tmp_path


def test_three_files(folder: Path) -> None:
    """One line each; the end of the line is none of it."""
    expected = Account(participant="123456789", user="KASSEWS1", pin="Streng6eheim")
    assert expected == read_account(folder)


def test_the_group_may_read(folder: Path) -> None:
    """As in the folder systemd makes."""
    (folder / "fon-pin").chmod(0o440)
    assert "Streng6eheim" == read_account(folder).pin


@pytest.mark.parametrize("mode", [0o604, 0o602, 0o660, 0o644])
def test_a_file_that_others_may_read_is_no_secret(folder: Path, mode: int) -> None:
    """Named, with what to do."""
    (folder / "fon-pin").chmod(mode)
    with pytest.raises(AccountError, match="fon-pin: others may read or change it; chmod 0600"):
        read_account(folder)


@pytest.mark.parametrize("name", GIVEN)
def test_a_missing_file(folder: Path, name: str) -> None:
    """Named."""
    (folder / name).unlink()
    with pytest.raises(AccountError, match=f"{name}: missing"):
        read_account(folder)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("fon-tid", "1234567"),
        ("fon-tid", "123 456789"),
        ("fon-benid", "ÄÖÜ12"),
        ("fon-benid", "abc"),
        ("fon-pin", "kurz"),
        ("fon-pin", "-"),
        ("fon-pin", "two\nlines"),
        ("fon-pin", "x" * 5000),
    ],
)
def test_what_has_not_the_form(folder: Path, name: str, text: str) -> None:
    """The file is named, what stands in it is not."""
    (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(AccountError) as error:
        read_account(folder)
    assert f"{folder / name}: " == str(error.value).partition(": ")[0] + ": "
    assert text not in str(error.value).partition(": ")[2]


def test_a_folder_in_place_of_a_file(folder: Path) -> None:
    """No file, no secret."""
    (folder / "fon-pin").unlink()
    (folder / "fon-pin").mkdir(mode=0o700)
    with pytest.raises(AccountError, match="fon-pin"):
        read_account(folder)


def test_a_pipe_does_not_hold_it_up(folder: Path) -> None:
    """Nobody writes into it."""
    (folder / "fon-pin").unlink()
    os.mkfifo(folder / "fon-pin", 0o600)
    with pytest.raises(AccountError, match="fon-pin"):
        read_account(folder)


def test_nothing_shows_in_a_repr(folder: Path) -> None:
    """A log line of the whole value tells nobody anything."""
    secrets = Secrets(account=read_account(folder), register_key_file=folder / "key")
    assert not [text for text in GIVEN.values() if text in repr(secrets)]


def test_the_key_of_the_register(folder: Path) -> None:
    """There only while kassad has laid it down."""
    path = folder / "key"
    secrets = Secrets(account=read_account(folder), register_key_file=path)
    assert None is secrets.register_key()
    path.write_text(f"{calling.KEY}\n", encoding="ascii")
    path.chmod(0o640)
    assert calling.KEY == secrets.register_key()
    path.write_text("no key", encoding="ascii")
    with pytest.raises(AccountError, match="not of its form"):
        secrets.register_key()


def test_where_they_are(tmp_path: Path) -> None:
    """Systemd's folder first."""
    assert tmp_path == folder_of("/etc/x", {"CREDENTIALS_DIRECTORY": str(tmp_path)})
    assert Path("/etc/x") == folder_of("/etc/x", {})
