"""firmware.sync.offer_file: what kassad reads of an update that lies ready."""

from pathlib import Path

import pytest

from firmware.sync import offer_file
from firmware.sync.offer_file import OfferFile, OfferFileError

OFFER = OfferFile(version="1.3", size=6, sha256="0" * 64, notes_de="Neue Tasten für Pfand")


def test_what_is_written_is_read(tmp_path: Path) -> None:
    """Readable by the group; nothing lies there before."""
    assert offer_file.read(tmp_path) is None
    offer_file.write(tmp_path, OFFER)
    assert OFFER == offer_file.read(tmp_path)
    assert 0o640 == (tmp_path / offer_file.NAME).stat().st_mode & 0o777


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"version":"1.3"}',
        f'{{"version":"../x","size":6,"sha256":"{"0" * 64}"}}',
        f'{{"version":"1.3","size":0,"sha256":"{"0" * 64}"}}',
        '{"version":"1.3","size":6,"sha256":"x"}',
        f'{{"version":"1.3","size":6,"sha256":"{"0" * 64}","notes_de":"{"x" * 501}"}}',
    ],
)
def test_no_offer(text: str, tmp_path: Path) -> None:
    """Said, not guessed."""
    (tmp_path / offer_file.NAME).write_text(text)
    with pytest.raises(OfferFileError, match=r"offer\.json"):
        offer_file.read(tmp_path)
