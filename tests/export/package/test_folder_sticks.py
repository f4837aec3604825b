"""Exports onto sticks that misbehave: said in one word, nothing broken, the next stick works."""

from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import pytest

from firmware.export.package import manifest as manifests
from firmware.export.package.fault import MediumError, MediumFault
from firmware.export.package.folder import Written, write_folder
from firmware.export.package.part import Part, Sight
from tests.export.package.conftest import Sold, means
from tests.stickfs.fixtures import PlugFat, PlugFolder
from tests.stickfs.mischief import Mischief

BASE = Path("Registrierkasse") / "GRAZ-01"
FOREIGN = 3000


def refusal(sold: Sold, root: Path) -> MediumFault:
    """What an export onto the stick says."""
    with pytest.raises(MediumError) as caught:
        write_folder(root, sold.order(), means(root))
    return caught.value.fault


def whole(folder: Path) -> list[str]:
    """What is missing or other than its list says, in a folder that has its name."""
    manifest = manifests.from_bytes((folder / "MANIFEST.json").read_bytes())
    return [one.name for one in manifest.files if (folder / one.name).stat().st_size != one.bytes]


def named(root: Path) -> list[Path]:
    """The exports that have their name."""
    base = root / BASE
    return [one for one in base.iterdir() if one.suffix != ".part"] if base.exists() else []


def export(sold: Sold, root: Path) -> Written:
    return write_folder(root, sold.order(), means(root))


@pytest.mark.parametrize("room_bytes", [0, 300, 3_000])
def test_a_stick_that_is_full(sold: Sold, plug_folder: PlugFolder, room_bytes: int) -> None:
    """Half an export has no name and takes no room; with room again the next one is whole."""
    stick = plug_folder(Mischief(room_bytes=room_bytes))
    assert MediumFault.FULL is refusal(sold, stick.folder)
    assert [] == list((stick.backing / BASE).iterdir())
    stick.behave(Mischief())
    assert [] == whole(export(sold, stick.folder).folder)


def test_a_stick_that_is_write_protected(sold: Sold, plug_folder: PlugFolder) -> None:
    """The little switch on its side."""
    assert MediumFault.READ_ONLY is refusal(sold, plug_folder(Mischief(is_read_only=True)).folder)


@pytest.mark.parametrize(
    "call", ["mkdir", "create", "write", "fsync", "read", "rename", "fsyncdir", "open"]
)
def test_a_stick_that_is_pulled(sold: Sold, plug_folder: PlugFolder, call: str) -> None:
    """At whatever it is doing; what is left of it is recognised when it comes back."""
    stick = plug_folder(Mischief(pulled_at=call))
    assert MediumFault.DAMAGED is refusal(sold, stick.folder)
    stick.unplug()
    assert [] == [one for folder in named(stick.backing) for one in whole(folder)]
    assert [] == whole(export(sold, stick.backing).folder)
    assert [] == [one for one in (stick.backing / BASE).iterdir() if one.suffix == ".part"]


@pytest.mark.parametrize("size", [1, 500, 2_000])
def test_a_stick_that_is_pulled_half_way(sold: Sold, plug_folder: PlugFolder, size: int) -> None:
    """In the middle of its bytes; no folder with a name is half."""
    stick = plug_folder(Mischief(pulled_after_bytes=size))
    assert MediumFault.DAMAGED is refusal(sold, stick.folder)
    stick.unplug()
    assert [] == named(stick.backing)


@pytest.mark.parametrize(
    "mischief", [Mischief(swallows_after=2_000), Mischief(distorts=True)], ids=["lies", "distorts"]
)
def test_a_stick_that_lies(sold: Sold, plug_folder: PlugFolder, mischief: Mischief) -> None:
    """It takes everything and gives back something else."""
    stick = plug_folder(mischief)
    assert MediumFault.DAMAGED is refusal(sold, stick.folder)
    stick.unplug()
    assert [] == named(stick.backing)


def test_a_stick_that_is_slow(sold: Sold, plug_folder: PlugFolder) -> None:
    """It takes its time, and has everything in the end."""
    stick = plug_folder(Mischief(pause_s=0.02))
    assert [] == whole(export(sold, stick.folder).folder)


def test_a_stick_with_thousands_of_files(sold: Sold, plug_folder: PlugFolder) -> None:
    """Somebody's photos lie there, at the top and beside the exports; none is touched."""
    stick = plug_folder()
    base = stick.backing / BASE
    base.mkdir(parents=True)
    for number in range(FOREIGN):
        (stick.backing / f"DSC{number:05}.JPG").write_bytes(b"photo")
        (base / f"DSC{number:05}.JPG").write_bytes(b"photo")
    assert [] == whole(export(sold, stick.folder).folder)
    stick.unplug()
    assert FOREIGN == len(list(stick.backing.glob("*.JPG"))) == len(list(base.glob("*.JPG")))


def test_a_real_fat_file_system(sold: Sold, plug_fat: PlugFat) -> None:
    """What mtools reads from the image is what the list says; the image is sound."""
    stick = plug_fat(size_mib=64)
    written = [export(sold, stick.folder) for _ in range(2)]
    stick.unplug()
    assert [] == stick.image.check()
    for one in written:
        folder = f"/Registrierkasse/GRAZ-01/{one.folder.name}"
        text = stick.image.read(f"{folder}/MANIFEST.json")
        assert manifests.digest(text) == one.manifest_sha256
        for entry in one.manifest.files:
            assert entry.bytes == len(stick.image.read(f"{folder}/{entry.name}"))


def test_a_fat_stick_that_is_full(sold: Sold, plug_fat: PlugFat) -> None:
    """The last clusters are gone: no half is left, and the image is sound."""
    stick = plug_fat(Mischief(said_free_bytes=10**9), size_mib=8)

    def much(_sight: Sight, out: BinaryIO) -> None:
        out.writelines(bytes(1024 * 1024) for _ in range(9))

    order = replace(sold.order(), parts=(Part(name="much.bin", write=much),))
    with pytest.raises(MediumError) as caught:
        write_folder(stick.folder, order, means(stick.folder))
    assert MediumFault.FULL is caught.value.fault
    assert [] == whole(export(sold, stick.folder).folder)
    stick.unplug()
    assert [] == stick.image.check()
