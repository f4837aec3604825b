"""A file of settings is taken as a whole, or refused by its place."""

from pathlib import Path

import msgspec
import pytest

from firmware.process.settings_file import MAX_BYTES, SettingsFileError, read_settings_file


class Form(msgspec.Struct, forbid_unknown_fields=True):
    """Of one key."""

    port: int


def read(folder: Path, text: bytes) -> Form:
    """What stands in a file."""
    file = folder / "settings.toml"
    file.write_bytes(text)
    return read_settings_file(file, Form)


def test_what_is_right_is_taken(tmp_path: Path) -> None:
    """As large as it may be."""
    text = b"port = 7\n"
    assert Form(port=7) == read(tmp_path, text + b"#" * (MAX_BYTES - len(text)))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"", "missing required field port"),
        (b"port = '7'", "Expected int, got str - at port"),
        (b"port = 7\nmore = 1", "unknown field more"),
        (b"port", "not TOML"),
        (b"\xff", "not TOML"),
        (b"port = " + b"9" * 5000, "not TOML"),
        (b"port = " + b"[" * 5000, "not TOML"),
        (b"port = 7\n" + b"#" * MAX_BYTES, "larger than"),
    ],
)
def test_what_is_wrong_is_told_by_its_place(tmp_path: Path, text: bytes, words: str) -> None:
    """With the file's name; nothing is guessed, and nothing is cut off."""
    with pytest.raises(SettingsFileError) as caught:
        read(tmp_path, text)
    assert str(caught.value).startswith(str(tmp_path / "settings.toml"))
    assert words in str(caught.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """Or is a folder."""
    for path in (tmp_path / "none.toml", tmp_path):
        with pytest.raises(SettingsFileError, match=path.name):
            read_settings_file(path, Form)
