"""What rests is kept from one process to the next."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from firmware.finanzonline.order import Ruling, Verdict
from firmware.sync import rests_file
from firmware.sync.patience import Rest
from tests.sync.calling import NOW

BLOCKED = Ruling(verdict=Verdict.LATER, words="Gesperrt", advice="Warten.", wait_s=24 * 3600)
RESTS = {"belegpruefung:1": Rest(ruling=BLOCKED, tries=2, until_utc=NOW + timedelta(days=1))}


def test_what_is_written_is_read(tmp_path: Path) -> None:
    """Why, how often, until when; the folder may be missing yet."""
    folder = tmp_path / "sync"
    rests_file.write(folder, RESTS, "production")
    assert RESTS == rests_file.read(folder, "production")


def test_another_mode_has_rests_of_its_own(tmp_path: Path) -> None:
    """What is blocked in test mode is not blocked for real."""
    rests_file.write(tmp_path, RESTS, "test")
    assert {} == rests_file.read(tmp_path, "production")


def test_no_file_is_no_rest(tmp_path: Path) -> None:
    """A till that was never put off."""
    assert {} == rests_file.read(tmp_path, "test")


@pytest.mark.parametrize(
    "changed",
    [{"words": "x" * 17}, {"wait_s": 0}, {"wait_s": 86_401}, {"tries": 0}, {"until_utc": "bald"}],
)
def test_what_is_no_rest_is_refused(tmp_path: Path, changed: dict[str, object]) -> None:
    """Nothing is guessed."""
    rests_file.write(tmp_path, RESTS, "test")
    path = tmp_path / rests_file.NAME
    kept = json.loads(path.read_bytes())
    kept["rests"]["belegpruefung:1"].update(changed)
    path.write_text(json.dumps(kept))
    with pytest.raises(ValueError, match=r"rests\.json"):
        rests_file.read(tmp_path, "test")


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"[" * 50_000])
def test_a_broken_file_is_refused(tmp_path: Path, content: bytes) -> None:
    """Cut off, no UTF-8, nested too deep."""
    (tmp_path / rests_file.NAME).write_bytes(content)
    with pytest.raises(ValueError, match=r"rests\.json"):
        rests_file.read(tmp_path, "test")
