"""The file of settings: what it may say, and how a mistake is told."""

from pathlib import Path

import pytest

from archive.settings import Settings, SettingsError, load
from firmware.process.settings_file import MAX_BYTES


def read(folder: Path, text: str | bytes) -> Settings:
    """The settings of a text."""
    file = folder / "archive.toml"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return load(file)


def test_one_line_is_enough(tmp_path: Path) -> None:
    """The folder; everything else has a value."""
    found = read(tmp_path, 'data = "/var/lib/kassa-archive"')
    assert Path("/var/lib/kassa-archive") == found.folder
    assert ("standlkassa.local", 8443, "") == (
        found.archive.name,
        found.archive.port,
        found.database.url,
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "missing required field data"),
        ("data = 7", "Expected str"),
        ('data = "x"\nmore = 1', "unknown field more"),
        ('data = "x"\n[archive]\npasswort = "x"', "unknown field passwort"),
        ('data = "x"\n[archive]\nname = "Kasse Graz"', "archive.name"),
        ('data = "x"\n[archive]\nport = 70000', "archive.port"),
        ('data = "x"\n[mail]\nsecurity = "ssl"', "mail.security"),
        ('data = "x"\n[heads]\nevery_s = 0', "heads.every_s"),
        ('data = "x"\n[alarms]\nsilent_minutes = 1', "alarms.silent_minutes"),
        ("data = ", "not TOML"),
        (b"\xff", "not TOML"),
        ("data = " + "9" * 5000, "not TOML"),
        ('data = "' + "x" * MAX_BYTES + '"', "larger than"),
    ],
)
def test_a_mistake_is_told_by_its_place(tmp_path: Path, text: str | bytes, words: str) -> None:
    """With the file's name; nothing is guessed."""
    with pytest.raises(SettingsError) as caught:
        read(tmp_path, text)
    said = str(caught.value).replace("`", "")
    assert said.startswith(str(tmp_path / "archive.toml"))
    assert words in said


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """Or is a folder."""
    for path in (tmp_path / "none.toml", tmp_path):
        with pytest.raises(SettingsError, match=path.name):
            load(path)
