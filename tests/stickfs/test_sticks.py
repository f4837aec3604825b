"""The sticks of the tests do what they say: whoever writes by plain paths meets it."""

import errno
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from firmware.export.atomic import atomic_file, open_from_medium
from firmware.export.errors import WriteError
from tests.stickfs.fixtures import PlugFat, PlugFolder, Stick
from tests.stickfs.mischief import Mischief

CONTENT = bytes(range(256)) * 2_000


@pytest.fixture(params=["folder", "fat"])
def plug(
    request: pytest.FixtureRequest, plug_folder: PlugFolder, plug_fat: PlugFat
) -> Callable[..., Stick]:
    """Plugs in either kind."""
    return plug_folder if request.param == "folder" else plug_fat


def _put(folder: Path, name: str, content: bytes = CONTENT) -> None:
    with atomic_file(folder / name) as file:
        file.write(content)


def _from_medium(path: Path) -> bytes:
    with open_from_medium(path) as file:
        return file.read()


def test_a_good_stick_is_an_ordinary_folder(plug: Callable[..., Stick]) -> None:
    """Folders, files, names, sizes, free space: as any other."""
    stick = plug()
    deep = stick.folder / "Registrierkasse" / "MARKT-01" / "x.part"
    deep.mkdir(parents=True)
    _put(deep, "dep-export__MARKT-01__2026-01-01__2026-11-21.json")
    deep.rename(deep.with_suffix(""))

    (found,) = (stick.folder / "Registrierkasse" / "MARKT-01" / "x").iterdir()
    assert CONTENT == _from_medium(found)
    assert len(CONTENT) == found.stat().st_size
    assert os.statvfs(stick.folder).f_bavail > 0
    found.unlink()
    assert [] == list(found.parent.iterdir())


def test_fat_image_is_sound_afterwards(plug_fat: PlugFat) -> None:
    """What was written is read by mtools, and fsck.vfat has nothing to say."""
    stick = plug_fat()
    (stick.folder / "Registrierkasse").mkdir()
    for number in range(5):
        _put(stick.folder / "Registrierkasse", f"journal-{number}.csv", CONTENT + bytes([number]))
    _put(stick.folder, "KASSA-STICK.id", b"one")
    _put(stick.folder, "KASSA-STICK.id", b"two")
    stick.unplug()

    assert not stick.is_mounted
    assert [] == stick.image.check()
    assert CONTENT + b"\x03" == stick.image.read("/Registrierkasse/journal-3.csv")
    assert b"two" == stick.image.read("/KASSA-STICK.id")
    assert ["kassa-stick.id", "registrierkasse"] == sorted(stick.image.entries("/"))


def test_fat_does_not_tell_small_from_capital(plug_fat: PlugFat) -> None:
    """Two names that differ only so are one file, as on every stick."""
    stick = plug_fat()
    _put(stick.folder, "Manifest.json", b"one")
    assert (stick.folder / "MANIFEST.JSON").exists()
    with pytest.raises(FileExistsError):
        (stick.folder / "manifest.json").open("x")


def test_fat_refuses_names(plug_fat: PlugFat) -> None:
    """What the kernel's vfat takes no name for."""
    stick = plug_fat()
    with pytest.raises(OSError, match="Invalid argument"):
        (stick.folder / "12:30.txt").open("wb")


def test_a_full_fat_image(plug_fat: PlugFat) -> None:
    """The clusters end: ENOSPC while writing, nothing broken, room again after removal."""
    stick = plug_fat(size_mib=2)
    _put(stick.folder, "first", bytes(1024 * 1024))
    with pytest.raises(WriteError, match="No space left"):
        _put(stick.folder, "second", bytes(2 * 1024 * 1024))
    assert ["first"] == [one.name for one in stick.folder.iterdir()]
    (stick.folder / "first").unlink()
    _put(stick.folder, "second", bytes(1024 * 1024))
    stick.unplug()
    assert [] == stick.image.check()


def test_room_ends(plug: Callable[..., Stick]) -> None:
    """ENOSPC after so many bytes."""
    stick = plug(Mischief(room_bytes=600_000))
    _put(stick.folder, "first")
    with pytest.raises(WriteError, match="No space left"):
        _put(stick.folder, "second")
    assert ["first"] == [one.name for one in stick.folder.iterdir()]


