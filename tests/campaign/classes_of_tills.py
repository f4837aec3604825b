"""The classes of faults of a till: its process, clock, signature unit, printer, image."""

from typing import Final

from tests.campaign.fault_class import FaultClass

TILLS: Final[tuple[FaultClass, ...]] = (
    FaultClass(
        key="2",
        breaks="the power of the whole machine goes; its disk forgets what was not flushed",
        holds="the file system is mended, the book is whole, each code on paper is in it, it sells",
        unit="cuts",
        target=1_000,
        sample=0,
        place="whole_machine:read",
        limits="read from what `make test-power` leaves, with controls of its own; QEMU, no Pi",
        is_elsewhere=True,
    ),
    FaultClass(
        key="3",
        breaks="kill -9 of the till at each of 15 steps of a sale, half of them again in the boot",
        holds="no number twice or skipped, nothing paid is lost, every slip is stored",
        unit="deaths",
        target=2_400,
        sample=15,
        place="kill_till:run",
        limits="the machine lives on: without it, class 2",
    ),
    FaultClass(
        key="14",
        breaks="the clock jumps by 1 s to 10 years, before a sale, in it, in the dark; nights of "
        "summer time, leap day, 2038",
        holds="no receipt is earlier than the one before, none later than may be believed, "
        "and set right it sells",
        unit="jumps",
        target=500,
        sample=10,
        place="clock:run",
        limits="a chip that is wrong by less than five years ahead is believed, as steps of less "
        "than an hour are",
    ),
    FaultClass(
        key="15-card",
        breaks="the card is gone, slow, locked by another program, another one, answers wrongly",
        holds="it sells with the words of § 17 RKSV; a Sammelbeleg ends it",
        unit="outages",
        target=1_000,
        sample=6,
        place="signature_unit:run_card",
        limits="a real card's own failures",
    ),
    FaultClass(
        key="15-printer",
        breaks="no paper, half a slip, off in the middle, no answer, any bytes for an answer",
        holds="it sells; each receipt comes whole, or is said to be given up",
        unit="harms",
        target=1_000,
        sample=8,
        place="printer:run",
        limits="a printer that lies: confirms what it has not printed",
    ),
    FaultClass(
        key="15-service",
        breaks="the signature service is gone, slow, or what answers is not it",
        holds="as of the card",
        unit="outages",
        target=1_000,
        sample=6,
        place="signature_unit:run_service",
        limits="the provider's side",
    ),
    FaultClass(
        key="19-descriptors",
        breaks="none to three file descriptors are left, in a sale or a start",
        holds="what could not be sold is sold afterwards, and no file stays open",
        unit="shortages",
        target=200,
        sample=10,
        place="weight:run_descriptors",
    ),
    FaultClass(
        key="19-memory",
        breaks="nothing: hours of a market, a sale every ten minutes",
        holds="no more than 8 MB more than after a third of them",
        unit="hours, emulated",
        target=216,
        sample=2,
        place="weight:run_memory",
        limits="a machine that is out of memory: systemd's limit and restart are the image's",
    ),
    FaultClass(
        key="20",
        breaks="the plug is pulled before a step of an update",
        holds="the old system or the new one starts and sells, and says which",
        unit="updates",
        target=200,
        sample=30,
        place="update_cuts:run",
        limits="the slots, the sector and RAUC are values; the machine itself: `make test-image`",
    ),
)
