"""The language of market days: keys as the manual writes them, misfortunes, expectations.

A script is lines of text. `#` begins a comment. `@…` does something to the till's world, `expect …`
looks at what came of it, anything else is keys. See docs/simulate.md for the words.
"""

import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path

from firmware.desk.keys import KeysError, parse_keys
from firmware.till.texts import VIENNA
from hal.card.emulator_profile import EmulatedFamily
from hal.keypad.port import Key

MAX_LINES = 100_000
MAX_LINE_CHARACTERS = 2_000
MAX_BYTES = 16 * 1024 * 1024
#: More than a day of seconds: `@time` goes further, and at once.
MAX_NUMBER = 100_000


class ScriptError(Exception):
    """A script cannot be read; the message names file and line."""


class Act(Enum):
    """What `@…` can do, with the words it takes (… is a number)."""

    TIME = "time"
    WAIT = "wait"
    PAPER = "paper"
    COVER = "cover"
    PRINTER = "printer"
    CARD = "card"
    POWER = "power"
    DISPLAY = "display"
    SWITCH = "switch"
    KEY = "key"
    SCALE = "scale"
    TERMINAL = "terminal"
    ARCHIVE = "archive"
    SERVICE = "service"
    CLOCK = "clock"
    TILL = "till"
    STICK = "stick"


class Look(Enum):
    """What `expect …` can look at."""

    DISPLAY = "display"
    RECEIPT = "receipt"
    JOURNAL = "journal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """Press these keys, one after the other."""

    keys: tuple[Key, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Do something to the world around the till.

    `number` is seconds, edges or, on the scale, grams; `key` the one that hangs; `family` the new
    card's.
    """

    act: Act
    word: str
    number: float | None = None
    moment_utc: datetime | None = None
    key: Key | None = None
    family: EmulatedFamily | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """`text` must be there."""

    look: Look
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a script that does something."""

    number: int
    text: str
    step: Keys | Command | Expectation


_WORDS: dict[Act, tuple[str, ...]] = {
    Act.PAPER: ("in", "out", "low"),
    Act.COVER: ("open", "closed"),
    Act.PRINTER: ("online", "offline"),
    Act.CARD: (
        *("insert", "remove", "slow", "dead", "locked", "wrong", "unknown", "unplug"),
        *("new", "old", "foreign"),
    ),
    Act.POWER: ("cut",),
    Act.DISPLAY: ("plug", "unplug"),
    Act.SWITCH: ("AUS", "REG", "CHEF"),
    Act.KEY: ("stuck", "free"),
    Act.SCALE: ("stable", "unstable"),
    Act.TERMINAL: ("paid", "declined", "silent", "unclear"),
    Act.ARCHIVE: (
        "behind",
        "whole",
        "refuses",
        "digital",
        "offline",
        "new",
        "asks",
        "declines",
        "takes",
    ),
    Act.SERVICE: ("up", "away", "slow", "dead"),
    Act.CLOCK: ("ahead", "back", "lost", "right"),
    Act.TILL: ("new",),
    Act.STICK: (
        *("owner", "new", "other", "full", "readonly", "slow", "out", "pull"),
        *("update", "poor", "forged", "older"),
    ),
}
#: Words that may be followed by a number.
_NUMBERED = {
    (Act.CARD, "slow"),
    (Act.POWER, "cut"),
    (Act.ARCHIVE, "behind"),
    (Act.ARCHIVE, "offline"),
    (Act.SERVICE, "slow"),
    (Act.CLOCK, "ahead"),
    (Act.CLOCK, "back"),
}
_FAMILIES = {
    "cardos": EmulatedFamily.CARDOS_5_3,
    "acos-id": EmulatedFamily.ACOS_ID,
    "acos": EmulatedFamily.ACOS,
}


def read_script(path: Path) -> tuple[Line, ...]:
    """The lines of the script file.

    Raises:
        ScriptError: unreadable, too large, or a line that means nothing.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ScriptError(f"{path}: cannot be read: {error.strerror}") from error
    if len(raw) > MAX_BYTES:
        raise ScriptError(f"{path}: larger than {MAX_BYTES} bytes")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise ScriptError(f"{path}:{line}: not UTF-8") from error
    return tuple(parse_script(text, str(path)))


def parse_script(text: str, name: str) -> Iterator[Line]:
    """The lines of `text`; `name` is what errors call the script.

    Raises:
        ScriptError: a line that means nothing, naming it.
    """
    for number, raw in enumerate(text.splitlines(), start=1):
        place = f"{name}:{number}"
        if number > MAX_LINES or len(raw) > MAX_LINE_CHARACTERS:
            raise ScriptError(f"{place}: longer than a script may be")
        stripped = _without_comment(raw).strip()
        if not stripped:
            continue
        try:
            step = _step(stripped)
        except (KeysError, ValueError) as error:
            raise ScriptError(f"{place}: {error}") from error
        yield Line(number=number, text=stripped, step=step)


