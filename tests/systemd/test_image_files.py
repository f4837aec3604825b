"""The files of the image agree with each other: table, users, folders, commands, order, masks."""

import re
import shutil
import subprocess
from pathlib import Path

import click
import pytest

from firmware.app import image_state
from firmware.app.config import KeypadSection
from firmware.image import events, health
from firmware.image.disk import mounts
from firmware.image.events import EventKind
from firmware.image.main import main
from firmware.image.settings.fill import TEMPLATE
from firmware.image.settings.network import NETWORK_FILE, WIFI_FILE
from firmware.image.settings.reach import DROP_IN
from firmware.image.update import commands, trial
from firmware.sync.config import Paths
from tests.systemd.image_tree import LINKS, MASKED, ROOT, ROOTFS, UNITS, lines, make_tree, rows

FOLDERS = ROOTFS / "usr/lib/standlkassa/data-folders.conf"
PROGRAM = "/opt/standlkassa/bin/kassa-image"
OURS = sorted(
    path.name for path in UNITS.iterdir() if path.suffix in {".service", ".path", ".timer"}
)
_CALL = re.compile(rf"{PROGRAM} (?P<words>[a-z]+(?: [a-z]+)?)")


def _words(file: str, key: str) -> list[str]:
    return [word for line in lines(file, key) for word in line.split()]


def _settings(path: Path) -> list[list[str]]:
    """The lines of a file without comments, word by word."""
    text = path.read_text(encoding="utf-8")
    return [line.split() for line in text.splitlines() if line and not line.startswith("#")]


def test_the_table_is_the_folder() -> None:
    """Each file stands in it once, and nothing that is not there."""
    files = {path.relative_to(UNITS).as_posix() for path in UNITS.rglob("*") if path.is_file()}

    assert files - {"README.md"} == set(rows())


def test_the_table_is_the_preset() -> None:
    """What begins with the machine is what the preset enables."""
    enabled = {words[1] for words in _settings(UNITS / "preset/00-standlkassa.preset")} - {"*"}

    assert {file for file, (_, by) in rows().items() if by == "enabled"} == enabled & set(OURS) | {
        "pcscd.socket"
    }
    for file in enabled & set(OURS):
        assert lines(file, "WantedBy"), file


def test_nothing_else_begins() -> None:
    """The last line of the preset, which systemd reads from the top, disables the rest."""
    assert ["disable", "*"] == _settings(UNITS / "preset/00-standlkassa.preset")[-1]


@pytest.mark.parametrize(
    "unit",
    [
        *("getty@.service", "serial-getty@.service", "autovt@.service", "console-getty.service"),
        *("container-getty@.service", "getty-static.service", "getty.target"),
        *("debug-shell.service", "ctrl-alt-del.target"),
        *("systemd-repart.service", "systemd-firstboot.service", "systemd-time-wait-sync.service"),
        *("systemd-networkd-wait-online.service", "polkit.service"),
    ],
)
def test_masked(unit: str) -> None:
    """Nobody logs in, nothing asks, nothing makes partitions by itself, nothing waits for a net."""
    assert unit in MASKED


def test_every_mask_is_where_systemd_looks_first() -> None:
    """In /etc; the preset would take one of these away there."""
    folders = {str(Path(place).parent) for place, to in LINKS.items() if to == "/dev/null"}
    assert {"etc/systemd/system", "usr/lib/systemd/system"} == folders
    assert {"modprobe@drm.service"} == {
        Path(place).name
        for place, to in LINKS.items()
        if to == "/dev/null" and place.startswith("usr")
    }


def test_nothing_of_ours_is_masked_or_wants_what_is() -> None:
    """What the till needs is there."""
    wanted = {
        word
        for file in [*OURS, "kassad.service.d/image.conf", "kassa-sync.service.d/image.conf"]
        for key in ("Wants", "Requires", "After", "BindsTo")
        for word in _words(file, key)
    }

    assert set() == MASKED & (wanted | set(OURS))


@pytest.mark.parametrize("unit", ["emergency", "rescue"])
def test_no_shell(unit: str) -> None:
    """Debian's shell is taken out; the machine starts anew."""
    file = f"{unit}.service.d/standlkassa.conf"

    assert ["", "/bin/sh"] == [one.partition(" ")[0] for one in lines(file, "ExecStart")]
    assert lines(file, "ExecStart")[1].endswith("systemctl --force reboot'")
    assert ["null"] == lines(file, "StandardInput")


