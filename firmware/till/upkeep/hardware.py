"""F 95: each part of the till by itself, or all of them one after the other, for whoever repairs.

What a machine can say of itself is asked of the app; what only eyes and ears can, of the
technician. A test can be left at any point; all of them together end with a slip and a row.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from firmware.till.asks import Ask, Choice, Confirm, Wanting
from firmware.till.dialogue import open_dialogue
from firmware.till.function import Chapter, Function, Right
from firmware.till.state import BOOKED, REJECTED, Answers, Next, Step, Till, say
from firmware.till.texts import ITEM_WIDTH
from firmware.till.upkeep.hardware_paper import trial_page
from firmware.till.upkeep.hardware_requests import (
    CheckPart,
    LeaveCheck,
    Part,
    PartChecked,
    Verdict,
)
from firmware.till.upkeep.key_walk import begin
from hal.display.port import BRIGHTEST, Pattern

_ALL, _KEYS, _MORE = 0, 6, 9
_PARTS: Final[Mapping[int, Part]] = {
    1: Part.DISPLAY,
    2: Part.PRINTER,
    3: Part.DRAWER,
    4: Part.CARD,
    5: Part.SOUND,
    _KEYS: Part.KEYS,
    7: Part.CLOCK,
    8: Part.STICK,
}
_OTHERS: Final[Mapping[int, Part]] = {
    1: Part.LAMP,
    2: Part.SUPPLY,
    3: Part.SWITCH,
    4: Part.NET,
}
#: The keys come last: whoever walks over the mat presses C as well.
RUN: Final = tuple(part for part in Part if part is not Part.KEYS)
_YES, _NO = 1, 2
_SEEN: Final = {_YES: "in Ordnung", _NO: "fehlerhaft"}
#: Every letter a cashier can meet, in the fonts of the three zones.
_LETTERS: Final = Confirm(title="ÄÖÜäöüß€×−✓ 0:8", main="88888,88", hint="ABCDEFGHIJKLMNOPQRSTU")
_LEFT_OUT: Final = "ausgelassen"


def _pages() -> tuple[Confirm, ...]:
    """What the panel shows one after the other; BAR goes on."""
    dark = (
        Confirm(
            title="HELLIGKEIT",
            main=f"{step} von {BRIGHTEST}",
            hint="BAR = weiter",
            brightness=step,
        )
        for step in range(1, BRIGHTEST + 1)
    )
    filled = (
        Confirm(title="", main="", hint="BAR = weiter", pattern=pattern) for pattern in Pattern
    )
    return (_LETTERS, *filled, *dark)


_DISPLAY_PAGES: Final = _pages()


def check(till: Till) -> Step:
    """F 95: choose a part, or all of them, and see, hear or hold what it does."""
    return open_dialogue(till, _check)


def _check(till: Till, answers: Answers) -> Next:
    match answers:
        case ():
            names = {number: part.value for number, part in _PARTS.items()}
            options = {_ALL: "alle Teile", **names, _MORE: "weitere"}
            return Choice(title="HARDWARETEST", options=options)
        case (0, *heard):
            return _all(till, tuple(heard))
        case (6,):
            return begin(till)
        case (9,):
            options = {number: part.value for number, part in _OTHERS.items()}
            return Choice(title="HARDWARETEST", options=options)
        case (9, int(number), *heard):
            return _one(till, _OTHERS[number], tuple(heard))
        case (int(number), *heard):
            return _one(till, _PARTS[number], tuple(heard))
        case _:
            raise AssertionError(answers)


def _one(till: Till, part: Part, heard: Answers) -> Next:
    outcome = trial(till, part, heard)
    if not isinstance(outcome, PartChecked):
        return outcome
    hint = outcome.facts[0][:21] if outcome.facts else ""
    sound = REJECTED if outcome.verdict is Verdict.BAD else BOOKED
    return say(till, title_of(outcome), outcome.words, hint), (sound,)


def _all(till: Till, heard: Answers) -> Next:
    """Part after part, each with a page of what came of it; then the keys."""
    results: list[PartChecked] = []
    rest = heard
    for part in RUN:
        outcome, used = _as_far(till, part, rest)
        if not isinstance(outcome, PartChecked):
            return outcome
        rest = rest[used:]
        if not rest:
            return Confirm(title=title_of(outcome), main=outcome.words, hint="BAR=weiter C=zurück")
        results.append(outcome)
        rest = rest[1:]
    return begin(till, tuple(results))


def _as_far(till: Till, part: Part, heard: Answers) -> tuple[Ask | Wanting | PartChecked, int]:
    """How far the part's own answers lead, and how many of them are its own."""
    count, outcome = 0, trial(till, part, ())
    while count < len(heard) and not isinstance(outcome, PartChecked):
        count += 1
        outcome = trial(till, part, heard[:count])
    return outcome, count


def title_of(outcome: PartChecked) -> str:
    """`Drucker ✓`."""
    sign = "" if outcome.verdict is Verdict.SKIPPED else f" {outcome.verdict.value}"
    return f"{outcome.part.value}{sign}"[:ITEM_WIDTH]


def trial(till: Till, part: Part, heard: Answers) -> Ask | Wanting | PartChecked:
    """What comes next in trying one part."""
    match part:
        case Part.DISPLAY:
            return _display(heard)
        case Part.STICK:
            return _stick(till, heard)
        case _:
            return _asked(till, part, heard)


def _display(heard: Answers) -> Ask | PartChecked:
    if len(heard) < len(_DISPLAY_PAGES):
        return _DISPLAY_PAGES[len(heard)]
    if len(heard) == len(_DISPLAY_PAGES):
        return Choice(title="ANZEIGE ?", options=_SEEN)
    checked = PartChecked(part=Part.DISPLAY, verdict=Verdict.ASKED, words="")
    return _judged(checked, heard[-1])


def _stick(till: Till, heard: Answers) -> Ask | Wanting | PartChecked:
    """It is written to, so somebody says that it may be; nothing on it is touched."""
    match heard:
        case ():
            return Choice(title="STICK schreiben?", options={_YES: "ja", _NO: "nein"})
        case (2,):
            return PartChecked(part=Part.STICK, verdict=Verdict.SKIPPED, words=_LEFT_OUT)
        case _:
            return _asked(till, Part.STICK, heard[1:])


def _asked(till: Till, part: Part, heard: Answers) -> Ask | Wanting | PartChecked:
    match heard:
        case ():
            return Wanting(
                wish(till, part),
                cancel=LeaveCheck(part=part),
                title=part.value,
                main="prüft ...",
                hint="C = auslassen",
            )
        case (PartChecked(verdict=Verdict.ASKED) as checked,):
            return Choice(title=checked.words, options=_SEEN)
        case (PartChecked(verdict=Verdict.ASKED) as checked, said):
            return _judged(checked, said)
        case (PartChecked() as checked,):
            return checked
        case _:
            raise AssertionError(heard)


def wish(till: Till, part: Part) -> CheckPart:
    """What the app is asked to try."""
    paper = trial_page(till) if part is Part.PRINTER else None
    return CheckPart(part=part, paper=paper, chief=till.chief)


def _judged(checked: PartChecked, said: object) -> PartChecked:
    verdict = Verdict.GOOD if said == _YES else Verdict.BAD
    words = _SEEN[_YES if said == _YES else _NO]
    return replace(checked, verdict=verdict, words=words)


FUNCTIONS: tuple[Function, ...] = (
    Function(
        code=95,
        name="Hardwaretest",
        chapter=Chapter.TILL,
        right=Right.TECHNICIAN,
        run=check,
    ),
)
