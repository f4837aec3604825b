"""What is installed: on a till the firmware and its drivers, on a server the archive besides."""

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def built(folder: Path, out: Path) -> list[str]:
    """The names of all files in the wheel of a folder, freshly built."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    (wheel,) = out.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


@pytest.fixture(scope="module")
def wheel_names(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The files of the device wheel."""
    return built(ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def archive_names(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The files of the archive's wheel."""
    return built(ROOT / "archive", tmp_path_factory.mktemp("archive"))


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


def test_sources_of_the_viewer(wheel_names: list[str]) -> None:
    """BETRACHTER.html is put together on the till: markup, styles and programs are there."""
    room = ROOT / "firmware/export/viewer/source"
    here = {str(path.relative_to(ROOT)) for path in room.rglob("*") if path.is_file()}

    assert set() == here - set(wheel_names)
    assert {".html", ".css", ".js"} == {Path(name).suffix for name in here}


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


def test_no_archive_on_a_till(wheel_names: list[str]) -> None:
    """A till knows the accord, and nothing of the server."""
    assert [name for name in wheel_names if name.startswith("archive")] == []


def test_the_archive_is_whole(archive_names: list[str]) -> None:
    """Each module, migration, template, style and picture; what a page shows is never missing."""
    here = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "archive").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and "deploy" not in path.parts
    } - {"archive/pyproject.toml"}
    assert set() == here - set(archive_names)
    kinds = {Path(name).suffix for name in archive_names if name.startswith("archive/portal/")}
    assert {".py", ".html", ".css", ".js", ".svg"} <= kinds
    assert any("migrations/versions/" in name for name in archive_names)


def test_the_archive_holds_nothing_else(archive_names: list[str]) -> None:
    """Neither the firmware, which is a package of its own, nor tests, nor what is for machines."""
    strangers = [
        name
        for name in archive_names
        if not name.startswith(("archive/", "standlkassa_archive-"))
        or "__pycache__" in name
        or name.startswith("archive/deploy")
        or name == "archive/pyproject.toml"
    ]
    assert strangers == []