def test_no_login_on_a_console() -> None:
    """Logind spawns none, and reacts to the key of the case alone."""
    file = "logind.conf.d/standlkassa.conf"
    keys = [line for line in (UNITS / file).read_text().splitlines() if line.startswith("Handle")]

    assert ["0"] == lines(file, "NAutoVTs") == lines(file, "ReserveVT")
    assert ["HandlePowerKey=poweroff"] == [one for one in keys if not one.endswith("=ignore")]


def test_users_have_numbers_for_ever() -> None:
    """What they own outlives the image: other numbers would lock the till out of its book."""
    users = {words[1]: words[2] for words in _settings(UNITS / "sysusers.d/standlkassa.conf")}

    expected = {"kassa": "800:800", "kassa-sync": "801:800"}
    expected |= {"gpio": "810", "i2c": "811", "spi": "812", "pcsc": "813"}
    assert expected == users


def test_units_name_users_that_are_made() -> None:
    """Debian's groups, or ours."""
    made = {words[1] for words in _settings(UNITS / "sysusers.d/standlkassa.conf")}
    debian = {"lp", "dialout", "input", "root"}
    named = {
        word
        for file in [*OURS, "kassad.service.d/image.conf", "pcscd.socket"]
        for key in ("User", "Group", "SupplementaryGroups", "SocketUser", "SocketGroup")
        for word in _words(file, key)
    }

    assert set() == named - made - debian
    assert made <= named


def test_the_trial_has_the_groups_of_the_till() -> None:
    """What it proves is what the till can."""
    groups = _words("kassad.service", "SupplementaryGroups")

    assert [*groups, *_words("kassad.service.d/image.conf", "SupplementaryGroups")] == list(
        trial.GROUPS
    )
    assert _words("kassad.service", "User") == [trial.USER]
    assert lines("kassad.service", "DeviceAllow") == lines("kassa-trial.service", "DeviceAllow")


def test_only_the_till_speaks_to_the_card() -> None:
    """Pcscd asks nobody: the socket is for a group, and kassa-sync is neither in it nor sees it."""
    assert (["pcsc"], ["0660"]) == (
        lines("pcscd.socket", "SocketGroup"),
        lines("pcscd.socket", "SocketMode"),
    )
    assert "-/run/pcscd" in _words("kassa-sync.service.d/image.conf", "InaccessiblePaths")
    assert [] == lines("kassa-sync.service", "SupplementaryGroups")


def test_rules_hand_devices_to_groups_that_are_made() -> None:
    """Of 70-kassa-devices.rules."""
    made = {words[1] for words in _settings(UNITS / "sysusers.d/standlkassa.conf")}
    text = (UNITS / "70-kassa-devices.rules").read_text(encoding="utf-8")

    assert {"gpio", "i2c", "spi", "kassa"} == set(re.findall(r'GROUP="([^"]+)"', text)) <= made


def test_both_reports_need_the_same() -> None:
    """kassa-settings does before the till what kassa-report does beside it, and nothing more."""
    for key in ("CapabilityBoundingSet", "RestrictAddressFamilies", "SystemCallFilter"):
        assert lines("kassa-report.service", key) == lines("kassa-settings.service", key)


def test_commands_are_there() -> None:
    """Each that a unit calls, with the words it takes."""
    names = set(main.list_commands(click.Context(main)))
    texts = [path.read_text(encoding="utf-8") for path in UNITS.rglob("*") if path.is_file()]
    called = {one["words"] for text in texts for one in _CALL.finditer(text)}

    assert {"disk", "slot", "settings", "trial", "confirm", "update", "health"} <= {
        words.split()[0] for words in called
    }
    assert set() == {words.split()[0] for words in called} - names
    kinds = {words.split()[1] for words in called if words.startswith("event ")}
    assert kinds <= {one.value for one in EventKind}


def test_paths_are_those_of_the_programs() -> None:
    """Who writes a word and who waits for it mean the same file."""
    run, till = image_state.RUN, Paths().run
    request = f"{till}/{image_state.UPDATE_REQUEST_NAME}"

    assert [request] == lines("kassa-update.path", "PathExists")
    assert [f"/usr/bin/mv -fT {request} {commands.REQUEST}"] == lines(
        "kassa-update.service", "ExecStartPre"
    )
    assert [str(health.TRIAL)] == lines("kassa-trial.service", "ConditionPathExists")
    assert [str(health.TRIAL)] == lines("kassa-confirm.service", "ConditionPathExists")
    for unit in ("kassa-stood.timer", "kassa-stood.service", "kassa-back.service"):
        assert [str(health.UNPROVEN)] == lines(unit, "ConditionPathExists")
    assert f"{run}/{image_state.STATE_NAME}" in lines("kassa-slot.service", "ExecStartPost")[0]
    assert f"{run}/{image_state.DATA_NAME}" in lines("kassa-disk.service", "ExecStart")[1]
    assert f"/run/{DROP_IN}" in lines("kassa-settings.service", "ExecStartPost")[0]
    laid = [words[1] for words in _settings(UNITS / "tmpfiles.d/standlkassa.conf")]
    assert [str(run), str(image_state.UPDATE_STATUS.parent)] == laid


