"""What kernel, RAUC and a till's own memory say when all is well."""

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from firmware.image.update import autoboot
from firmware.image.update.autoboot import Slot, Standing
from firmware.image.update.memory import AUTOBOOT, Outcome, Versions
from tests.fuzz.tape import record
from tests.fuzz.targets_root import MEMORY
from tests.image.update.test_rauc import INSTALLING
from tests.image.update.world import World

_ASKED = "get-current\nget-primary\nget-state b\nset-state b bad\nset-primary b\nset-state b good\n"
_LINE = f"console=ttyS0 quiet kassa.roothash={'ab' * 32} kassa.slot=a\n"


def seeds() -> Mapping[str, tuple[bytes, ...]]:
    """Examples by the name of their target."""
    return {
        "start_words": (f"slot=b device=/dev/vda5 looked_through=1\n{_LINE}".encode(),),
        "remembered": (_memory(), _lost()),
        "rauc_words": (INSTALLING.encode(), _ASKED.encode()),
        "partition_words": (
            record(_partition(number, name) for number, name in enumerate(_NAMES, 1)),
        ),
        "gpio_lines": (_chips(),),
    }


_NAMES = ("boot_a", "boot_b", "system_a", "system_b")


def _partition(number: int, name: str) -> bytes:
    said = f"MAJOR=179\nMINOR={number}\nDEVNAME=mmcblk0p{number}\nDEVTYPE=partition\n"
    return f"{said}PARTN={number}\nPARTNAME={name}\n".encode()


def _memory() -> bytes:
    """In the middle of an update."""
    with TemporaryDirectory() as folder:
        world = World(Path(folder))
        world.start()
        world.update()
        names = (str(world.memory.folder / f"{name}.json") for name in MEMORY)
        return record(world.disk.files.get(name, b"") for name in (str(AUTOBOOT), *names))


def _lost() -> bytes:
    """The other slot could not be read, for the second time."""
    boot = autoboot.FIRST.with_standing(Slot.B, Standing.DEAD)
    kept = Outcome(id="lost-1", from_version="1.2", to_version="1.3")
    texts = {"outcome": msgspec.json.encode(kept), "versions": msgspec.json.encode(Versions(b="1"))}
    return record((autoboot.text(boot), *(texts.get(name, b"") for name in MEMORY)))


def _chips() -> bytes:
    """Three chips, the second carries the header; then claims, and a scan of five rows."""
    ok = b"\x00"
    labels = (b"raspberrypi-exp-gpio", b"pinctrl-bcm2711", b"brcmvirt-gpio")
    look = [one for label in labels for one in (label, ok)]
    row = [ok, b"\x06", b"\x3f"]
    return record([*look, *look, ok, ok, *(row * 5), ok])
