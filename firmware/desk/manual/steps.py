"""A row of the manual as steps for a page: keys to press, and what happens between them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, assert_never

from firmware.desk.keys import format_keys
from firmware.desk.manual.case import Case
from firmware.desk.script import Act, Command, Expectation, Keys, Line, parse_script
from firmware.till.texts import VIENNA
from hal.keypad.port import Key

_WORDS: Final[dict[tuple[Act, str], str]] = {
    (Act.PAPER, "in"): "Papier: neue Rolle",
    (Act.PAPER, "out"): "Papier: leer",
    (Act.PAPER, "low"): "Papier: fast aus",
    (Act.COVER, "open"): "Deckel: offen",
    (Act.COVER, "closed"): "Deckel: zu",
    (Act.PRINTER, "online"): "Drucker: ein",
    (Act.PRINTER, "offline"): "Drucker: aus",
    (Act.CARD, "insert"): "Signaturkarte: steckt",
    (Act.CARD, "remove"): "Signaturkarte: fehlt",
    (Act.CARD, "slow"): "Signaturkarte: langsam",
    (Act.CARD, "dead"): "Signaturkarte: defekt",
    (Act.CARD, "locked"): "Signaturkarte: PIN gesperrt",
    (Act.CARD, "wrong"): "Signaturkarte: falsche Karte",
    (Act.CARD, "foreign"): "Signaturkarte: fremde Firma",
    (Act.CARD, "unplug"): "Signaturkarte: Leser ab",
    (Act.CARD, "new"): "Signaturkarte: neue Karte",
    (Act.CARD, "old"): "Signaturkarte: alte Karte",
    (Act.POWER, "cut"): "Strom: kurz weg",
    (Act.STICK, "owner"): "Stick: Chef-Stick",
    (Act.STICK, "new"): "Stick: neuer",
    (Act.STICK, "other"): "Stick: Chef-Stick einer anderen Kassa",
    (Act.STICK, "full"): "Stick: voller",
    (Act.STICK, "readonly"): "Stick: schreibgeschützt",
    (Act.STICK, "slow"): "Stick: langsamer",
    (Act.STICK, "update"): "Stick: mit Update",
    (Act.STICK, "poor"): "Stick: Update, das nicht taugt",
    (Act.STICK, "forged"): "Stick: Update mit fremder Signatur",
    (Act.STICK, "older"): "Stick: altes Update",
    (Act.STICK, "out"): "Stick: heraus",
    (Act.STICK, "pull"): "Stick: zu früh abgezogen",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One line of a row: `keys`, or what the desk does for the row's `line` (in German words)."""

    line: int
    keys: tuple[Key, ...] = ()
    words: str = ""


def steps_of(case: Case) -> Sequence[Step] | None:
    """The steps of `case`; None when the desk has no hand for one of them."""
    steps = tuple(_step(index, line) for index, line in enumerate(_lines(case)))
    is_shown = not case.bench_only and all(step.words for step in steps)
    return steps if is_shown else None


def _step(index: int, line: Line) -> Step:
    match line.step:
        case Keys():
            return Step(line=index, keys=line.step.keys, words=format_keys(line.step.keys))
        case Command():
            return Step(line=index, words=command_words(line.step))
        case Expectation():
            return Step(line=index)
        case _:
            assert_never(line.step)


def command_at(case: Case, line: int) -> Command:
    """What line `line` of the row's script does.

    Raises:
        ValueError: there is no such line, or it is keys.
    """
    lines = _lines(case)
    step = lines[line].step if 0 <= line < len(lines) else None
    if not isinstance(step, Command) or not command_words(step):
        raise ValueError(line)
    return step


def command_words(command: Command) -> str:
    """`command` as a visitor reads it; empty when a desk cannot do it."""
    if command.act is Act.WAIT:
        return f"{command.number or 0:.0f} Sekunden warten"
    if command.act is Act.TIME and command.moment_utc is not None:
        return f"es ist {_moment(command.moment_utc)}"
    if command.act is Act.POWER and command.number is not None:
        return ""
    return _WORDS.get((command.act, command.word), "")


def _lines(case: Case) -> tuple[Line, ...]:
    return tuple(parse_script(case.keys, case.number))


def _moment(moment_utc: datetime) -> str:
    return f"{moment_utc.astimezone(VIENNA):%d.%m.%Y %H:%M}"
