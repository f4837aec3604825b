"""What the firmware reads. That the trees are right, the tools say: test_pi_trees.py."""

from pathlib import Path

import pytest

from imager import pi
from imager.errors import BuildError
from imager.tools import ToolRoot

BOOT = Path(pi.__file__).parents[1] / "boot"
#: Words of config.txt that we know, so that a slip of the pen is not a line nobody reads.
KNOWN = {
    *("arm_64bit", "kernel", "cmdline", "force_eeprom_read", "disable_splash", "boot_delay"),
    *("hdmi_ignore_hotplug", "hdmi_blanking", "gpu_mem", "enable_uart", "initial_turbo"),
    *("arm_boost", "usb_max_current_enable", "force_turbo"),
}
FILTERS = {"all", "pi3", "pi02", "pi4", "pi5"}


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ToolRoot:
    """Tools that put side by side what they are given: a tree, and the change to it."""
    root = ToolRoot(tmp_path)
    root.work.mkdir()

    def run(_: ToolRoot, name: str, *args: str | Path, stdin: bytes = b"") -> bytes:
        if name == "dtc":
            return stdin
        base, result, change = (Path(one) for one in (args[1], args[3], args[4]))
        result.write_bytes(base.read_bytes() + b"+" + change.read_bytes())
        return b""

    monkeypatch.setattr(ToolRoot, "run", run)
    return root


@pytest.fixture
def unpacked(tmp_path: Path) -> Path:
    """raspi-firmware, and the trees of the kernel."""
    for name in ("start.elf", "start4.elf", "fixup.dat", "fixup4.dat", "bootcode.bin"):
        path = tmp_path / "loose/usr/lib/raspi-firmware" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())
    (tmp_path / "dtb").mkdir()
    for tree, _ in pi.TREES.values():
        (tmp_path / "dtb" / f"{tree}.dtb").write_bytes(tree.encode())
    (tmp_path / "boot/trees").mkdir(parents=True)
    (tmp_path / "boot/config.txt").write_bytes(b"[all]\n")
    for name in ("bcm2835", "bcm2712"):
        (tmp_path / "boot/trees" / f"{name}.dts").write_bytes(f"our {name}".encode())
    return tmp_path


def test_each_board_finds_its_tree_with_our_changes(tools: ToolRoot, unpacked: Path) -> None:
    """Under the name the firmware looks for; both steppings of a Pi 5 have their own."""
    files = pi.boot_files(tools, unpacked / "loose", unpacked / "dtb", unpacked / "boot")

    assert b"bcm2711-rpi-4-b+our bcm2835" == files["bcm2711-rpi-4-b.dtb"]
    assert b"bcm2712-rpi-5-b+our bcm2712" == files["bcm2712-rpi-5-b.dtb"]
    assert b"bcm2712-d-rpi-5-b+our bcm2712" == files["bcm2712d0-rpi-5-b.dtb"]
    assert b"bcm2837-rpi-zero-2-w+our bcm2835" == files["bcm2710-rpi-zero-2-w.dtb"]
    assert {"start.elf", "start4.elf", "fixup.dat", "fixup4.dat", "config.txt"} <= set(files)


def test_old_boards_find_their_beginning_on_the_first_partition(unpacked: Path) -> None:
    """Their boot ROM reads nothing else."""
    assert {"bootcode.bin": b"bootcode.bin"} == pi.first_files(unpacked / "loose")


def test_a_tree_the_kernel_does_not_have_stops_the_build(tools: ToolRoot, unpacked: Path) -> None:
    """It was renamed: the board would start nothing."""
    (unpacked / "dtb/bcm2711-rpi-400.dtb").unlink()

    with pytest.raises(BuildError, match=r"bcm2711-rpi-400\.dtb: No such file"):
        pi.boot_files(tools, unpacked / "loose", unpacked / "dtb", unpacked / "boot")


def lines() -> list[str]:
    """What config.txt says to the firmware."""
    text = (BOOT / "config.txt").read_text(encoding="ascii")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def test_every_word_of_config_is_known() -> None:
    """The firmware passes over what it does not understand, without a word."""
    heads = {line.strip("[]") for line in lines() if line.startswith("[")}
    words = {line.partition("=")[0] for line in lines() if "=" in line}
    others = [line for line in lines() if "=" not in line and not line.startswith("[")]

    assert heads == FILTERS
    assert words == KNOWN
    assert ["initramfs initramfs.img followkernel"] == others


def test_the_firmware_chooses_the_tree_and_changes_nothing() -> None:
    """device_tree= is wrong for the second stepping of a Pi 5; overlays are merged already."""
    assert [] == [line for line in lines() if line.startswith(("device_tree", "dtoverlay"))]


def test_the_last_filter_is_open() -> None:
    """A line that is added at the end is for every board, as whoever adds it thinks."""
    assert "[all]" == lines()[-1]
