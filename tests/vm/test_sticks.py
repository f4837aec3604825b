"""Sticks on the whole machine: udev, mounts, the export's thread, FAT; read on the host."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from machine.partitions import Fat
from tests.vm.tills import Played

pytestmark = [pytest.mark.image, pytest.mark.timeout(1200)]

_KASSA = Path(sys.executable).with_name("kassa")
OWNER = """
WG4
@stick owner
F 70
expect display "WAS AUF STICK"
9 BAR
expect display "fertig ✓"
@stick out
"""


def _verified(files: Fat, folder: Path) -> dict[str, object]:
    """What `kassa verify` says of everything on a stick."""
    place = files.take_out(folder)
    command = [str(_KASSA), "verify", "--sealed", "--json", str(place)]
    ended = subprocess.run(command, capture_output=True, check=False, timeout=120)
    assert 0 == ended.returncode, ended.stdout.decode() + ended.stderr.decode()
    said: dict[str, object] = json.loads(ended.stdout)
    return said


def test_the_owner_takes_everything_home(till: Played, tmp_path: Path) -> None:
    """§ 7 RKSV: made an owner's stick at the keys, written by itself afterwards, good at home."""
    till.play(OWNER)
    files = till.stage.sticks["owner"].files
    _verified(files, tmp_path / "first")
    # C: what was paid stands until a key, and no news covers it.
    till.play('WG4 C\n@stick owner\nexpect display "fertig ✓"\n@stick out\n')
    _verified(files, tmp_path / "second")
    folders = list((tmp_path / "second/Registrierkasse/VM-01").iterdir())
    assert 2 == len(folders)
    assert files.has("KASSA-STICK.id")


def test_a_stick_pulled_while_it_is_written(till: Played, tmp_path: Path) -> None:
    """It is told; what is on the stick is whole or unfinished by name; selling goes on."""
    till.play("WG4\n@stick new\n")
    till.play('F 70\nexpect display "WAS AUF STICK"\n9 BAR\n@stick pull\nWG4\n')
    till.play('expect display "BEZAHLT"\n@stick new\n@wait 10\n@stick out\n')
    place = till.stage.sticks["new"].files.take_out(tmp_path / "pulled")
    exports = list(place.glob("Registrierkasse/VM-01/*"))
    assert all((one / "MANIFEST.json").exists() or one.suffix == ".part" for one in exports)


def test_a_full_stick(till: Played) -> None:
    """Words, and nothing half."""
    till.play('@stick full\nF 70\nexpect display "WAS AUF STICK"\n9 BAR\n')
    till.play('expect display "Stick voll"\n@stick out\n')