def _without_comment(line: str) -> str:
    """`#` begins a comment outside quotes."""
    is_quoted = False
    for index, character in enumerate(line):
        if character == '"':
            is_quoted = not is_quoted
        elif character == "#" and not is_quoted:
            return line[:index]
    return line


def _step(text: str) -> Keys | Command | Expectation:
    if text.startswith("@"):
        return _command(text[1:].split())
    if text.startswith("expect ") or text == "expect":
        return _expectation(text)
    return Keys(keys=parse_keys(text))


def _command(words: list[str]) -> Command:
    if not words:
        raise ValueError("@ alone does nothing")
    try:
        act = Act(words[0])
    except ValueError:
        known = ", ".join(one.value for one in Act)
        raise ValueError(f"@{words[0]} is none of: {known}") from None
    rest = words[1:]
    if act is Act.TIME:
        return Command(act=act, word="", moment_utc=_moment(rest))
    if act is Act.WAIT:
        return Command(act=act, word="", number=_number(rest, "@wait 30"))
    if act in _READERS:
        return _READERS[act](rest)
    return _worded(act, rest)


def _worded(act: Act, rest: list[str]) -> Command:
    """One of the words an act takes, and perhaps a number."""
    if not rest or rest[0] not in _WORDS[act]:
        raise ValueError(f"@{act.value} takes one of: {', '.join(_WORDS[act])}")
    if act is Act.CARD and rest[0] == "new":
        return _new_card(rest[1:])
    number = None
    if len(rest) > 1:
        if (act, rest[0]) not in _NUMBERED:
            raise ValueError(f"@{act.value} {rest[0]} takes no further word")
        number = _number(rest[1:], f"@{act.value} {rest[0]} 5")
    return Command(act=act, word=rest[0], number=number)


def _hanging(words: list[str]) -> Command:
    """A key that hangs, or is free again."""
    keys = parse_keys(words[0]) if len(words) == 2 else ()
    if len(keys) != 1 or words[1] not in _WORDS[Act.KEY]:
        raise ValueError("write @key WG3 stuck, or @key WG3 free")
    return Command(act=Act.KEY, word=words[1], key=keys[0])


def _new_card(words: list[str]) -> Command:
    """A card of a family, of the newest if none is named."""
    name = words[0] if words else "cardos"
    if len(words) > 1 or name not in _FAMILIES:
        raise ValueError(f"@card new takes one of: {', '.join(_FAMILIES)}")
    return Command(act=Act.CARD, word="new", family=_FAMILIES[name])


def _weight(words: list[str]) -> Command:
    """What lies on the scale, in kilograms as on the keys, and whether it is at rest."""
    how = words[1] if len(words) == 2 else "stable"
    if len(words) not in (1, 2) or how not in _WORDS[Act.SCALE]:
        raise ValueError("write @scale 1,345, or @scale 1,345 unstable")
    kilograms = _number([words[0].replace(",", ".")], "@scale 1,345")
    return Command(act=Act.SCALE, word=how, number=round(kilograms * 1000))


def _moment(words: list[str]) -> datetime:
    """Austrian local time, as on the receipt; with an offset where it must be unambiguous."""
    if len(words) != 1:
        raise ValueError("write @time 2026-10-31T23:59:30")
    try:
        moment = datetime.fromisoformat(words[0])
    except ValueError:
        raise ValueError(f"{words[0]} is no time; write @time 2026-10-31T23:59:30") from None
    local = moment if moment.tzinfo is not None else moment.replace(tzinfo=VIENNA)
    return local.astimezone(UTC)


def _number(words: list[str], example: str) -> float:
    try:
        (text,) = words
        value = float(text)
    except ValueError:
        raise ValueError(f"one number is wanted: {example}") from None
    if not 0 <= value <= MAX_NUMBER:
        raise ValueError(f"{text} is not between 0 and {MAX_NUMBER}")
    return value


_READERS = {Act.KEY: _hanging, Act.SCALE: _weight}


def _expectation(text: str) -> Expectation:
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise ValueError(f'{error}; write expect display "SUMME"') from None
    looks = ", ".join(one.value for one in Look)
    if len(words) != 3 or words[1] not in {one.value for one in Look}:
        raise ValueError(f'write expect and one of {looks}, then "text"')
    return Expectation(look=Look(words[1]), text=words[2])
