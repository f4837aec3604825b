"""Boot and data partition on real file systems: in order, damaged, no file system, full."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from firmware.app.image_state import DataFault
from firmware.image.disk import mounts as room
from firmware.image.disk.mounts import Mounts, Places, run
from firmware.image.disk.plan import MARK_NAME

_TOOLS = ("losetup", "mkfs.ext4", "e2fsck", "debugfs", "systemd-tmpfiles")
_MIB = 1024 * 1024


@pytest.fixture
def places(tmp_path: Path) -> Iterator[Places]:
    """Folders to mount on; whatever is mounted there goes again."""
    missing = [one for one in _TOOLS if shutil.which(one) is None]
    if os.geteuid() != 0 or missing:
        pytest.skip(f"mounting needs root and {missing or 'its tools'}")
    own = Places(
        boot_config=tmp_path / "bootconf",
        data=tmp_path / "data",
        folders=tmp_path / "folders.conf",
        lock=tmp_path / "lock",
    )
    own.boot_config.mkdir()
    own.data.mkdir()
    own.folders.write_text(f"d {own.data}/standlkassa 0750 root root\n")
    yield own
    for one in (own.boot_config, own.data):
        while one.is_mount():
            subprocess.run(["umount", str(one)], check=True)


@pytest.fixture
def loops() -> Iterator[list[str]]:
    """Loop devices that go at the end."""
    begun: list[str] = []
    yield begun
    for one in begun:
        subprocess.run(["losetup", "-d", one], check=True)


def _device(image: Path, loops: list[str]) -> Path:
    command = ["losetup", "-f", "--show", str(image)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"a partition needs a loop device: {done.stderr.strip()}")
    loops.append(done.stdout.strip())
    return Path(loops[-1])


def _image(path: Path, kind: str, *options: str) -> Path:
    with path.open("wb") as file:
        file.truncate(8 * _MIB)
    subprocess.run([f"mkfs.{kind}", *options, str(path)], check=True, capture_output=True)
    return path


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data partition with a book on it."""
    content = tmp_path / "content"
    (content / "standlkassa").mkdir(parents=True)
    (content / "standlkassa" / "book.sqlite").write_text("book")
    return _image(tmp_path / "data.img", "ext4", "-q", "-d", str(content))


def _options(where: Path) -> set[str]:
    """Of the mount and of its file system."""
    lines = Path("/proc/self/mountinfo").read_text(encoding="utf-8").splitlines()
    (fields,) = [line.split() for line in lines if line.split()[4] == str(where)]
    return {*fields[5].split(","), *fields[-1].split(",")}


def test_in_order(places: Places, data: Path, loops: list[str]) -> None:
    """Written, and nothing on it is a program, a device, or another's right."""
    found = Mounts(places).data(_device(data, loops))

    assert found.fault is None
    assert {"rw", "nosuid", "nodev", "noexec", "noatime"} <= _options(places.data)
    assert "book" == (places.data / "standlkassa" / "book.sqlite").read_text()
    assert 0o750 == (places.data / "standlkassa").stat().st_mode & 0o777


def _break(data: Path, *requests: str) -> None:
    for one in requests:
        subprocess.run(["debugfs", "-w", "-R", one, str(data)], check=True, capture_output=True)


def test_damaged(places: Places, data: Path, loops: list[str]) -> None:
    """What e2fsck does not dare to mend alone is only to be read."""
    _break(data, "mkdir /other", "set_inode_field /other block[0] 1", "set_super_value state 2")
    found = Mounts(places).data(_device(data, loops))

    assert DataFault.CORRUPT is found.fault
    assert found.detail.endswith("read=yes")
    assert "ro" in _options(places.data)
    assert "book" == (places.data / "standlkassa" / "book.sqlite").read_text()
    with pytest.raises(OSError, match="Read-only"):
        (places.data / "standlkassa" / "x").touch()


def test_a_superblock_torn_by_a_cut(places: Places, tmp_path: Path, loops: list[str]) -> None:
    """Two sectors, of which one is of the mount before: its copy is as good (a crash state)."""
    content = tmp_path / "content"
    (content / "standlkassa").mkdir(parents=True)
    (content / "standlkassa" / "book.sqlite").write_text("book")
    data = tmp_path / "large.img"
    with data.open("wb") as file:
        file.truncate(512 * _MIB)
    subprocess.run(
        ["mkfs.ext4", "-q", "-b", "4096", "-d", str(content), str(data)],
        check=True,
        capture_output=True,
    )
    with data.open("r+b") as file:
        file.seek(1024 + 512 + 300)
        file.write(b"U" * 40)
    found = Mounts(places).data(_device(data, loops))

    assert found.fault is None
    assert "rw" in _options(places.data)
    assert "book" == (places.data / "standlkassa" / "book.sqlite").read_text()


