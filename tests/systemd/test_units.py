"""The units as systemd itself judges them."""

import subprocess
from pathlib import Path

import pytest

from firmware.app.life.register_ids import FORMER
from firmware.image.seal import MEMORY
from firmware.sync.config import REGISTER_KEY_NAME, Paths
from firmware.sync.whole_file import PART_SUFFIX

UNITS = sorted((Path(__file__).parents[2] / "systemd").glob("*.service"))
#: systemd-analyze counts to 10; above this a unit may do more than it needs.
EXPOSURE_LIMIT = 2.0
#: Root's own, each with its number (systemd 252; later ones reckon a little less). Who mounts for
#: others, and be it for a moment, can have no view of the files of its own.
EXPOSURES = {
    "kassa-stick-fat@.service": 4.1,
    "kassa-stick-ext4@.service": 4.1,
    "kassa-stick-release.service": 4.1,
    "kassa-stick-recall.service": 4.1,
    # Makes, checks and mounts partitions; starts what does.
    "kassa-disk.service": 4.6,
    # One file or one sector of the boot partition.
    "kassa-slot.service": 3.8,
    "kassa-settings.service": 4.0,
    "kassa-report.service": 4.3,
    "kassa-confirm.service": 3.9,
    "kassa-back.service": 3.9,
    "kassa-update.service": 4.2,
    # Loads a driver.
    "kassa-spi.service": 2.3,
    # Speaks to the radio, in all its families.
    "kassa-wifi.service": 2.4,
    # Hands a copy of the book over to the till's user, with all of the till's devices.
    "kassa-trial.service": 3.1,
}


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
    """The till's own units are among those tested here."""
    assert {"kassad.service", "kassa-sync.service"} <= {unit.name for unit in UNITS}


def _lines(unit: str, key: str) -> list[str]:
    """What a unit says under a key, each time it does."""
    text = (UNITS[0].parent / unit).read_text(encoding="utf-8")
    return [line.partition("=")[2] for line in text.splitlines() if line.startswith(f"{key}=")]


def test_the_post_has_neither_devices_nor_the_tills_secrets() -> None:
    """It speaks to the net: no device, no AES key, no PIN; another user than the till's."""
    credentials = {one.partition(":")[0] for one in _lines("kassa-sync.service", "LoadCredential")}
    assert {"fon-tid", "fon-benid", "fon-pin"} == credentials
    assert ["yes"] == _lines("kassa-sync.service", "PrivateDevices")
    assert [] == _lines("kassa-sync.service", "DeviceAllow")
    assert _lines("kassa-sync.service", "User") != _lines("kassad.service", "User")


def test_the_till_has_not_the_secrets_of_the_post() -> None:
    """The web service user is kassa-sync's alone; the till speaks to no office."""
    assert [] == [one for one in _lines("kassad.service", "LoadCredential") if "fon-" in one]


def test_both_meet_in_one_folder() -> None:
    """The post writes its status where the till makes the folder, by the group they share."""
    assert _lines("kassad.service", "Group") == _lines("kassa-sync.service", "Group")
    assert ["standlkassa"] == _lines("kassad.service", "RuntimeDirectory")
    assert ["0770"] == _lines("kassad.service", "RuntimeDirectoryMode")
    assert ["%t/standlkassa"] == _lines("kassa-sync.service", "ReadWritePaths")


def test_the_till_works_where_the_post_cannot_write() -> None:
    """The post writes into the common folder: nothing the till obeys lies there."""
    assert [] == _lines("kassad.service", "WorkingDirectory")
    assert ["yes"] == _lines("kassad.service", "PrivateTmp")
    assert [] == [one for one in _lines("kassad.service", "Environment") if "%t" in one]


def test_the_post_sees_no_secret_of_the_till() -> None:
    """Also where a folder was made with the wrong rights."""
    hidden = {one.lstrip("-") for one in _lines("kassa-sync.service", "InaccessiblePaths")}
    paths = Paths()
    former = f"{paths.data}/{FORMER}"
    assert {paths.credentials, paths.secrets, former, str(MEMORY)} == hidden


def test_the_key_goes_with_the_till() -> None:
    """Killed or crashed: whoever laid it down cannot take it away."""
    (rm, *_) = [one for one in _lines("kassad.service", "ExecStopPost") if "rm" in one]
    name = REGISTER_KEY_NAME
    assert f"/bin/rm -f %t/standlkassa/{name} %t/standlkassa/{name}{PART_SUFFIX}" == rm


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_exposure(unit: Path, tmp_path: Path) -> None:
    """Least privilege: the exposure systemd reckons stays low."""
    copy = _runnable(unit, tmp_path)
    threshold = str(round(EXPOSURES.get(unit.name, EXPOSURE_LIMIT) * 10))
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


def test_kassad_may_write_the_second_medium() -> None:
    """M14: the folder that docs/backups.md names is the one the unit lets the till write."""
    folder = "/media/kassa-spiegel"
    assert f"-{folder}" in _lines("kassad.service", "ReadWritePaths")
    page = (UNITS[0].parents[1] / "docs" / "backups.md").read_text(encoding="utf-8")
    assert f'folder = "{folder}"' in page


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_devices_are_allowed_whenever_their_driver_comes(unit: Path) -> None:
    """A name in DeviceAllow= counts only if the driver was there when the unit began."""
    groups = {line.split()[0] for line in _lines(unit.name, "DeviceAllow")}
    named = {one.removeprefix("char-") for one in groups if one.startswith("char-")}
    # Built into the kernel; their numbers are not the same on each of them.
    late = {one for one in named if not one.isdigit()} - {"gpiochip", "rtc"}
    assert set() == late
