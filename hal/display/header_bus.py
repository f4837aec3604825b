"""The display's bus among all of the board's, found by its place in the device tree.

The kernel numbers buses as it meets them: without aliases in the device tree, which the mainline
ones of Raspberry Pi lack, the header's is 0 today and 3 with the next kernel. Its controller stays
where it is soldered.
"""

import errno
from enum import Enum
from pathlib import Path
from typing import Final

SYSFS: Final = Path("/sys")


class BusKind(Enum):
    """What hangs on it; the value is the kernel's word in names of files."""

    I2C = "i2c"
    SPI = "spi"


#: Where the kernel lists the controllers.
_FOLDERS: Final = {BusKind.I2C: "bus/i2c/devices", BusKind.SPI: "class/spi_master"}
_PREFIXES: Final = {BusKind.I2C: "i2c-", BusKind.SPI: "spi"}
#: The controllers behind pins 2 and 3, and 8 to 11: of BCM2835 to BCM2711, and of RP1 (Pi 5).
_NODES: Final = {
    BusKind.I2C: frozenset({"i2c@7e804000", "i2c@40074000"}),
    BusKind.SPI: frozenset({"spi@7e204000", "spi@40050000"}),
}


def find_bus(kind: BusKind, sysfs: Path = SYSFS) -> int:
    """The number of the one bus of this kind on the header.

    Raises:
        OSError: ENODEV when the kernel shows none, EEXIST when it shows several; the buses that
            are there stand in it, for a setting that names one.
    """
    nodes = _nodes(kind, sysfs)
    numbers = sorted(number for number, node in nodes.items() if node in _NODES[kind])
    if len(numbers) == 1:
        return numbers[0]
    name = kind.value.upper()
    if numbers:
        raise OSError(errno.EEXIST, f"{name} buses {numbers} are all the header's")
    others = [f"{number} ({node or 'of no board'})" for number, node in sorted(nodes.items())]
    raise OSError(errno.ENODEV, f"no {name} bus of the header among {others}: is it switched on?")


def _nodes(kind: BusKind, sysfs: Path) -> dict[int, str]:
    """Each bus with its place in the device tree; empty for one that has none, as on USB."""
    prefix = _PREFIXES[kind]
    found: dict[int, str] = {}
    try:
        folders = list((sysfs / _FOLDERS[kind]).iterdir())
    except OSError:
        # No such kind of bus at all.
        return found
    for folder in folders:
        number = folder.name.removeprefix(prefix)
        if folder.name.startswith(prefix) and number.isascii() and number.isdigit():
            link = folder / "of_node"
            found[int(number)] = link.resolve().name if link.exists() else ""
    return found