def test_write_protected(plug: Callable[..., Stick]) -> None:
    """EROFS, also when the switch is moved while it is in."""
    stick = plug(Mischief(is_read_only=True))
    with pytest.raises(WriteError, match="Read-only"):
        _put(stick.folder, "file")
    with pytest.raises(OSError, match="Read-only"):
        (stick.folder / "folder").mkdir()
    assert os.statvfs(stick.folder).f_flag & os.ST_RDONLY
    later = plug()
    later.behave(Mischief(is_read_only=True))
    with pytest.raises(WriteError, match="Read-only"):
        _put(later.folder, "file")


def test_pulled(plug: Callable[..., Stick]) -> None:
    """EIO on everything; a listing is empty and says nothing of it."""
    stick = plug()
    _put(stick.folder, "file")
    stick.pull()
    assert [] == list(stick.folder.iterdir())
    with pytest.raises(OSError, match="Input/output"):
        os.statvfs(stick.folder)
    with pytest.raises(OSError, match="Input/output"):
        (stick.folder / "file").stat()
    with pytest.raises(WriteError, match="Input/output"):
        _put(stick.folder, "other")


@pytest.mark.parametrize("call", ["create", "write", "fsync", "close", "rename", "fsyncdir"])
def test_pulled_at_a_call(plug: Callable[..., Stick], call: str) -> None:
    """Whichever call is the one, it fails, and all after it."""
    stick = plug(Mischief(pulled_at=call))
    with pytest.raises(WriteError) as caught:
        _put(stick.folder, "file")
    cause = caught.value.__cause__
    assert isinstance(cause, OSError)
    assert errno.EIO == cause.errno
    assert [] == list(stick.folder.iterdir())


def test_a_pull_leaves_an_empty_file_on_fat(plug_fat: PlugFat) -> None:
    """As the real ones do: the name is there, the bytes are not."""
    stick = plug_fat(Mischief(pulled_after_bytes=300_000))
    with pytest.raises(WriteError, match="Input/output"):
        _put(stick.folder, "file")
    stick.remove()
    assert 0 == stick.image.entries("/")["file.part"].size
    assert [] == stick.image.check()


def test_swallowed_bytes_show_from_the_medium_only(plug: Callable[..., Stick]) -> None:
    """The kernel remembers what was written; the medium has zeros."""
    stick = plug(Mischief(swallows_after=131_072))
    path = stick.folder / "file"
    with path.open("wb") as file:
        file.write(CONTENT)
        os.fsync(file.fileno())

    if stick.folder.parent.name.startswith("stick"):
        # A FAT image is in the memory of its process until it is closed.
        assert CONTENT == path.read_bytes()
    read = _from_medium(path)
    assert CONTENT[:131_072] == read[:131_072]
    assert bytes(len(CONTENT) - 131_072) == read[131_072:]


def test_distorted_bytes(plug: Callable[..., Stick]) -> None:
    """It gives back something else."""
    stick = plug(Mischief(distorts=True))
    _put(stick.folder, "file")
    assert CONTENT != _from_medium(stick.folder / "file")


def test_unreadable(plug: Callable[..., Stick]) -> None:
    """EIO on what is read, and on a listing."""
    stick = plug()
    _put(stick.folder, "file")
    stick.behave(Mischief(is_unreadable=True))
    with pytest.raises(OSError, match="Input/output"):
        _from_medium(stick.folder / "file")
    with pytest.raises(OSError, match="Input/output"):
        list(stick.folder.iterdir())


def test_it_lies_about_its_room(plug: Callable[..., Stick]) -> None:
    """A stick of a few KB that says 64 GB."""
    said = 64 * 1024**3
    stick = plug(Mischief(said_free_bytes=said))
    told = os.statvfs(stick.folder)
    assert said == told.f_bavail * told.f_frsize


def test_a_stick_that_hangs_is_got_rid_of(plug: Callable[..., Stick]) -> None:
    """Whoever waits for it is let go with an error, and nothing of it stays."""
    stick = plug(Mischief(hangs=True))
    asking = subprocess.Popen(["stat", "-f", str(stick.folder)], stderr=subprocess.DEVNULL)
    with pytest.raises(subprocess.TimeoutExpired):
        asking.wait(0.3)
    stick.remove()
    assert 0 != asking.wait(10)
    assert not stick.is_mounted
