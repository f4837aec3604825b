"""USB sticks: an image file with a FAT file system, plugged in and pulled while the till runs."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from machine.partitions import Fat
from machine.qmp import Qmp
from machine.tools import Tools

_MIB: Final = 1024 * 1024
_GONE_S: Final = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Stick:
    """A stick that lies beside the till; what is on it stays on it. `name` is its id in QEMU."""

    name: str
    image: Path
    files: Fat
    is_read_only: bool = False


def make_stick(tools: Tools, image: Path, *, size_mib: int = 64, label: str = "STICK") -> Stick:
    """A new one, FAT over the whole of it and no partition; it is named after its file.

    Raises:
        MachineError: it cannot be made.
    """
    with image.open("wb") as file:
        file.truncate(size_mib * _MIB)
    tools.run("mkfs.vfat", "--mbr=n", "-n", label, image)
    return Stick(name=image.stem, image=image, files=Fat(tools=tools, image=image))


def plug_in(qmp: Qmp, stick: Stick) -> None:
    """Put it into a socket of the till.

    Raises:
        MachineError: QEMU refuses it.
    """
    node = node_of(stick)
    qmp.ask(
        "blockdev-add",
        driver="raw",
        node_name=node,
        read_only=stick.is_read_only,
        file={"driver": "file", "filename": str(stick.image)},
    )
    qmp.ask(
        "device_add",
        driver="usb-storage",
        id=stick.name,
        drive=node,
        bus="usb.0",
        removable=True,
        serial=stick.name,
    )


def pull_out(qmp: Qmp, stick: Stick) -> None:
    """Pull it, whatever is being written.

    Raises:
        MachineError: it is not in.
    """
    qmp.ask("device_del", id=stick.name)
    # What stands behind it in QEMU goes first, and has an event of its own.
    qmp.await_event("DEVICE_DELETED", _GONE_S, stick.name)
    qmp.ask("blockdev-del", node_name=node_of(stick))


def traffic(qmp: Qmp, stick: Stick) -> int:
    """How often it was read or written since it was plugged in; 0 before, and when it is out.

    Raises:
        MachineError: QEMU does not say.
    """
    told = qmp.ask("query-blockstats", query_nodes=True)
    for one in told if isinstance(told, list) else []:
        if isinstance(one, dict) and one.get("node-name") == node_of(stick):
            stats = one["stats"]
            return int(stats["rd_operations"]) + int(stats["wr_operations"])
    return 0


def node_of(stick: Stick) -> str:
    """What QEMU calls what is on it."""
    return f"node-{stick.name}"
