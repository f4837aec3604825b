"""What only kassad knows, as it lays it down."""

from pathlib import Path

import pytest

from firmware.sync.archive import report
from firmware.sync.archive.report import TillReport


def test_it_comes_back(tmp_path: Path) -> None:
    """Readable by the group the two processes share."""
    path = tmp_path / "till.json"
    said = TillReport(printer="paper low", card="1a", due=("jahresbeleg",))
    report.write(path, said)
    assert said == report.read(path)
    assert 0o640 == path.stat().st_mode & 0o777


def test_none_is_fine(tmp_path: Path) -> None:
    """Then the archive is told less."""
    assert TillReport() == report.read(tmp_path / "till.json")


@pytest.mark.parametrize("text", ["", "{", '{"due": "x"}', '{"card": "' + "x" * 201 + '"}'])
def test_what_is_none(tmp_path: Path, text: str) -> None:
    """It is named."""
    path = tmp_path / "till.json"
    path.write_text(text)
    with pytest.raises(ValueError, match=r"till\.json"):
        report.read(path)
