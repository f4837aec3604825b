"""Kernel and drivers out of unpacked packages."""

from pathlib import Path

import pytest

from imager import kernel
from imager.errors import BuildError
from imager.tools import ToolRoot

RELEASE = "7.0-test"


def unpacked(root: Path, release: str = RELEASE) -> Path:
    """A tree like that of the kernel's packages, depmod done."""
    modules = root / "usr/lib/modules" / release
    for name in ("fs/erofs/erofs", "net/other"):
        path = modules / "kernel" / f"{name}.ko"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())
    (modules / "dtb/broadcom").mkdir(parents=True)
    for name in ("vmlinuz", "modules.builtin", "modules.builtin.modinfo", "modules.order"):
        (modules / name).write_bytes(name.encode())
    (modules / "modules.dep").write_text("kernel/fs/erofs/erofs.ko:\nkernel/net/other.ko:\n")
    return root


def test_the_one_kernel_is_found(tmp_path: Path) -> None:
    """By what the packages hold, not by a name written down a second time."""
    found = kernel.find(unpacked(tmp_path))

    assert RELEASE == found.release
    assert b"vmlinuz" == found.image.read_bytes()
    assert found.device_trees.is_dir()


def test_two_kernels_are_one_too_many(tmp_path: Path) -> None:
    """Nobody chooses between them."""
    unpacked(unpacked(tmp_path), "7.1-test")

    with pytest.raises(BuildError, match=r"2 kernels \(7.0-test, 7.1-test\)"):
        kernel.find(tmp_path)


def test_no_kernel_is_none(tmp_path: Path) -> None:
    """The layers lack it."""
    with pytest.raises(BuildError, match="0 kernels"):
        kernel.find(tmp_path)


def test_a_kernel_without_device_trees_is_refused(tmp_path: Path) -> None:
    """No board would start."""
    (unpacked(tmp_path) / "usr/lib/modules" / RELEASE / "dtb/broadcom").rmdir()

    with pytest.raises(BuildError, match="without drivers or device trees"):
        kernel.find(tmp_path)


def test_the_till_gets_what_the_list_keeps_and_our_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was there before goes, and depmod is asked about what is there now."""
    asked: list[tuple[str | Path, ...]] = []
    monkeypatch.setattr(ToolRoot, "run", lambda _, *args: (asked.append(args), b"")[1])
    found = kernel.find(unpacked(tmp_path / "kernel"))
    keep = tmp_path / "modules.txt"
    keep.write_text("fs/erofs/erofs\n")
    till = tmp_path / "till"
    room = till / "usr/lib/modules" / RELEASE
    room.mkdir(parents=True)
    (room / "stale.ko").write_bytes(b"")

    kept = kernel.install(ToolRoot(tmp_path), found, keep, till, {"kassa_tryboot": b"ours"})

    assert ("fs/erofs/erofs",) == kept
    assert {"kernel/fs/erofs/erofs.ko", "updates/kassa_tryboot.ko"} == {
        path.relative_to(room).as_posix() for path in room.rglob("*.ko")
    }
    assert [("depmod", "--basedir", till, RELEASE)] == asked


def test_the_same_tree_of_a_merged_system_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Debian's own link from /lib stays what it is."""
    monkeypatch.setattr(ToolRoot, "run", lambda _self, *_args: b"")
    (tmp_path / "usr/lib").mkdir(parents=True)
    (tmp_path / "lib").symlink_to("usr/lib")

    kernel.index(ToolRoot(tmp_path), tmp_path, RELEASE)

    assert "usr/lib" == str((tmp_path / "lib").readlink())