@pytest.mark.parametrize("is_seen", [True, False])
def test_the_folder_of_the_book_is_lost(
    *, places: Places, data: Path, loops: list[str], is_seen: bool
) -> None:
    """On a card that was a till it does not come back empty, whether e2fsck sees it or not."""
    _break(data, "clri /standlkassa", *(["set_super_value state 2"] if is_seen else []))
    found = Mounts(places).data(_device(data, loops))

    assert (DataFault.CORRUPT, "no") == (found.fault, found.detail.rpartition("=")[2])
    assert [] == list((places.data / "standlkassa").iterdir())
    with pytest.raises(OSError, match="Read-only"):
        (places.data / "standlkassa" / "book.sqlite").touch()


def test_a_new_one(places: Places, tmp_path: Path, loops: list[str]) -> None:
    """Just made, and not yet known to be: its folders are laid."""
    config = _device(_image(tmp_path / "boot.img", "ext4", "-q"), loops)
    subprocess.run(["mount", "-o", "ro", str(config), str(places.boot_config)], check=True)
    found = Mounts(places).data(_device(_image(tmp_path / "new.img", "ext4", "-q"), loops))

    assert found.fault is None
    assert (places.data / "standlkassa").is_dir()


def test_no_file_system(places: Places, tmp_path: Path, loops: list[str]) -> None:
    """Noughts where it was: nothing to read, and nobody can write what looks like a new till."""
    image = tmp_path / "data.img"
    image.write_bytes(bytes(4 * _MIB))
    found = Mounts(places).data(_device(image, loops))

    assert DataFault.CORRUPT is found.fault
    assert found.detail.endswith("read=no")
    assert ["standlkassa"] == [one.name for one in places.data.iterdir()]
    with pytest.raises(OSError, match="Read-only"):
        (places.data / "standlkassa" / "book.sqlite").touch()


def test_full(places: Places, data: Path, loops: list[str]) -> None:
    """Told before the book is opened; what is there can be read."""
    device = _device(data, loops)
    assert Mounts(places).data(device).fault is None
    with (places.data / "fill").open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, shutil.disk_usage(places.data).free - 64 * 1024)
    subprocess.run(["umount", str(places.data)], check=True)

    assert DataFault.FULL is Mounts(places).data(device).fault
    assert "book" == (places.data / "standlkassa" / "book.sqlite").read_text()


def test_the_mark(places: Places, tmp_path: Path, loops: list[str]) -> None:
    """Put there once, and whole; the partition is writable for that moment alone."""
    # The everyday machine's kernel need not know FAT; what is asked here is the same on any.
    device = _device(_image(tmp_path / "boot.img", "ext4", "-q"), loops)
    subprocess.run(["mount", "-o", "ro", str(device), str(places.boot_config)], check=True)
    mounts = Mounts(places)
    assert mounts.has_mark() is False

    assert mounts.mark()
    assert mounts.has_mark() is True
    assert "ro" in _options(places.boot_config)
    assert {MARK_NAME, "lost+found"} == {one.name for one in places.boot_config.iterdir()}
    written = (places.boot_config / MARK_NAME).read_bytes()
    assert written.startswith(b"\xef\xbb\xbfAuf dieser Karte")
    assert mounts.mark()


def test_no_boot_partition(places: Places, data: Path, loops: list[str]) -> None:
    """Another file system is none; and what nobody can tell is not marked."""
    mounts = Mounts(places)

    assert not mounts.boot_config(_device(data, loops))
    assert mounts.has_mark() is None


def test_programs_that_do_not_come_to_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that is not there, and one that is ended, have no exit code of their own."""
    assert 0 == run(["true"], 5.0)
    assert 1 == run(["false"], 5.0)
    assert run(["/nowhere/e2fsck"], 5.0) < 0
    assert run(["sleep", "5"], 0.01) < 0


def test_a_new_partition(monkeypatch: pytest.MonkeyPatch) -> None:
    """By systemd-repart, on that disk and no other; whether it is there its exit code says."""
    asked: list[tuple[str, ...]] = []
    codes = iter((0, 1))

    def note(command: tuple[str, ...], limit_s: float) -> int:
        asked.append(command)
        return 0 if command[0] == "modprobe" else next(codes)

    monkeypatch.setattr(room, "run", note)

    assert Mounts().make(Path("/dev/mmcblk0"))
    assert not Mounts().make(Path("/dev/mmcblk0"))
    (command,) = {one for one in asked if one[0] == "systemd-repart"}
    assert ("--dry-run=no", "/dev/mmcblk0") == (command[1], command[-1])


def test_the_boot_partition_is_checked(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before it is mounted, whatever that finds: the till starts without it as well."""
    called: list[str] = []

    def note(command: Sequence[str], _: float) -> int:
        called.append(command[0])
        return 1 if command[0] == "fsck.vfat" else 0

    monkeypatch.setattr("firmware.image.disk.mounts.run", note)
    assert Mounts(places).boot_config(Path("/dev/none"))
    assert ["fsck.vfat", "mount"] == called
