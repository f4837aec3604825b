"""How it goes with FinanzOnline right now."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from firmware.sync import status_file
from firmware.sync.status_file import StatusFile


def test_what_is_written_is_read(tmp_path: Path) -> None:
    """Words for the display and until when nothing is tried."""
    status = StatusFile(words="FON in Wartung", next_utc=datetime(2027, 3, 1, tzinfo=UTC))
    status_file.write(tmp_path / "finanzonline.json", status)
    assert status == status_file.read(tmp_path / "finanzonline.json")


def test_no_file_is_no_web_service(tmp_path: Path) -> None:
    """Most tills have none, and nothing is wrong."""
    assert None is status_file.read(tmp_path / "finanzonline.json")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b'{"words": 1}',
        b'{"words": "12345678901234567"}',
        b'{"words": "\\u001b@"}',
        b'{"advice": "\\n"}',
    ],
)
def test_a_broken_file_says_so(tmp_path: Path, content: bytes) -> None:
    """It is never taken for „nothing to tell"."""
    (tmp_path / "finanzonline.json").write_bytes(content)
    with pytest.raises(ValueError, match=r"finanzonline\.json"):
        status_file.read(tmp_path / "finanzonline.json")
