"""The units as systemd itself judges them."""

import subprocess
from pathlib import Path

import pytest

UNITS = sorted((Path(__file__).parents[2] / "systemd").glob("*.service"))
#: systemd-analyze counts to 10; above this a unit may do more than it needs.
EXPOSURE_LIMIT = 2.0


def _runnable(unit: Path, folder: Path) -> Path:
    """The unit with programs that exist here, so that only its own words are judged."""
    text = unit.read_text(encoding="utf-8")
    lines = [
        "ExecStart=/bin/true" if line.startswith("ExecStart=") else line
        for line in text.splitlines()
    ]
    copy = folder / unit.name
    copy.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return copy


def test_there_are_units() -> None:
    """The till's own unit is among those tested here."""
    assert "kassad.service" in [unit.name for unit in UNITS]


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_verify(unit: Path, tmp_path: Path) -> None:
    """`systemd-analyze verify` has nothing to say of the unit."""
    copy = _runnable(unit, tmp_path)
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(copy)],
        capture_output=True,
        text=True,
        check=False,
    )
    told = [line for line in (done.stdout + done.stderr).splitlines() if unit.name in line]
    assert told == []


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_exposure(unit: Path, tmp_path: Path) -> None:
    """Least privilege: the exposure systemd reckons stays low."""
    copy = _runnable(unit, tmp_path)
    threshold = str(int(EXPOSURE_LIMIT * 10))
    done = subprocess.run(
        [
            "systemd-analyze",
            "security",
            "--offline=true",
            f"--threshold={threshold}",
            "--no-pager",
            str(copy),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-400:]
