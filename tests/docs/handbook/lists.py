"""Tables of the handbook that the till knows by heart: functions, error codes, old keys, groups."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from firmware.till.codes import FUNCTIONS
from firmware.till.function import Right
from firmware.till.papers.key_card import FORMER_KEYS, chapters, on_compact, remedies
from firmware.till.texts import ErrorCode

_RIGHTS: Final = {Right.CASHIER: "alle", Right.CHIEF: "Chef", Right.TECHNICIAN: "Techniker"}
#: What may follow the words of a code on the display, and is said in the text behind it.
_COMPACT: Final = (
    *("WG1", "F WG1", "F WG2", "F WG8", "12 PLU", "KARTE", "ZW 10 %", "50 F %", "F STO"),
    *("F BAR", "F BON", "F ZW", "12 F PLU", "20 F ×", "F C"),
)


def functions() -> Iterator[str]:
    """Every function of the till, by chapters as the display lists them."""
    yield "| Tasten | Funktion | wer darf |"
    yield "|---|---|---|"
    for chapter in chapters(FUNCTIONS.values()):
        yield f"| **{chapter.title}** | | |"
        for one in chapter.functions:
            who = _RIGHTS[one.right] + (", auch ohne Anmeldung" if one.is_for_locked else "")
            yield f"| `{one.keys}` | {one.name} | {who} |"


def errors() -> Iterator[str]:
    """Every code that the display can show."""
    said: Mapping[ErrorCode, str] = dict(remedies())
    yield "| am Display | was tun |"
    yield "|---|---|"
    for code in ErrorCode:
        remedy = said[code]
        yield f"| {code.name} {code.value} | {remedy[:1].upper()}{remedy[1:]} |"


def former() -> Iterator[str]:
    """Keys of other registers, and ours."""
    yield "| hier | auf der alten Kassa |"
    yield "|---|---|"
    for keys, legend in FORMER_KEYS:
        yield f"| `{keys}` | {legend} |"


def compact() -> Iterator[str]:
    """What is typed otherwise on twenty keys."""
    yield "| 30 Tasten | 20 Tasten |"
    yield "|---|---|"
    for keys in _COMPACT:
        yield f"| `{keys}` | `{on_compact(keys)}` |"


LISTS: Final[Mapping[str, Callable[[], Iterator[str]]]] = {
    "functions": functions,
    "errors": errors,
    "former": former,
    "compact": compact,
}
