"""The till's doctor: how often kassad ended badly, and whether a restart of the machine may help.

kassad is begun again without limit. What it cannot mend itself (a bus that hangs, a driver that is
lost) a start of the machine may: once, not again and again. In the trial of an update it means that
the update is given up: the firmware of the board then takes the old slot. After it, as long as the
new till has never stood for minutes in one go, it means the way back to the slot that sold.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final

import click
import msgspec

from firmware.app.image_state import BARRED, SELLS
from firmware.image.events import Event, EventKind, Ring, event_of, now

#: Ends that count; in memory.
ENDS: Final = Path("/run/standlkassa-image/till-ends.json")
#: There while nobody has confirmed the slot that runs (systemd/kassa-slot.service).
TRIAL: Final = Path("/run/standlkassa-image/trial")
#: There while the till of a confirmed update has never stood (`slot.prove`).
UNPROVEN: Final = Path("/run/standlkassa-image/unproven")
#: In a trial, and until the till has stood: then also of ends that are far apart, for a till that
#: hangs as it begins ends by its deadline, five minutes later.
LIMIT_OF_NEW: Final = 3
#: So long it has to sell in one go, in microseconds.
STANDS_US: Final = 180_000_000
ASKED: Final = ("ActiveState", "StatusText", "ActiveEnterTimestampMonotonic")
#: sysexits: the supply goes (75); a person is needed (78). Neither is an illness.
_NO_ILLNESS: Final = frozenset({"75", "78"})
_POWER: Final = "75"
_PERSON: Final = "78"


class End(msgspec.Struct, frozen=True, array_like=True):
    """A bad end: in which second of this start, and what systemd calls it."""

    at_s: float
    result: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """So many ends within so long that a start of the machine may help."""

    ends: int
    window_s: float


#: A till that breaks is begun again after two seconds.
LIMIT: Final = Limit(ends=20, window_s=600.0)
#: One that hangs ends only by a deadline (systemd/kassad.service, its image.conf): half a minute
#: without a turn, five minutes at its start. So many never come within the minutes above.
LIMITS_OF_HANGS: Final = {
    "watchdog": Limit(ends=5, window_s=1800.0),
    "timeout": Limit(ends=3, window_s=1800.0),
}


class Deed(Enum):
    """What is done about it."""

    WAIT = "wait"
    REBOOT = "reboot"
    BACK = "back"


#: What units do by (systemd/kassa-health@.service, kassa-stood.service).
CODES: Final = {Deed.REBOOT: 3, Deed.BACK: 4}


def is_ill(ends: Sequence[End]) -> bool:
    """Whether a till that has stood ends so often that a start of the machine may help."""
    if not ends:
        return False
    result = ends[-1].result
    limit_of_hangs = LIMITS_OF_HANGS.get(result)
    return _is_over(ends, LIMIT) or (
        limit_of_hangs is not None
        and _is_over([one for one in ends if one.result == result], limit_of_hangs)
    )


def _is_over(ends: Sequence[End], limit: Limit) -> bool:
    """Whether the last one is the last of so many."""
    return len(ends) >= limit.ends and ends[-1].at_s - ends[-limit.ends].at_s < limit.window_s


def decide(
    ends: Sequence[End],
    *,
    is_trial: bool = False,
    is_unproven: bool = False,
    needs_person: bool = False,
    was_rebooted: bool = False,
) -> Deed:
    """What is done after these bad ends.

    `was_rebooted`: this start is already the one that should have helped. `needs_person`: it ended
    by itself, and is not begun again; before the update nobody was needed.
    """
    if is_trial:
        return Deed.REBOOT if len(ends) >= LIMIT_OF_NEW else Deed.WAIT
    if is_unproven:
        return Deed.BACK if needs_person or len(ends) >= LIMIT_OF_NEW else Deed.WAIT
    return Deed.REBOOT if is_ill(ends) and not was_rebooted else Deed.WAIT


def was_rebooted(before: Sequence[Event] | None) -> bool:
    """Whether the start before this one was ended by the doctor."""
    return any(one.kind is EventKind.HEALTH for one in before or ())


def standing(said: str, now_us: int) -> Deed | None:
    """What is done about a till that nobody has seen stand yet; None: it has stood.

    Args:
        said: what `systemctl show` says of it, a line for each of `ASKED`.
        now_us: microseconds of CLOCK_MONOTONIC.
    """
    facts = dict(line.partition("=")[::2] for line in said.splitlines())
    since = facts.get("ActiveEnterTimestampMonotonic", "")
    is_long = since.isascii() and since.isdigit() and 0 < int(since) <= now_us - STANDS_US
    if facts.get("ActiveState") != "active" or not is_long:
        return Deed.WAIT
    status = facts.get("StatusText", "")
    if status == SELLS:
        return None
    # It is there and lets nobody sell; the program before it did.
    return Deed.BACK if status.startswith(BARRED) else Deed.WAIT


def read_ends(path: Path) -> list[End]:
    """The ends so far; a file that says nothing is none."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=list[End])
    except (FileNotFoundError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return []


def note_end(result: str, status: str, ends: Path, now_s: float) -> list[End]:
    """Write the end of kassad down; the last ones of this start, none if this one is no illness."""
    if status in _NO_ILLNESS:
        return []
    found = [*read_ends(ends), End(now_s, result)][-LIMIT.ends :]
    ends.write_bytes(msgspec.json.encode(found))
    return found


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
    ends = note_end(result, status, ENDS, time.clock_gettime(time.CLOCK_BOOTTIME))
    deed = decide(
        ends,
        is_trial=is_trial,
        is_unproven=is_unproven,
        needs_person=status == _PERSON,
        was_rebooted=was_rebooted(ring.before()),
    )
    if deed is not Deed.WAIT:
        words = {"ends": str(len(ends)), "trial": str(is_trial).lower(), "deed": deed.value}
        _note(ring, EventKind.HEALTH, words)
        raise SystemExit(CODES[deed])


def _note(ring: Ring, kind: EventKind, words: dict[str, str]) -> None:
    """A ring that cannot be written keeps nobody from what is to be done."""
    try:
        ring.add(event_of(kind, words, now()))
    except OSError as error:
        click.echo(f"not written down: {error}", err=True)
