"""firmware.image.settings.kept: what only root reads."""

from pathlib import Path
from stat import S_IMODE

import pytest

from firmware.image.settings.kept import NAME, Kept, read_kept, write_kept
from firmware.image.settings.secret import Known
from tests.image.settings.files import KEY, PASSPHRASE
from tests.logged import capture_logs

KEPT = Kept().with_wifi("Marktnetz", PASSPHRASE).with_key(KEY)


def test_written_and_read(tmp_path: Path) -> None:
    """For root alone, and no key in it."""
    folder = tmp_path / "network"
    assert Kept() == read_kept(folder)
    write_kept(folder, KEPT)
    assert read_kept(folder) == KEPT
    assert (0o700, 0o600) == (
        S_IMODE(folder.stat().st_mode),
        S_IMODE((folder / NAME).stat().st_mode),
    )
    assert KEY not in (folder / NAME).read_text(encoding="utf-8")


def test_what_is_known() -> None:
    """Names, not passphrases; that there was a key, not which."""
    assert Known(ssids=frozenset({"Marktnetz"}), has_key=True) == KEPT.known
    assert PASSPHRASE not in repr(KEPT)
    assert (True, False) == (KEPT.has_handed(KEY), Kept().has_handed(KEY))
    assert Kept().with_key(KEY) == KEPT.only_wifi("Anderes")
    assert KEPT.only_wifi("Marktnetz") == KEPT


@pytest.mark.parametrize("raw", [b"", b"{", b'{"wifi": 5}', bytes(100), b'{"wifi":{"\xff":""}}'])
def test_damaged(tmp_path: Path, raw: bytes) -> None:
    """It is asked for anew, and the log repeats nothing of it."""
    (tmp_path / NAME).write_bytes(raw)
    with capture_logs() as logs:
        assert Kept() == read_kept(tmp_path)
    assert ["kept secrets cannot be read"] == [one["event"] for one in logs]
