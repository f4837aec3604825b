"""The steps of a simulated day: lines of the script language, and some that only a world can do.

A line that begins with `world` is done by the world around till and archive (world.py):

    world net lost              the archive is not reached; also `back`
    world archive mute          it keeps what comes and its answer is lost; also `busy` (503),
                                `twice` (every request reaches it twice), `torn` (half of the
                                answer), `slow` (eight seconds), `ill` (502 of a proxy), `wlan`
                                (200 with a page of the inn's WLAN), `moody` (any of these, each
                                time), `anew` (its process is another one from now on), `well`
    world mirror gone           the second medium is pulled; also `back`
    world disk full             no room, as the kernel would say; also `low`, `room` (and it works)
    world disk fills 12         another program takes all room at the twelfth touch of the disk
    world disk fails 12         that touch is an input/output error; from then on all: `dies`
    world stick torn 7          the owner's stick, pulled at the seventh piece of its export
    world clock on 8            nobody does anything for eight hours
    world till restart          switched off in order and on again
    world till close            a Z, with an answer to whatever the display asks
    world power cut 12          the plug is pulled at the twelfth touch of the disk, and of what
                                was not synced sectors survive, vanish or tear
    world power lies 12         the same, and of the last syncs before it none was true; where the
                                second medium is out, as `cut`
    world power twice 30        pulled now, and once more at the thirtieth touch of the boot

Everything else is as in docs/simulate.md. A day is a list of such lines: what a failure prints is
the test that shows it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from firmware.desk.script import Command, Expectation, Keys, parse_script

_WORD: Final = "world"


class StepError(ValueError):
    """A line is no step."""


class Thing(Enum):
    """What of the world a step is about."""

    NET = "net"
    ARCHIVE = "archive"
    MIRROR = "mirror"
    DISK = "disk"
    STICK = "stick"
    CLOCK = "clock"
    TILL = "till"
    POWER = "power"


_WORDS: Final[Mapping[Thing, tuple[str, ...]]] = {
    Thing.NET: ("lost", "back"),
    Thing.ARCHIVE: (
        *("mute", "busy", "twice", "torn", "slow", "ill", "wlan", "moody", "anew", "well"),
    ),
    Thing.MIRROR: ("gone", "back"),
    Thing.DISK: ("full", "low", "room", "fills", "fails", "dies"),
    Thing.STICK: ("torn",),
    Thing.CLOCK: ("on",),
    Thing.TILL: ("restart", "close"),
    Thing.POWER: ("cut", "twice", "lies"),
}
#: Followed by a number: of touches, pieces, or hours.
_NUMBERED: Final[Mapping[Thing, frozenset[str]]] = {
    Thing.STICK: frozenset({"torn"}),
    Thing.CLOCK: frozenset({"on"}),
    Thing.DISK: frozenset({"fills", "fails", "dies"}),
    Thing.POWER: frozenset({"cut", "twice", "lies"}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WorldStep:
    """Something happens to the world around the till."""

    thing: Thing
    word: str
    number: int = 0


def read(text: str) -> Keys | Command | WorldStep:
    """The step of one line.

    Raises:
        StepError, ScriptError: it is none.
    """
    words = text.split()
    if words[:1] == [_WORD]:
        return _of_world(text, words[1:])
    lines = list(parse_script(text, "day"))
    if len(lines) != 1 or isinstance(lines[0].step, Expectation):
        raise StepError(f"{text!r} is no step")
    return lines[0].step


def _of_world(text: str, words: list[str]) -> WorldStep:
    known = {one.value: one for one in Thing}
    thing = known.get(words[0]) if words else None
    if thing is None or len(words) < 2 or words[1] not in _WORDS[thing]:
        raise StepError(f"{text!r} is nothing the world does")
    numbers, is_numbered = words[2:], words[1] in _NUMBERED.get(thing, ())
    if len(numbers) != is_numbered or not all(one.isdecimal() for one in numbers):
        raise StepError(f"{text!r} wants {'one number' if is_numbered else 'no number'}")
    return WorldStep(thing=thing, word=words[1], number=int(numbers[0]) if numbers else 0)
