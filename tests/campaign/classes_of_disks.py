"""The classes of faults below SQLite: power, disk, card."""

from typing import Final

from tests.campaign.fault_class import FaultClass

DISKS: Final[tuple[FaultClass, ...]] = (
    FaultClass(
        key="1",
        breaks="the power goes at a touch of the disk; what is unsynced survives, vanishes, tears",
        holds="nothing acknowledged is lost, nothing corrupt, the chain valid, no number twice",
        unit="cuts",
        target=10_000,
        sample=40,
        place="power_cut:run",
        limits="the medium is a model of one that keeps what it has flushed; of others: class 8",
    ),
    FaultClass(
        key="5",
        breaks="a touch of the disk fails with EIO, once, or until the till is started again",
        holds="the till stops; started again it sells, and after a power cut nothing is missing",
        unit="errors",
        target=1_000,
        sample=60,
        place="io_errors:run",
        limits="pages a failed sync has given up are a model of Linux: read, and on no disk",
    ),
    FaultClass(
        key="6",
        breaks="the disk is full at a touch: at once, after half a write, or when its room is used",
        holds="warned before, refused with words, with too little room before the card is asked",
        unit="full disks",
        target=200,
        sample=20,
        place="full_disk:run",
    ),
    FaultClass(
        key="7",
        breaks="one bit of the book, its log, the mirror or an exported DEP is another one",
        holds="found, or nothing anybody reads has changed; made good from the other copy",
        unit="flips",
        target=10_000,
        sample=25,
        place="bit_flips:run",
        limits="a log that ends early is found by the mirror; without one, by the archive",
    ),
    FaultClass(
        key="8",
        breaks="a disk lied about up to 40 flushes: any of it is gone, or torn, after a cut",
        holds="nothing is signed on it; what is missing is named, and made anew of the mirror",
        unit="lies",
        target=1_000,
        sample=20,
        place="lying_disk:run",
        limits="where there is no second medium, only the archive can tell: class 17",
    ),
    FaultClass(
        key="9",
        breaks="the disk of the book or the second medium is pulled, or read-only, in a sale",
        holds="without the book the till stops and does not start; without the mirror it says so",
        unit="media",
        target=100,
        sample=12,
        place="device_gone:run",
        limits="a medium that hangs in the kernel; the till waits two seconds for the mirror",
    ),
)
