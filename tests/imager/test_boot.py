"""Drivers, boot partition and first partition: which parts go where."""

from pathlib import Path

import pytest

from imager import boot, cmdline, initramfs, kernel, pi, tryboot
from imager.tools import ToolRoot
from imager.verity import Seal
from tests.imager.test_kernel import RELEASE, unpacked

SEAL = Seal(root_hash="ab" * 32, hash_offset=8192)


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ToolRoot:
    """Tools that do nothing, beside parts that say what they are."""
    root = ToolRoot(tmp_path)
    root.work.mkdir()
    monkeypatch.setattr(ToolRoot, "run", lambda _self, *_args, **_more: b"packed")
    monkeypatch.setattr(initramfs, "build", lambda _tools, parts, epoch: f"{epoch}".encode())
    monkeypatch.setattr(pi, "boot_files", lambda *_: {"config.txt": b"words"})
    monkeypatch.setattr(tryboot, "build", lambda _t, _s, release, epoch: release.encode())
    monkeypatch.setattr(kernel, "install", lambda *args: args[-1])
    return root


def test_a_boot_partition_has_everything_the_firmware_is_told_of(tools: ToolRoot) -> None:
    """Kernel, start file system, command line, and what config.txt brings; nothing of before."""
    loose = unpacked(tools.work / "loose")
    (tools.work / "boot").mkdir()
    (tools.work / "boot/stale.txt").touch()

    folder = boot.boot_partition(tools, loose, loose, SEAL, epoch=7)

    assert {
        "kernel8.img": b"packed",
        "initramfs.img": b"7",
        "cmdline.txt": cmdline.command_line(SEAL).encode() + b"\n",
        "config.txt": b"words",
    } == {path.name: path.read_bytes() for path in folder.iterdir()}


def test_drivers_come_with_our_own_and_with_the_radios_programs(
    tools: ToolRoot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only what the radios of these boards load."""
    installed: list[object] = []
    monkeypatch.setattr(kernel, "install", lambda *args: installed.append(args[-1]))
    loose, tree = unpacked(tools.work / "loose"), tools.work / "tree"
    for name in ("brcm/brcmfmac43455-sdio.bin", "brcm/brcmfmac4356-pcie.bin", "other/x.bin"):
        path = loose / "usr/lib/firmware" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()

    boot.lay_drivers(tools, loose, tree, epoch=7)

    assert [{"kassa_tryboot": RELEASE.encode()}] == installed
    assert ["brcmfmac43455-sdio.bin"] == [path.name for path in tree.rglob("*.bin")]


def test_old_boards_get_their_beginning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside the technician's file."""
    monkeypatch.setattr(pi, "first_files", lambda _: {"bootcode.bin": b"rom"})

    boot.complete_first(tmp_path, tmp_path)

    assert b"rom" == (tmp_path / "bootcode.bin").read_bytes()
