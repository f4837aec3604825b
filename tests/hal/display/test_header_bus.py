"""The display's bus is found where it is soldered, whatever number it has."""

import errno
from pathlib import Path

import pytest

from hal.display.header_bus import BusKind, find_bus

I2C = "bus/i2c/devices/i2c-{}"
SPI = "class/spi_master/spi{}"


def bus(sysfs: Path, place: str, node: str = "") -> None:
    """A bus as the kernel shows it; `node` is the end of its place in the device tree."""
    folder = sysfs / place
    folder.mkdir(parents=True)
    if node:
        real = sysfs / "firmware/devicetree/base/soc" / node
        real.mkdir(parents=True, exist_ok=True)
        (folder / "of_node").symlink_to(real)


@pytest.mark.parametrize(
    ("kind", "place", "node"),
    [
        (BusKind.I2C, I2C.format(0), "i2c@7e804000"),
        (BusKind.I2C, I2C.format(13), "i2c@40074000"),
        (BusKind.SPI, SPI.format(0), "spi@7e204000"),
        (BusKind.SPI, SPI.format(10), "spi@40050000"),
    ],
)
def test_the_headers_bus(tmp_path: Path, kind: BusKind, place: str, node: str) -> None:
    """On a Pi 3 or 4, and on a Pi 5, where the buses of the two HDMI sockets are buses as well."""
    bus(tmp_path, place, node)
    bus(tmp_path, I2C.format(20), "i2c@7d508200")
    bus(tmp_path, I2C.format(21))
    (tmp_path / "bus/i2c/devices/20-0050").mkdir()
    assert int(place.rpartition("-")[2].removeprefix(SPI.format(""))) == find_bus(kind, tmp_path)


@pytest.mark.parametrize("kind", BusKind)
def test_none_at_all(tmp_path: Path, kind: BusKind) -> None:
    """A wrong overlay: the kernel knows no such bus."""
    with pytest.raises(OSError, match=r"of the header among \[\]") as caught:
        find_bus(kind, tmp_path)
    assert errno.ENODEV == caught.value.errno


def test_others_are_named(tmp_path: Path) -> None:
    """Who sets up a till on another board sees what to write; an adapter on USB has no place."""
    bus(tmp_path, I2C.format(4), "i2c@7d508200")
    bus(tmp_path, I2C.format(7))
    with pytest.raises(OSError, match=r"among \['4 \(i2c@7d508200\)', '7 \(of no board\)'\]"):
        find_bus(BusKind.I2C, tmp_path)


def test_two_are_refused(tmp_path: Path) -> None:
    """Which one carries the panel cannot be known."""
    bus(tmp_path, I2C.format(1), "i2c@7e804000")
    bus(tmp_path, I2C.format(3), "i2c@40074000")
    with pytest.raises(OSError, match=r"\[1, 3\]") as caught:
        find_bus(BusKind.I2C, tmp_path)
    assert errno.EEXIST == caught.value.errno
