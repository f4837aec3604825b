"""`conformance URL`."""

from pathlib import Path

from archive.index.database import Database
from tests.archive.conformance.standing import FAULTS, standing
from tests.archive.program.calling import archive


def test_the_kit_as_a_command(sqlite: Database, tmp_path: Path) -> None:
    """1 where the archive differs."""
    with standing(sqlite, tmp_path, FAULTS["takes a gap"]) as (place, key):
        ran = archive("conformance", place.url, "--key", key)
    assert 1 == ran.code
    assert "FAILED gap:" in ran.out


def test_nobody_there() -> None:
    """Every check fails, and says so."""
    ran = archive("conformance", "http://127.0.0.1:9", "--key", "1")
    assert 1 == ran.code
    assert "0 of " in ran.out
