"""The key that signs: made once, for its owner alone, of one name."""

import stat
from pathlib import Path

import pytest

from archive.program.keys import KeyFileError, note_signer, require_private, write_private
from firmware.evidence.note import Verifier, read_note

NAME = "kassa.example.at"


def key_file(folder: Path) -> Path:
    """Where it lies."""
    return folder / "keys/note.key"


def test_the_first_start_makes_it_and_the_second_reads_it(tmp_path: Path) -> None:
    """The same key; folder 0700, file 0600; what it signs its line verifies."""
    first, second = note_signer(tmp_path, NAME), note_signer(tmp_path, NAME)
    assert first.verifier == second.verifier
    assert 0o700 == stat.S_IMODE((tmp_path / "keys").stat().st_mode)
    assert 0o600 == stat.S_IMODE(key_file(tmp_path).stat().st_mode)
    note = read_note("text\n\n" + second.sign("text\n"))
    assert note.is_signed_by(Verifier.parse(str(first.verifier)))


def test_two_archives_have_two_keys(tmp_path: Path) -> None:
    """Nothing of it is foreseeable."""
    one, other = (note_signer(tmp_path / name, NAME) for name in "ab")
    assert one.verifier != other.verifier


def test_an_archive_keeps_its_name(tmp_path: Path) -> None:
    """Tills know their log by it."""
    note_signer(tmp_path, NAME)
    with pytest.raises(KeyFileError, match="never changes"):
        note_signer(tmp_path, "other.example.at")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660])
def test_a_key_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    """The message names the file and the remedy."""
    note_signer(tmp_path, NAME)
    key_file(tmp_path).chmod(mode)
    with pytest.raises(KeyFileError, match=r"note.key: mode .* \(chmod 600\)"):
        note_signer(tmp_path, NAME)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "PRIVATE+KEY+kassa.example.at",
        "PRIVATE+KEY+kassa.example.at+12345678+!!!!",
        "PRIVATE+KEY+kassa.example.at+12345678+ä",
        "PRIVATE+KEY+kassa.example.at+12345678+AQ==",
        "PUBLIC+KEY+kassa.example.at+12345678+AQ==",
    ],
)
def test_what_is_no_key(tmp_path: Path, text: str) -> None:
    """Refused, never replaced: a new key would be another archive."""
    note_signer(tmp_path, NAME)
    key_file(tmp_path).write_text(text)
    with pytest.raises(KeyFileError, match=r"note.key"):
        note_signer(tmp_path, NAME)
    assert text == key_file(tmp_path).read_text()


def test_every_flipped_sign_is_noticed(tmp_path: Path) -> None:
    """The key id covers name and key."""
    note_signer(tmp_path, NAME)
    path = key_file(tmp_path)
    good = path.read_text().strip()
    for at in range(good.index("+", 15) + 1, len(good)):
        path.write_text(good[:at] + ("A" if good[at] != "A" else "B") + good[at + 1 :])
        with pytest.raises(KeyFileError):
            note_signer(tmp_path, NAME)


def test_a_file_that_is_there_is_never_written_over(tmp_path: Path) -> None:
    """Two processes at the first start: the first one's key stays, and nothing lies about."""
    path = tmp_path / "key"
    write_private(path, b"first")
    write_private(path, b"second")
    assert b"first" == path.read_bytes()
    assert ["key"] == [one.name for one in tmp_path.iterdir()]
    require_private(path)
