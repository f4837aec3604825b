"""A till out of service: it looks, prints copies and exports, and sells nothing ever again.

§ 17 Abs 8 RKSV. What is kept for seven years must be readable for as long, so the till still boots,
lets whoever may sign on, and refuses every receipt.
"""

from dataclasses import replace
from typing import Final

from firmware.till.asks import Wanting
from firmware.till.dialogue import open_dialogue
from firmware.till.fiscal.ending_requests import Exported, ExportEverything
from firmware.till.function import Function
from firmware.till.refuse import complain
from firmware.till.requests import Failed
from firmware.till.state import BOOKED, Answers, Next, Phase, Step, Till, phase, say
from firmware.till.texts import ErrorCode
from hal.keypad.port import Key

#: Signing on, paper, copies and reports, looking and exporting, the machine itself.
FUNCTIONS: Final = frozenset(
    (
        *(1, 9, 19, 22, 23, 24, 41, 61, 62, 63, 64, 67, 69),
        *(70, 71, 72, 73, 75, 80, 94, 95, 96, 98, 99),
    )
)
WORDS: Final = "Außer Betrieb"
#: What it still does.
HINT: Final = "BON=Kopie F63=Sichern"


def refuse(till: Till, _key: Key) -> Step:
    """E06: this till has ended."""
    return out_of_service(till)


def out_of_service(till: Till) -> Step:
    """E06, whatever was asked for."""
    return complain(till, ErrorCode.E06, words=WORDS, hint=HINT)


def is_allowed(till: Till, function: Function) -> bool:
    """Whether `function` may be done by a till that has perhaps ended."""
    return till.ended is None or function.code in FUNCTIONS


def is_export_due(till: Till) -> bool:
    """Whether what came with the end is still to be exported, and nobody is asked anything."""
    return till.ended is not None and till.ended.owes_export and phase(till) is Phase.ENDED


def export(till: Till) -> Step:
    """Export everything once more; tried once by itself, then by F 63."""
    assert till.ended is not None, "the end is exported after it"
    tried = replace(till, ended=replace(till.ended, owes_export=False))
    return open_dialogue(tried, _export)


def _export(till: Till, answers: Answers) -> Next:
    match answers:
        case ():
            return WANTED
        case (Failed() as failed,):
            return complain(till, ErrorCode.E15, words=failed.words, hint="nochmals: F 63")
        case (Exported() as made,):
            return say(till, "Sicherung ✓", f"{made.receipts} Bons", media_words(made)), (BOOKED,)
        case _:
            raise AssertionError(answers)


#: Nothing takes an export back that has begun.
WANTED: Final = Wanting(
    ExportEverything(), is_held=True, title="SICHERUNG", main="läuft", hint="bitte warten"
)


def media_words(made: Exported) -> str:
    """Where it is, beside „Sicherung ✓"."""
    return "Kasse und Stick" if len(made.media) > 1 else "Kasse, KEIN Stick"
