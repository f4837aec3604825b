"""What is installed on a till: the firmware and its drivers, and nothing that pretends."""

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel_names(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The names of all files in a freshly built device wheel."""
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = out.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


def test_no_emulator(wheel_names: list[str]) -> None:
    """No emulated device and no software key is in the device wheel."""
    assert [name for name in wheel_names if "emulator" in name] == []


def test_no_desk(wheel_names: list[str]) -> None:
    """The browser desk and the simulator stay in the checkout."""
    assert [name for name in wheel_names if name.startswith("firmware/desk")] == []


def test_firmware_and_hal(wheel_names: list[str]) -> None:
    """Everything else is there: each module, the fonts, the two programs."""
    here = {
        str(path.relative_to(ROOT))
        for room in ("firmware", "hal")
        for path in (ROOT / room).rglob("*.py")
        if "emulator" not in path.name and "desk" not in path.parts
    }
    missing = sorted(here - set(wheel_names))
    assert missing == []
    for font in ("DejaVuSansMono.ttf", "DejaVuSansCondensed.ttf"):
        assert any(name.endswith(font) for name in wheel_names)
    assert any(re.fullmatch(r".*\.dist-info/entry_points\.txt", name) for name in wheel_names)


def test_descriptions_of_services(wheel_names: list[str]) -> None:
    """What FinanzOnline's services take is never fetched, so it is there."""
    names = {name for name in wheel_names if name.startswith("firmware/sync/wsdl/")}
    services = ("databox", "rkdb", "session")
    expected = {f"{service}.{kind}" for service in services for kind in ("wsdl", "xsd")}
    assert expected == {name.rpartition("/")[2] for name in names}


def test_nothing_else(wheel_names: list[str]) -> None:
    """No tests, no scripts, no images of other rooms slip in."""
    strangers = [
        name
        for name in wheel_names
        if not name.startswith(("firmware/", "hal/", "standlkassa-")) or "__pycache__" in name
    ]
    assert strangers == []
