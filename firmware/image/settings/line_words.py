"""What is wrong with a line that is no TOML, and how it is written: in words of a technician.

What stands in the line is repeated only where it cannot be a secret.
"""

import re
from collections.abc import Callable, Iterator
from typing import Final

from firmware.image.settings.keys import OPEN_KEYS

_PLAIN: Final = "Diese Zeile ist so nicht lesbar: erwartet wird  name = wert  oder  [abschnitt]."
_COLON: Final = re.compile(r"^\s*[\w.-]+\s*:")
_ASSIGNED: Final = re.compile(r"^\s*(?P<name>[^=#\[]*?)\s*=\s*(?P<value>.*)$")
_BARE_NAME: Final = re.compile(r"[A-Za-z0-9_.-]+")
_COMMA_NUMBER: Final = re.compile(r"\d{1,3}(?:\.\d{3})*,\d+$|\d+,\d+\s*[€%]?$")
_TRUTHS: Final = {"ja": "true", "nein": "false", "yes": "true", "no": "false"} | {
    word: word.lower() for word in ("True", "TRUE", "False", "FALSE")
}
_CURLY: Final = frozenset("„“”‚‘’«»")


def words_for(line: str) -> str:
    """One German sentence about `line`."""
    said = _without_remark(line)
    return next((sentence for rule in _RULES for sentence in rule(said)), _PLAIN)


def _without_remark(line: str) -> str:
    """A # between quotation marks begins none."""
    marks = (at for at, sign in enumerate(line) if sign == "#")
    end = next((at for at in marks if line.count('"', 0, at) % 2 == 0), len(line))
    return line[:end].rstrip()


def _curly(line: str) -> Iterator[str]:
    if _CURLY & set(line.partition("=")[2] or line):
        yield (
            'Anführungszeichen müssen gerade sein: " statt „ und “ '
            "(Word setzt sie falsch; bitte den Editor nehmen)."
        )


def _header(line: str) -> Iterator[str]:
    text = line.strip()
    if not text.startswith("["):
        return
    brackets = 2 if text.startswith("[[") else 1
    if text.count("]") < brackets:
        yield f"Der Abschnitt ist nicht geschlossen: am Ende fehlt {']' * brackets}."
    else:
        yield "Ein Abschnitt heißt [abschnitt]: Buchstaben ohne Umlaut, Ziffern und _ ."


def _colon(line: str) -> Iterator[str]:
    if _COLON.match(line) and "=" not in line.partition('"')[0]:
        yield "Zwischen Name und Wert steht ein = und kein Doppelpunkt."


def _no_assignment(line: str) -> Iterator[str]:
    if "=" not in line:
        yield "Hier fehlt das = zwischen Name und Wert (Bemerkungen beginnen mit #)."


def _name(line: str) -> Iterator[str]:
    assigned = _ASSIGNED.match(line)
    if assigned and not _BARE_NAME.fullmatch(assigned["name"]):
        yield "Vor dem = steht ein Name ohne Umlaut, Leerzeichen und Sonderzeichen."


def _value(line: str) -> Iterator[str]:
    assigned = _ASSIGNED.match(line)
    if assigned is None:
        return
    value = assigned["value"].strip()
    name = assigned["name"]
    shown = f": {name} = " if name in OPEN_KEYS else ""
    if not value:
        yield f'Nach dem = fehlt der Wert; nichts ist ""{shown and shown + chr(34) * 2}.'
    elif value in _TRUTHS:
        yield f"Ja heißt true, nein heißt false{shown and shown + _TRUTHS[value]}."
    elif _COMMA_NUMBER.fullmatch(value):
        yield f"Beträge und Sätze stehen in Anführungszeichen{shown and shown + _quoted(value)}."
    elif value.startswith(('"', "'")):
        yield _words_for_text(value)
    elif value.startswith("["):
        yield 'Listen schreibt man so: ["eins", "zwei"], mit Beistrich dazwischen und ] am Ende.'
    else:
        yield f"Text steht in Anführungszeichen{shown and shown + _quoted(value)}."


def _words_for_text(value: str) -> str:
    if "\\" in value:
        return "Das Zeichen \\ muss in einem Text doppelt stehen: \\\\ ."
    if value.count(value[0]) == 1:
        return f"Am Ende des Textes fehlt das Anführungszeichen {value[0]} ."
    return 'Nach dem Text steht noch etwas, oder im Text ein " (dort gehört \\" hin).'


def _quoted(value: str) -> str:
    text = value.strip("\"'").replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'


_Rule = Callable[[str], Iterator[str]]
_RULES: Final[tuple[_Rule, ...]] = (_curly, _header, _colon, _no_assignment, _name, _value)
