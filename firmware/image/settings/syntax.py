"""The text as TOML, with every line that is none: one bad line does not hide the next."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from firmware.image.settings.finding import Finding
from firmware.image.settings.line_words import words_for
from firmware.image.settings.places import ASSIGNMENT, HEADER, Places, find_places, parts_of

#: Whoever has more mistakes than this begins with the template again.
MAX_FINDINGS: Final = 20
_AT_LINE: Final = re.compile(r"\(at line (\d+), column \d+\)")
#: Values that may go on in the next line.
_GOES_ON: Final = ("[", "{", '"""', "'''")
#: Python reads 4300 digits, and says of more not where they stand.
_ENDLESS: Final = re.compile(r"[0-9_]{4301,}")
_TWICE: Final = ("Cannot overwrite", "Cannot declare", "twice", "Cannot mutate")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """What could be read; `skipped` are the names in lines that could not be."""

    tables: Mapping[str, object]
    places: Places
    findings: tuple[Finding, ...] = ()
    skipped: frozenset[str] = frozenset()


def read_toml(text: str) -> Parsed:
    """`text` as tables; what is no TOML is left out and told."""
    lines = text.replace("\r\n", "\n").split("\n")
    findings: list[Finding] = []
    skipped: set[str] = set()
    while True:
        whole = "\n".join(lines)
        try:
            tables = tomllib.loads(whole)
        except tomllib.TOMLDecodeError as error:
            number = _blamed(str(error), lines)
            findings.append(_finding(number, lines, str(error)))
            skipped |= _skip(number, lines)
            if len(findings) >= MAX_FINDINGS:
                return Parsed(tables={}, places=Places({}), findings=tuple(findings))
        except ValueError:
            number = _endless(lines)
            findings.append(Finding(line=number, key="", sentence="Diese Zahl ist zu lang."))
            skipped |= _skip(number, lines)
        except RecursionError:
            deep = Finding(line=0, key="", sentence="So viele Klammern ineinander gehen nicht.")
            return Parsed(tables={}, places=Places({}), findings=(*findings, deep))
        else:
            return Parsed(
                tables=tables,
                places=find_places(whole),
                findings=tuple(findings),
                skipped=frozenset(skipped),
            )


def _blamed(message: str, lines: list[str]) -> int:
    """The line to look at: a list that is not closed is noticed far below."""
    told = _AT_LINE.search(message)
    number = min(int(told[1]), len(lines)) if told else len(lines)
    if told and not _stands_alone(lines[number - 1]):
        is_inside = not _begins(lines[number - 1])
        above = _open_above(number - 1, lines) if is_inside else None
        return above or number
    return _open_above(number, lines) or number


def _endless(lines: list[str]) -> int:
    """The line of a number with more digits than Python reads."""
    found = [at for at, line in enumerate(lines, 1) if _ENDLESS.search(line)]
    return next((at for at in found if not _stands_alone(lines[at - 1])), found[0])


def _open_above(number: int, lines: list[str]) -> int | None:
    """The nearest line up to `number` that begins something and does not end it."""
    for at in range(number, 0, -1):
        line = lines[at - 1]
        if _begins(line) and not _stands_alone(line):
            return at
    return None


def _begins(line: str) -> bool:
    return ASSIGNMENT.match(line) is not None or line.lstrip().startswith("[")


def _stands_alone(line: str) -> bool:
    try:
        tomllib.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def _finding(number: int, lines: list[str], message: str) -> Finding:
    line = lines[number - 1]
    if any(word in message for word in _TWICE):
        return Finding(line=number, key="", sentence=_words_for_twice(number, lines))
    return Finding(line=number, key="", sentence=words_for(line))


def _words_for_twice(number: int, lines: list[str]) -> str:
    header = HEADER.match(lines[number - 1])
    if header is None:
        return "Dieser Name steht in diesem Abschnitt schon weiter oben: eine der Zeilen löschen."
    name = header["name"]
    if header["open"] == "[":
        return f"Den Abschnitt [{name}] gibt es schon weiter oben: beide zusammenlegen."
    return f"[[{name}]] und [{name}] zusammen gehen nicht: überall dieselben Klammern."


def _skip(number: int, lines: list[str]) -> set[str]:
    """Empty a line, of a section all of them; the names that went with it."""
    line = lines[number - 1]
    end = number
    if line.lstrip().startswith("["):
        while end < len(lines) and not lines[end].lstrip().startswith("["):
            end += 1
    elif line.partition("=")[2].lstrip().startswith(_GOES_ON):
        end = _end_of_rest(number, lines)
    names: set[str] = set()
    for at in range(number - 1, end):
        names |= set(re.findall(r"[A-Za-z0-9_]+", lines[at].partition("=")[0]))
        assigned = ASSIGNMENT.match(lines[at])
        names |= set(parts_of(assigned["name"])) if assigned else set()
        lines[at] = ""
    return names


def _end_of_rest(number: int, lines: list[str]) -> int:
    """The last of the lines that go on with a value which line `number` begins."""
    end = number
    while end < len(lines) and lines[end].strip() and not _is_new(lines[end]):
        end += 1
    return end


def _is_new(line: str) -> bool:
    return ASSIGNMENT.match(line) is not None or line.startswith("[")
