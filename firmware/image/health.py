"""The till's doctor: how often kassad ended badly, and whether a restart of the machine may help.

kassad is begun again without limit. What it cannot mend itself (a bus that hangs, a driver that is
lost) a start of the machine may: once, not again and again. In the trial of an update it means that
the update is given up: the firmware of the board then takes the old slot. After it, as long as the
new till has never stood for minutes in one go, it means the way back to the slot that sold.
"""

import time
from collections.abc import Sequence
from enum import Enum
from math import inf
from pathlib import Path
from typing import Final

import click
import msgspec

from firmware.image.events import Event, EventKind, Ring, event_of, now

#: Ends that count, as seconds since the start; in memory.
ENDS: Final = Path("/run/standlkassa-image/till-ends.json")
#: There while nobody has confirmed the slot that runs (systemd/kassa-slot.service).
TRIAL: Final = Path("/run/standlkassa-image/trial")
#: There while the till of a confirmed update has never stood (`slot.prove`).
UNPROVEN: Final = Path("/run/standlkassa-image/unproven")
WINDOW_S: Final = 600.0
LIMIT: Final = 20
#: In a trial, and until the till has stood: then also of ends that are far apart, for a till that
#: hangs as it begins ends by its deadline, five minutes later.
LIMIT_OF_NEW: Final = 3
#: So long without a bad end is standing.
STANDS_S: Final = 180.0
#: sysexits: the supply goes (75); a person is needed (78). Neither is an illness.
_NO_ILLNESS: Final = frozenset({"75", "78"})
_POWER: Final = "75"


class Deed(Enum):
    """What is done about it."""

    WAIT = "wait"
    REBOOT = "reboot"
    BACK = "back"


#: What the unit of the doctor does by (systemd/kassa-health@.service).
_CODES: Final = {Deed.REBOOT: 3, Deed.BACK: 4}


def recent(ends: Sequence[float], now_s: float, window_s: float = WINDOW_S) -> list[float]:
    """Those of the last seconds, ten minutes if nothing is said."""
    return [one for one in ends if now_s - window_s < one <= now_s]


def decide(count: int, *, is_trial: bool, is_unproven: bool, was_rebooted: bool) -> Deed:
    """What is done after `count` bad ends.

    `was_rebooted`: this start is already the one that should have helped.
    """
    if is_trial:
        return Deed.REBOOT if count >= LIMIT_OF_NEW else Deed.WAIT
    if is_unproven:
        return Deed.BACK if count >= LIMIT_OF_NEW else Deed.WAIT
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


def stands(ends: Path, now_s: float) -> bool:
    """Whether the till has had no bad end for minutes."""
    return not recent(read_ends(ends), now_s, STANDS_S)


def note_end(status: str, ends: Path, now_s: float, window_s: float = WINDOW_S) -> int:
    """Count the end of kassad; how many there were within the window, 0 if this one is none."""
    if status in _NO_ILLNESS:
        return 0
    found = [*recent(read_ends(ends), now_s, window_s), now_s]
    ends.write_bytes(msgspec.json.encode(found[-LIMIT:]))
    return len(found)


@click.command()
@click.argument("end", metavar="RESULT:STATUS")
def health(end: str) -> None:
    """Count an end of kassad that was not asked for.

    Exit code 3: the machine is to start anew; 4: from the other slot.
    """
    result, _, status = end.partition(":")
    ring = Ring()
    words = {"result": "power" if status == _POWER else result, "status": status}
    _note(ring, EventKind.TILL, words)
    is_trial, is_unproven = TRIAL.exists(), UNPROVEN.exists()
    window_s = inf if is_unproven else WINDOW_S
    count = note_end(status, ENDS, time.clock_gettime(time.CLOCK_BOOTTIME), window_s)
    deed = decide(
        count,
        is_trial=is_trial,
        is_unproven=is_unproven,
        was_rebooted=was_rebooted(ring.before()),
    )
    if deed is not Deed.WAIT:
        words = {"ends": str(count), "trial": str(is_trial).lower(), "deed": deed.value}
        _note(ring, EventKind.HEALTH, words)
        raise SystemExit(_CODES[deed])


def _note(ring: Ring, kind: EventKind, words: dict[str, str]) -> None:
    """A ring that cannot be written keeps nobody from what is to be done."""
    try:
        ring.add(event_of(kind, words, now()))
    except OSError as error:
        click.echo(f"not written down: {error}", err=True)