def test_a_request_is_taken_away_only_before_it_is_served() -> None:
    """Found in the virtual machine: the end of looking removed what BAR had just asked for.

    The till said "wird geladen" for ever after.
    """
    request = f"{Paths().run}/{image_state.UPDATE_REQUEST_NAME}"
    touching = [
        line
        for line in (UNITS / "kassa-update.service").read_text(encoding="utf-8").splitlines()
        if request in line
    ]

    assert ["ExecStartPre"] == [line.partition("=")[0] for line in touching]


def test_the_folders_of_the_data_partition() -> None:
    """Laid with the owners of the units, and bound to where programs look for them."""
    laid = {words[1]: words[2:5] for words in _settings(FOLDERS)}
    bound = {words[1]: words[0] for words in _settings(ROOTFS / "etc/fstab") if "bind" in words[3]}

    assert ["0750", "kassa", "kassa"] == laid[bound[Paths().data]]
    assert ["0750", "kassa-sync", "kassa"] == laid[bound[Paths().sync]]
    assert set(bound.values()) <= set(laid)
    assert str(events.FOLDER) in laid
    assert f"{mounts.DATA_AT}/{mounts.BOOK_FOLDER}" == bound[Paths().data]
    assert [] == [path for path, (mode, *_) in laid.items() if mode not in {"0750", "0755", "0700"}]


@pytest.mark.parametrize(
    "path", ["/usr/lib/standlkassa/data-folders.conf", "repart.d/50-data.conf"]
)
def test_nothing_is_laid_or_made_by_systemd_itself(path: str) -> None:
    """Only where `kassa-image disk` knows that the partition is whole, or that there was none."""
    places = {str(mounts.FOLDERS), f"{mounts.DEFINITIONS}/50-data.conf"}

    assert [path] == [one[-len(path) :] for one in places if one.endswith(path)]
    for one in places:
        assert (ROOTFS / one.lstrip("/")).is_file()
        assert not {"tmpfiles.d", "systemd"} & set(Path(one).parts)


def test_fstab_holds_up_no_start() -> None:
    """What lies on a medium may be missing; memory may not."""
    for _, where, kind, options, *_ in _settings(ROOTFS / "etc/fstab"):
        assert (kind == "tmpfs") is ("nofail" not in options.split(",")), where
        if "bind" not in options.split(","):
            assert {"nosuid", "nodev", "noexec"} <= set(options.split(",")), where


def test_the_till_waits_for_neither_net_nor_time() -> None:
    """It sells without."""
    waits = {
        word
        for file in ("kassad.service", "kassad.service.d/image.conf")
        for key in ("After", "Wants", "Requires", "Requisite", "BindsTo")
        for word in _words(file, key)
    }

    assert set() == {one for one in waits if "network" in one or "time" in one or "sync" in one}


def test_nothing_but_a_failed_trial_keeps_the_till_from_starting() -> None:
    """Everything else it says on its display."""
    assert ["kassa-confirm.service"] == lines("kassad.service.d/image.conf", "Requires")
    assert [] == lines("kassad.service", "Requires")
    for unit in ("kassa-trial.service", "kassa-confirm.service"):
        assert ["reboot"] == lines(unit, "FailureAction")
        # A limit of the job would count what it waits for: also a long e2fsck, in any start.
        assert [] == lines(unit, "JobTimeoutSec")


def test_the_till_never_writes_beside_its_partition() -> None:
    """A folder of the memory below would look like a till that is new."""
    for file, folder in (("kassad", Paths().data), ("kassa-sync", Paths().sync)):
        drop_in = f"{file}.service.d/image.conf"
        assert folder in _words(drop_in, "RequiresMountsFor")
        assert [folder] == lines(drop_in, "AssertPathIsMountPoint")


def test_begun_again_without_limit() -> None:
    """A till that gives up is dark."""
    assert ["always"] == lines("kassad.service", "Restart")
    assert ["0"] == lines("kassad.service", "StartLimitIntervalSec")


