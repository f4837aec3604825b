"""The till's doctor: how often kassad ended badly, and whether a restart of the machine may help.

kassad is begun again without limit. What it cannot mend itself (a bus that hangs, a driver that is
lost) a start of the machine may: once, not again and again. In the trial of an update it means that
the update is given up: the firmware of the board then takes the old slot.
"""

import time
from collections.abc import Sequence
from enum import Enum
from pathlib import Path
from typing import Final

import click
import msgspec

from firmware.image.events import Event, EventKind, Ring, event_of, now

#: Ends that count, as seconds since the start; in memory.
ENDS: Final = Path("/run/standlkassa-image/till-ends.json")
#: There while nobody has confirmed the slot that runs (systemd/kassa-slot.service).
TRIAL: Final = Path("/run/standlkassa-image/trial")
WINDOW_S: Final = 600.0
LIMIT: Final = 20
LIMIT_IN_TRIAL: Final = 3
#: sysexits: the supply goes (75); a person is needed (78). Neither is an illness.
_NO_ILLNESS: Final = frozenset({"75", "78"})
_POWER: Final = "75"


class Deed(Enum):
    """What is done about it."""

    WAIT = "wait"
    REBOOT = "reboot"


def recent(ends: Sequence[float], now_s: float) -> list[float]:
    """Those of the last ten minutes."""
    return [one for one in ends if now_s - WINDOW_S < one <= now_s]


def decide(count: int, *, is_trial: bool, was_rebooted: bool) -> Deed:
    """What is done after `count` bad ends within ten minutes.

    `was_rebooted`: this start is already the one that should have helped.
    """
    if is_trial:
        return Deed.REBOOT if count >= LIMIT_IN_TRIAL else Deed.WAIT
    return Deed.REBOOT if count >= LIMIT and not was_rebooted else Deed.WAIT


def was_rebooted(before: Sequence[Event] | None) -> bool:
    """Whether the start before this one was ended by the doctor."""
    return any(one.kind is EventKind.HEALTH for one in before or ())


def read_ends(path: Path) -> list[float]:
    """The ends so far; a file that says nothing is none."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=list[float])
    except (FileNotFoundError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return []


def note_end(status: str, ends: Path, now_s: float) -> int:
    """Count the end of kassad; how many there were within ten minutes, 0 if this one is none."""
    if status in _NO_ILLNESS:
        return 0
    found = [*recent(read_ends(ends), now_s), now_s]
    ends.write_bytes(msgspec.json.encode(found[-LIMIT:]))
    return len(found)


@click.command()
@click.argument("end", metavar="RESULT:STATUS")
def health(end: str) -> None:
    """Count an end of kassad that was not asked for; exit code 3: the machine is to start anew."""
    result, _, status = end.partition(":")
    ring = Ring()
    words = {"result": "power" if status == _POWER else result, "status": status}
    _note(ring, EventKind.TILL, words)
    count = note_end(status, ENDS, time.clock_gettime(time.CLOCK_BOOTTIME))
    deed = decide(count, is_trial=TRIAL.exists(), was_rebooted=was_rebooted(ring.before()))
    if deed is Deed.REBOOT:
        _note(ring, EventKind.HEALTH, {"ends": str(count), "trial": str(TRIAL.exists()).lower()})
        raise SystemExit(3)


def _note(ring: Ring, kind: EventKind, words: dict[str, str]) -> None:
    """A ring that cannot be written keeps nobody from what is to be done."""
    try:
        ring.add(event_of(kind, words, now()))
    except OSError as error:
        click.echo(f"not written down: {error}", err=True)