def test_watchdogs() -> None:
    """That of the board within what it can count, that of the loop within its patience."""
    file = "system.conf.d/standlkassa.conf"

    assert ["15s"] == lines(file, "RuntimeWatchdogSec") == lines(file, "RebootWatchdogSec")
    assert ["30"] == lines("kassad.service", "WatchdogSec")


def test_the_log_is_in_memory() -> None:
    """And bounded."""
    file = "journald.conf.d/standlkassa.conf"

    assert (["volatile"], ["24M"]) == (lines(file, "Storage"), lines(file, "RuntimeMaxUse"))


def test_the_partition_is_made_by_name() -> None:
    """What systemd-repart makes is what is looked for."""
    text = (ROOTFS / "usr/lib/standlkassa/repart.d/50-data.conf").read_text(encoding="utf-8")

    assert "Label=data\n" in text
    # A root slot would be taken for it by its kind.
    assert "Type=linux-generic\n" in text


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Debian's units of this machine with ours."""
    units = Path("/usr/lib/systemd/system")
    if not units.is_dir() or shutil.which("systemd-analyze") is None:
        pytest.skip("judging units needs systemd")
    return make_tree(tmp_path_factory.mktemp("image") / "tree", units)


def test_verify(tree: Path) -> None:
    """`systemd-analyze verify` has nothing to say of our units, with all they want around them."""
    units = [file for file in OURS if "@" not in file]
    instances = [file.replace("@.", "@x.") for file in OURS if "@" in file]
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", f"--root={tree}", *units, *instances],
        capture_output=True,
        text=True,
        check=False,
    )
    ours = re.compile(r"kassa|standlkassa|pcscd")

    assert [] == [line for line in (done.stdout + done.stderr).splitlines() if ours.search(line)]


def test_files_of_the_image_name_nothing_of_this_machine() -> None:
    """Masks and settings are for every till."""
    home = str(ROOT)
    for path in (*UNITS.rglob("*"), *ROOTFS.rglob("*")):
        if path.is_file() and not path.is_symlink():
            assert home not in path.read_text(encoding="utf-8"), path


def test_the_wifi_is_where_the_settings_lay_it() -> None:
    """One file, read by one program; the radio is called as the kernel calls it."""
    laid = f"/run/{WIFI_FILE}"

    assert [laid] == lines("kassa-wifi.service", "ConditionPathExists")
    assert f"-c{laid}" in _words("kassa-wifi.service", "ExecStart")
    assert "kassa-settings.service" in _words("kassa-wifi.service", "After")
    rules = (UNITS / "70-kassa-devices.rules").read_text(encoding="utf-8")
    assert 'KERNEL=="wlan0", TAG+="systemd", ENV{SYSTEMD_WANTS}+="kassa-wifi.service"' in rules
    assert f"/run/{Path(NETWORK_FILE).parent}" in lines(
        "systemd-networkd.service.d/standlkassa.conf", "ConditionDirectoryNotEmpty"
    )


def test_the_number_pad_is_the_one_on_usb() -> None:
    """By a name of its own: the first input of a board with a button of the case is that button."""
    rules = (UNITS / "70-kassa-devices.rules").read_text(encoding="utf-8")
    (rule,) = [line for line in rules.splitlines() if "SYMLINK" in line and '"input"' in line]
    # Of a boot keyboard, as 81-kassa-usb.rules lets one in; a pad has not the keys of a whole one.
    told = (
        'SUBSYSTEM=="input", KERNEL=="event*", SUBSYSTEMS=="usb", ATTRS{bInterfaceClass}=="03", '
        'ATTRS{bInterfaceProtocol}=="01", ENV{ID_INPUT_KEY}=="1", '
    )

    assert f'{told}SYMLINK+="{KeypadSection().device.removeprefix("/dev/")}"' == rule
    assert KeypadSection().device in TEMPLATE.read_text(encoding="utf-8")


def test_what_is_mounted_on_the_root_has_its_folder_there() -> None:
    """Nobody can make one on a root that is read-only; what lies in memory is made."""
    wheres = {words[1] for words in _settings(ROOTFS / "etc/fstab")}
    wanted = {one for one in wheres if not one.startswith("/var/") and one not in {"/var", "/tmp"}}
    wanted |= {str(mounts.DATA_AT), str(mounts.BOOT_CONFIG_AT)}
    builder = (ROOT / "image-build/imager/system.py").read_text(encoding="utf-8")

    assert {"/bootconf", "/data", "/media/kassa-spiegel"} == wanted
    for one in wanted:
        assert f'"{one.lstrip("/")}"' in builder
